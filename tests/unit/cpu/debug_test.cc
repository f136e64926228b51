// What a debugger asks of a hart: single steps and watchpoints stop where they should, in every mode and with every
// accelerator on and off, also when asked for while the hart waits within an instruction.
#include "tests/unit/cpu/rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {

/// One step; where it ended.
uint64_t step(System& s, uint32_t i = 0) {
    Hart& h = s.hart(i);
    h.step();
    CHECK(h.run(kNoLimit) == RunEnd::Stop);
    CHECK(h.stepped());
    h.end_step();
    return h.pc();
}

/// Runs to the watchpoint; where it ended.
uint64_t run_to_watch(System& s) {
    CHECK(s.run() == RunEnd::Stop);
    REQUIRE(s.hart().watch_hit());
    return s.state().pc;
}

constexpr uint32_t vle64(uint32_t vd, uint32_t rs1) { return 0x02007007 | rs1 << 15 | vd << 7; }
constexpr uint32_t vse64(uint32_t vs, uint32_t rs1) { return 0x02007027 | rs1 << 15 | vs << 7; }
constexpr uint32_t kVsetivli_4_e64_m2 = 0xcd927057;  // vsetivli zero, 4, e64, m2, ta, ma

}  // namespace

TEST_CASE("cpu.debug.1 a step executes one instruction, or takes one trap") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.put(kCode, {li(a0, 1), jal(zero, 8), kNop, sd(a0, 0, a1), bne(zero, a0, 8), kNop, kEcall});
        s.put(kHandler, {kMret});
        s.state().x[a1] = kData;
        CHECK(step(s) == kCode + 4);
        CHECK(step(s) == kCode + 12);
        CHECK(step(s) == kCode + 16);
        CHECK(s.r64(kData) == 1);
        CHECK(step(s) == kCode + 24);
        CHECK(s.hart().retired() == 4);
        CHECK(step(s) == kHandler);
        CHECK(s.hart().retired() == 4);
        CHECK(step(s) == kCode + 24);
        CHECK(s.hart().retired() == 5);
    }
}

TEST_CASE("cpu.debug.2 a step that meets an interrupt ends at its handler; one over WFI behind it") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.put(kCode, {kNop, kNop, kWfi, kNop});
        s.set_csr(csr::mie, 0x80);
        CHECK(step(s) == kCode + 4);
        CHECK(step(s) == kCode + 8);
        CHECK(step(s) == kCode + 12);
        CHECK(s.hart().waiting());
        s.set_csr(csr::mstatus, 0x8);
        s.hart().set_line(7, true);
        CHECK(step(s) == kHandler);
        CHECK(s.hart().retired() == 3);
    }
}

TEST_CASE("cpu.debug.3 a step asked for while an access waits ends behind its instruction") {
    for (const Setup& setup : all_setups()) {
        for (const bool compressed : {false, true}) {
            INFO(name_of(setup) << (compressed ? " compressed" : ""));
            System s(setup);
            s.state().x[a1] = kDevice;
            s.put(kCode, {li(a0, 1), ld(a2, 0, a1), li(a0, 2), li(a0, 3), kWfi});
            if (compressed)
                s.put16(kCode + 4, {0x6190, 0x0001, 0x4509, 0x450d});  // c.ld a2,0(a1); nop; li a0,2; li a0,3
            s.on_io = [&](uint32_t) {
                CHECK(s.hart().busy());
                CHECK(s.hart().pc() == kCode + 4);
                s.hart().step();
            };
            CHECK(s.run() == RunEnd::Stop);
            CHECK(s.hart().stepped());
            CHECK_FALSE(s.hart().busy());
            CHECK(s.hart().pc() == kCode + (compressed ? 6 : 8));
            CHECK(s.x(a0) == 1);
            s.hart().end_step();
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.x(a0) == 3);
        }
    }
}

TEST_CASE("cpu.debug.4 the same where the access traps, and while a fetch waits") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        {
            System s(setup);
            s.state().x[a1] = kDevice;
            s.put(kCode, {ld(a2, 0, a1), li(a0, 2)});
            s.io_refused = true;
            s.on_io = [&](uint32_t) { s.hart().step(); };
            CHECK(s.run() == RunEnd::Stop);
            CHECK(s.hart().pc() == kHandler);
            CHECK(s.traps().size() == 1);
        }
        if (setup.mode == Mode::Fast) continue;
        System s(setup);
        s.put(kCode, {jal(zero, 256)});
        s.put(kCode + 256, {li(a0, 1), li(a0, 2), kWfi});
        s.memory.on_request = [&](const MemReq& r, Tick) {
            if (r.addr.align(64).v == kCode + 256 && r.acc == Acc::Fetch && !s.hart().stepped()) s.hart().step();
        };
        CHECK(s.run() == RunEnd::Stop);
        CHECK(s.hart().pc() == kCode + 260);
        CHECK(s.x(a0) == 1);
    }
}

