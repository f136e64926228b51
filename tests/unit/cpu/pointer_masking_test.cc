// Pointer masking on a whole hart: every kind of explicit access, trap values, misaligned accesses, what is not masked,
// and host-pointer caches. Privileged specification, "Pointer Masking Extensions".
// Extensions: smnpm, ssnpm, smmpm
#include "tests/unit/cpu/rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint64_t kTag = uint64_t{0xaa} << 56, kVa = 0x40'0000, kSv39 = uint64_t{8} << 60;
constexpr uint64_t kPmm7 = uint64_t{2} << 32;

/// S-mode under Sv39: kVa is the first of three data pages; the fourth has nothing. a0 is a tagged pointer.
struct Masked : System {
    explicit Masked(Setup chosen = {}, uint64_t menvcfg = kPmm7) : System(masking(std::move(chosen))) {
        open_pmp();
        root = pages(1);
        map(root, kCode, kCode, kPteRwx);
        for (uint64_t p = 0; p < 3; ++p) map(root, kVa + p * 4096, kData + p * 4096, kPteRwx);
        set_csr(csr::menvcfg, menvcfg | 0xf0);
        set_csr(csr::satp, kSv39 | root >> 12);
        state().x[a0] = kTag | kVa;
        start(kCode, Priv::S);
    }
    static Setup masking(Setup s) {
        s.features.ssnpm = s.features.smnpm = s.features.smmpm = true;
        return s;
    }
    uint64_t root = 0;
};

}  // namespace

