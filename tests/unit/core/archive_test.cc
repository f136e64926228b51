#include "sim/core/archive.h"

#include <bitset>
#include <catch2/catch.hpp>
#include <deque>
#include <map>

#include "sim/core/assoc.h"
#include "sim/core/device.h"
#include "tests/unit/core/copy_state.h"

using namespace covesim;
using namespace covesim::test;

namespace {

enum class Colour : uint8_t { Red, Green };
struct Inner {
    uint16_t a = 1;
    bool b = false;
    bool operator==(const Inner&) const = default;
};
struct Everything {
    uint64_t number = 0;
    Colour colour = Colour::Red;
    Inner inner;
    std::array<Inner, 2> two{};
    std::vector<Inner> many;
    std::deque<uint8_t> queue;
    std::map<uint32_t, std::string> names;
    std::optional<Inner> maybe, nothing = Inner{7, true};
    std::vector<bool> flags;
    std::bitset<70> bits;
    Spa address;
    Tick when;
    bool operator==(const Everything&) const = default;
};
static_assert(detail::member_count<Inner>() == 2);
static_assert(detail::member_count<Everything>() == 13);

Everything some() {
    Everything e{5, Colour::Green, {2, true}, {{{3, false}, {4, true}}}, {{9, true}}, {1, 2, 3}, {}, {}, {}, {}, {}, {},
                 {}};
    e.names = {{1, "one"}, {70000, ""}};
    e.maybe = Inner{6, true};
    e.flags = {true, false, true};
    e.bits[69] = true;
    e.address = Spa{0x8000'0000};
    e.when = Tick{77};
    return e;
}

struct Fixed {
    std::vector<uint32_t> ways;
    template <class A>
    void archive(A& a) {
        a.fixed(ways);
    }
};
struct Small {
    uint32_t a = 0x11223344;
};
struct Large {
    uint32_t a = 0;
    uint8_t more = 0;
};

}  // namespace

TEST_CASE("core/archive 1: every kind of member comes back") {
    Everything a = some(), b;
    b.many.resize(9);
    copy_state(a, b);
    CHECK(a == b);
}

TEST_CASE("core/archive 2: bytes are name, size, little-endian content") {
    Small s;
    CHECK(state_of(s) == std::string("\5\0\0\0\0\0\0\0model\4\0\0\0\0\0\0\0\x44\x33\x22\x11", 25));
}

TEST_CASE("core/archive 3: what does not fit is told by name, and nothing is read beyond it") {
    Small s;
    Large l;
    CHECK(copy_error(s, l) == "'model' is shorter than this machine's");
    CHECK(l.more == 0);
    CHECK(copy_error(l, s) == "'model' is longer than this machine's by 1 bytes");
    Fixed three{{1, 2, 3}}, four{{1, 2, 3, 4}};
    CHECK(copy_error(three, four) == "'model' has another number of elements than this machine's 4");
    CHECK(four.ways == std::vector<uint32_t>{1, 2, 3, 4});
}

TEST_CASE("core/archive 4: a stream that ends, or that has other sections, fails") {
    Small s;
    const std::string whole = state_of(s);
    for (size_t n = 0; n < whole.size(); ++n) {
        INFO(n);
        CHECK(load_state(s, whole.substr(0, n)) == "it ends before 'model'");
    }
    std::string other = whole;
    other[8] = 'n';
    CHECK(load_state(s, other) == "it has 'nodel' where this machine has 'model'");
}

TEST_CASE("core/archive 5: a count beyond what follows fails and allocates nothing") {
    std::vector<uint64_t> v{1};
    std::string state = state_of(v);
    state[8 + 5 + 8 + 7] = 0x7f;  // the highest byte of the count
    std::vector<uint64_t> to;
    CHECK(load_state(to, state) == "'model' does not fit this machine");
    CHECK(to.empty());
}

TEST_CASE("core/archive 6: of an associative array the live entries are saved, and victims are the same afterwards") {
    for (const auto policy : {Replacement::Lru, Replacement::TreePlru, Replacement::Fifo, Replacement::Random}) {
        Assoc<Inner> a(2, 4, policy), b(2, 4, policy);
        uint64_t sequence = 0;
        const auto none = [](uint32_t, Inner&) {};
        for (uint16_t i = 0; i < 40; ++i) a.insert(i, Inner{i, false}, ++sequence, none);
        a.erase(3);
        a.insert(0, Inner{99, true}, ++sequence, none);
        a.erase(6);
        copy_state(a, b);
        CHECK(b.valid() == 7);
        for (uint16_t i = 0; i < 40; ++i) {
            ++sequence;
            CHECK(a.insert(i, Inner{i, false}, sequence, none) == b.insert(i, Inner{i, false}, sequence, none));
        }
    }
}

TEST_CASE("core/archive 7: a device without an archive refuses by its name") {
    struct Plain final : Device {
        std::string_view name() const override { return "widget"; }
        bool read(uint64_t, uint32_t, uint64_t&, Tick) override { return false; }
        bool write(uint64_t, uint32_t, uint64_t, Tick) override { return false; }
        bool peek(uint64_t, uint32_t, uint64_t&, Tick) override { return false; }
        void reset() override {}
    } device;
    Bytes b;
    Archive a(static_cast<ByteSink&>(b));
    device.archive(a);
    CHECK(a.failed());
    CHECK(a.error() == "the device 'widget' has no archive");
}
