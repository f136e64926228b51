// Where traps of a whole hart go, and the counters of its events. Privileged specification, medeleg; checklist 0.6;
// Zihpm events (cpu/priv/hpm_events.h).
#include "tests/unit/cpu/rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint64_t kStvec = kHandler + 0x100;

/// S-mode code that loads from a page without MPT (or PMP) permission; load access faults are delegated.
void deny(System& s, bool by_mpt) {
    s.open_pmp();
    const uint64_t mroot = s.pages(1);
    s.mpt(mroot, kCode, 7);
    s.mpt(mroot, kHandler, 7);
    s.mpt(mroot, kData, by_mpt ? 0 : 7);
    s.put(kCode, {ld(t0, 0, a0)});
    s.put(kStvec, {kWfi, jal(zero, -4)});
    s.state().x[a0] = by_mpt ? kData : 0x100;
    s.state().stvec = kStvec;
    s.state().medeleg = 1 << 5;
    s.state().mmpt = uint64_t{1} << 60 | mroot >> 12;
    s.start(kCode, Priv::S);
    CHECK(s.run() == RunEnd::Wait);
}

}  // namespace

TEST_CASE(
    "cpu.delegation.1 0.6: MPT faults follow medeleg, or all go to M-mode by parameter; others always follow it") {
    for (const Setup& setup : all_setups()) {
        for (const auto placement : {MptPlacement::Inlined, MptPlacement::PerAccess}) {
            for (const bool to_m : {false, true}) {
                INFO(name_of(setup) << (to_m ? " to M" : ""));
                Setup chosen = setup;
                chosen.params.priv.mpt_faults_to_m = to_m;
                chosen.params.mmu.mpt.placement = placement;
                System s(chosen);
                deny(s, true);
                CHECK(s.state().priv == (to_m ? Priv::M : Priv::S));
                CHECK(s.csr(to_m ? csr::mcause : csr::scause) == 5);
                CHECK(s.csr(to_m ? csr::mtval : csr::stval) == kData);
                System p(chosen);
                deny(p, false);
                CHECK(p.state().priv == Priv::S);
                CHECK(p.csr(csr::scause) == 5);
            }
        }
    }
}

TEST_CASE("cpu.delegation.2 a denied page-table page is an MPT fault too") {
    for (const Setup& setup : all_setups()) {
        for (const auto order : {MptOrder::CheckBeforeUse, MptOrder::AfterWalk}) {
            INFO(name_of(setup));
            Setup chosen = setup;
            chosen.params.priv.mpt_faults_to_m = true;
            chosen.params.mmu.mpt.order = order;
            System s(chosen);
            s.open_pmp();
            const uint64_t mroot = s.pages(1), root = s.pages(16, 16);
            s.map(root, kCode, kCode, kPteRwx);
            for (uint64_t p = kTables; p < kTables + 0x40000; p += 4096) s.mpt(mroot, p, p == root ? 0 : 7);
            s.mpt(mroot, kCode, 7);
            s.put(kCode, {kNop});
            s.state().medeleg = 0xb1ff;
            s.state().satp = uint64_t{8} << 60 | root >> 12;
            s.state().mmpt = uint64_t{1} << 60 | mroot >> 12;
            s.start(kCode, Priv::S);
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.state().priv == Priv::M);
            CHECK(s.csr(csr::mcause) == 1);
            CHECK(s.csr(csr::mtval) == kCode);
        }
    }
}

TEST_CASE("cpu.events.1 events that exist are counted; others cannot be selected") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        Setup chosen = setup;
        chosen.params.mmu.pwc_entries = 0;
        System s(chosen);
        s.open_pmp();
        const uint64_t mroot = s.pages(1), root = s.pages(1);
        for (uint64_t p = 0; p < 4; ++p) s.map(root, kCode + p * 4096, kCode + p * 4096, kPteRwx);
        for (uint64_t p = kTables; p < kTables + 0x40000; p += 4096) s.mpt(mroot, p, 7);
        s.mpt(mroot, kCode, 7);
        s.mpt(mroot, kCode + 0x1000, 7);
        // Ten conditional branches, nine taken; one data page; one trap at the end.
        s.put(kCode, {li(t1, 10), addi(t1, t1, -1), bne(t1, zero, -4), ld(t0, 0, a0), kEcall});
        s.state().x[a0] = kCode + 0x1000;
        const std::pair<uint64_t, uint64_t> kExpected[] = {
            {5, setup.mode == Mode::Fast ? 0 : 10},  // branches
            {17, 2},                                 // walks: code and data
            {20, 1},                                 // traps
            {21, 0},                                 // interrupts
            {14, setup.mode == Mode::Fast ? 0 : 1},  // instruction TLB
            {15, setup.mode == Mode::Fast ? 0 : 1},  // data TLB
            {18, 8},                                 // per walk three page-table pages and the page itself
        };
        uint32_t n = csr::mhpmevent3;
        for (const auto& [event, count] : kExpected) s.set_csr(n++, event);
        for (const uint64_t none : {3, 4, 7, 8, 9, 10, 11, 12, 13, 22, 23, 24, 99}) {
            s.set_csr(csr::mhpmevent3 + 20, none);
            CHECK(s.csr(csr::mhpmevent3 + 20) == 0);
        }
        s.state().satp = uint64_t{8} << 60 | root >> 12;
        s.state().mmpt = uint64_t{1} << 60 | mroot >> 12;
        s.start(kCode, Priv::S);
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.trap().cause == 9);
        n = csr::mhpmcounter3;
        for (const auto& [event, count] : kExpected) {
            INFO("event " << event);
            CHECK(s.csr(n++) == count);
        }
    }
}
