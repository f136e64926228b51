// Values into a described struct: by path and text (--set), or from a tree (TOML, JSON).
#pragma once
#include <string_view>

#include "sim/core/schema/leaf.h"
#include "sim/core/schema/value.h"

namespace covesim::config {

/// The entry with this path, or the error "unknown parameter …; did you mean …".
Expected<const Leaf*> find(const std::vector<Leaf>& list, std::string_view path);
/// The candidate with the smallest edit distance to `word`; the first of equals. Empty if there is no candidate.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

/// `path=text`; an array of scalars may be given whole, as "1,2,3".
Status assign(const std::vector<Leaf>& list, std::string_view path, std::string_view text);
/// Every scalar of the tree is assigned to the path it stands at; anything not in the struct is an error.
Status assign(const std::vector<Leaf>& list, const Value& tree);

template <class S>
requires Described<S> Status set(S& s, std::string_view path, std::string_view text) {
    return assign(leaves(s), path, text);
}
template <class S>
requires Described<S> Status set(S& s, const Value& tree) { return assign(leaves(s), tree); }

}  // namespace covesim::config
