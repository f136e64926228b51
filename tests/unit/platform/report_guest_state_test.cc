// What a TSM saves and restores of its guest, told from CSR accesses: literal streams of events, numbers by hand.
#include <catch2/catch.hpp>

#include "sim/platform/report/world_switch.h"

using namespace covesim;
using By = SwitchKind::Why;
using K = World::Kind;

namespace {
constexpr World kMonitor{K::Monitor, 0, 0}, kHost{K::Host, 0, 0}, kTsm{K::Tsm, 1, 0}, kTvm{K::Tvm, 1, 7};
constexpr uint64_t kCovh = 0x434F5648, kTeeRetEid = 0x08524453;
constexpr uint32_t kFcsr = 0x003, kSstatus = 0x100, kSie = 0x104, kStvec = 0x105, kSscratch = 0x140, kSepc = 0x141,
                   kScause = 0x142, kVsstatus = 0x200, kVsepc = 0x241, kHstatus = 0x600, kHtval = 0x643, kHvip = 0x645,
                   kHgatp = 0x680;
const SwitchKind kExit{K::Tvm, K::Tsm, By::Trap, 21, 0}, kEntry{K::Tsm, K::Tvm, By::Entry, 0, 0};

/// A hart in which every instruction takes one cycle, so that time and instructions are the same number.
struct Stream {
    WorldSwitchMonitor m;
    uint64_t now = 0;

    Moment one() {
        const Moment r{now, now + 1, now + 1};
        ++now;
        return r;
    }
    void other(uint64_t instructions) { now += instructions; }
    void read(uint32_t csr) { m.csr({csr, true, false}, one()); }
    void write(uint32_t csr) { m.csr({csr, false, true}, one()); }
    void swap(uint32_t csr) { m.csr({csr, true, true}, one()); }
    void write_hgatp() {
        const Moment at = one();
        m.domain(at);
        m.csr({kHgatp, false, true}, at);
    }
    void fence() { m.fence(one()); }
    /// The TVM's load faults; the TSM's handler begins.
    void leave() {
        m.trap({now, 21, kTvm, 0, 0, 0, now});
        m.enter(kTsm, now, 21);
    }
    void enter() {
        m.xret(one());
        m.enter(kTvm, now, 21);
    }
    /// An ECALL of the TSM that M-mode answers by returning to `to`.
    void call(const World& to, uint64_t instructions) {
        m.trap({now, 9, kTsm, kTeeRetEid, 0, 21, now});
        m.enter(kMonitor, now, 21);
        now += instructions;
        m.xret(one());
        m.enter(to, now, 21);
    }
    /// A call of the host that brings the TSM.
    void called() {
        m.enter(kHost, now, 0);
        m.trap({now, 9, kHost, kCovh, 15, 0, now});
        m.enter(kMonitor, now, 0);
        m.xret(one());
        m.enter(kTsm, now, 0);
    }
    Phases last(const SwitchTable& t, const SwitchKind& k) const {
        Phases p{};
        uint64_t sum = 0;
        for (size_t i = 0; i < p.size(); ++i) sum += p[i] = t.at(k).phase[i].values().back();
        CHECK(sum == t.at(k).total.values().back());
        return p;
    }
    /// {trap, save, domain, fences, restore, return, inside}
    Phases of(const SwitchKind& k) const { return last(m.switches(), k); }
};
}  // namespace

TEST_CASE("guest state 1: which CSRs hold it", "[report]") {
    for (const uint32_t n : {kVsstatus, kHstatus, kHgatp, 0x24Du}) CHECK(hypervisor_csr(n));  // vstimecmp
    for (const uint32_t n : {kSstatus, kFcsr, 0x300u, 0x741u}) CHECK_FALSE(hypervisor_csr(n));
    for (const uint32_t n : {kVsstatus, kHstatus, kSstatus, kSscratch, kFcsr, 0x10Au}) CHECK(state_csr(n));  // senvcfg
    // time, hgeip and vstopi are read-only; mstatus and mmpt are M-mode's.
    for (const uint32_t n : {0xC01u, 0xE12u, 0xEB0u, 0x300u, 0x382u}) CHECK_FALSE(state_csr(n));
}

