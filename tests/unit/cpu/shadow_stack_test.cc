// Shadow-stack instructions of a whole hart (Zicfiss): what they do, when they are may-be-operations, and their traps.
// Unprivileged specification, "Shadow Stack (Zicfiss)"; encodings are literals from its figures.
// Extensions: zicfiss
#include "tests/unit/cpu/rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint64_t kSse = 1 << 3, kStackPage = kData + 0x3000, kStackVa = 0x40'3000;
constexpr uint64_t kPteStack = kPteV | kPteW | kPteA | kPteD;

constexpr uint32_t sspush(uint32_t rs2) { return 0xce004073 | rs2 << 20; }
constexpr uint32_t sspopchk(uint32_t rs1) { return 0xcdc04073 | rs1 << 15; }
constexpr uint32_t ssrdp(uint32_t rd) { return 0xcdc04073 | rd << 7; }
constexpr uint32_t ssamoswap_w(uint32_t rd, uint32_t rs2, uint32_t rs1) {
    return 0x4800202f | rs2 << 20 | rs1 << 15 | rd << 7;
}
constexpr uint32_t ssamoswap_d(uint32_t rd, uint32_t rs2, uint32_t rs1) { return ssamoswap_w(rd, rs2, rs1) | 0x1000; }
constexpr uint16_t c_sspush_x1 = 0x6081, c_sspopchk_x5 = 0x6281;

/// S-mode (or VS-mode) code under Sv39 with a shadow-stack page at kStackVa and a data page at kData.
struct Stack : System {
    explicit Stack(Setup chosen, bool guest = false, bool enabled = true) : System(zicfiss(std::move(chosen))) {
        open_pmp();
        const uint64_t root = pages(1);
        map(root, kCode, kCode, kPteRwx);
        map(root, kData, kData, kPteRwx);
        map(root, kStackVa, kStackPage, kPteStack);
        if (enabled) {
            set_csr(csr::menvcfg, kSse);
            set_csr(0x60a, kSse);
        }
        set_csr(guest ? csr::vsatp : csr::satp, uint64_t{8} << 60 | root >> 12);
        state().ssp = kStackVa + 0x100;
        state().x[ra] = 0x1111'2222'3333'4444;
        state().x[t0] = 0x5555'6666'7777'8888;
        state().x[a0] = kStackVa + 0x80;
        state().x[a1] = 0x9999'aaaa'bbbb'cccc;
        start(kCode, Priv::S, guest);
    }
    static Setup zicfiss(Setup s) {
        s.features.zicfiss = true;
        return s;
    }
};

}  // namespace

