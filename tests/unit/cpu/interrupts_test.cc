// When interrupts are taken: at sampling points that the instruction stream alone defines (docs/engine.md), WFI and its
// wake-ups. Privileged specification, "WFI", "Machine Interrupt Registers"; Sstc.
#include "tests/unit/cpu/rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint64_t kMie = 8, kMtie = 0x80, kMti = uint64_t{1} << 63 | 7;

/// A device read raises the machine timer line; the rest of the program follows.
System& raise_at_load(System& s, std::initializer_list<uint32_t> rest) {
    s.put(kCode, {lw(t6, 0, a0)});
    s.put(kCode + 4, rest);
    s.state().x[a0] = kDevice;
    s.state().mie = kMtie;
    s.state().mstatus |= kMie;
    s.on_io = [&s](uint32_t) { s.hart().set_line(7, true); };
    CHECK(s.run(0, 1000) != RunEnd::Quantum);
    REQUIRE(!s.traps().empty());
    CHECK(s.traps()[0].cause == kMti);
    return s;
}

}  // namespace

TEST_CASE("cpu.interrupts.1 a taken jump is a sampling point; instructions before it are not") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        raise_at_load(s, {li(t0, 1), li(t1, 2), jal(zero, 8), li(t2, 3), li(t3, 4), kWfi});
        CHECK(s.traps()[0].pc == kCode + 20);
        CHECK(s.traps()[0].retired == 4);
        CHECK(s.x(t1) == 2);
        CHECK(s.x(t3) == 0);
        CHECK(s.csr(csr::mepc) == kCode + 20);
    }
}

TEST_CASE("cpu.interrupts.2 a branch not taken is none, one taken is, also to the next instruction") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        raise_at_load(s, {bne(zero, zero, 8), li(t0, 1), beq(zero, zero, 4), li(t1, 1), kWfi});
        CHECK(s.traps()[0].pc == kCode + 16);
        CHECK(s.x(t0) == 1);
        CHECK(s.x(t1) == 0);
    }
}

TEST_CASE("cpu.interrupts.3 CSR instructions, fences of translations and FENCE.I are sampling points; FENCE is none") {
    for (const Setup& setup : all_setups()) {
        for (const uint32_t word : {csrw(0x340, t0), csrr(t0, 0x340), sfence_vma(zero, zero), kFenceI}) {
            INFO(name_of(setup) << " " << std::hex << word);
            System s(setup);
            raise_at_load(s, {0x0ff0000f, li(t0, 1), word, li(t1, 1), jal(zero, 4), kWfi});
            CHECK(s.traps()[0].pc == kCode + 16);
            CHECK(s.x(t1) == 0);
        }
    }
}

TEST_CASE("cpu.interrupts.4 the last instruction of a page is a sampling point") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        const uint64_t from = kCode + 0x1000 - 12;
        s.put(from, {lw(t6, 0, a0), li(t0, 1), li(t1, 1), li(t2, 1), kWfi});
        s.state().x[a0] = kDevice;
        s.state().pc = from;
        s.state().mie = kMtie;
        s.state().mstatus |= kMie;
        s.on_io = [&s](uint32_t) { s.hart().set_line(7, true); };
        s.run(0, 1000);
        REQUIRE(!s.traps().empty());
        CHECK(s.traps()[0].pc == kCode + 0x1000);
        CHECK(s.x(t1) == 1);
        CHECK(s.x(t2) == 0);
    }
}