TEST_CASE("cpu.pm.1 loads, stores, AMO, LR and SC, cache-block operations") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        Masked s(setup);
        s.w64(kData, 0x1122'3344'5566'7788);
        s.w64(kData + 0x40, ~uint64_t{0});
        s.state().x[a1] = 5;
        s.put(kCode, {ld(t0, 0, a0), ld(t1, 0, a0), sd(a1, 8, a0), sd(a1, 16, a0), amoadd_d(t2, a1, a0), lr_d(t3, a0),
                      sc_d(t4, a1, a0), addi(a2, a0, 0x40), cbo(kCboZero, a2), cbo(kCboFlush, a2),
                      prefetch(kPrefetchR, a0), ld(t5, 0, a0), kEcall});
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.trap().cause == 9);
        CHECK(s.x(t0) == 0x1122'3344'5566'7788);
        CHECK(s.x(t1) == 0x1122'3344'5566'7788);
        CHECK(s.r64(kData + 8) == 5);
        CHECK(s.r64(kData + 16) == 5);
        CHECK(s.x(t2) == 0x1122'3344'5566'7788);
        CHECK(s.x(t3) == 0x1122'3344'5566'778d);
        CHECK(s.x(t4) == 0);
        CHECK(s.x(t5) == 5);
        CHECK(s.r64(kData + 0x40) == 0);
    }
}

TEST_CASE("cpu.pm.2 traps report the masked address") {
    struct {
        uint32_t instruction;
        uint64_t cause;
    } const kCases[] = {{ld(t0, 0, a0), 13},    {sd(t0, 0, a0), 15},     {amoadd_w(t0, t1, a0), 15}, {lr_w(t0, a0), 13},
                        {sc_w(t0, t1, a0), 15}, {cbo(kCboZero, a0), 15}, {cbo(kCboClean, a0), 15}};
    for (const Setup& setup : all_setups()) {
        for (const auto& c : kCases) {
            INFO(name_of(setup) << std::hex << " " << c.instruction);
            Masked s(setup);
            s.state().x[a0] = kTag | (kVa + 0x3008);
            s.put(kCode, {c.instruction});
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.trap().cause == c.cause);
            CHECK(s.trap().tval == kVa + 0x3008);
        }
        // A misaligned AMO; a misaligned load that reaches into the page that is not there.
        Masked amo(setup);
        amo.state().x[a0] = kTag | (kVa + 12);
        amo.put(kCode, {amoadd_d(t0, t1, a0)});
        CHECK(amo.run() == RunEnd::Wait);
        CHECK(amo.trap().cause == 6);
        CHECK(amo.trap().tval == kVa + 12);
        Masked two(setup);
        two.state().x[a0] = kTag | (kVa + 0x2ffc);
        two.put(kCode, {ld(t0, 0, a0)});
        CHECK(two.run() == RunEnd::Wait);
        CHECK(two.trap().cause == 13);
        CHECK(two.trap().tval == kVa + 0x3000);
        CHECK(two.trap().tinst == (0x3003 | t0 << 7 | 4 << 15));  // ld t0, with the offset of the faulting part
    }
}

TEST_CASE("cpu.pm.3 a misaligned access is masked byte by byte") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        Masked s(setup);
        s.w64(kData + 0xff8, 0x8877'6655'4433'2211);
        s.w64(kData + 0x1000, 0xffee'ddcc'bbaa'9988);
        s.state().x[a0] = kTag | (kVa + 0xffb);
        s.put(kCode, {ld(t0, 0, a0), sd(t0, 0x100, a0), kEcall});
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.trap().cause == 9);
        CHECK(s.x(t0) == 0xaa99'8888'7766'5544);
        // Across the end of the masked range: bytes below it and, after it, at address zero of the space.
        Masked wrap(setup, uint64_t{3} << 32);
        wrap.map(wrap.root, 0, kData + 0x2000, kPteRwx);
        wrap.map(wrap.root, ~uint64_t{0xfff}, kData + 0x1000, kPteRwx);
        wrap.w64(kData + 0x1ff8, 0x1111'1111'2222'2222);
        wrap.w64(kData + 0x2000, 0x3333'3333'4444'4444);
        wrap.state().x[a0] = 0x1234'ffff'ffff'fffc;
        wrap.put(kCode, {ld(t0, 0, a0), kEcall});
        CHECK(wrap.run() == RunEnd::Wait);
        CHECK(wrap.trap().cause == 9);
        CHECK(wrap.x(t0) == 0x4444'4444'1111'1111);
    }
}

TEST_CASE("cpu.pm.4 off, the same pointer is not canonical; the switch acts at once and both ways") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        Masked s(setup);
        s.w64(kData, 7);
        // The handler in M-mode switches masking off the first time and ends the second time.
        s.put(kCode, {ld(t0, 0, a0), ld(t1, 0, a0), kEcall, ld(t2, 0, a0)});
        s.put(kHandler, {addi(a4, a4, 1), i_type(1, a4, 7, a5, 0x13), beq(a5, zero, 24), csrw(csr::menvcfg, zero),
                         csrr(a5, csr::mepc), addi(a5, a5, 4), csrw(csr::mepc, a5), kMret, kWfi});
        CHECK(s.run() == RunEnd::Wait);
        REQUIRE(s.traps().size() == 2);
        CHECK(s.traps()[0].cause == 9);
        CHECK(s.traps()[1].cause == 13);
        CHECK(s.traps()[1].tval == (kTag | kVa));
        CHECK(s.x(t0) == 7);
        CHECK(s.x(t1) == 7);
    }
}

TEST_CASE("cpu.pm.5 fetches, CSRs and fences are not masked") {
    Masked s;
    s.state().x[a1] = kTag | kCode;
    s.put(kCode, {csrw(0x140, a0), csrr(t0, 0x140), sfence_vma(a0, zero), jalr(zero, a1, 8)});
    CHECK(s.run() == RunEnd::Wait);
    CHECK(s.trap().cause == 12);
    CHECK(s.trap().tval == (kTag | (kCode + 8)));
    CHECK(s.x(t0) == (kTag | kVa));
}

TEST_CASE("cpu.pm.6 Bare and M-mode: the upper bits become zero; device registers too") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System m(Masked::masking(setup));
        m.set_csr(0x747, kPmm7);
        m.w64(kData, 9);
        m.state().x[a0] = kTag | kData;
        m.state().x[a1] = kTag | (kDevice + 8);
        m.put(kCode, {ld(t0, 0, a0), sd(t0, 0, a1), kWfi});
        CHECK(m.run() == RunEnd::Wait);
        CHECK(m.traps().empty());
        CHECK(m.x(t0) == 9);
        REQUIRE(m.io_log.size() == 1);
        CHECK(m.io_log[0].address == kDevice + 8);
        // S-mode, Bare: bit 56 stays and is not copied.
        Masked bare(setup);
        bare.set_csr(csr::satp, 0);
        bare.w64(kData, 11);
        bare.state().x[a0] = uint64_t{0xfe} << 56 | kData;
        bare.put(kCode, {ld(t0, 0, a0), kEcall});
        CHECK(bare.run() == RunEnd::Wait);
        CHECK(bare.trap().cause == 9);
        CHECK(bare.x(t0) == 11);
        Masked bit56(setup);
        bit56.set_csr(csr::satp, 0);
        bit56.state().x[a0] = uint64_t{0xab} << 56 | kData;
        bit56.put(kCode, {ld(t0, 0, a0)});
        CHECK(bit56.run() == RunEnd::Wait);
        CHECK(bit56.trap().cause == 5);
        CHECK(bit56.trap().tval == (uint64_t{1} << 56 | kData));
    }
}