TEST_CASE("cpu.shadow.1 push, pop and check, read ssp, swap") {
    for (const Setup& setup : all_setups()) {
        for (const bool guest : {false, true}) {
            INFO(name_of(setup) << (guest ? " guest" : ""));
            Stack s(setup, guest);
            s.w64(kStackPage + 0x80, 0xfedc'ba98'7654'3210);
            s.put(kCode, {sspush(ra), sspush(t0), ssrdp(a2), ld(a3, -16, a2), ld(a4, 0, a2), sspopchk(t0), ssrdp(a5),
                          sspopchk(ra), ssrdp(a6), ssamoswap_d(a7, a1, a0), ssamoswap_w(s2, ra, a0), kEcall});
            CHECK(s.run() == RunEnd::Wait);
            REQUIRE(s.trap().cause == (guest ? 10 : 9));
            CHECK(s.x(a2) == kStackVa + 0xf0);
            CHECK(s.x(a4) == 0x5555'6666'7777'8888);  // ordinary loads read a shadow stack
            CHECK(s.x(a5) == kStackVa + 0xf8);
            CHECK(s.x(a6) == kStackVa + 0x100);
            CHECK(s.r64(kStackPage + 0xf8) == 0x1111'2222'3333'4444);
            CHECK(s.r64(kStackPage + 0xf0) == 0x5555'6666'7777'8888);
            CHECK(s.x(a7) == 0xfedc'ba98'7654'3210);
            CHECK(s.x(s2) == 0xffff'ffff'bbbb'cccc);
            CHECK(s.r64(kStackPage + 0x80) == 0x9999'aaaa'3333'4444);
        }
    }
}

TEST_CASE("cpu.shadow.2 the compressed forms push x1 and check x5") {
    Stack s({});
    s.state().x[t0] = s.state().x[ra];
    s.put16(kCode, {c_sspush_x1, c_sspopchk_x5, 0x0073, 0x0000});
    CHECK(s.run() == RunEnd::Wait);
    CHECK(s.trap().cause == 9);
    CHECK(s.trap().pc == kCode + 4);
    CHECK(s.r64(kStackPage + 0xf8) == 0x1111'2222'3333'4444);
    CHECK(s.state().ssp == kStackVa + 0x100);
}

TEST_CASE("cpu.shadow.3 a return address that differs: software check 3; ssp stays") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        Stack s(setup);
        s.put(kCode, {sspush(ra), sspopchk(t0)});
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.trap().cause == 18);
        CHECK(s.trap().tval == 3);
        CHECK(s.trap().tinst == 0);
        CHECK(s.trap().pc == kCode + 4);
        CHECK(s.state().ssp == kStackVa + 0xf8);
    }
    Stack delegated({}, true);
    delegated.set_csr(csr::medeleg, 1 << 18);
    delegated.set_csr(0x602, 1 << 18);
    delegated.put(kCode, {sspush(ra), sspopchk(t0)});
    delegated.run(0, 100);
    CHECK(delegated.state().vscause == 18);
    CHECK(delegated.state().vstval == 3);
}

TEST_CASE("cpu.shadow.4 faults leave ssp and memory alone, and are reported as those of a store") {
    struct {
        uint32_t instruction;
        uint64_t address;  // of the access
    } const kCases[] = {
        {sspush(ra), kData + 0x40}, {sspopchk(ra), kData + 0x48}, {ssamoswap_d(a2, a1, a0), kData + 0x50}};
    for (const auto& c : kCases) {
        for (const bool mapped : {true, false}) {
            Stack s({});
            const uint64_t at = mapped ? c.address : c.address + 0x100000;
            s.state().ssp = c.instruction == sspush(ra) ? at + 8 : at;
            s.state().x[a0] = at;
            s.put(kCode, {c.instruction});
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.trap().cause == (mapped ? 7 : 15));  // a writable page that is no shadow stack; no page
            CHECK(s.trap().tval == at);
            CHECK(s.state().ssp == (c.instruction == sspush(ra) ? at + 8 : at));
            CHECK(s.r64(c.address) == 0);
            // SSAMOSWAP is transformed as an atomic instruction; for the others no transformation is defined.
            CHECK(s.trap().tinst == (c.instruction == ssamoswap_d(a2, a1, a0) ? (ssamoswap_d(a2, a1, 0)) : 0));
        }
    }
    Stack misaligned({});
    misaligned.state().x[a0] = kStackVa + 4;
    misaligned.put(kCode, {ssamoswap_d(a2, a1, a0)});
    CHECK(misaligned.run() == RunEnd::Wait);
    CHECK(misaligned.trap().cause == 6);
    Stack store({});
    store.put(kCode, {sd(ra, 0, a0)});
    CHECK(store.run() == RunEnd::Wait);
    CHECK(store.trap().cause == 7);
}

TEST_CASE("cpu.shadow.5 where it is not active the encodings are may-be-operations; SSAMOSWAP is illegal") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        Stack s(setup, false, false);
        s.state().x[a2] = 7;
        s.put(kCode, {sspush(ra), sspopchk(t0), ssrdp(a2), ssamoswap_w(a3, a1, a0)});
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.trap().cause == 2);
        CHECK(s.trap().pc == kCode + 12);
        CHECK(s.x(a2) == 0);
        CHECK(s.state().ssp == kStackVa + 0x100);
        // M-mode: never active, and SSAMOSWAP may be executed but reaches nothing.
        System m(Stack::zicfiss(setup));
        m.set_csr(csr::menvcfg, kSse);
        m.state().ssp = kData + 0x100;
        m.state().x[a0] = kData;
        m.state().x[a2] = 7;
        m.put(kCode, {sspush(ra), sspopchk(ra), ssrdp(a2), ssamoswap_d(a3, a1, a0)});
        CHECK(m.run() == RunEnd::Wait);
        CHECK(m.trap().cause == 7);
        CHECK(m.trap().tval == kData);
        CHECK(m.x(a2) == 0);
        CHECK(m.state().ssp == kData + 0x100);
    }
    // A guest without henvcfg.SSE.
    Stack g({}, true);
    g.set_csr(0x60a, 0);
    g.put(kCode, {sspush(ra), ssrdp(a2), ssamoswap_w(a3, a1, a0)});
    CHECK(g.run() == RunEnd::Wait);
    CHECK(g.trap().cause == 22);
    CHECK(g.trap().pc == kCode + 8);
}

TEST_CASE("cpu.shadow.6 MPRV: M-mode swaps on a shadow stack of S-mode") {
    Stack s({});
    s.put(kCode, {csrrs(zero, csr::mstatus, a3), ssamoswap_d(a2, a1, a0), kWfi});
    s.state().x[a3] = uint64_t{1} << 17 | uint64_t{1} << 11;
    s.state().pc = kCode;
    s.state().mstatus &= ~uint64_t{0x1800};
    s.w64(kStackPage + 0x80, 0x77);
    CHECK(s.run() == RunEnd::Wait);
    CHECK(s.traps().empty());
    CHECK(s.x(a2) == 0x77);
    CHECK(s.r64(kStackPage + 0x80) == 0x9999'aaaa'bbbb'cccc);
}

TEST_CASE("cpu.shadow.7 a shadow-stack store ends another hart's reservation and is seen as code") {
    Stack s({});
    // Code in the page of the shadow stack: executed, overwritten by a push, executed again.
    const uint64_t root = (s.csr(csr::satp) & ((uint64_t{1} << 44) - 1)) << 12;
    s.map(root, kStackVa + 0x10000, kStackPage, kPteRwx);
    s.put(kStackPage + 0xf8, {li(a2, 1), jalr(zero, s0, 0)});
    s.state().x[ra] = uint64_t{jalr(zero, s0, 0)} << 32 | li(a2, 2);
    s.state().x[a5] = kStackVa + 0x100f8;
    s.put(kCode, {jalr(s0, a5, 0), add(a3, a2, zero), sspush(ra), jalr(s0, a5, 0), kEcall});
    CHECK(s.run() == RunEnd::Wait);
    CHECK(s.trap().cause == 9);
    CHECK(s.x(a3) == 1);
    CHECK(s.x(a2) == 2);
}
