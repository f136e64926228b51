// The device tree reader on hand-made blobs: good ones, and every kind of damage. Sanitisers see an out-of-bounds read
// because each blob lives in an allocation of its size.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "firmware/lib/fdt.h"

using namespace covesim::fw;

namespace {

void be32(std::vector<uint8_t>& v, uint32_t x) {
    for (int i = 3; i >= 0; --i) v.push_back(static_cast<uint8_t>(x >> (8 * i)));
}

/// Devicetree Specification 5.2 to 5.4, written with literals.
struct Builder {
    std::vector<uint8_t> structure, strings;
    void begin(const std::string& name) {
        be32(structure, 1);
        structure.insert(structure.end(), name.begin(), name.end());
        structure.push_back(0);
        while (structure.size() % 4 != 0) structure.push_back(0);
    }
    void end() { be32(structure, 2); }
    void nop() { be32(structure, 4); }
    void bytes(const std::string& name, const std::string& value) {
        be32(structure, 3);
        be32(structure, static_cast<uint32_t>(value.size()));
        be32(structure, static_cast<uint32_t>(strings.size()));
        strings.insert(strings.end(), name.begin(), name.end());
        strings.push_back(0);
        structure.insert(structure.end(), value.begin(), value.end());
        while (structure.size() % 4 != 0) structure.push_back(0);
    }
    void text(const std::string& name, const std::string& value) { bytes(name, value + std::string(1, '\0')); }
    void cells(const std::string& name, std::vector<uint32_t> values) {
        std::vector<uint8_t> v;
        for (uint32_t x : values) be32(v, x);
        bytes(name, std::string(v.begin(), v.end()));
    }
    std::vector<uint8_t> blob() {
        std::vector<uint8_t> s = structure, v;
        be32(s, 9);
        const uint32_t at = 40 + 16, text_at = at + static_cast<uint32_t>(s.size());
        const uint32_t total = text_at + static_cast<uint32_t>(strings.size());
        for (uint32_t x : {0xd00dfeedu, total, at, text_at, 40u, 17u, 16u, 0u, static_cast<uint32_t>(strings.size()),
                           static_cast<uint32_t>(s.size())})
            be32(v, x);
        v.resize(at);
        v.insert(v.end(), s.begin(), s.end());
        v.insert(v.end(), strings.begin(), strings.end());
        return v;
    }
};

std::vector<uint8_t> example() {
    Builder b;
    b.nop();
    b.begin("");
    b.cells("#address-cells", {2});
    b.cells("#size-cells", {2});
    b.begin("chosen");
    b.text("stdout-path", "/soc/serial@10000000");
    b.begin("tsm@80200000");
    b.text("compatible", "covesim,tsm");
    b.cells("reg", {0, 0x80200000, 0, 0x12345});
    b.end();
    b.end();
    b.begin("memory@80000000");
    b.text("device_type", "memory");
    b.cells("reg", {0, 0x80000000, 0, 0x10000000, 1, 0, 2, 0});
    b.end();
    b.nop();
    b.begin("soc");
    b.cells("#address-cells", {2});
    b.cells("#size-cells", {1});
    b.bytes("compatible", std::string("covesim,soc\0simple-bus\0", 23));
    b.begin("serial@10000000");
    b.text("compatible", "ns16550a");
    b.cells("reg", {0, 0x10000000, 0x1000});
    b.cells("phandle", {7});
    b.end();
    b.begin("secret@10200000");
    b.text("compatible", "covesim,root-of-trust");
    b.text("status", "disabled");
    b.cells("reg", {0, 0x10200000, 0x1000});
    b.begin("child");
    b.end();
    b.end();
    b.begin("last");
    b.end();
    b.end();
    b.end();
    return b.blob();
}

/// Copies to an allocation of exactly the given size.
struct Exact {
    std::unique_ptr<uint8_t[]> p;
    size_t n;
    explicit Exact(const std::vector<uint8_t>& v) : p{new uint8_t[v.size()]}, n{v.size()} {
        std::copy(v.begin(), v.end(), p.get());
    }
    Fdt tree() const { return Fdt{p.get(), n}; }
};

/// Everything a caller can ask; must end and stay inside whatever the blob says.
uint64_t exercise(Fdt t) {
    uint64_t sum = 0;
    int nodes = 0;
    for (FdtNode n = t.next({}); n && nodes < 10000; n = t.next(n), ++nodes) {
        sum += std::strlen(t.name(n));
        const Span r = t.reg(n);
        sum += r.base + r.size + t.enabled(n);
        if (const char* s = t.property(n, "compatible").text(0)) sum += std::strlen(s);
        sum += t.property(n, "compatible").has_text("x") + (t.property(n, "compatible").text(1) != nullptr);
        sum +=
            static_cast<bool>(t.first_child(n)) + static_cast<bool>(t.next_sibling(n)) + static_cast<bool>(t.parent(n));
    }
    sum += static_cast<bool>(t.find("/soc/serial")) + static_cast<bool>(t.find_compatible("ns16550a")) +
           static_cast<bool>(t.find_phandle(7));
    t.erase(t.find_compatible("covesim,root-of-trust"));
    t.set_reg(t.find("/memory"), 0, {1, 2});
    t.remove_text(t.find("/soc"), "compatible", "simple-bus");
    t.remove_word(t.find("/soc/serial"), "compatible", "ns16550a");
    t.set_cell(t.property(t.find("/memory"), "reg"), 3, 5);
    return sum;
}

}  // namespace

