// Loads, stores, atomics and cache-block operations of a whole hart: faults, page crossings, reservations, devices.
// Unprivileged specification (A, Zicbom, Zicboz), privileged "xtval"; checklist rows C03, C13 to C15, C17, D07, D10.
#include "tests/unit/cpu/rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint64_t kMprv = uint64_t{1} << 17, kMppS = uint64_t{1} << 11, kMpv = uint64_t{1} << 39;
uint64_t sv39(uint64_t root) { return uint64_t{8} << 60 | root >> 12; }
uint64_t smmpt43(uint64_t root, uint64_t sdid = 0) { return uint64_t{1} << 60 | sdid << 52 | root >> 12; }

}  // namespace

TEST_CASE("cpu.memory.1 misaligned accesses inside and across pages") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.put(kCode, {sd(t0, 1, a0), ld(t1, 1, a0), sd(t0, -3, a1), ld(t2, -3, a1), lw(t3, -2, a1), kWfi});
        s.state().x[a0] = kData;
        s.state().x[a1] = kData + 0x1000;
        s.state().x[t0] = 0x8877665544332211;
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t1) == 0x8877665544332211);
        CHECK(s.x(t2) == 0x8877665544332211);
        CHECK(s.x(t3) == 0x55443322);
        CHECK(s.r64(kData) == 0x7766554433221100);
        CHECK(s.r64(kData + 0x1000) == 0x8877665544);
    }
}

TEST_CASE("cpu.memory.2 a page-crossing access faults at the failing page and writes nothing") {
    for (const Setup& setup : all_setups()) {
        for (const bool store : {false, true}) {
            for (const bool second : {false, true}) {
                INFO(name_of(setup) << (store ? " store" : " load") << (second ? " second" : " first"));
                System s(setup);
                s.open_pmp();
                const uint64_t root = s.pages(1);
                s.map(root, kCode, kCode, kPteRwx);
                s.map(root, second ? 0x40'0000 : 0x40'1000, kData, kPteRwx);
                s.put(kCode, {store ? sd(t0, -3, a0) : ld(t1, -3, a0)});
                s.state().x[a0] = 0x40'1000;
                s.state().x[t0] = ~uint64_t{0};
                s.state().satp = sv39(root);
                s.start(kCode, Priv::S);
                CHECK(s.run() == RunEnd::Wait);
                CHECK(s.trap().cause == (store ? 15 : 13));
                CHECK(s.trap().tval == (second ? 0x40'1000 : 0x40'0ffd));
                // Address offset field: faulting address minus the instruction's.
                const uint32_t offset = second ? 3 : 0;
                CHECK(s.trap().tinst == (store ? (t0 << 20 | offset << 15 | 3u << 12 | 0x23)
                                               : (offset << 15 | 3u << 12 | t1 << 7 | 0x03)));
                CHECK(s.r64(kData) == 0);
                CHECK(s.r64(kData + 0xff8) == 0);
            }
        }
    }
}

TEST_CASE("cpu.memory.3 devices: aligned accesses of each size; misaligned and refused ones are access faults") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.put(kCode,
              {sb(t0, 0, a0), sh(t0, 8, a0), sw(t0, 16, a0), sd(t0, 24, a0), lb(t1, 0, a0), lw(t2, 16, a0), kWfi});
        s.state().x[a0] = kDevice;
        s.state().x[t0] = 0xfedcba9876543280;
        CHECK(s.run() == RunEnd::Wait);
        REQUIRE(s.io_log.size() == 6);
        CHECK(s.io_log[0].data == 0x80);
        CHECK(s.io_log[1].data == 0x3280);
        CHECK(s.io_log[2].data == 0x76543280);
        CHECK(s.io_log[3].data == 0xfedcba9876543280);
        CHECK(s.x(t1) == 0xffffffffffffff80);
        CHECK(s.x(t2) == 0x76543280);

        System m(setup);
        m.put(kCode, {lw(t0, 2, a0)});
        m.state().x[a0] = kDevice;
        CHECK(m.run() == RunEnd::Wait);
        CHECK(m.trap().cause == 5);
        CHECK(m.trap().tval == kDevice + 2);
        CHECK(m.io_log.empty());

        System r(setup);
        r.put(kCode, {kNop, sd(t0, 8, a0)});
        r.state().x[a0] = kDevice;
        r.io_refused = true;
        CHECK(r.run() == RunEnd::Wait);
        CHECK(r.trap().cause == 7);
        CHECK(r.trap().tval == kDevice + 8);
        CHECK(r.trap().retired == 1);
    }
}

