// A model's state, archived and loaded into another model of the same kind.
#pragma once
#include <catch2/catch.hpp>
#include <cstring>
#include <string>

#include "sim/core/archive.h"

namespace covesim::test {

/// A checkpoint in memory.
struct Bytes final : ByteSink, ByteSource {
    std::string data;
    size_t at = 0;
    bool write(const void* p, size_t n) override {
        data.append(static_cast<const char*>(p), n);
        return true;
    }
    bool read(void* p, size_t n) override {
        if (n > data.size() - at) return false;
        std::memcpy(p, data.data() + at, n);
        at += n;
        return true;
    }
};

template <class Model>
void archive_model(Archive& a, Model& m) {
    a.section("model", [&] {
        if constexpr (requires { m.archive(a); }) m.archive(a);
        else a(m);
    });
}
template <class Model>
std::string state_of(Model& m) {
    Bytes b;
    Archive a(static_cast<ByteSink&>(b));
    archive_model(a, m);
    REQUIRE(a.error() == "");
    return b.data;
}
/// Empty: loaded.
template <class Model>
std::string load_state(Model& m, const std::string& state) {
    Bytes b;
    b.data = state;
    Archive a(static_cast<ByteSource&>(b));
    archive_model(a, m);
    return a.error();
}
template <class Model, class Other>
std::string copy_error(Model& from, Other& to) {
    return load_state(to, state_of(from));
}
template <class Model>
void copy_state(Model& from, Model& to) {
    REQUIRE(copy_error(from, to) == "");
    REQUIRE(state_of(to) == state_of(from));
}

}  // namespace covesim::test
