// Control hints: seen when they are asked for, exactly where they stand; otherwise instructions without effect.
#include "tests/unit/cpu/rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {

/// slti zero, rs1, 0x5c0 + command.
constexpr uint32_t hint(uint32_t rs1, uint32_t command) { return 0x5c002013 | command << 20 | rs1 << 15; }

struct Seen final : HartObserver {
    struct Hint {
        uint32_t command;
        uint64_t value, retired, cycles;
    };
    void control_hint(const Hart& h, uint32_t command, uint64_t value) override {
        hints.push_back({command, value, h.retired(), h.cycles()});
        if (switch_to) hart->set_mode(*switch_to);
    }
    std::vector<Hint> hints;
    Hart* hart = nullptr;
    std::optional<Mode> switch_to;
};

}  // namespace

TEST_CASE("cpu.hint.1 a hint is seen when it has retired, with its command and its register's value") {
    for (Setup setup : all_setups()) {
        INFO(name_of(setup));
        setup.decode.control_hints = true;
        System s(setup);
        Seen seen;
        s.hart().observe(&seen);
        s.put(kCode, {kNop, hint(a0, 1), kNop, kNop, hint(a1, 2), hint(zero, 15), kNop, kWfi});
        s.state().x[a0] = 0x123456789abcdef0;
        s.state().x[a1] = 7;
        CHECK(s.run() == RunEnd::Wait);
        REQUIRE(seen.hints.size() == 3);
        CHECK(seen.hints[0].command == 1);
        CHECK(seen.hints[0].value == 0x123456789abcdef0);
        CHECK(seen.hints[0].retired == 2);
        CHECK(seen.hints[1].command == 2);
        CHECK(seen.hints[1].value == 7);
        CHECK(seen.hints[1].retired == 5);
        CHECK(seen.hints[2].command == 15);
        CHECK(seen.hints[2].value == 0);
        CHECK(seen.hints[2].retired == 6);
        // A cycle each, as any instruction of the integer unit.
        CHECK(seen.hints[1].cycles - seen.hints[0].cycles == 3);
        CHECK(seen.hints[2].cycles - seen.hints[1].cycles == 1);
        CHECK(s.hart().retired() == 8);
        CHECK(s.traps().empty());
        CHECK(s.x(zero) == 0);
    }
}

TEST_CASE("cpu.hint.2 where nobody asks for them they are instructions without effect, at any privilege") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        for (const bool on : {false, true}) {
            Setup with = setup;
            with.decode.control_hints = on;
            System s(with);
            Seen seen;
            s.hart().observe(&seen);
            s.open_pmp();
            s.put(kCode, {hint(a0, 1), kNop, hint(a1, 5), kEcall});
            s.start(kCode, Priv::U);
            CHECK(s.run() == RunEnd::Wait);
            CHECK(seen.hints.size() == (on ? 2 : 0));
            CHECK(s.csr(csr::mcause) == 8);
            CHECK(s.csr(csr::mepc) == kCode + 12);
        }
    }
}

TEST_CASE("cpu.hint.3 a change of mode falls right behind the hint") {
    for (const Mode from : {Mode::Fast, Mode::Warm, Mode::Timed}) {
        for (const Mode to : {Mode::Fast, Mode::Warm, Mode::Timed}) {
            if (from == to) continue;
            Setup setup;
            setup.mode = from;
            setup.decode.control_hints = true;
            System s(setup);
            Seen seen;
            seen.hart = &s.hart();
            seen.switch_to = to;
            s.hart().observe(&seen);
            s.put(kCode, {kNop, kNop, hint(zero, 3), kNop, kNop, kNop, kWfi});
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.hart().in_mode(from).instructions == 3);
            CHECK(s.hart().in_mode(to).instructions == 4);
        }
    }
}
