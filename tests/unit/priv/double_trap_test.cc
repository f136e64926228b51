// Double traps (Smdbltrp, Ssdbltrp) and resumable non-maskable interrupts (Smrnmi). Privileged specification, "Double
// Trap Control in mstatus Register", "… in sstatus Register", chapter "Smrnmi".
// Extensions: smdbltrp, smrnmi, ssdbltrp
#include "tests/unit/priv/fixture.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint64_t kMdt = uint64_t{1} << 42, kSdt = 1 << 24, kDte = uint64_t{1} << 59, kMie = 8, kSie = 2,
                   kMprv = 1 << 17, kInt = uint64_t{1} << 63, kNmie = 8;

HartFeatures with(std::initializer_list<bool HartFeatures::*> list) {
    HartFeatures f;
    for (const auto member : list) f.*member = true;
    return f;
}
const HartFeatures kM = with({&HartFeatures::smdbltrp}), kS = with({&HartFeatures::ssdbltrp}),
                   kBoth = with({&HartFeatures::smdbltrp, &HartFeatures::ssdbltrp}), kN = with({&HartFeatures::smrnmi}),
                   kMn = with({&HartFeatures::smdbltrp, &HartFeatures::smrnmi, &HartFeatures::ssdbltrp});

/// Software that has taken over: MDT cleared.
void boot(Hart& h) {
    h.w(0x300, 0);
    h.w(0x305, 0x1000);
    h.w(0x105, 0x2000);
    h.w(0x205, 0x3000);
    h.w(0x302, 0xb1ff);
}

bool take_pending(Hart& h) {
    const Interrupt i = h.p.pending_interrupt().value();
    return h.p.take_trap({.cause = i.cause, .to = i.to, .guest_number = i.guest_number});
}

}  // namespace

TEST_CASE("priv/dbltrp 1: MDT is one after reset; while it is one MIE cannot be set") {
    Hart h({}, kM);
    CHECK((h.r(0x300) & kMdt) == kMdt);
    CHECK((h.wr(0x300, h.r(0x300) | kMie) & (kMdt | kMie)) == kMdt);
    CHECK((h.wr(0x300, kMie) & (kMdt | kMie)) == kMie);         // cleared and set by one write
    CHECK((h.wr(0x300, kMdt | kMie) & (kMdt | kMie)) == kMdt);  // the other way round MIE loses
    Hart none;
    CHECK((none.wr(0x300, ~uint64_t{0}) & kMdt) == 0);
}

TEST_CASE("priv/dbltrp 2: a trap to M-mode sets MDT; MRET, and SRET in M-mode, clear it") {
    Hart h({}, kM);
    boot(h);
    h.enter(In::HS);
    CHECK(h.p.take_trap({.cause = 9}));
    CHECK(h.s.pc == 0x1000);
    CHECK((h.r(0x300) & kMdt) == kMdt);
    h.p.mret();
    h.enter(In::M);
    CHECK((h.r(0x300) & kMdt) == 0);
    h.w(0x300, kMdt);
    h.p.sret();
    h.enter(In::M);
    CHECK((h.r(0x300) & kMdt) == 0);
    h.w(0x300, kMdt);
    h.enter(In::HS);
    h.p.sret();
    h.enter(In::M);
    CHECK((h.r(0x300) & kMdt) == kMdt);
}

TEST_CASE("priv/dbltrp 3: a second trap to M-mode is a critical error that changes no architectural state") {
    for (const uint64_t cause : {uint64_t{5}, kInt | 7}) {
        Hart h({}, kM);
        boot(h);
        h.s.pc = 0x400;
        CHECK(h.p.take_trap({.cause = 2, .tval = 0x77}));
        const uint64_t status = h.r(0x300);
        h.s.pc = 0x1010;
        CHECK_FALSE(h.p.take_trap({.cause = cause, .tval = 0x99}));
        CHECK(h.s.critical_error);
        CHECK(h.s.pc == 0x1010);
        CHECK(h.r(0x300) == status);
        CHECK(h.r(0x341) == 0x400);
        CHECK(h.r(0x342) == 2);
        CHECK(h.r(0x343) == 0x77);
    }
}

