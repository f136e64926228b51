// Instruction fetch at page ends and across pages, under translation, PMP and MPT. Privileged specification, "xtval" of
// fetch faults (the address of the failing portion), PMP, checklist rows A17, C16.
#include "tests/unit/cpu/rig.h"

using namespace covesim;
using namespace covesim::test;

TEST_CASE("cpu.fetch.1 instructions of each shape at the page end") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        const uint64_t end = kCode + 0x1000;
        {  // plain, 4 bytes, fits exactly
            System s(setup);
            s.put(end - 4, {li(t0, 5)});
            s.put(end, {csrr(t4, csr::minstret), kWfi});
            s.state().pc = end - 4;
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.x(t0) == 5);
            CHECK(s.x(t4) == 1);
        }
        {  // plain, 2 bytes
            System s(setup);
            s.put16(end - 2, {c_addi(t0, 5)});
            s.put(end, {csrr(t4, csr::minstret), kWfi});
            s.state().pc = end - 2;
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.x(t0) == 5);
            CHECK(s.x(t4) == 1);
        }
        {  // plain, crossing
            System s(setup);
            s.put(end - 2, {li(t0, 5)});
            s.put(end + 2, {csrr(t4, csr::minstret), kWfi});
            s.state().pc = end - 2;
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.x(t0) == 5);
            CHECK(s.x(t4) == 1);
        }
        {  // load, crossing, in a block with more before it
            System s(setup);
            s.w64(kData, 0x1122334455667788);
            s.put(end - 10, {li(t1, 1), li(t2, 2), ld(t0, 0, a0)});
            s.put(end + 2, {csrr(t4, csr::minstret), kWfi});
            s.state().x[a0] = kData;
            s.state().pc = end - 10;
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.x(t0) == 0x1122334455667788);
            CHECK(s.x(t4) == 3);
        }
        {  // branch taken backwards and not taken, crossing
            System s(setup);
            s.put(end - 6, {addi(t1, t1, -1), bne(t1, zero, -4)});
            s.put(end + 2, {csrr(t4, csr::minstret), kWfi});
            s.state().x[t1] = 5;
            s.state().pc = end - 6;
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.x(t4) == 10);
        }
        {  // jump, 4 bytes, links the next page's address
            System s(setup);
            s.put(end - 4, {jal(ra, 0x100)});
            s.put(end - 4 + 0x100, {kWfi});
            s.state().pc = end - 4;
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.x(ra) == end);
        }
        {  // compressed jump and CSR read
            System s(setup);
            s.put(end - 6, {csrr(t4, csr::minstret)});
            s.put16(end - 2, {c_j(6)});
            s.put(end + 4, {csrr(t5, csr::minstret), kWfi});
            s.state().pc = end - 6;
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.x(t4) == 0);
            CHECK(s.x(t5) == 2);
        }
        {  // system: CSR write, ECALL
            System s(setup);
            s.put(end - 2, {csrr(t4, csr::minstret)});
            s.put(end + 2, {kWfi});
            s.state().pc = end - 2;
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.x(t4) == 0);
            CHECK(s.hart().retired() == 2);
            System e(setup);
            e.put(end - 4, {kEcall});
            e.state().pc = end - 4;
            CHECK(e.run() == RunEnd::Wait);
            CHECK(e.trap().cause == 11);
            CHECK(e.trap().pc == end - 4);
            CHECK(e.trap().retired == 0);
        }
        {  // illegal, crossing: tval has all 32 bits
            System s(setup);
            s.put(end - 2, {0xfedcba7b});
            s.state().pc = end - 2;
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.trap().cause == 2);
            CHECK(s.trap().tval == 0xfedcba7b);
            CHECK(s.trap().pc == end - 2);
        }
        {  // a store there that faults is transformed from its own bits
            System s(setup);
            s.put(end - 2, {sd(t0, 0, a0)});
            s.state().x[a0] = 0x4000;
            s.state().pc = end - 2;
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.trap().cause == 7);
            CHECK(s.trap().tval == 0x4000);
            CHECK(s.trap().tinst == ((t0 << 20) | 3u << 12 | 0x23));
        }
    }
}