TEST_CASE("cpu.memory.4 AMO, LR, SC and cbo.zero on a device are access faults") {
    for (const Setup& setup : all_setups()) {
        const std::pair<uint32_t, uint64_t> kCases[] = {{amoadd_w(t0, t1, a0), 7},
                                                        {amoadd_d(t0, t1, a0), 7},
                                                        {lr_w(t0, a0), 5},
                                                        {sc_w(t0, t1, a0), 7},
                                                        {cbo(kCboZero, a0), 7}};
        for (const auto& [word, cause] : kCases) {
            INFO(name_of(setup) << " " << std::hex << word);
            System s(setup);
            s.put(kCode, {word});
            s.state().x[a0] = kDevice + 0x40;
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.trap().cause == cause);
            CHECK(s.trap().tval == kDevice + 0x40);
            CHECK(s.io_log.empty());
        }
    }
}

TEST_CASE("cpu.memory.5 LR/SC: success, wrong line, spent reservation, own stores") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.put(kCode, {lr_d(t0, a0), sc_d(t1, a2, a0),                    // succeeds
                      sc_d(t2, a2, a0),                                  // spent
                      lr_d(t0, a0), sc_d(t3, a2, a1), sc_d(t4, a2, a0),  // other line; spent by the failure
                      lr_d(t0, a0), sd(a3, 0, a0), sc_d(t5, a2, a0),     // own store keeps it
                      kWfi});
        s.state().x[a0] = kData;
        s.state().x[a1] = kData + 64;
        s.state().x[a2] = 0x1234;
        s.state().x[a3] = 0x99;
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t1) == 0);
        CHECK(s.x(t2) == 1);
        CHECK(s.x(t3) == 1);
        CHECK(s.x(t4) == 1);
        CHECK(s.x(t5) == 0);
        CHECK(s.r64(kData) == 0x1234);
        CHECK(s.r64(kData + 64) == 0);
    }
}

TEST_CASE("cpu.memory.6 another hart's store breaks the reservation on that line, and only that") {
    for (Setup setup : all_setups()) {
        setup.harts = 2;
        for (const int where : {0, 56, 64, -8}) {
            for (const bool device : {false, true}) {
                INFO(name_of(setup) << " at " << where << (device ? " by a device" : ""));
                System s(setup);
                // Hart 1 first makes its store path short, then hart 0 reserves, hart 1 stores, hart 0 stores.
                s.put(kCode + 0x2000, {sd(t0, 0, a0), sd(t0, 0, a0), kWfi, sd(t0, 0, a0), sd(t0, 0, a0), kWfi});
                s.state(1).pc = kCode + 0x2000;
                s.state(1).x[a0] = kData + 0x100 + uint64_t(int64_t(where));
                CHECK(s.run(1) == RunEnd::Wait);
                s.put(kCode, {lr_d(t0, a0), kWfi, sc_d(t1, a2, a0), kWfi});
                s.state().x[a0] = kData + 0x100;
                s.state().x[a2] = 5;
                CHECK(s.run() == RunEnd::Wait);
                for (uint32_t h : {0u, 1u}) {
                    s.set_csr(csr::mie, 0x8, h);
                    s.set_csr(csr::mie, 0x80, h);
                    s.hart(h).set_line(7, true);
                }
                if (device) {
                    s.w64(kData + 0x100 + uint64_t(int64_t(where)), 0);
                } else {
                    s.hart(1).set_instruction_limit(5);
                    CHECK(s.hart(1).run(kNoLimit) == RunEnd::Stop);
                    CHECK(s.hart(1).retired() >= 5);
                }
                s.run(0, 2);
                CHECK(s.x(t1) == (where == 0 || where == 56 ? 1 : 0));
            }
        }
    }
}

