// World switches from synthetic events: kinds, phases and spans with numbers worked out by hand.
#include <catch2/catch.hpp>

#include "sim/platform/report/world_switch.h"

using namespace covesim;
using By = SwitchKind::Why;
using K = World::Kind;

namespace {
constexpr World kMonitor{K::Monitor, 0, 0}, kHost{K::Host, 0, 0}, kTsm{K::Tsm, 1, 0}, kTvm7{K::Tvm, 1, 7};
constexpr uint64_t kCovh = 0x434F5648, kTeeRetEid = 0x08524453;
constexpr uint64_t kToDomain1 = uint64_t{1} << 26;

/// {trap, save, domain, fences, restore, return, inside}
Phases only(const SwitchTable& t, const SwitchKind& k) {
    Phases p{};
    const SwitchStats& s = t.at(k);
    REQUIRE(s.total.count() == 1);
    for (size_t i = 0; i < p.size(); ++i) p[i] = s.phase[i].values().at(0);
    return p;
}
uint64_t total(const SwitchTable& t, const SwitchKind& k) { return t.at(k).total.values().at(0); }

/// ECALL of the host to the TSM; the last event is the TSM's first instruction at start + 109.
void call(WorldSwitchMonitor& m, uint64_t start, uint64_t fid) {
    m.trap({start, 9, kHost, kCovh, kToDomain1 | fid, 0});
    m.enter(kMonitor, start + 10, 0);
    m.domain({start + 50, start + 53});
    m.fence({start + 60, start + 62});
    m.fence({start + 70, start + 72});
    m.xret({start + 100, start + 104});
    m.enter(kTsm, start + 109, 0);
}
/// TEERET; the host's first instruction is at start + 70.
void tee_return(WorldSwitchMonitor& m, uint64_t start, uint64_t scause, uint64_t retired = 10'000) {
    m.trap({start, 9, kTsm, kTeeRetEid, 0, scause, retired});
    m.enter(kMonitor, start + 5, scause);
    m.domain({start + 30, start + 33});
    m.xret({start + 60, start + 62});
    m.enter(kHost, start + 70, scause);
}
}  // namespace

TEST_CASE("switch 1: a COVH call into a TVM and its exit, phase by phase", "[report]") {
    WorldSwitchMonitor m;
    m.enter(kMonitor, 0, 0);
    m.enter(kHost, 50, 0);
    call(m, 100, 15);
    m.domain({300, 302, 1000});  // hgatp, by the TSM: the restore begins
    m.fence({310, 315, 1005});
    m.xret({400, 403, 1070});
    m.enter(kTvm7, 410, 0);
    m.trap({1000, 21, kTvm7, 0, 0, 24});
    m.enter(kTsm, 1012, 21);
    m.domain({1050, 1052, 1500});  // hgatp again, long before the TEERET
    tee_return(m, 1200, 21);

    REQUIRE(m.switches().size() == 4);
    // 100 trap | 110 save | 150 mmpt 153..160 | 160 fence 162..170 fence 172 | restore 200 | xRET 209
    const SwitchKind enter{K::Host, K::Tsm, By::Call, kCovh, 15};
    CHECK(enter.text() == "COVH run_tvm_vcpu");
    CHECK(total(m.switches(), enter) == 109);
    CHECK(only(m.switches(), enter) == Phases{10, 40, 10, 12, 28, 9, 0});
    const SwitchKind entry{K::Tsm, K::Tvm, By::Entry, 0, 0};
    CHECK(entry.text() == "TVM entry");
    // hgatp 302..310 | fence 315 | restore 400 | xRET 410
    CHECK(total(m.switches(), entry) == 110);
    CHECK(only(m.switches(), entry) == Phases{0, 0, 10, 5, 85, 10, 0});
    const SwitchKind fault{K::Tvm, K::Tsm, By::Trap, 21, 0};
    CHECK(fault.text() == "trap: load guest-page fault");
    CHECK(only(m.switches(), fault) == Phases{12, 0, 0, 0, 0, 0, 0});
    const SwitchKind exit{K::Tsm, K::Host, By::Exit, 21, 0};
    CHECK(exit.text() == "exit: load guest-page fault");
    CHECK(total(m.switches(), exit) == 70);
    CHECK(only(m.switches(), exit) == Phases{5, 25, 3, 0, 27, 10, 0});

    REQUIRE(m.spans().size() == 2);
    const SwitchKind in{K::Host, K::Tvm, By::Call, kCovh, 15};
    CHECK(total(m.spans(), in) == 310);
    CHECK(only(m.spans(), in) == Phases{10, 40, 20, 17, 113, 19, 91});
    const SwitchKind out{K::Tvm, K::Host, By::Exit, 21, 0};
    CHECK(total(m.spans(), out) == 270);
    CHECK(only(m.spans(), out) == Phases{17, 25, 5, 0, 27, 10, 186});
    CHECK(m.unexplained() == 0);
}

