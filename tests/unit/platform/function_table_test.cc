#include "sim/platform/function_table.h"

#include <catch2/catch.hpp>

using namespace covesim;

namespace {

CodeSymbol function(std::string name, uint64_t address, uint64_t size, bool global = true) {
    return {std::move(name), address, size, 0x2000, true, global};
}
CodeSymbol label(std::string name, uint64_t address, bool global = false) {
    return {std::move(name), address, 0, 0x2000, false, global};
}
/// "name+begin..end" of what is at pc.
std::string at(const FunctionTable& t, uint64_t pc) {
    const FunctionTable::Piece p = t.at(pc);
    CHECK(pc - p.begin < p.size);
    const std::string range = std::to_string(p.begin) + ".." + std::to_string(p.begin + p.size);
    return (p.function ? t.name(*p.function) : std::string("-")) + " " + range;
}

}  // namespace

TEST_CASE("platform/functions 1: pieces of functions with sizes, and the gaps between them") {
    const FunctionTable t({function("b", 200, 50), function("a", 100, 20)});
    CHECK(at(t, 0) == "- 0..100");
    CHECK(at(t, 99) == "- 0..100");
    CHECK(at(t, 100) == "a 100..120");
    CHECK(at(t, 119) == "a 100..120");
    CHECK(at(t, 120) == "- 120..200");
    CHECK(at(t, 249) == "b 200..250");
    CHECK(at(t, 250) == "- 250..18446744073709551615");
    CHECK(at(FunctionTable{}, 5) == "- 0..18446744073709551615");
}

TEST_CASE(
    "platform/functions 2: a label reaches to the next symbol or its section's end; inside a function it is none") {
    const FunctionTable t({label("start", 0x1000), label("loop", 0x1010), function("f", 0x1020, 0x40),
                           label("in_f", 0x1030), function("unsized", 0x1100, 0), label("last", 0x1200)});
    CHECK(at(t, 0x100f) == "start 4096..4112");
    CHECK(at(t, 0x1010) == "loop 4112..4128");
    CHECK(at(t, 0x1030) == "f 4128..4192");
    CHECK(at(t, 0x1060) == "- 4192..4352");
    CHECK(at(t, 0x11ff) == "unsized 4352..4608");
    CHECK(at(t, 0x1fff) == "last 4608..8192");
}

TEST_CASE("platform/functions 3: of several at one address a function, then a global one, then by name") {
    CHECK(at(FunctionTable({label("x", 8, true), function("f", 8, 4, false)}), 8) == "f 8..12");
    CHECK(at(FunctionTable({function("a", 8, 4, false), function("b", 8, 4)}), 8) == "b 8..12");
    CHECK(at(FunctionTable({function("memcpy", 8, 4), function("__memcpy", 8, 4)}), 8) == "__memcpy 8..12");
    // A function that runs into the next one ends there.
    CHECK(at(FunctionTable({function("a", 8, 100), function("b", 16, 4)}), 12) == "a 8..16");
}

TEST_CASE("platform/functions 4: C++ names are demangled") {
    const FunctionTable t({function("_ZN7covesim2fw4boilEi", 8, 4)});
    CHECK(t.name(0) == "covesim::fw::boil(int)");
}
