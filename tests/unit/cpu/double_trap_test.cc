// Double traps and resumable non-maskable interrupts on a whole hart (Smdbltrp, Smrnmi): the hart that ceases to
// execute, the handler that returns.
#include "tests/unit/cpu/rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint32_t kMnret = 0x70200073, kMnstatus = 0x744;
constexpr uint64_t kRnmiHandler = kCode + 0x4000;

Setup with(Setup s, bool rnmi) {
    s.features.smdbltrp = true;
    s.features.smrnmi = rnmi;
    s.params.priv.rnmi_vector = kRnmiHandler;
    return s;
}

}  // namespace

TEST_CASE("cpu.dbltrp.1 a trap while MDT is set ends the hart where it stands; it never goes on") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(with(setup, false));  // out of reset MDT is set
        s.put(kCode, {li(t0, 1), kIllegal, li(t0, 2), kWfi});
        CHECK(s.run() == RunEnd::Stop);
        CHECK(s.hart().critical_error());
        CHECK(s.state().pc == kCode + 4);
        CHECK(s.x(t0) == 1);
        CHECK(s.hart().retired() == 1);
        s.hart().clear_stop();
        CHECK(s.run() == RunEnd::Stop);
        CHECK(s.hart().retired() == 1);
        CHECK(s.csr(csr::mcause) == 0);
    }
}

TEST_CASE("cpu.dbltrp.2 with Smrnmi the handler gets it, and MNRET goes on") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(with(setup, true));
        s.put(kCode, {i_type(int32_t(kMnstatus), 8, 6, zero, 0x73), kIllegal, li(t0, 2), kWfi});  // csrsi mnstatus, 8
        s.put(kRnmiHandler, {csrr(t1, 0x742), csrr(t2, 0x741), addi(t2, t2, 4), csrw(0x741, t2), kMnret});
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t1) == 2);
        CHECK(s.x(t2) == kCode + 8);
        CHECK(s.x(t0) == 2);
        CHECK((s.csr(kMnstatus) & 8) == 8);
    }
}

TEST_CASE("cpu.rnmi.1 an RNMI wakes a sleeping hart and is taken with every interrupt disabled") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(with(setup, true));
        s.put(kCode, {i_type(int32_t(kMnstatus), 8, 6, zero, 0x73), kWfi, li(t0, 7), kWfi});
        s.put(kRnmiHandler, {csrr(t1, 0x742), kMnret});
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t0) == 0);
        s.hart().set_rnmi(true);
        CHECK(s.run(0, 3) == RunEnd::Stop);  // in the handler, and back
        s.hart().set_rnmi(false);
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t1) == uint64_t{1} << 63);
        CHECK(s.x(t0) == 7);
    }
}