TEST_CASE("cpu.memory.7 two harts share code; one changes it for both") {
    for (Setup setup : all_setups()) {
        setup.harts = 2;
        INFO(name_of(setup));
        System s(setup);
        s.put(kCode, {li(t0, 1), addi(t1, t1, 1), jal(zero, -8)});
        CHECK(s.run(0, 30) == RunEnd::Stop);
        CHECK(s.run(1, 30) == RunEnd::Stop);
        CHECK(s.state(0).x[t1] == 10);
        CHECK(s.state(1).x[t1] == 10);
        s.put(kCode + 0x1000, {sw(a1, 0, a0), kWfi});
        s.state(1).x[a0] = kCode;
        s.state(1).x[a1] = li(t0, 2);
        s.state(1).pc = kCode + 0x1000;
        CHECK(s.run(1) == RunEnd::Wait);
        CHECK(s.run(0, 30) == RunEnd::Stop);
        CHECK(s.state(0).x[t0] == 2);
        CHECK(s.state(0).x[t1] == 20);
    }
}

TEST_CASE("cpu.memory.8 code changed by another hart while this one waits at a device") {
    for (Setup setup : all_setups()) {
        setup.harts = 2;
        INFO(name_of(setup));
        System s(setup);
        s.put(kCode, {kNop, lw(t1, 0, a0), li(t0, 1), mul(t2, t0, t0), add(t3, t2, t2), csrr(t4, csr::minstret), kWfi});
        s.state().x[a0] = kDevice;
        // The other hart executes the same code, then makes the block two instructions shorter.
        s.put(kCode + 0x1000, {jalr(ra, a2, 0), sd(a1, 0, a0), kWfi});
        s.state(1).pc = kCode + 0x1000;
        s.state(1).x[a0] = kCode + 8;
        s.state(1).x[a1] = uint64_t{jal(zero, 8)} << 32 | li(t0, 7);
        s.state(1).x[a2] = kCode + 0x800;
        s.put(kCode + 0x800, {jalr(zero, ra, 0)});
        bool once = true;
        s.on_io = [&](uint32_t hart) {
            if (hart == 0 && std::exchange(once, false)) CHECK(s.run(1) == RunEnd::Wait);
        };
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t0) == 7);
        CHECK(s.x(t2) == 0);
        CHECK(s.x(t4) == 4);
        CHECK(s.hart().retired() == 6);
    }
}

TEST_CASE("cpu.memory.9 cycles do not depend on what another hart decoded meanwhile") {
    // The same program with an AMO in front of a result that is waited for; the other hart runs in the same page.
    std::map<Mode, uint64_t> cycles;
    for (Setup setup : all_setups()) {
        setup.harts = 2;
        INFO(name_of(setup));
        System s(setup);
        s.put(kCode, {lw(t1, 0, a0), add(t2, t1, t1), mul(t3, t2, t2), add(t4, t3, t3), jal(zero, 4), kWfi});
        s.put(kCode + 0x800, {li(t0, 1), kWfi});
        s.state().x[a0] = kDevice;
        s.state(1).pc = kCode + 0x800;
        s.on_io = [&](uint32_t hart) {
            if (hart == 0) CHECK(s.run(1) == RunEnd::Wait);
        };
        CHECK(s.run() == RunEnd::Wait);
        CHECK(cycles.emplace(setup.mode, s.hart().cycles()).first->second == s.hart().cycles());
    }
}