TEST_CASE("cpu.interrupts.5 a timer interrupt is taken at the same instruction with every accelerator") {
    for (const Mode mode : {Mode::Fast, Mode::Warm, Mode::Timed}) {
        std::vector<TakenTrap> first;
        for (const Setup& setup : all_setups()) {
            if (setup.mode != mode) continue;
            INFO(name_of(setup));
            System s(setup);
            s.open_pmp();
            s.put(kCode, {addi(t0, t0, 1), mul(t1, t0, t0), ld(t2, 0, a0), addi(a0, a0, 40), bne(t0, a1, -16),
                          jal(zero, -20)});
            // Handler: twenty interrupts, each one tick after the other.
            s.put(kHandler, {addi(s2, s2, 1), beq(s2, s3, 20), csrr(t3, csr::time), addi(t3, t3, 1),
                             csrw(csr::stimecmp, t3), kMret, csrw(csr::mie, zero), kWfi});
            s.state().x[a0] = kData;
            s.state().x[a1] = 1'000'000;
            s.state().x[s3] = 20;
            s.state().menvcfg = uint64_t{1} << 63;
            s.state().mie = 0x20;
            s.state().stimecmp = 2;
            s.put(kRam + 0x10000, {csrw(csr::stimecmp, s4), kMret});
            s.state().x[s4] = 2;
            s.start(kCode, Priv::S);
            s.state().pc = kRam + 0x10000;
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.traps().size() == 20);
            for (const TakenTrap& t : s.traps()) CHECK(t.cause == (uint64_t{1} << 63 | 5));
            if (first.empty()) first = s.traps();
            CHECK(s.traps() == first);
        }
    }
}

TEST_CASE("cpu.interrupts.6 WFI: sleeps, wakes by a line without being enabled globally, falls through when pending") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.put(kCode, {kWfi, li(t0, 1), kWfi, li(t1, 1), jal(zero, 0)});
        s.state().mie = kMtie;
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.hart().waiting());
        CHECK(s.hart().retired() == 1);
        const uint64_t before = s.hart().cycles();
        s.hart().advance_to(s.hart().now() + Tick{500'000 * 100});
        CHECK(s.hart().cycles() == before + 100);
        CHECK(s.hart().stats().idle_cycles == 100);
        CHECK(s.run() == RunEnd::Wait);  // still nothing
        CHECK(s.x(t0) == 0);
        s.hart().set_line(7, true);
        CHECK(s.run(0, 20) == RunEnd::Stop);
        CHECK(s.x(t0) == 1);
        CHECK(s.x(t1) == 1);
        CHECK(s.traps().empty());
        // An interrupt that is enabled and goes to this mode is taken after WFI.
        System e(setup);
        e.put(kCode, {kWfi, li(t0, 1)});
        e.state().mie = kMtie;
        e.state().mstatus |= kMie;
        CHECK(e.run() == RunEnd::Wait);
        e.hart().set_line(7, true);
        e.run(0, 20);
        REQUIRE(!e.traps().empty());
        CHECK(e.traps()[0].pc == kCode + 4);
        // As a nop, where the parameter says so.
        Setup nop = setup;
        nop.params.wfi_waits = false;
        System n(nop);
        n.put(kCode, {kWfi, li(t0, 1), jal(zero, 0)});
        CHECK(n.run(0, 20) == RunEnd::Stop);
        CHECK(n.x(t0) == 1);
    }
}

TEST_CASE("cpu.interrupts.7 a sleeping hart knows when its own timer wakes it") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.put(kCode, {csrw(csr::stimecmp, a0), kWfi, csrr(t0, csr::time), kWfi});
        s.state().x[a0] = 50;
        s.state().menvcfg = uint64_t{1} << 63;
        s.state().mie = 0x20;
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.hart().wake_at() == Tick{uint64_t{50} * 100'000'000});  // 10 MHz
        s.hart().advance_to(s.hart().wake_at());
        s.run(0, 3);
        CHECK(s.x(t0) == 50);
    }
}

TEST_CASE("cpu.interrupts.8 a request to stop is honoured at a sampling point and loses nothing") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.put(kCode, {lw(t6, 0, a0), li(t0, 1), jal(zero, 4), li(t1, 1), kWfi});
        s.state().x[a0] = kDevice;
        s.on_io = [&s](uint32_t) { s.hart().request_stop(); };
        CHECK(s.run() == RunEnd::Stop);
        CHECK(s.hart().stopped());
        CHECK(s.x(t0) == 1);
        CHECK(s.x(t1) == 0);
        s.hart().clear_stop();
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t1) == 1);
        CHECK(s.hart().retired() == 5);
    }
}
