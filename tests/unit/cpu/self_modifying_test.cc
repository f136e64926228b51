// Stores to code are seen by the next instruction, whatever the engine has decoded (cli.md: Ziccid by default).
// Extensions: ziccid, ziccif
#include "tests/unit/cpu/rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {

/// a0 = address of `slot`, a1 = the word to store; then `body`; ends in WFI.
void enter(System& s, uint64_t target, uint32_t word) {
    s.state().x[a0] = target;
    s.state().x[a1] = word;
}

}  // namespace

TEST_CASE("cpu.smc.1 a store to the next instruction takes effect at once") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.put(kCode, {sw(a1, 0, a0), li(t0, 1), kWfi});
        enter(s, kCode + 4, li(t0, 42));
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t0) == 42);
        CHECK(s.hart().retired() == 3);
    }
}

TEST_CASE("cpu.smc.2 a store ahead in the same block, with counts") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.put(kCode, {li(t1, 1), sw(a1, 0, a0), li(t2, 2), li(t3, 3), li(t0, 1), csrr(t4, csr::minstret), kWfi});
        enter(s, kCode + 16, li(t0, 42));
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t0) == 42);
        CHECK(s.x(t4) == 5);
        CHECK(s.hart().retired() == 7);
        if (setup.mode != Mode::Timed) CHECK(s.hart().cycles() == 7);
    }
}

TEST_CASE("cpu.smc.3 a store behind is seen when the loop comes back") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        // loop: t0 += 1 (becomes t0 += 16); store; t1 -= 1; bnez loop
        s.put(kCode, {li(t1, 3), addi(t0, t0, 1), sw(a1, 0, a0), addi(t1, t1, -1), bne(t1, zero, -12), kWfi});
        enter(s, kCode + 4, addi(t0, t0, 16));
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t0) == 1 + 16 + 16);
        CHECK(s.hart().retired() == 1 + 3 * 4 + 1);
    }
}

TEST_CASE("cpu.smc.4 a store to itself: the executed instruction is the old one, the next pass the new one") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.put(kCode, {li(t1, 2), sw(a1, 0, a0), addi(t1, t1, -1), bne(t1, zero, -8), kWfi});
        enter(s, kCode + 4, addi(t5, t5, 7));
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t5) == 7);
        CHECK(s.hart().retired() == 1 + 3 + 3 + 1);
    }
}

TEST_CASE("cpu.smc.5 a half-word store changes the second half of a 4-byte instruction") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.put(kCode, {sh(a1, 2, a0), li(t0, 1), kWfi});
        enter(s, kCode + 4, li(t0, 42) >> 16);
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t0) == 42);
        // A byte store to its last byte.
        System b(setup);
        b.put(kCode, {sb(a1, 3, a0), li(t0, 1), kWfi});
        enter(b, kCode + 4, li(t0, 0x7e1) >> 24);
        CHECK(b.run() == RunEnd::Wait);
        CHECK(b.x(t0) == 0x7e1);
    }
}

TEST_CASE("cpu.smc.6 a 4-byte instruction becomes two compressed ones and back") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.put(kCode, {sw(a1, 0, a0), li(t0, 1), kWfi});
        enter(s, kCode + 4, uint32_t{c_addi(t0, 5)} << 16 | c_addi(t0, 3));
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t0) == 8);
        CHECK(s.hart().retired() == 4);

        System b(setup);
        b.put(kCode, {sw(a1, 0, a0)});
        b.put16(kCode + 4, {c_addi(t0, 3), c_addi(t0, 5)});
        b.put(kCode + 8, {kWfi});
        enter(b, kCode + 4, li(t0, 99));
        CHECK(b.run() == RunEnd::Wait);
        CHECK(b.x(t0) == 99);
        CHECK(b.hart().retired() == 3);
    }
}