TEST_CASE("priv/dbltrp 4: with Smrnmi it goes to the RNMI handler, and only from there to the critical error") {
    PrivParams params;
    params.rnmi_vector = 0x5000;
    params.rnmi_exception_vector = 0x6000;
    Hart h(params, kMn);
    boot(h);
    h.w(0x744, kNmie);
    CHECK(h.p.take_trap({.cause = 2}));
    h.s.pc = 0x1010;
    CHECK(h.p.take_trap({.cause = 5, .tval = 0x99}));
    CHECK(h.s.pc == 0x5000);
    CHECK(h.r(0x741) == 0x1010);
    CHECK(h.r(0x742) == 5);
    CHECK(h.r(0x744) == 3 << 11);  // from M-mode, NMIE = 0
    CHECK(h.r(0x342) == 2);
    CHECK(h.r(0x343) == 0);
    CHECK_FALSE(h.p.take_trap({.cause = 2}));
    CHECK(h.s.critical_error);
    // In the RNMI handler an exception is unexpected even with MDT = 0.
    Hart n(params, kMn);
    boot(n);
    CHECK_FALSE(n.p.take_trap({.cause = 2}));
}

TEST_CASE("priv/dbltrp 5: SDT exists where DTE is set, in mstatus, sstatus and vsstatus") {
    Hart h({}, kS);
    CHECK((h.wr(0x100, kSdt) & kSdt) == 0);
    CHECK((h.wr(0x60a, kDte) & kDte) == 0);  // read-only zero while menvcfg.DTE is zero
    CHECK((h.wr(0x30a, kDte) & kDte) == kDte);
    CHECK((h.wr(0x100, kSdt) & kSdt) == kSdt);
    CHECK((h.r(0x300) & kSdt) == kSdt);
    CHECK((h.wr(0x200, kSdt) & kSdt) == 0);
    CHECK((h.wr(0x60a, kDte) & kDte) == kDte);
    CHECK((h.wr(0x200, kSdt) & kSdt) == kSdt);
    for (const unsigned csr : {0x100u, 0x200u, 0x300u}) {
        CHECK((h.wr(csr, kSdt | kSie) & (kSdt | kSie)) == kSdt);
        CHECK((h.wr(csr, h.r(csr) | kSie) & (kSdt | kSie)) == kSdt);
        CHECK((h.wr(csr, kSie) & (kSdt | kSie)) == kSie);
        h.w(csr, kSdt);
    }
    h.w(0x60a, 0);
    CHECK((h.r(0x200) & kSdt) == 0);
    h.w(0x30a, 0);
    CHECK((h.r(0x300) & kSdt) == 0);
    Hart none;
    CHECK((none.wr(0x30a, ~uint64_t{0}) & kDte) == 0);
}

TEST_CASE("priv/dbltrp 6: a trap to S-mode with SDT set goes to M-mode as cause 16, its own cause in mtval2") {
    struct {
        In from;
        uint64_t cause, tval;
    } const kTraps[] = {{In::HS, 13, 0x1234}, {In::VS, 21, 0x5678}, {In::U, kInt | 5, 0}};
    for (const auto& t : kTraps) {
        for (const bool dte : {true, false}) {
            Hart h({}, kBoth);
            boot(h);
            h.w(0x302, ~uint64_t{0});
            h.w(0x303, ~uint64_t{0});
            h.w(0x30a, dte ? kDte : 0);
            h.w(0x100, kSdt);
            h.w(0x34b, 0x55);
            h.enter(t.from);
            h.s.pc = 0x400;
            CHECK(h.p.take_trap({.cause = t.cause, .tval = t.tval, .tval2 = 0x99, .gva = t.from == In::VS}));
            INFO("cause " << t.cause);
            if (!dte) {
                CHECK(h.s.pc == 0x2000);
                CHECK((h.s.mstatus & kSdt) == 0);
                continue;
            }
            CHECK(h.s.pc == 0x1000);
            CHECK(h.r(0x342) == 16);
            CHECK(h.r(0x34b) == t.cause);
            CHECK(h.r(0x343) == t.tval);
            CHECK(h.r(0x341) == 0x400);
            CHECK((h.r(0x300) >> 38 & 1) == (t.from == In::VS));  // GVA
            CHECK((h.r(0x300) >> 39 & 1) == (t.from == In::VS));  // MPV
            CHECK(h.r(0x142) == 0);
        }
    }
}