TEST_CASE("cpu.fetch.2 a fault on the second half reports the second half's address") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.open_pmp();
        const uint64_t root = s.pages(1);
        s.map(root, 0x40'0000, kCode + 0x2000, kPteRwx);
        s.put(kCode + 0x2ff8, {kNop});
        s.put16(kCode + 0x2ffc, {c_nop});
        s.put16(kCode + 0x2ffe, {static_cast<uint16_t>(li(t0, 5))});
        s.state().satp = uint64_t{8} << 60 | root >> 12;
        s.start(0x40'0ff8, Priv::S);
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.trap().cause == 12);
        CHECK(s.trap().tval == 0x40'1000);
        CHECK(s.trap().pc == 0x40'0ffe);
        CHECK(s.trap().retired == 3);
        CHECK(s.csr(csr::mepc) == 0x40'0ffe);
    }
}

TEST_CASE("cpu.fetch.3 the halves of a crossing instruction are translated by their own pages") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.open_pmp();
        const uint64_t root = s.pages(1);
        s.map(root, 0x40'0000, kCode + 0x2000, kPteRwx);
        s.map(root, 0x40'1000, kCode + 0x8000, kPteRwx);  // not the physical neighbour
        s.put16(kCode + 0x2ffe, {static_cast<uint16_t>(li(t0, 77))});
        s.put16(kCode + 0x8000, {static_cast<uint16_t>(li(t0, 77) >> 16)});
        s.put(kCode + 0x8002, {kEcall});
        s.put16(kCode + 0x3000, {static_cast<uint16_t>(li(t0, 11) >> 16)});
        s.state().satp = uint64_t{8} << 60 | root >> 12;
        s.start(0x40'0ffe, Priv::S);
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.trap().cause == 9);
        CHECK(s.x(t0) == 77);
        CHECK(s.trap().pc == 0x40'1002);
    }
}

TEST_CASE("cpu.fetch.4 PMP that cuts a page: each instruction is checked by itself") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        // S-mode may execute [kCode, kCode + 0x810) and nothing beyond: TOR entry 0.
        for (const bool straddle : {false, true}) {
            System s(setup);
            const uint64_t cut = kCode + 0x810, from = cut - (straddle ? 10 : 8);
            std::array<uint8_t, 16> cfg{};
            std::array<uint64_t, 16> addr{};
            cfg[0] = 0x0f;  // TOR, RWX
            addr[0] = cut >> 2;
            s.hart().mmu().pmp().set(cfg, addr, 0);
            s.put(from, {li(t0, 1), li(t1, 2), li(t2, 3)});
            s.start(from, Priv::S);
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.trap().cause == 1);
            CHECK(s.trap().tval == cut);
            CHECK(s.trap().pc == cut - (straddle ? 2 : 0));
            CHECK(s.trap().retired == 3);
            CHECK(s.x(t1) == 2);
            CHECK(s.x(t2) == 0);
        }
    }
}

TEST_CASE("cpu.fetch.5 branches inside a page that PMP cuts cannot reach the forbidden part") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        std::array<uint8_t, 16> cfg{};
        std::array<uint64_t, 16> addr{};
        cfg[0] = 0x0f;
        addr[0] = (kCode + 0x800) >> 2;
        s.hart().mmu().pmp().set(cfg, addr, 0);
        s.put(kCode, {li(t1, 3), addi(t1, t1, -1), bne(t1, zero, -4), jal(zero, 0x800 - 12)});
        s.put(kCode + 0x800, {li(t0, 1)});
        s.start(kCode, Priv::S);
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.trap().cause == 1);
        CHECK(s.trap().pc == kCode + 0x800);
        CHECK(s.trap().tval == kCode + 0x800);
        CHECK(s.trap().retired == 1 + 1 + 6 + 1);
        CHECK(s.x(t0) == 0);
    }
}

TEST_CASE("cpu.fetch.6 C16: each half of a crossing instruction needs execute permission in the MPT") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        for (const uint64_t xwr : {7u, 3u, 1u, 0u}) {
            System s(setup);
            s.open_pmp();
            const uint64_t root = s.pages(1);
            s.mpt(root, kCode + 0x2000, 7);
            s.mpt(root, kCode + 0x3000, xwr);
            s.put(kCode + 0x2ffe, {li(t0, 5), kEcall});
            s.state().mmpt = uint64_t{1} << 60 | root >> 12;
            s.start(kCode + 0x2ffe, Priv::S);
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.trap().cause == (xwr == 7 ? 9 : 1));
            if (xwr != 7) {
                CHECK(s.trap().tval == kCode + 0x3000);
                CHECK(s.trap().pc == kCode + 0x2ffe);
            }
        }
    }
}

TEST_CASE("cpu.fetch.7 jumping where nothing is, or into a device") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        for (const uint64_t to : {uint64_t{0}, kDevice, kRam + kRamSize, ~uint64_t{1}, uint64_t{1} << 60}) {
            System s(setup);
            s.put(kCode, {li(t0, 1), jalr(ra, a0, 0)});
            s.state().x[a0] = to;
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.trap().cause == 1);
            CHECK(s.trap().tval == to);
            CHECK(s.trap().pc == to);
            CHECK(s.trap().retired == 2);
            CHECK(s.x(ra) == kCode + 8);
        }
        // Falling off the end of memory.
        System s(setup);
        s.put(kRam + kRamSize - 8, {kNop, kNop});
        s.state().pc = kRam + kRamSize - 8;
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.trap().cause == 1);
        CHECK(s.trap().tval == kRam + kRamSize);
        CHECK(s.trap().retired == 2);
    }
}