TEST_CASE("cpu.smc.7 a store that turns the rest of the block into a branch, with counts") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.put(kCode, {sw(a1, 0, a0), li(t0, 1), li(t1, 1), li(t2, 1), csrr(t4, csr::minstret), kWfi});
        enter(s, kCode + 4, jal(zero, 12));
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t0) == 0);
        CHECK(s.x(t2) == 0);
        CHECK(s.x(t4) == 2);
        CHECK(s.hart().retired() == 4);
    }
}

TEST_CASE("cpu.smc.8 a store to another page that has been executed") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        const uint64_t other = kCode + 0x3000;
        s.put(other, {li(t0, 1), jalr(zero, ra, 0)});
        s.state().x[s2] = other;
        s.put(kCode, {jalr(ra, s2, 0), add(t1, t0, zero), sw(a1, 0, a0), jalr(ra, s2, 0), kWfi});
        enter(s, other, li(t0, 42));
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t1) == 1);
        CHECK(s.x(t0) == 42);
    }
}

TEST_CASE("cpu.smc.9 the same page written before it is executed: the write path closes when it gets code") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        const uint64_t other = kCode + 0x3000;
        s.put(other, {li(t0, 1), jalr(zero, ra, 0)});
        s.state().x[s2] = other;
        // Two stores make the page writable by the shortest path; then it is executed, then written again.
        s.put(kCode, {sw(zero, 64, a0), sw(zero, 64, a0), jalr(ra, s2, 0), add(t1, t0, zero), sw(a1, 0, a0),
                      jalr(ra, s2, 0), kWfi});
        enter(s, other, li(t0, 42));
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t1) == 1);
        CHECK(s.x(t0) == 42);
    }
}

TEST_CASE("cpu.smc.10 stores by AMO, SC, cbo.zero and misaligned across two instructions") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        {
            System s(setup);
            s.put(kCode, {amo(1, t2, a1, a0, false), li(t0, 1), kWfi});  // amoswap.w
            enter(s, kCode + 4, li(t0, 42));
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.x(t0) == 42);
            CHECK(s.x(t2) == li(t0, 1));
            CHECK(s.hart().retired() == 3);
        }
        {
            System s(setup);
            s.put(kCode, {lr_w(t2, a0), sc_w(t3, a1, a0), li(t0, 1), kWfi});
            enter(s, kCode + 8, li(t0, 42));
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.x(t3) == 0);
            CHECK(s.x(t0) == 42);
        }
        {
            System s(setup);  // sixteen zero words are illegal instructions: the trap is precise
            s.put(kCode, {cbo(kCboZero, a0), jal(zero, 60)});
            s.put(kCode + 64, {li(t0, 1), kWfi});
            enter(s, kCode + 64, 0);
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.trap().cause == 2);
            CHECK(s.trap().pc == kCode + 64);
            CHECK(s.trap().retired == 2);
        }
        {
            System s(setup);
            s.put(kCode, {sd(a1, 2, a0), li(t0, 1), li(t1, 1), kWfi});
            // Bytes 2..9 of the two instructions: the upper half of the first, the second whole, half of WFI.
            enter(s, kCode + 4, 0);
            s.state().x[a1] = uint64_t(kWfi & 0xffff) << 48 | uint64_t{li(t1, 9)} << 16 | li(t0, 8) >> 16;
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.x(t0) == 8);
            CHECK(s.x(t1) == 9);
        }
    }
}

TEST_CASE("cpu.smc.11 at the page end: the last instruction, whole and crossing, is what memory holds") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        {
            System s(setup);
            s.put(kCode + 0xff8, {sw(a1, 0, a0), li(t0, 1)});
            s.put(kCode + 0x1000, {kWfi});
            s.state().pc = kCode + 0xff8;
            enter(s, kCode + 0xffc, li(t0, 42));
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.x(t0) == 42);
            CHECK(s.hart().retired() == 3);
        }
        {
            System s(setup);
            s.put(kCode + 0xffa, {sh(a1, 2, a0), li(t0, 1)});
            s.put(kCode + 0x1002, {kWfi});
            s.state().pc = kCode + 0xffa;
            enter(s, kCode + 0xffe, li(t0, 42) >> 16);
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.x(t0) == 42);
            CHECK(s.hart().retired() == 3);
        }
    }
}