TEST_CASE("priv/dbltrp 7: the first trap sets SDT, at the level that takes it") {
    Hart h({}, kS);
    boot(h);
    h.w(0x30a, kDte);
    h.w(0x60a, kDte);
    h.w(0x602, 4);
    h.enter(In::VS);
    CHECK(h.p.take_trap({.cause = 2}));
    CHECK((h.s.vsstatus & kSdt) != 0);
    CHECK((h.s.mstatus & kSdt) == 0);
    CHECK(h.s.pc == 0x3000);
    CHECK(h.p.take_trap({.cause = 2}));  // from VS again: unexpected
    CHECK(h.s.priv == Priv::M);
    CHECK(h.r(0x342) == 16);
    CHECK(h.r(0x34b) == 2);
    h.enter(In::U);
    CHECK(h.p.take_trap({.cause = 8}));
    CHECK((h.s.mstatus & kSdt) != 0);
    CHECK(h.s.pc == 0x2000);
}

TEST_CASE("priv/dbltrp 8: which return clears which SDT") {
    // MRET to HS leaves sstatus.SDT; to U and VS clears it; to VU clears vsstatus.SDT too.
    struct {
        uint64_t mpp, mpv;
        bool s, vs;
    } const kMret[] = {
        {3, 0, true, true}, {1, 0, true, true}, {0, 0, false, true}, {1, 1, false, true}, {0, 1, false, false}};
    const auto prepare = [](Hart& h) {
        h.w(0x30a, kDte);
        h.w(0x60a, kDte);
        h.w(0x200, kSdt);
    };
    for (const auto& r : kMret) {
        for (const bool nmi : {false, true}) {
            Hart h({}, kMn);
            prepare(h);
            h.w(0x300, kSdt | kMdt | r.mpp << 11 | r.mpv << 39);
            h.w(0x744, r.mpp << 11 | r.mpv << 7);
            if (nmi) h.p.mnret();
            else h.p.mret();
            INFO("to " << r.mpp << r.mpv << " nmi " << nmi);
            CHECK(((h.s.mstatus & kSdt) != 0) == r.s);
            CHECK(((h.s.vsstatus & kSdt) != 0) == r.vs);
            CHECK(((h.s.mstatus & kMdt) != 0) == (nmi && r.mpp == 3));
        }
    }
    Hart hs({}, kS);
    prepare(hs);
    hs.w(0x300, kSdt);
    hs.enter(In::HS);
    hs.p.sret();  // to U
    CHECK((hs.s.mstatus & kSdt) == 0);
    CHECK((hs.s.vsstatus & kSdt) != 0);
    hs.enter(In::VS);
    hs.p.sret();
    CHECK((hs.s.vsstatus & kSdt) == 0);
    Hart vu({}, kS);
    prepare(vu);
    vu.w(0x600, 1 << 7);  // SPV, SPP = 0
    vu.enter(In::HS);
    vu.p.sret();
    CHECK((vu.s.vsstatus & kSdt) == 0);
}

TEST_CASE("priv/rnmi 1: CSRs, and what can be written") {
    Hart h({}, kN);
    CHECK(h.wr(0x740, ~uint64_t{0}) == ~uint64_t{0});
    CHECK(h.wr(0x741, ~uint64_t{0}) == ~uint64_t{1});
    CHECK(h.wr(0x742, ~uint64_t{0}) == (kInt | 63));
    CHECK(h.r(0x744) == 0);
    CHECK(h.wr(0x744, ~uint64_t{0}) == (3 << 11 | 1 << 7 | kNmie));
    CHECK(h.wr(0x744, 0) == kNmie);  // NMIE cannot be cleared
    CHECK(h.wr(0x744, 2 << 11) == kNmie);
    CHECK(h.wr(0x744, 1 << 11) == (1 << 11 | kNmie));
    HartFeatures f = kN;
    f.zicfilp = true;
    Hart pads({}, f);
    CHECK((pads.wr(0x744, ~uint64_t{0}) & 1 << 9) != 0);  // MNPELP
    Hart none;
    for (const unsigned csr : {0x740u, 0x741u, 0x742u, 0x744u}) CHECK(none.read(csr).status == Legal::Illegal);
}