TEST_CASE("switch 2: a call that runs no TVM returns under its own name and is a span of the host", "[report]") {
    WorldSwitchMonitor m;
    m.enter(kHost, 0, 0);
    call(m, 100, 1);
    tee_return(m, 500, 24);
    const SwitchKind back{K::Tsm, K::Host, By::Return, kCovh, 1};
    CHECK(back.text() == "return: COVH convert_pages");
    CHECK(total(m.switches(), back) == 70);
    const SwitchKind whole{K::Host, K::Host, By::Call, kCovh, 1};
    CHECK(total(m.spans(), whole) == 470);
    CHECK(only(m.spans(), whole) == Phases{15, 65, 13, 12, 55, 19, 291});
    // The TVM flag does not outlive the call.
    call(m, 1000, 15);
    m.xret({1200, 1201});
    m.enter(kTvm7, 1205, 0);
    m.trap({1300, uint64_t{1} << 63 | 5, kTvm7, 0, 0, 0});
    m.enter(kTsm, 1310, 0);
    tee_return(m, 1400, uint64_t{1} << 63 | 5);
    CHECK(m.switches().count({K::Tsm, K::Host, By::Exit, uint64_t{1} << 63 | 5, 0}) == 1);
    call(m, 2000, 1);
    tee_return(m, 2500, 24);
    CHECK(m.switches().at(back).total.count() == 2);
    CHECK(SwitchKind{K::Tsm, K::Host, By::Exit, uint64_t{1} << 63 | 5, 0}.text() == "exit: timer interrupt");
}

TEST_CASE("switch 3: what comes back to the same world is none", "[report]") {
    WorldSwitchMonitor m;
    m.enter(kHost, 0, 0);
    SECTION("an SBI call that M-mode serves, with a fence") {
        m.trap({10, 9, kHost, 0x52464E43, 1, 0});
        m.enter(kMonitor, 15, 0);
        m.fence({20, 22});
        m.xret({30, 31});
        m.enter(kHost, 33, 0);
    }
    SECTION("a system call: U and S of one domain") {
        m.trap({10, 8, kHost, 64, 0, 0});
        m.enter(kHost, 15, 0);
        m.xret({40, 41});
        m.enter(kHost, 42, 0);
    }
    SECTION("a trap of S to S, of which nothing more is told") {
        m.trap({10, 13, kHost, 0, 0, 0});
        m.xret({40, 41});
    }
    CHECK(m.switches().empty());
    // The next switch starts at its own trap, not at what was left open.
    call(m, 100, 0);
    const SwitchKind k{K::Host, K::Tsm, By::Call, kCovh, 0};
    CHECK(k.text() == "COVH get_tsm_info");
    CHECK(total(m.switches(), k) == 109);
    CHECK(m.unexplained() == 0);
}

TEST_CASE("switch 4: the TSM serves a trap of its TVM, with help of M-mode", "[report]") {
    WorldSwitchMonitor m;
    m.enter(kTvm7, 0, 0);
    m.trap({100, 10, kTvm7, 0x54494D45, 0, 0});
    m.enter(kTsm, 108, 10);
    m.trap({120, 9, kTsm, kTeeRetEid, 4, 10});  // mpt_fence
    m.enter(kMonitor, 125, 10);
    m.fence({140, 144});
    m.xret({150, 151});
    m.enter(kTsm, 155, 10);
    m.xret({200, 201});
    m.enter(kTvm7, 206, 10);
    const SwitchKind span{K::Tvm, K::Tvm, By::Call, 0x54494D45, 0};
    CHECK(span.text() == "TIME set_timer");
    CHECK(total(m.spans(), span) == 106);
    CHECK(only(m.spans(), span) == Phases{8, 0, 0, 4, 0, 6, 88});
    CHECK(m.switches().size() == 2);
}