TEST_CASE("01 nodes, properties, reg") {
    Exact e{example()};
    const Fdt t = e.tree();
    REQUIRE(t.ok());
    CHECK(t.total_size() == e.n);
    const FdtNode tsm = t.find_compatible("covesim,tsm");
    REQUIRE(tsm);
    CHECK(std::string(t.name(tsm)) == "tsm@80200000");
    CHECK(std::string(t.name(t.parent(tsm))) == "chosen");
    CHECK(t.property(tsm, "reg").number(0, 2) == 0x80200000);
    CHECK(t.property(tsm, "reg").number(2, 2) == 0x12345);
    CHECK(t.property(tsm, "reg").number(4, 2) == 0);
    CHECK_FALSE(t.property(tsm, "missing"));
    const FdtNode memory = t.find("/memory");
    CHECK(memory == t.find("/memory@80000000"));
    CHECK(t.reg(memory, 0).base == 0x80000000);
    CHECK(t.reg(memory, 0).size == 0x10000000);
    CHECK(t.reg(memory, 1).base == 0x1'0000'0000);
    CHECK(t.reg(memory, 1).size == 0x2'0000'0000);
    CHECK(t.reg(memory, 2).size == 0);
    const FdtNode uart = t.find("/soc/serial@10000000");
    CHECK(t.reg(uart).base == 0x10000000);
    CHECK(t.reg(uart).size == 0x1000);
    CHECK(t.find_phandle(7) == uart);
    CHECK(t.property(t.find("/soc"), "compatible").has_text("simple-bus"));
    CHECK_FALSE(t.property(t.find("/soc"), "compatible").has_text("simple"));
    CHECK(std::string(t.property(t.find("/soc"), "compatible").text(1)) == "simple-bus");
    CHECK(t.property(t.find("/soc"), "compatible").text(2) == nullptr);
    CHECK(t.enabled(uart));
    CHECK_FALSE(t.enabled(t.find("/soc/secret")));
    CHECK_FALSE(t.find("/soc/nothing"));
    CHECK_FALSE(t.find_compatible("covesim,tsm-driver"));
    CHECK(t.next_sibling(uart) == t.find("/soc/secret"));
    CHECK(t.first_child(t.find("/soc")) == uart);
    CHECK_FALSE(t.next_sibling(t.root()));
    CHECK_FALSE(t.parent(t.root()));
}

TEST_CASE("02 erasing a node and overwriting reg") {
    Exact e{example()};
    Fdt t = e.tree();
    t.erase(t.find_compatible("covesim,root-of-trust"));
    CHECK_FALSE(t.find_compatible("covesim,root-of-trust"));
    CHECK_FALSE(t.find("/soc/secret/child"));
    CHECK(t.find("/soc/last"));
    CHECK(t.next_sibling(t.find("/soc/serial")) == t.find("/soc/last"));
    t.set_reg(t.find("/memory"), 0, {0x80400000, 0xf600000});
    CHECK(t.reg(t.find("/memory"), 0).base == 0x80400000);
    CHECK(t.reg(t.find("/memory"), 0).size == 0xf600000);
    CHECK(t.reg(t.find("/memory"), 1).base == 0x1'0000'0000);
}