TEST_CASE("guest state 2: everything is saved, the TSM works, everything is restored", "[report]") {
    Stream s;
    s.m.enter(kTvm, 0, 0);
    s.other(10);
    s.leave();
    s.swap(kSscratch), s.other(30), s.read(kSscratch), s.write(kSscratch), s.read(kSepc);  // 34
    s.read(kScause), s.read(kVsstatus), s.read(kVsepc), s.other(32), s.read(kFcsr);        // 70
    s.other(1000);
    s.write_hgatp(), s.write(kHstatus), s.write(kVsstatus), s.other(32), s.write(kFcsr);  // 36
    s.other(31);
    s.enter();
    CHECK(s.of(kExit) == Phases{0, 70, 0, 0, 0, 0, 0});
    CHECK(s.of(kEntry) == Phases{0, 0, 1, 0, 66, 1, 0});
    CHECK(s.last(s.m.spans(), {K::Tvm, K::Tvm, By::Trap, 21, 0}) == Phases{0, 70, 1, 0, 66, 1, 1000});
}

TEST_CASE("guest state 3: swapped CSRs and a short dispatch; the guest's vs* stay in the hart", "[report]") {
    Stream s;
    s.m.enter(kTvm, 0, 0);
    s.leave();
    s.swap(kSscratch), s.other(30), s.read(kSscratch);
    s.swap(kSstatus), s.swap(kHstatus), s.write(kStvec), s.read(kSepc), s.other(14);  // 36 up to sepc
    s.other(60);
    s.swap(kSstatus);  // the second access: no longer the guest's value
    s.swap(kHstatus), s.swap(kStvec), s.write(kSscratch), s.write(kSepc), s.other(31);
    s.enter();
    CHECK(s.of(kExit) == Phases{0, 36, 0, 0, 0, 0, 0});
    CHECK(s.of(kEntry) == Phases{0, 0, 0, 0, 35, 1, 0});
}

TEST_CASE("guest state 4: what stands alone is the TSM's work", "[report]") {
    Stream s;
    s.m.enter(kTvm, 0, 0);
    s.leave();
    s.swap(kSscratch), s.other(30), s.read(kSepc);  // 32
    SECTION("129 instructions without an event end the save") { s.other(128), s.read(kHtval); }
    SECTION("an exception injected long before the restore is none") { s.other(20), s.write(kVsepc), s.other(128); }
    SECTION("nor is a fence") { s.other(200), s.fence(), s.other(128); }
    s.write(kHstatus), s.other(31);
    s.enter();
    CHECK(s.of(kExit)[1] == 32);
    CHECK(s.of(kEntry) == Phases{0, 0, 0, 0, 32, 1, 0});
}

TEST_CASE("guest state 5: gaps of 128 instructions end nothing", "[report]") {
    Stream s;
    s.m.enter(kTvm, 0, 0);
    s.leave();
    s.swap(kSscratch), s.other(127), s.read(kHtval);
    s.other(500);
    s.fence(), s.other(127), s.write(kHstatus), s.other(127);
    s.enter();
    CHECK(s.of(kExit)[1] == 129);
    CHECK(s.of(kEntry) == Phases{0, 0, 0, 1, 255, 1, 0});
}