TEST_CASE("cpu.memory.10 C13: MPRV loads and stores use MPP's translation, PMP and MPT; the fetch does not") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.open_pmp();
        const uint64_t root = s.pages(1), mroot = s.pages(1);
        s.map(root, 0x40'0000, kData, kPteRwx);
        s.map(root, 0x40'1000, kData + 0x1000, kPteRwx);
        for (uint64_t p = kTables; p < kTables + 0x40000; p += 4096) s.mpt(mroot, p, 7);
        s.mpt(mroot, kData, 7);  // the second page has no permission, code neither
        s.w64(kData, 42);
        s.put(kCode, {ld(t0, 0, a0), ld(t1, 0, a1), kNop});
        s.put(kHandler, {ld(t2, 0, a2), kWfi});  // the handler runs with MPP = M: no translation
        s.state().x[a0] = 0x40'0000;
        s.state().x[a1] = 0x40'1000;
        s.state().x[a2] = kData;
        s.state().satp = sv39(root);
        s.state().mmpt = smmpt43(mroot);
        s.state().mstatus |= kMprv | kMppS;
        s.hart().privileged().refresh();
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t0) == 42);
        CHECK(s.trap().cause == 5);
        CHECK(s.trap().tval == 0x40'1000);
        CHECK(s.x(t2) == 42);
    }
}

TEST_CASE("cpu.memory.11 MPRV with MPV: misaligned AMO reports a guest virtual address") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.open_pmp();
        s.put(kCode, {amoadd_d(t0, t1, a0)});
        s.state().x[a0] = kData + 12;  // over the end of an aligned 16 bytes
        s.state().mstatus |= kMprv | kMppS | kMpv;
        s.hart().privileged().refresh();
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.trap().cause == 6);
        CHECK(s.trap().tval == kData + 12);
        CHECK(s.trap().gva);
        CHECK((s.csr(csr::mstatus) >> 38 & 1) == 1);
    }
}