TEST_CASE("cpu.smc.12 a branch to itself at the page end is fetched anew when another agent changes it") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.put(kCode + 0xffc, {jal(zero, 0)});
        s.put(kCode + 0x1000, {kWfi});
        s.state().pc = kCode + 0xffc;
        CHECK(s.run(0, 100) == RunEnd::Stop);
        CHECK(s.hart().retired() == 100);
        s.put(kCode + 0xffc, {kNop});
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.hart().retired() == 102);
    }
}

TEST_CASE("cpu.smc.13 writes by devices, loader and debugger clear decoded code") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.put(kCode, {li(t0, 1), jal(zero, -4)});
        CHECK(s.run(0, 10) == RunEnd::Stop);
        s.put(kCode, {li(t0, 2), kWfi});  // BackingStore::write tells its observers
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t0) == 2);
        // A device in the middle of an instruction: the next one of the same block is new.
        System d(setup);
        d.put(kCode, {lw(t1, 0, a0), li(t0, 1), li(t2, 1), kWfi});
        d.state().x[a0] = kDevice;
        d.on_io = [&](uint32_t) { d.put(kCode + 4, {li(t0, 77), li(t2, 78)}); };
        CHECK(d.run() == RunEnd::Wait);
        CHECK(d.x(t0) == 77);
        CHECK(d.x(t2) == 78);
        CHECK(d.hart().retired() == 4);
        // The whole page at once, and poke() of the debugger.
        System p(setup);
        p.put(kCode, {li(t0, 1), jal(zero, -4)});
        CHECK(p.run(0, 4) == RunEnd::Stop);
        const uint32_t words[] = {li(t0, 5), kWfi};
        p.state().pc = kCode;
        REQUIRE(p.hart().poke(kCode, words, sizeof words));
        CHECK(p.run() == RunEnd::Wait);
        CHECK(p.x(t0) == 5);
    }
}

TEST_CASE("cpu.smc.14 FENCE.I loses nothing and is not needed") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.put(kCode, {sw(a1, 0, a0), kFenceI, li(t0, 1), kWfi});
        enter(s, kCode + 8, li(t0, 42));
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t0) == 42);
    }
}

TEST_CASE("cpu.smc.15 decoded pages are evicted; what runs is always memory's") {
    Setup base;
    base.max_pages = 1;  // the cache keeps its own minimum of 16
    for (Setup setup : all_setups()) {
        setup.max_pages = base.max_pages;
        INFO(name_of(setup));
        System s(setup);
        // 40 pages, each adds its number and jumps to the next; three rounds, the code changed between them.
        constexpr int kPages = 40;
        const auto page = [](int i) { return kCode + 0x10'0000u + uint64_t(i) * 4096; };
        for (int i = 0; i < kPages; ++i) s.put(page(i), {addi(t0, t0, i), jal(zero, i + 1 < kPages ? 4092 : 4)});
        s.put(page(kPages - 1) + 8, {addi(t1, t1, -1), beq(t1, zero, 8), jalr(zero, s2, 0), kWfi});
        s.state().x[s2] = page(0);
        s.state().x[t1] = 3;
        s.state().pc = page(0);
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t0) == 3 * (kPages * (kPages - 1) / 2));
        for (int i = 0; i < kPages; ++i) s.put(page(i), {addi(t0, t0, 1)});
        s.state().x[t0] = 0;
        s.state().x[t1] = 2;
        s.state().pc = page(0);
        s.set_csr(csr::mie, 0x80);
        s.hart().set_line(7, true);  // wakes; interrupts are off
        CHECK(s.run(0, 2 * (2 * kPages + 2) + 2) == RunEnd::Stop);
        CHECK(s.x(t0) == 2 * kPages);
    }
}