TEST_CASE("priv/rnmi 2: out of reset, with NMIE = 0, no interrupt is taken and MPRV does not act; WFI still wakes") {
    Hart h({}, kN);
    h.w(0x300, kMie | kMprv);
    h.w(0x304, 1 << 7);
    h.p.set_line(7, true);
    h.p.set_rnmi(true);
    CHECK_FALSE(h.p.pending_interrupt());
    CHECK(h.p.wfi_wakes());
    CHECK(h.p.data_regime().priv == Priv::M);
    h.w(0x744, kNmie);
    CHECK(h.p.data_regime().priv == Priv::U);
    REQUIRE(h.p.pending_interrupt());
    CHECK(take_pending(h));
    CHECK(h.r(0x742) == kInt);
    h.p.set_rnmi(false);
    CHECK_FALSE(h.p.pending_interrupt());
    h.w(0x744, kNmie);
    CHECK(h.p.pending_interrupt().value().cause == (kInt | 7));
}

TEST_CASE("priv/rnmi 3: an RNMI comes before everything, from every mode, and MNRET goes back") {
    for (const In from : kModes) {
        PrivParams params;
        params.rnmi_vector = 0x5000;
        Hart h(params, kMn);
        boot(h);
        h.w(0x744, kNmie);
        h.w(0x300, kMprv);
        h.w(0x304, 1 << 7);
        h.p.set_line(7, true);
        h.p.set_rnmi(true);
        h.enter(from);
        h.s.pc = 0x400;
        INFO(name(from));
        CHECK(take_pending(h));
        CHECK(h.s.pc == 0x5000);
        CHECK(h.s.priv == Priv::M);
        CHECK_FALSE(h.s.v);
        CHECK((h.r(0x300) & kMdt) == 0);  // an RNMI is no unexpected trap and sets nothing
        CHECK(h.r(0x741) == 0x400);
        CHECK(h.r(0x742) == kInt);
        const bool v = from == In::VS || from == In::VU;
        const uint64_t mode = from == In::M ? 3 : from == In::HS || from == In::VS ? 1 : 0;
        CHECK(h.r(0x744) == (mode << 11 | uint64_t{v} << 7));
        CHECK(h.p.check_machine() == Legal::Ok);
        h.p.mnret();
        CHECK(h.s.pc == 0x400);
        CHECK(uint64_t(h.s.priv) == mode);
        CHECK(h.s.v == v);
        h.enter(In::M);
        CHECK((h.r(0x744) & kNmie) != 0);
        CHECK(((h.r(0x300) & kMprv) != 0) == (from == In::M));
    }
}

TEST_CASE("priv/rnmi 4: without Smdbltrp an exception in the handler goes to the exception vector") {
    PrivParams params;
    params.rnmi_exception_vector = 0x6000;
    Hart h(params, kN);
    boot(h);
    h.s.pc = 0x5004;
    CHECK(h.p.take_trap({.cause = 2}));
    CHECK(h.s.pc == 0x6000);
    CHECK(h.r(0x342) == 2);
    CHECK(h.r(0x341) == 0x5004);
    h.w(0x744, kNmie);
    CHECK(h.p.take_trap({.cause = 2}));
    CHECK(h.s.pc == 0x1000);
}

TEST_CASE("priv/rnmi 5: ELP travels through MNPELP") {
    HartFeatures f = kN;
    f.zicfilp = true;
    for (const bool lpe : {true, false}) {
        Hart h({}, f);
        h.w(0x744, kNmie);
        h.w(0x10a, lpe ? 4 : 0);
        h.p.set_rnmi(true);
        h.enter(In::U);
        h.s.elp = true;
        CHECK(take_pending(h));
        CHECK_FALSE(h.s.elp);
        CHECK((h.r(0x744) & 1 << 9) != 0);
        h.p.mnret();
        CHECK(h.s.elp == lpe);
    }
}