TEST_CASE("cpu.memory.12 C14: HLV and HSV are translated by vsatp and hgatp and checked by PMP and MPT") {
    for (const Setup& setup : all_setups()) {
        for (const uint64_t xwr : {7u, 3u, 1u, 0u, 4u}) {
            INFO(name_of(setup) << " xwr " << xwr);
            System s(setup);
            s.open_pmp();
            const uint64_t vroot = s.pages(1), groot = s.pages(4, 4), mroot = s.pages(1);
            s.map(vroot, 0x40'0000, 0x5000'0000, kPteRwx);
            for (uint64_t p = kTables; p < kTables + 0x40000; p += 4096) s.map(groot, p, p, kPteRwx | kPteU, true);
            s.map(groot, 0x5000'0000, kData, kPteRwx | kPteU, true);
            for (uint64_t p = kTables; p < kTables + 0x40000; p += 4096) s.mpt(mroot, p, 7);
            s.mpt(mroot, kCode, 7);
            s.mpt(mroot, kData, xwr);
            s.w64(kData, 0x1122334455667788);
            s.put(kCode, {hlv_d(t0, a0), hlvx_wu(t1, a0), hsv_d(a2, a0), kEcall});
            s.state().x[a0] = 0x40'0000;
            s.state().x[a2] = 77;
            s.state().vsatp = sv39(vroot);
            s.state().hgatp = uint64_t{8} << 60 | groot >> 12;
            s.state().mmpt = smmpt43(mroot);
            s.state().hstatus |= uint64_t{1} << 8;  // SPVP: as VS-mode
            s.start(kCode, Priv::S);
            CHECK(s.run() == RunEnd::Wait);
            if (xwr & 1) {
                CHECK(s.x(t0) == 0x1122334455667788);
                CHECK(s.x(t1) == 0x55667788);  // HLVX needs X in page tables, R in the MPT
            }
            if (xwr == 7 || xwr == 3) {
                CHECK(s.trap().cause == 9);
                CHECK(s.r64(kData) == 77);
            } else {
                CHECK(s.trap().cause == (xwr & 1 ? 7 : 5));
                CHECK(s.trap().pc == kCode + (xwr & 1 ? 8 : 0));
                CHECK(s.trap().tval == 0x40'0000);
                CHECK(s.trap().gva);
                CHECK(s.trap().tval2 == 0);
                CHECK(s.r64(kData) == 0x1122334455667788);
            }
        }
    }
}

TEST_CASE("cpu.memory.13 C15: an access that crosses MPT pages needs permission in both") {
    for (const Setup& setup : all_setups()) {
        for (const bool store : {false, true}) {
            for (const bool second : {false, true}) {
                INFO(name_of(setup) << (store ? " store" : " load") << (second ? " second" : " first"));
                System s(setup);
                s.open_pmp();
                const uint64_t mroot = s.pages(1);
                s.mpt(mroot, kCode, 7);
                s.mpt(mroot, second ? kData : kData + 0x1000, 3);
                s.put(kCode, {store ? sd(t0, -4, a0) : ld(t0, -4, a0)});
                s.state().x[a0] = kData + 0x1000;
                s.state().x[t0] = ~uint64_t{0};
                s.state().mmpt = smmpt43(mroot);
                s.start(kCode, Priv::S);
                CHECK(s.run() == RunEnd::Wait);
                CHECK(s.trap().cause == (store ? 7 : 5));
                CHECK(s.trap().tval == (second ? kData + 0x1000 : kData + 0xffc));
                CHECK(s.r64(kData + 0xff8) == 0);
                CHECK(s.r64(kData + 0x1000) == 0);
            }
        }
    }
}

TEST_CASE("cpu.memory.14 C17: cache-block operations under the MPT") {
    for (const Setup& setup : all_setups()) {
        for (const uint64_t xwr : {7u, 3u, 1u, 4u, 0u}) {
            for (const uint32_t kind : {kCboInval, kCboClean, kCboFlush, kCboZero}) {
                INFO(name_of(setup) << " xwr " << xwr << " cbo " << kind);
                System s(setup);
                s.open_pmp();
                const uint64_t mroot = s.pages(1);
                s.mpt(mroot, kCode, 7);
                s.mpt(mroot, kData, xwr);
                s.put(kCode, {cbo(kind, a0), kEcall});
                s.state().x[a0] = kData + 0x47;
                s.state().menvcfg |= 0xf0;  // CBIE, CBCFE, CBZE
                s.state().mmpt = smmpt43(mroot);
                s.start(kCode, Priv::S);
                CHECK(s.run() == RunEnd::Wait);
                const bool ok = kind == kCboZero ? (xwr & 2) != 0 : (xwr & 3) != 0;
                CHECK(s.trap().cause == (ok ? 9 : 7));
                if (!ok) CHECK(s.trap().tval == kData + 0x47);
            }
        }
    }
}

TEST_CASE("cpu.memory.15 A17: access only if page tables, PMP and MPT all allow it") {
    for (const Setup& setup : all_setups()) {
        for (int i = 0; i < 27; ++i) {
            const int pte = i % 3, pmp = i / 3 % 3, mpt = i / 9;  // 0: nothing, 1: read, 2: read and write
            for (const bool store : {false, true}) {
                INFO(name_of(setup) << " pte " << pte << " pmp " << pmp << " mpt " << mpt
                                    << (store ? " store" : " load"));
                System s(setup);
                std::array<uint8_t, 16> cfg{};
                std::array<uint64_t, 16> addr{};
                const uint8_t kRights[] = {0, 1, 3};
                cfg[0] = static_cast<uint8_t>(0x18 | kRights[pmp]);  // NAPOT, 4 KiB at kData
                addr[0] = kData >> 2 | 0x1ff;
                cfg[15] = 0x1f;
                addr[15] = (uint64_t{1} << 54) - 1;
                s.hart().mmu().pmp().set(cfg, addr, 0);
                const uint64_t root = s.pages(1), mroot = s.pages(1);
                s.map(root, kCode, kCode, kPteRwx);
                s.map(root, 0x40'0000, kData,
                      pte == 0   ? kPteV | kPteX | kPteA | kPteD
                      : pte == 1 ? kPteV | kPteR | kPteA | kPteD
                                 : kPteV | kPteR | kPteW | kPteA | kPteD);
                for (uint64_t p = kTables; p < kTables + 0x40000; p += 4096) s.mpt(mroot, p, 7);
                s.mpt(mroot, kCode, 7);
                s.mpt(mroot, kData, kRights[mpt]);
                s.put(kCode, {store ? sd(t0, 0, a0) : ld(t0, 0, a0), store ? sd(t0, 0, a0) : ld(t0, 0, a0), kEcall});
                s.state().x[a0] = 0x40'0000;
                s.state().satp = sv39(root);
                s.state().mmpt = smmpt43(mroot);
                s.start(kCode, Priv::S);
                CHECK(s.run() == RunEnd::Wait);
                const int need = store ? 2 : 1;
                const uint64_t expected = pte < need                 ? (store ? 15 : 13)
                                          : pmp < need || mpt < need ? (store ? 7 : 5)
                                                                     : 9;
                CHECK(s.trap().cause == expected);
            }
        }
    }
}

TEST_CASE("cpu.memory.16 D07: an MPT entry stored by the hart counts after MFENCE.PA, in both directions") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.open_pmp();
        const uint64_t mroot = s.pages(1);
        s.mpt(mroot, kCode, 7);
        s.mpt(mroot, kData, 3);
        // The leaf that covers kData: 3 bits per page from bit 8.
        const uint64_t l1 = s.r64(mroot + (kData >> 34 & 0x1ff) * 8) >> 10 << 12;
        const uint64_t l0 = s.r64(l1 + (kData >> 25 & 0x1ff) * 8) >> 10 << 12;
        const uint64_t leaf = l0 + (kData >> 16 & 0x1ff) * 8;
        const uint64_t allowed = s.r64(leaf);
        CHECK(allowed == (3 | uint64_t{3} << 8));
        // S: load, ECALL; M: revoke, fence, back to the load.
        s.put(kCode, {ld(t0, 0, a0), ld(t0, 0, a0), kEcall, ld(t1, 0, a0), kEcall});
        s.put(kHandler, {csrr(s5, csr::mcause), addi(s4, s4, 1), bne(s4, s6, 28), sd(s2, 0, s1), mfence_pa(zero, zero),
                         csrr(t2, csr::mepc), addi(t2, t2, 4), csrw(csr::mepc, t2), kMret, kWfi});
        s.state().x[a0] = kData;
        s.state().x[s1] = leaf;
        s.state().x[s2] = 3;  // valid leaf, no permission anywhere
        s.state().x[s6] = 1;
        s.w64(kData, 42);
        s.state().mmpt = smmpt43(mroot);
        s.start(kCode, Priv::S);
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t0) == 42);
        REQUIRE(s.traps().size() == 2);
        CHECK(s.traps()[0].cause == 9);
        CHECK(s.traps()[1].cause == 5);
        CHECK(s.traps()[1].tval == kData);
        CHECK(s.x(t1) == 0);
    }
}