TEST_CASE("guest state 6: a trap of the TSM itself ends both", "[report]") {
    Stream s;
    s.m.enter(kTvm, 0, 0);
    s.leave();
    s.swap(kSscratch);
    s.call(kTsm, 10);
    s.read(kScause);  // no part of the save
    s.write_hgatp();
    s.call(kTsm, 10);  // hgatp is the span's alone
    s.write(kHstatus), s.write(kHvip);
    s.enter();
    CHECK(s.of(kExit)[1] == 1);
    CHECK(s.of(kEntry) == Phases{0, 0, 0, 0, 2, 1, 0});
    // Two calls to M-mode of 11 cycles, one to read scause: the TSM's work.
    CHECK(s.last(s.m.spans(), {K::Tvm, K::Tvm, By::Trap, 21, 0}) == Phases{0, 1, 1, 0, 2, 1, 23});
}

TEST_CASE("guest state 7: clearing what the TVM left belongs to the return to the host", "[report]") {
    Stream s;
    s.called();
    s.other(300);
    s.write_hgatp(), s.write(kHstatus), s.other(31);
    s.enter();
    CHECK(s.of(kEntry) == Phases{0, 0, 1, 0, 32, 1, 0});
    s.leave();
    s.swap(kSscratch), s.read(kVsstatus), s.other(400);
    s.write(kVsstatus), s.write(kVsepc), s.write_hgatp(), s.write(kHstatus), s.other(40);
    s.call(kHost, 20);
    const SwitchKind exit{K::Tsm, K::Host, By::Exit, 21, 0};
    // Two writes and 41 instructions before the trap, 20 of M-mode.
    CHECK(s.of(exit) == Phases{0, 63, 1, 0, 0, 1, 0});
    CHECK(s.last(s.m.spans(), {K::Tvm, K::Host, By::Exit, 21, 0}) == Phases{0, 65, 1, 0, 0, 1, 400});

    // A call that runs no TVM has nothing to clear: what the TSM does to these CSRs is its work.
    s.called();
    s.write_hgatp(), s.fence(), s.other(10);
    s.call(kHost, 20);
    const SwitchKind back{K::Tsm, K::Host, By::Return, kCovh, 15};
    CHECK(s.of(back) == Phases{0, 20, 0, 0, 0, 1, 0});
    CHECK(s.last(s.m.spans(), {K::Host, K::Host, By::Call, kCovh, 15}) == Phases{0, 20, 1, 1, 0, 2, 10});
}

TEST_CASE("guest state 8: a guest's own accesses and a plain hypervisor's", "[report]") {
    constexpr World kVm{K::Vm, 0, 3};
    Stream s;
    s.m.enter(kHost, 0, 0);
    s.write(kHstatus), s.other(31);
    s.m.xret(s.one());
    s.m.enter(kVm, s.now, 0);
    CHECK(s.of({K::Host, K::Vm, By::Entry, 0, 0}) == Phases{0, 0, 0, 0, 32, 1, 0});
    s.write(kSscratch), s.fence();  // not told by a hart that distinguishes V, and without effect
    s.m.trap({s.now, 10, kVm, 0, 0, 0, s.now});
    s.m.enter(kHost, s.now, 10);
    s.swap(kSscratch), s.other(30), s.swap(kHstatus), s.write(kSie);
    CHECK(s.of({K::Vm, K::Host, By::Call, 0, 0}) == Phases{0, 33, 0, 0, 0, 0, 0});
    CHECK(s.m.unexplained() == 0);
}

TEST_CASE("guest state 9: the TSM's first return has a name", "[report]") {
    Stream s;
    s.m.enter(kTsm, 0, 0);
    s.call(kHost, 5);
    const SwitchKind start{K::Tsm, K::Host, By::Start, 0, 0};
    CHECK(s.m.switches().count(start) == 1);
    CHECK(start.text() == "TSM start done");
    s.called();
    s.call(kHost, 5);
    CHECK(s.m.switches().at(start).total.count() == 1);
    CHECK(s.m.switches().count({K::Tsm, K::Host, By::Return, kCovh, 15}) == 1);
    CHECK(SwitchKind{K::Tsm, K::Host, By::Return, SwitchKind::kNoCall, 0}.text() == "return: no call");
}
