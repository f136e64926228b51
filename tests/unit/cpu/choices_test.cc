// The legal choices that are parameters of a hart: misaligned accesses, reservation size, what xtval holds, PMP entries
// and grain. Privileged specification "mtval", "Physical Memory Protection"; unprivileged "Zalrsc".
// Extensions: za64rs, za128rs
#include "tests/unit/cpu/rig.h"

using namespace covesim;
using namespace covesim::test;

TEST_CASE("cpu.choices.1 misaligned accesses trap where the hart says so; aligned ones go on") {
    for (Setup setup : all_setups()) {
        setup.params.misaligned_traps = true;
        for (const bool store : {false, true}) {
            INFO(name_of(setup) << (store ? " store" : " load"));
            System s(setup);
            s.put(kCode, {sd(t0, 8, a0), ld(t1, 8, a0), store ? sd(t0, 9, a0) : ld(t2, 9, a0)});
            s.state().x[a0] = kData;
            s.state().x[t0] = 0x1122334455667788;
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.x(t1) == 0x1122334455667788);
            CHECK(s.trap().cause == (store ? 6 : 4));
            CHECK(s.trap().tval == kData + 9);
            CHECK(s.r64(kData + 16) == 0);
        }
    }
}

TEST_CASE("cpu.choices.2 the reservation set has the size asked for") {
    for (const uint32_t bytes : {8U, 64U, 4096U}) {
        Setup setup;
        setup.params.reservation_bytes = bytes;
        System s(setup);
        s.put(kCode, {lr_d(t0, a0), sc_d(t1, a2, a1),  // the last doubleword of the set
                      lr_d(t0, a0), sc_d(t2, a2, a3),  // the first behind it
                      kWfi});
        s.state().x[a0] = kData;
        s.state().x[a1] = kData + bytes - 8;
        s.state().x[a3] = kData + bytes;
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t1) == 0);
        CHECK(s.x(t2) == 1);
    }
}

TEST_CASE("cpu.choices.3 xtval of an illegal instruction and of EBREAK") {
    for (const bool holds : {true, false}) {
        Setup setup;
        setup.params.illegal_tval = setup.params.breakpoint_tval = holds;
        System illegal(setup);
        illegal.put(kCode, {0xffffffff});
        CHECK(illegal.run() == RunEnd::Wait);
        CHECK(illegal.trap().cause == 2);
        CHECK(illegal.state().mtval == (holds ? 0xffffffff : 0));
        System breakpoint(setup);
        breakpoint.put(kCode, {0x00100073});
        CHECK(breakpoint.run() == RunEnd::Wait);
        CHECK(breakpoint.trap().cause == 3);
        CHECK(breakpoint.state().mtval == (holds ? kCode : 0));
        System guest(setup);  // GVA: a guest virtual address was written
        guest.open_pmp();
        guest.put(kCode, {0x00100073});
        guest.start(kCode, Priv::S, true);
        CHECK(guest.run() == RunEnd::Wait);
        CHECK(guest.trap().cause == 3);
        CHECK((guest.state().mstatus >> 38 & 1) == (holds ? 1 : 0));
    }
}

TEST_CASE("cpu.choices.4 without PMP entries S-mode reaches everything; with entries and none on, nothing") {
    for (const uint32_t entries : {0U, 16U}) {
        Setup setup;
        setup.params.priv.pmp_entries = entries;
        System s(setup);
        s.put(kCode, {ld(t1, 0, a0), kWfi});
        s.state().x[a0] = kData;
        s.start(kCode, Priv::S);
        CHECK(s.run() == RunEnd::Wait);
        if (entries == 0) CHECK(s.tiles[0].log.traps.empty());
        else CHECK(s.trap().cause == 1);
    }
}

TEST_CASE("cpu.choices.5 a misaligned HLV or HSV reports a guest virtual address") {
    for (const bool store : {false, true}) {
        Setup setup;
        setup.params.misaligned_traps = true;
        System s(setup);
        s.open_pmp();
        s.put(kCode, {store ? hsv_d(t0, a0) : hlv_d(t0, a0)});
        s.state().x[a0] = kData + 9;
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.trap().cause == (store ? 6 : 4));
        CHECK(s.trap().tval == kData + 9);
        CHECK(s.trap().gva);
        CHECK((s.state().mstatus >> 38 & 3) == 1);  // GVA set, MPV clear
    }
}