TEST_CASE("switch 5: a TVM whose first fetch faults has been entered", "[report]") {
    WorldSwitchMonitor m;
    m.enter(kHost, 0, 0);
    call(m, 100, 15);
    m.xret({300, 303});
    m.trap({320, 20, kTvm7, 0, 0, 24});  // no instruction of the TVM retired
    m.enter(kTsm, 330, 20);
    tee_return(m, 400, 20);
    CHECK(total(m.switches(), {K::Tsm, K::Tvm, By::Entry, 0, 0}) == 20);
    CHECK(total(m.switches(), {K::Tvm, K::Tsm, By::Trap, 20, 0}) == 10);
    CHECK(m.switches().count({K::Tsm, K::Host, By::Exit, 20, 0}) == 1);
    CHECK(m.unexplained() == 0);
}

TEST_CASE("switch 6: a handler whose first fetch faults in M-mode adds to trap entry", "[report]") {
    WorldSwitchMonitor m;
    m.enter(kHost, 0, 0);
    m.trap({100, 9, kHost, kCovh, kToDomain1 | 2, 0});
    m.enter(kMonitor, 104, 0);
    m.trap({110, 5, kMonitor, 0, 0, 0});
    m.enter(kMonitor, 118, 0);
    m.domain({130, 131});
    m.xret({140, 142});
    m.enter(kTsm, 145, 0);
    CHECK(only(m.switches(), {K::Host, K::Tsm, By::Call, kCovh, 2}) == Phases{12, 18, 1, 0, 9, 5, 0});
}

TEST_CASE("switch 7: a world that changes by itself is reported, not measured", "[report]") {
    WorldSwitchMonitor m;
    m.enter(kHost, 0, 0);
    m.enter(kTsm, 10, 0);
    CHECK(m.switches().empty());
    CHECK(m.unexplained() == 1);
}

TEST_CASE("switch 8: guests of the host are switches to and from a VM", "[report]") {
    CHECK(World::of(Priv::S, true, 0, 3) == World{K::Vm, 0, 3});
    CHECK(World::of(Priv::U, true, 1, 3) == World{K::Tvm, 1, 3});
    CHECK(World::of(Priv::U, false, 0, 3) == kHost);
    CHECK(World::of(Priv::M, false, 1, 3) == kMonitor);
    WorldSwitchMonitor m;
    m.enter(kHost, 0, 0);
    m.xret({10, 12});
    m.enter({K::Vm, 0, 3}, 15, 0);
    m.trap({40, 23, {K::Vm, 0, 3}, 0, 0, 0});
    m.enter(kHost, 44, 23);
    CHECK(total(m.switches(), {K::Host, K::Vm, By::Entry, 0, 0}) == 5);
    CHECK(total(m.switches(), {K::Vm, K::Host, By::Trap, 23, 0}) == 4);
    CHECK(m.spans().empty());
}

TEST_CASE("samples 1: percentiles by nearest rank", "[report]") {
    Samples s;
    CHECK(s.median() == 0);
    for (const uint64_t v : {50, 20, 15, 40, 35}) s.add(v);
    // 15 20 35 40 50: ranks ceil(0.05*5)=1, ceil(0.3*5)=2, ceil(0.4*5)=2, ceil(0.5*5)=3, 5
    CHECK(s.percentile(5) == 15);
    CHECK(s.percentile(30) == 20);
    CHECK(s.percentile(40) == 20);
    CHECK(s.median() == 35);
    CHECK(s.percentile(100) == 50);
    CHECK(s.sum() == 160);
    s.add(60);  // six: the lower of the middle two
    CHECK(s.median() == 35);
    Samples hundred;
    for (uint64_t v = 1; v <= 100; ++v) hundred.add(v);
    CHECK(hundred.percentile(99) == 99);
    hundred.add(101);  // ceil(99.99) = 100
    CHECK(hundred.percentile(99) == 100);
    CHECK(hundred.min() == 1);
    CHECK(hundred.max() == 101);
}