TEST_CASE("cpu.pm.7 HLV and HSV are masked as their effective mode says, HLVX never") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        Masked s(setup);
        s.set_csr(0x60a, kPmm7);
        s.set_csr(csr::vsatp, kSv39 | s.root >> 12);
        s.set_csr(csr::hstatus, 1 << 8);  // SPVP
        s.w64(kData, 0x1357);
        s.state().x[a1] = 0x2468;
        s.put(kCode, {hlv_d(t0, a0), addi(a2, a0, 8), hsv_d(a1, a2), hlvx_wu(t1, a0)});
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t0) == 0x1357);
        CHECK(s.r64(kData + 8) == 0x2468);
        CHECK(s.trap().cause == 13);
        CHECK(s.trap().pc == kCode + 12);
        CHECK(s.trap().tval == (kTag | kVa));
    }
}

TEST_CASE("cpu.pm.8 one page under many tags: stores through one pointer are seen through the others") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        Masked s(setup);
        s.state().x[a1] = uint64_t{0x02} << 56 | kVa;
        s.state().x[a2] = kVa;
        s.state().x[a3] = 40;
        s.put(kCode, {amoadd_d(t0, a3, a0), ld(t0, 0, a1), addi(t0, t0, 1), sd(t0, 0, a0), ld(t1, 0, a2),
                      addi(t1, t1, 1), sd(t1, 0, a1), addi(a3, a3, -1), bne(a3, zero, -32), kEcall});
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.trap().cause == 9);
        CHECK(s.r64(kData) == 40 * 41 / 2 + 2 * 40);
    }
}

TEST_CASE("cpu.pm.9 vector loads and stores") {
    constexpr uint32_t vsetivli_2_e64 = 0xc1817057, vle64_v8_a0 = 0x02057407, vse64_v8_a2 = 0x02067427;
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        Masked s(setup);
        s.state().mstatus |= 3 << 9;  // VS
        s.w64(kData, 0x1122'3344'5566'7788);
        s.w64(kData + 8, 0x99aa'bbcc'ddee'ff00);
        s.state().x[a2] = kTag | (kVa + 0x40);
        s.put(kCode, {vsetivli_2_e64, vle64_v8_a0, vle64_v8_a0, vse64_v8_a2, vse64_v8_a2, kEcall});
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.trap().cause == 9);
        CHECK(s.r64(kData + 0x40) == 0x1122'3344'5566'7788);
        CHECK(s.r64(kData + 0x48) == 0x99aa'bbcc'ddee'ff00);
    }
    Masked s;
    s.state().mstatus |= 3 << 9;
    s.state().x[a0] = kTag | (kVa + 0x2ff8);  // the second element is on the page that has nothing
    s.put(kCode, {vsetivli_2_e64, vle64_v8_a0});
    CHECK(s.run() == RunEnd::Wait);
    CHECK(s.trap().cause == 13);
    CHECK(s.trap().tval == kVa + 0x3000);
    CHECK(s.state().vector.vstart == 1);
}