TEST_CASE("cpu.memory.17 D10: MFENCE.PA acts on its own hart only") {
    for (Setup setup : all_setups()) {
        setup.harts = 2;
        INFO(name_of(setup));
        System s(setup);
        s.open_pmp();
        const uint64_t mroot = s.pages(1);
        s.mpt(mroot, kCode, 7);
        s.mpt(mroot, kData, 3);
        s.put(kCode, {ld(t0, 0, a0), addi(t1, t1, 1), jal(zero, -8)});
        for (uint32_t h : {0u, 1u}) {
            s.state(h).x[a0] = kData;
            s.state(h).mmpt = smmpt43(mroot);
            s.start(kCode, Priv::S, false, h);
            CHECK(s.run(h, 16) == RunEnd::Stop);
        }
        s.mpt(mroot, kData, 0);
        s.hart(1).mfence_pa({});
        s.run(0, 9);
        s.run(1, 9);
        CHECK(s.traps(0).empty());  // the old permission is still held: nothing else took it
        REQUIRE(!s.traps(1).empty());
        CHECK(s.traps(1)[0].cause == 5);
    }
}

TEST_CASE("cpu.memory.18 A16: no request that leaves the hart carries the SDID") {
    // The request type has nowhere to put it; what leaves for two domains is equal to the bit.
    std::vector<std::vector<MemReq>> logs;
    for (const uint64_t sdid : {1, 2}) {
        Setup setup;
        setup.mode = Mode::Timed;
        System s(setup);
        s.open_pmp();
        s.memory.logging = true;
        const uint64_t mroot = s.pages(1);
        s.mpt(mroot, kCode, 7);
        s.mpt(mroot, kData, 3);
        s.put(kCode, {ld(t0, 0, a0), sd(t0, 64, a0), kEcall});
        s.state().x[a0] = kData;
        s.state().mmpt = smmpt43(mroot, sdid);
        s.start(kCode, Priv::S);
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.trap().cause == 9);
        logs.push_back(s.memory.log);
    }
    REQUIRE(logs[0].size() == logs[1].size());
    CHECK(logs[0].size() > 5);
    for (size_t i = 0; i < logs[0].size(); ++i) {
        const MemReq &a = logs[0][i], &b = logs[1][i];
        CHECK(a.addr == b.addr);
        CHECK(a.size == b.size);
        CHECK((a.acc == b.acc && a.why == b.why));
        CHECK((a.source == b.source && a.ectx == b.ectx));
    }
}