TEST_CASE("cpu.debug.5 watchpoints stop before every kind of access that meets them, and no other") {
    struct Case {
        const char* what;
        uint32_t word;
        bool loads, stores;
        uint64_t size;
    };
    const Case kCases[] = {{"ld", ld(a2, 0, a1), true, false, 8},
                           {"lb", lb(a2, 0, a1), true, false, 1},
                           {"sd", sd(a3, 0, a1), false, true, 8},
                           {"sb", sb(a3, 0, a1), false, true, 1},
                           {"amoadd.d", amoadd_d(a2, a3, a1), true, true, 8},
                           {"amocas.d that fails", amocas(3, a2, a3, a1), true, true, 8},
                           {"lr.d", lr_d(a2, a1), true, false, 8},
                           {"sc.d", sc_d(a2, a3, a1), false, true, 8},
                           {"cbo.zero", cbo(kCboZero, a1), false, true, 64},
                           {"vle64.v", vle64(2, a1), true, false, 32},
                           {"vse64.v", vse64(2, a1), false, true, 32}};
    for (const Setup& setup : all_setups()) {
        for (const Case& c : kCases) {
            for (int wish = 1; wish < 4; ++wish) {
                const bool loads = wish & 1, stores = wish & 2;
                for (const uint64_t offset : {uint64_t{0}, c.size - 1, c.size}) {
                    INFO(name_of(setup) << ", " << c.what << ", wish " << wish << ", byte " << offset);
                    System s(setup);
                    s.set_csr(csr::mstatus, 0x200);  // VS
                    s.set_csr(csr::menvcfg, 0x80);   // CBZE
                    s.state().x[a1] = kData;
                    s.state().x[a2] = 77;
                    // Twice: the first time every L0 entry that may be made is made.
                    s.put(kCode, {kVsetivli_4_e64_m2, ld(t0, 0, a1), sd(t0, 0, a1), c.word, li(a2, 1), c.word, kWfi});
                    const Watch watch{kData + offset, 1, loads, stores};
                    const bool meets = ((loads && c.loads) || (stores && c.stores)) && offset < c.size;
                    s.run(0, 5);
                    s.hart().set_watches({watch});
                    if (!meets) {
                        CHECK(s.run() == RunEnd::Wait);
                        continue;
                    }
                    CHECK(run_to_watch(s) == kCode + 20);
                    CHECK(s.hart().retired() == 5);
                    CHECK(s.hart().watch_hit() == WatchHit{watch, kData + offset});
                    s.hart().end_step();
                    CHECK(s.run() == RunEnd::Wait);
                    CHECK(s.traps().empty());
                }
            }
        }
    }
}

TEST_CASE("cpu.debug.6 an access across pages, one that wraps, and one that traps") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.put(kCode, {sd(a0, 0, a1), ld(a0, 0, a2), kWfi});
        s.state().x[a1] = kData + 4092;
        s.state().x[a2] = 0x40;  // no memory
        s.hart().set_watches({{kData + 4096, 4, false, true}, {0x40, 8, true, true}, {~uint64_t{3}, 8, true, true}});
        CHECK(run_to_watch(s) == kCode);
        CHECK(s.hart().watch_hit()->va == kData + 4096);
        CHECK(s.hart().retired() == 0);
        s.hart().end_step();
        CHECK(run_to_watch(s) == kCode + 4);  // before its exception, as an address trigger would
        CHECK(s.traps().empty());
        s.hart().end_step();
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.traps().size() == 1);
        Watches w;
        w.set({{~uint64_t{3}, 8, true, true}});
        CHECK(w.covers(3, 1));
        CHECK(w.covers(~uint64_t{0}, 1));
        CHECK_FALSE(w.covers(4, 8));
        CHECK_FALSE(w.covers(~uint64_t{4}, 1));
    }
}

TEST_CASE("cpu.debug.7 a watchpoint in a loop stops each time around, also at the end of a page") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        // The store is the page's last instruction but one, then the last, then crosses into the next page.
        for (const uint64_t at : {uint64_t{4088}, uint64_t{4092}, uint64_t{4094}}) {
            const uint64_t loop = kCode + 0x2000 + at;
            System s(setup);
            s.put(loop, {sd(a0, 0, a1), addi(a0, a0, -1), bne(a0, zero, -8), kWfi});
            s.state().pc = loop;
            s.state().x[a0] = 3;
            s.state().x[a1] = kData;
            s.hart().set_watches({{kData, 8, false, true}});
            for (uint64_t left = 3; left > 0; --left) {
                CHECK(run_to_watch(s) == loop);
                CHECK(s.x(a0) == left);
                CHECK(s.r64(kData) == (left == 3 ? 0 : left + 1));
                s.hart().end_step();
            }
            CHECK(s.run() == RunEnd::Wait);
        }
    }
}

TEST_CASE("cpu.debug.8 with pointer masking the address is the masked one") {
    for (Setup setup : all_setups()) {
        INFO(name_of(setup));
        setup.features.smmpm = true;
        System s(setup);
        s.state().mseccfg = uint64_t{2} << 32;  // PMM: 7 bits
        s.put(kCode, {ld(t0, 0, a1), ld(t0, 0, a1), kWfi});
        s.state().x[a1] = kData | uint64_t{0x55} << 57;
        s.run(0, 1);
        s.hart().set_watches({{kData, 8, true, false}});
        CHECK(run_to_watch(s) == kCode + 4);
        CHECK(s.hart().watch_hit()->va == kData);
    }
}
