// A described struct shown: as a tree (for JSON), as text, as a Markdown reference, as a JSON schema.
#pragma once
#include <string>
#include <vector>

#include "sim/core/schema/leaf.h"
#include "sim/core/schema/value.h"

namespace covesim::config {

/// The values, nested as the structs are.
Value tree(const std::vector<Leaf>& list);
/// One aligned line per parameter: path, value, unit, sentence.
std::string text_table(const std::vector<Leaf>& list);
/// A table per top-level group: name, default, unit, legal values, sentence.
std::string markdown(const std::vector<Leaf>& list);
/// A JSON schema (draft 2020-12) of the tree; the current values are the defaults.
Value json_schema(const std::vector<Leaf>& list, std::string_view title);
/// What values are legal, in words ("a power of two", "one of fast, warm, timed").
std::string legal(const Leaf& leaf);

template <class S>
requires Described<S> Value tree_of(const S& s) {
    S copy = s;
    return tree(leaves(copy));
}

}  // namespace covesim::config