TEST_CASE("02b taking strings and words out of a property; overwriting a cell") {
    // The lengths leave every number of padding bytes behind.
    Builder b;
    b.begin("");
    b.bytes("list", std::string("i\0m\0smepmp\0sstc\0svadu\0", 22));
    b.text("behind", "one");
    b.text("words", "rv64imac_smepmp_smepmpx_sstc_svadu");
    b.cells("cells", {7, 11, 7, 9});
    b.begin("child");
    b.end();
    b.end();
    Exact e{b.blob()};
    Fdt t = e.tree();
    const auto list = [&] {
        const FdtProperty p = t.property(t.root(), "list");
        return std::string(reinterpret_cast<const char*>(p.data), p.size);
    };
    const auto words = [&] { return std::string(t.property(t.root(), "words").text()); };
    const auto intact = [&] {
        CHECK(std::string(t.property(t.root(), "behind").text()) == "one");
        CHECK(std::string(t.name(t.first_child(t.root()))) == "child");
    };
    t.remove_text(t.root(), "list", "smepmp");
    CHECK(list() == std::string("i\0m\0sstc\0svadu\0", 15));
    intact();
    t.remove_text(t.root(), "list", "s");
    t.remove_text(t.root(), "list", "none");
    t.remove_text(t.root(), "nothing", "i");
    CHECK(list() == std::string("i\0m\0sstc\0svadu\0", 15));
    t.remove_text(t.root(), "list", "svadu");
    CHECK(list() == std::string("i\0m\0sstc\0", 9));
    t.remove_text(t.root(), "list", "i");
    CHECK(list() == std::string("m\0sstc\0", 7));
    t.remove_text(t.root(), "list", "sstc");
    t.remove_text(t.root(), "list", "m");
    CHECK(list().empty());
    intact();
    t.remove_word(t.root(), "words", "smepmp");
    CHECK(words() == "rv64imac_smepmpx_sstc_svadu");
    t.remove_word(t.root(), "words", "svadu");
    CHECK(words() == "rv64imac_smepmpx_sstc");
    t.remove_word(t.root(), "words", "rv64imac");  // the first is no word of the list
    t.remove_word(t.root(), "words", "sst");
    CHECK(words() == "rv64imac_smepmpx_sstc");
    intact();
    const FdtProperty cells = t.property(t.root(), "cells");
    t.set_cell(cells, 1, 0xffffffff);
    t.set_cell(cells, 4, 1);  // behind the end
    CHECK(cells.cell(0) == 7);
    CHECK(cells.cell(1) == 0xffffffff);
    CHECK(cells.cell(3) == 9);
    intact();
}

TEST_CASE("03 no tree at all") {
    Fdt none;
    CHECK_FALSE(none.ok());
    CHECK(exercise(none) == 0);
    CHECK_FALSE(Fdt(nullptr, 100).ok());
    std::vector<uint8_t> zeros(64);
    CHECK_FALSE(Exact{zeros}.tree().ok());
    CHECK_FALSE(Fdt(zeros.data(), 0).ok());
}

TEST_CASE("04 header fields that lie") {
    const auto with = [](size_t at, uint32_t value) {
        auto v = example();
        for (int i = 0; i < 4; ++i) v[at + static_cast<size_t>(i)] = static_cast<uint8_t>(value >> (24 - 8 * i));
        return v;
    };
    for (uint32_t value : {0u, 3u, 39u, 57u, 0x7fffffffu, 0x80000000u, 0xfffffff0u, 0xffffffffu})
        for (size_t at = 0; at < 40; at += 4) {
            Exact e{with(at, value)};
            exercise(e.tree());
        }
    CHECK_FALSE(Exact{with(0, 0xd00dfeee)}.tree().ok());
    CHECK_FALSE(Exact{with(4, 0x10000000)}.tree().ok());   // larger than allowed
    CHECK_FALSE(Exact{with(8, 0xfffffffc)}.tree().ok());   // structure outside
    CHECK_FALSE(Exact{with(12, 0xfffffffc)}.tree().ok());  // strings outside
    CHECK_FALSE(Exact{with(20, 16)}.tree().ok());          // version
    CHECK_FALSE(Exact{with(24, 18)}.tree().ok());          // needs a newer reader
}

TEST_CASE("05 truncated at every length") {
    const auto v = example();
    for (size_t n = 0; n < v.size(); ++n) {
        Exact e{std::vector<uint8_t>(v.begin(), v.begin() + static_cast<long>(n))};
        CHECK_FALSE(e.tree().ok());
        exercise(e.tree());
    }
}

TEST_CASE("06 random damage never leaves the blob") {
    std::mt19937 rng{1};
    for (int round = 0; round < 4000; ++round) {
        auto v = example();
        for (unsigned n = 1 + rng() % 8; n != 0; --n) v[40 + rng() % (v.size() - 40)] = static_cast<uint8_t>(rng());
        Exact e{v};
        exercise(e.tree());
    }
}

TEST_CASE("07 structure that does not nest") {
    Builder open;
    open.begin("");
    open.begin("a");
    CHECK_FALSE(Exact{open.blob()}.tree().ok());
    Builder deep;
    for (int i = 0; i < 100; ++i) deep.begin("d");
    for (int i = 0; i < 100; ++i) deep.end();
    CHECK_FALSE(Exact{deep.blob()}.tree().ok());
    Builder closed;
    closed.end();
    CHECK_FALSE(Exact{closed.blob()}.tree().ok());
    Builder large;
    large.begin("");
    large.cells("reg", {1});
    large.end();
    auto v = large.blob();
    v[56 + 8 + 4] = 0xff;  // the property's length
    Exact e{v};
    exercise(e.tree());
}

TEST_CASE("08 unterminated strings") {
    Builder b;
    b.begin("");
    b.bytes("compatible", "abcd");
    b.end();
    Exact e{b.blob()};
    const Fdt t = e.tree();
    CHECK(t.property(t.root(), "compatible").text() == nullptr);
    CHECK_FALSE(t.property(t.root(), "compatible").has_text("abcd"));
}