TEST_CASE("cpu.memory.19 AMOCAS is the same on the first and on later passes, and writes only when equal") {
    for (Setup setup : all_setups()) {
        setup.harts = 2;
        INFO(name_of(setup));
        System s(setup);
        // Hart 1 reserves kData + 136; hart 0 counts kData + 64 with AMOCAS.D, and fails on kData + 136 each time.
        s.put(kCode, {amocas(3, t0, t1, a0), addi(t0, t1, 0), addi(t1, t1, 1), addi(t2, zero, 5), amocas(3, t2, t1, a1),
                      addi(a2, a2, -1), bne(a2, zero, -24), kWfi});
        s.state().x[a0] = kData + 64;
        s.state().x[a1] = kData + 136;
        s.state().x[a2] = 20;
        s.state().x[t1] = 1;
        s.w64(kData + 136, 77);
        s.put(kCode + 0x100, {lr_d(t0, a1), sc_d(t1, a2, a1), kWfi});
        s.state(1).x[a1] = kData + 136;
        s.state(1).x[a2] = 78;
        s.state(1).x[t1] = 99;
        s.start(kCode + 0x100, Priv::M, false, 1);
        CHECK(s.run(1, 2) == RunEnd::Stop);  // MRET and LR
        CHECK(s.run(0) == RunEnd::Wait);
        CHECK(s.r64(kData + 64) == 20);
        CHECK(s.r64(kData + 136) == 77);
        CHECK(s.x(t2) == 77);
        // What failed wrote nothing, so the reservation still stands.
        CHECK(s.run(1) == RunEnd::Wait);
        CHECK(s.state(1).x[t1] == 0);
        CHECK(s.r64(kData + 136) == 78);
    }
}

TEST_CASE("cpu.memory.20 AMOCAS.Q: both halves at once, from L0 and from the slow path") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        // s0:s1 expected, a2:a3 new; each pass adds one to both halves.
        s.put(kCode, {amocas(4, s0, a2, a0), addi(s0, a2, 0), addi(s1, a3, 0), addi(a2, a2, 1), addi(a3, a3, 1),
                      addi(a4, a4, -1), bne(a4, zero, -24), kWfi});
        s.state().x[a0] = kData + 32;
        s.state().x[a2] = 1, s.state().x[a3] = 101;
        s.state().x[a4] = 10;
        s.w64(kData + 40, 100);
        s.state().x[s1] = 100;
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.traps().empty());
        CHECK(s.r64(kData + 32) == 10);
        CHECK(s.r64(kData + 40) == 110);
    }
}
