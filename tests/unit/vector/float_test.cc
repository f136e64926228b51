// Floating-point instructions element by element against cpu/fp's integer code, which has an oracle of its own: results
// and flags, all rounding modes, with and without the host's arithmetic. Estimates and odd rounding by literals.
#include <functional>

#include "cpu/fp/fp.h"
#include "tests/unit/vector/vector_rig.h"

using namespace covesim;
using namespace covesim::test;
using fp::F32;
using fp::F64;
using fp::Rm;

namespace {

using Random = std::mt19937_64;
constexpr uint32_t kFvv = 1, kFvf = 5;

/// a = vs2[i], b = vs1[i] or f[rs1], d = vd[i]; narrower operands of widening instructions come converted.
using Scalar = std::function<uint64_t(uint64_t a, uint64_t b, uint64_t d, Rm, uint8_t&)>;
enum class Kind : uint8_t { Same, Compare, Widen, WidenVs2Wide };
struct Rule {
    std::string name;
    uint32_t funct6;
    bool vv;
    Kind kind;
    Scalar f32, f64;
};

template <class F>
uint64_t neg(uint64_t v) {
    return v ^ F::kSign;
}

template <class F>
std::vector<Scalar> functions() {
    using B = typename F::Bits;
    const auto fma = [](bool np, bool na, bool vd_is_factor) -> Scalar {
        return [=](uint64_t a, uint64_t b, uint64_t d, Rm rm, uint8_t& fl) -> uint64_t {
            const uint64_t x = np ? neg<F>(b) : b, y = vd_is_factor ? d : a, z = vd_is_factor ? a : d;
            return fp::fma<F>(B(x), B(y), B(na ? neg<F>(z) : z), rm, fl);
        };
    };
    return {
        [](auto a, auto b, auto, Rm rm, uint8_t& fl) { return fp::add<F>(B(a), B(b), rm, fl); },
        [](auto a, auto b, auto, Rm rm, uint8_t& fl) { return fp::sub<F>(B(a), B(b), rm, fl); },
        [](auto a, auto b, auto, Rm rm, uint8_t& fl) { return fp::sub<F>(B(b), B(a), rm, fl); },
        [](auto a, auto b, auto, Rm rm, uint8_t& fl) { return fp::mul<F>(B(a), B(b), rm, fl); },
        [](auto a, auto b, auto, Rm rm, uint8_t& fl) { return fp::div<F>(B(a), B(b), rm, fl); },
        [](auto a, auto b, auto, Rm rm, uint8_t& fl) { return fp::div<F>(B(b), B(a), rm, fl); },
        [](auto a, auto b, auto, Rm, uint8_t& fl) { return fp::min<F>(B(a), B(b), fl); },
        [](auto a, auto b, auto, Rm, uint8_t& fl) { return fp::max<F>(B(a), B(b), fl); },
        [](auto a, auto b, auto, Rm, uint8_t&) { return (a & ~uint64_t{F::kSign}) | (b & F::kSign); },
        [](auto a, auto b, auto, Rm, uint8_t&) { return (a & ~uint64_t{F::kSign}) | (~b & F::kSign); },
        [](auto a, auto b, auto, Rm, uint8_t&) { return a ^ (b & F::kSign); },
        fma(false, false, false),
        fma(true, true, false),
        fma(false, true, false),
        fma(true, false, false),
        fma(false, false, true),
        fma(true, true, true),
        fma(false, true, true),
        fma(true, false, true),
        [](auto a, auto b, auto, Rm, uint8_t& fl) { return fp::eq<F>(B(a), B(b), fl); },
        [](auto a, auto b, auto, Rm, uint8_t& fl) { return !fp::eq<F>(B(a), B(b), fl); },
        [](auto a, auto b, auto, Rm, uint8_t& fl) { return fp::lt<F>(B(a), B(b), fl); },
        [](auto a, auto b, auto, Rm, uint8_t& fl) { return fp::le<F>(B(a), B(b), fl); },
        [](auto a, auto b, auto, Rm, uint8_t& fl) { return fp::lt<F>(B(b), B(a), fl); },
        [](auto a, auto b, auto, Rm, uint8_t& fl) { return fp::le<F>(B(b), B(a), fl); },
    };
}

std::vector<Rule> rules() {
    enum {
        Add,
        Sub,
        Rsub,
        Mul,
        Div,
        Rdiv,
        Min,
        Max,
        Sgnj,
        Sgnjn,
        Sgnjx,
        Macc,
        Nmacc,
        Msac,
        Nmsac,
        Madd,
        Nmadd,
        Msub,
        Nmsub,
        Eq,
        Ne,
        Lt,
        Le,
        Gt,
        Ge
    };
    struct {
        const char* name;
        uint32_t funct6;
        bool vv;
        Kind kind;
        int function;
    } const kTable[] = {
        {"vfadd", 0x00, true, Kind::Same, Add},
        {"vfsub", 0x02, true, Kind::Same, Sub},
        {"vfrsub", 0x27, false, Kind::Same, Rsub},
        {"vfmul", 0x24, true, Kind::Same, Mul},
        {"vfdiv", 0x20, true, Kind::Same, Div},
        {"vfrdiv", 0x21, false, Kind::Same, Rdiv},
        {"vfmin", 0x04, true, Kind::Same, Min},
        {"vfmax", 0x06, true, Kind::Same, Max},
        {"vfsgnj", 0x08, true, Kind::Same, Sgnj},
        {"vfsgnjn", 0x09, true, Kind::Same, Sgnjn},
        {"vfsgnjx", 0x0a, true, Kind::Same, Sgnjx},
        {"vfmacc", 0x2c, true, Kind::Same, Macc},
        {"vfnmacc", 0x2d, true, Kind::Same, Nmacc},
        {"vfmsac", 0x2e, true, Kind::Same, Msac},
        {"vfnmsac", 0x2f, true, Kind::Same, Nmsac},
        {"vfmadd", 0x28, true, Kind::Same, Madd},
        {"vfnmadd", 0x29, true, Kind::Same, Nmadd},
        {"vfmsub", 0x2a, true, Kind::Same, Msub},
        {"vfnmsub", 0x2b, true, Kind::Same, Nmsub},
        {"vmfeq", 0x18, true, Kind::Compare, Eq},
        {"vmfne", 0x1c, true, Kind::Compare, Ne},
        {"vmflt", 0x1b, true, Kind::Compare, Lt},
        {"vmfle", 0x19, true, Kind::Compare, Le},
        {"vmfgt", 0x1d, false, Kind::Compare, Gt},
        {"vmfge", 0x1f, false, Kind::Compare, Ge},
        {"vfwadd", 0x30, true, Kind::Widen, Add},
        {"vfwsub", 0x32, true, Kind::Widen, Sub},
        {"vfwadd.w", 0x34, true, Kind::WidenVs2Wide, Add},
        {"vfwsub.w", 0x36, true, Kind::WidenVs2Wide, Sub},
        {"vfwmul", 0x38, true, Kind::Widen, Mul},
        {"vfwmacc", 0x3c, true, Kind::Widen, Macc},
        {"vfwnmacc", 0x3d, true, Kind::Widen, Nmacc},
        {"vfwmsac", 0x3e, true, Kind::Widen, Msac},
        {"vfwnmsac", 0x3f, true, Kind::Widen, Nmsac},
    };
    const auto single = functions<F32>(), twice = functions<F64>();
    std::vector<Rule> out;
    for (const auto& t : kTable)
        out.push_back({t.name, t.funct6, t.vv, t.kind, single[size_t(t.function)], twice[size_t(t.function)]});
    return out;
}

uint64_t random_float(Random& r, bool twice) {
    static constexpr uint32_t kSingles[] = {0,          0x80000000, 0x7f800000, 0xff800000, 0x7fc00000, 0x7f800001, 1,
                                            0x007fffff, 0x00800000, 0x3f800000, 0x7f7fffff, 0xbf800000, 0x34000000};
    static constexpr uint64_t kDoubles[] = {
        0, uint64_t{1} << 63,  0x7ff0000000000000, 0xfff0000000000000, 0x7ff8000000000000, 0x7ff0000000000001,
        1, 0x000fffffffffffff, 0x0010000000000000, 0x3ff0000000000000, 0x7fefffffffffffff, 0x3cb0000000000000};
    if (r() % 3 == 0) return twice ? kDoubles[r() % std::size(kDoubles)] : kSingles[r() % std::size(kSingles)];
    // Exponents near each other make cancellation and inexact sums.
    if (r() % 2)
        return twice ? (r() & 0x800fffffffffffff) | (0x3f0 + r() % 32) << 52
                     : (r() & 0x807fffff) | (0x70 + r() % 32) << 23;
    return twice ? r() : r() & 0xffffffff;
}

}  // namespace

TEST_CASE("vector 301: floating-point arithmetic and comparison, results and flags") {
    for (const bool host : {false, true}) {
        Setup setup = with_vlen(256);
        setup.accelerators.host_fp = host;
        VectorRig rig(setup);
        Random random(301);
        for (const Rule& rule : rules()) {
            for (const bool vv : {true, false}) {
                if (vv && !rule.vv) continue;
                for (int n = 0; n < 60; ++n) {
                    const bool widens = rule.kind == Kind::Widen || rule.kind == Kind::WidenVs2Wide;
                    const bool twice = !widens && n % 2;
                    const unsigned bytes = twice ? 8 : 4, a_bytes = rule.kind == Kind::WidenVs2Wide ? 8 : bytes,
                                   d_bytes = widens ? 8 : bytes;
                    rig.v().vtype = (twice ? 3u : 2u) << 3 | 1;  // LMUL 2
                    const unsigned vlmax = 64 / bytes;
                    rig.v().vl = 1 + random() % vlmax;
                    rig.state().frm = uint8_t(random() % 5);
                    const auto before = rig.state().fflags = uint8_t(random() % 2 ? 1 : 0);
                    for (unsigned i = 0; i < vlmax; ++i) {
                        rig.set_element(8, i, a_bytes, random_float(random, a_bytes == 8));
                        rig.set_element(16, i, bytes, random_float(random, twice));
                        rig.set_element(24, i, d_bytes, random_float(random, d_bytes == 8));
                    }
                    rig.set_element(0, 0, 8, random());
                    rig.state().f[5] =
                        random_float(random, twice) | (twice || random() % 8 == 0 ? 0 : 0xffffffff00000000);
                    const bool vm = random() % 2;
                    std::vector<uint64_t> expected;
                    uint8_t flags = before;
                    const auto rm = Rm(rig.state().frm);
                    const uint64_t boxed = rig.state().f[5];
                    const uint64_t scalar = twice ? boxed : boxed >> 32 == 0xffffffff ? boxed & 0xffffffff : 0x7fc00000;
                    for (unsigned i = 0; i < vlmax; ++i) {
                        const bool mask = rule.kind == Kind::Compare;
                        const uint64_t old =
                            mask ? rig.v().reg[24 * 32 + i / 8] >> (i % 8) & 1 : rig.element(24, i, d_bytes);
                        if (i >= rig.v().vl || (!vm && !(rig.v().reg[i / 8] >> (i % 8) & 1))) {
                            expected.push_back(old);
                            continue;
                        }
                        uint64_t a = rig.element(8, i, a_bytes), b = vv ? rig.element(16, i, bytes) : scalar;
                        const auto wide = [&](uint64_t v) { return fp::to_float<F64, F32>(uint32_t(v), rm, flags); };
                        if (rule.kind == Kind::Widen) a = wide(a);
                        if (widens) b = wide(b);
                        expected.push_back((twice || widens ? rule.f64 : rule.f32)(a, b, old, rm, flags));
                    }
                    INFO(rule.name << (vv ? ".vv" : ".vf") << (twice ? " F64" : " F32") << " host " << host << " rm "
                                   << int(rm));
                    REQUIRE(rig.step(op_v(rule.funct6, vm, 8, vv ? 16 : 5, vv ? kFvv : kFvf, 24)));
                    REQUIRE(rig.state().fflags == flags);
                    for (unsigned i = 0; i < vlmax; ++i) {
                        const uint64_t got = rule.kind == Kind::Compare ? rig.v().reg[24 * 32 + i / 8] >> (i % 8) & 1
                                                                        : rig.element(24, i, d_bytes);
                        REQUIRE(got == expected[i]);
                    }
                }
            }
        }
    }
}

TEST_CASE("vector 302: which widths and states floating point needs") {
    VectorRig rig;
    const uint32_t add = op_v(0x00, true, 8, 16, kFvv, 24), sign = op_v(0x08, true, 8, 16, kFvv, 24);
    for (const unsigned sew : {0u, 1u}) {
        rig.v().vtype = sew << 3, rig.v().vl = 1;
        CHECK(rig.illegal(add));
        CHECK(rig.illegal(op_v(0x0e, true, 8, 5, kFvf, 24)));  // vfslide1up.vf
    }
    rig.v().vtype = 2 << 3, rig.v().vl = 0;
    CHECK(rig.step(add));
    for (const uint8_t frm : {uint8_t{5}, uint8_t{6}, uint8_t{7}}) {  // reserved, even with vl = 0 and without rounding
        rig.state().frm = frm;
        CHECK(rig.illegal(add));
        CHECK(rig.illegal(sign));
        CHECK(rig.illegal(op_v(0x10, true, 8, 0, kFvv, 5)));  // vfmv.f.s
    }
    rig.state().frm = 0;
    rig.state().mstatus &= ~uint64_t{kFs};
    CHECK(rig.illegal(add));
    CHECK(rig.illegal(op_v(0x17, true, 0, 5, kFvf, 24)));  // vfmv.v.f
    CHECK(rig.step(op_v(0x00, true, 8, 16, 0, 24)));       // vadd.vv does not care
    rig.state().mstatus |= 1 << 13;
    rig.v().vl = 1;
    rig.set_element(8, 0, 4, 0x3f800000), rig.set_element(16, 0, 4, 0x3f800000);
    CHECK(rig.step(add));
    CHECK((rig.state().mstatus & kFs) == 1 << 13);  // no flag was raised
    rig.set_element(16, 0, 4, 0x7f800001);
    CHECK(rig.step(add));
    CHECK((rig.state().mstatus & kFs) == kFs);
    CHECK(rig.state().fflags == 0x10);
}

TEST_CASE("vector 303: conversions") {
    VectorRig rig;
    const auto convert = [&](uint32_t vs1, unsigned sew, unsigned from, uint64_t in, unsigned to) {
        rig.v().vtype = sew << 3, rig.v().vl = 1;
        rig.state().fflags = 0;
        rig.set_element(8, 0, 8, 0);
        rig.set_element(8, 0, from, in);
        REQUIRE(rig.step(op_v(0x12, true, 8, vs1, kFvv, 24)));
        return rig.element(24, 0, to);
    };
    CHECK(convert(1, 2, 4, 0xc0200000, 4) == 0xfffffffe);  // vfcvt.x.f.v of -2.5, to nearest even
    CHECK(rig.state().fflags == 1);
    CHECK(convert(0, 2, 4, 0xc0200000, 4) == 0);  // vfcvt.xu.f.v
    CHECK(rig.state().fflags == 0x10);
    CHECK(convert(7, 3, 8, 0x400f333333333333, 8) == 3);  // vfcvt.rtz.x.f.v of 3.9
    CHECK(convert(3, 3, 8, uint64_t(-3), 8) == 0xc008000000000000);
    CHECK(convert(2, 2, 4, 0xffffffff, 4) == 0x4f800000);           // vfcvt.f.xu.v
    CHECK(convert(9, 2, 4, 0xdf000000, 8) == 0x8000000000000000);   // vfwcvt.x.f.v of -2^63
    CHECK(convert(11, 2, 4, 0xfffffffd, 8) == 0xc008000000000000);  // vfwcvt.f.x.v
    CHECK(convert(10, 1, 2, 0xffff, 4) == 0x477fff00);              // vfwcvt.f.xu.v from 16 bits
    CHECK(convert(12, 2, 4, 0x3fc00000, 8) == 0x3ff8000000000000);  // vfwcvt.f.f.v
    CHECK(convert(17, 1, 4, 0xc7000000, 2) == 0x8000);              // vfncvt.x.f.w to 16 bits, -32768
    CHECK(rig.state().fflags == 0);
    CHECK(convert(16, 1, 4, 0x47800000, 2) == 0xffff);  // vfncvt.xu.f.w of 65536 saturates
    CHECK(rig.state().fflags == 0x10);
    CHECK(convert(19, 2, 8, uint64_t(-3), 4) == 0xc0400000);        // vfncvt.f.x.w
    CHECK(convert(20, 2, 8, 0x3ff8000000000000, 4) == 0x3fc00000);  // vfncvt.f.f.w
    // vfncvt.rod.f.f.w: what is lost shows in the last bit; overflow gives the greatest finite number.
    CHECK(convert(21, 2, 8, 0x3ff0000000000001, 4) == 0x3f800001);
    CHECK(rig.state().fflags == 1);
    CHECK(convert(21, 2, 8, 0x3ff0000000000000, 4) == 0x3f800000);
    CHECK(rig.state().fflags == 0);
    CHECK(convert(21, 2, 8, 0x7fe0000000000000, 4) == 0x7f7fffff);
    CHECK(rig.state().fflags == 5);
    // Zvfhmin: these two alone know F16.
    CHECK(convert(12, 1, 2, 0x3e00, 4) == 0x3fc00000);  // vfwcvt.f.f.v of 1.5
    CHECK(convert(12, 1, 2, 0x0001, 4) == 0x33800000);  // 2^-24
    CHECK(convert(12, 1, 2, 0xfc01, 4) == 0x7fc00000);
    CHECK(rig.state().fflags == 0x10);
    CHECK(convert(20, 1, 4, 0x477fe000, 2) == 0x7bff);  // vfncvt.f.f.w of 65504
    CHECK(convert(20, 1, 4, 0x477ff000, 2) == 0x7c00);  // 65520 overflows to nearest
    CHECK(rig.state().fflags == 5);
    CHECK(convert(20, 1, 4, 0x3eaaaaab, 2) == 0x3555);                      // 1/3
    for (const uint32_t vs1 : {8u, 9u, 14u, 15u, 18u, 19u, 21u, 0u, 2u}) {  // F16 on either side
        rig.v().vtype = 1 << 3;
        CHECK(rig.illegal(op_v(0x12, true, 8, vs1, kFvv, 24)));
    }
    rig.v().vtype = 0;
    CHECK(rig.illegal(op_v(0x12, true, 8, 12, kFvv, 24)));
    CHECK(rig.illegal(op_v(0x12, true, 8, 10, kFvv, 24)));  // 8-bit integers to F16
    CHECK(rig.illegal(op_v(0x12, true, 8, 16, kFvv, 24)));  // F16 to 8-bit integers
    rig.v().vtype = 3 << 3;
    CHECK(rig.illegal(op_v(0x12, true, 8, 12, kFvv, 24)));
}

TEST_CASE("vector 304: estimates, the specification's examples and the exceptional cases") {
    VectorRig rig;
    const auto estimate = [&](uint32_t vs1, uint64_t in, uint8_t frm = 0, unsigned sew = 2) {
        rig.v().vtype = sew << 3, rig.v().vl = 1;
        rig.state().fflags = 0, rig.state().frm = frm;
        rig.set_element(8, 0, 1u << sew, in);
        REQUIRE(rig.step(op_v(0x13, true, 8, vs1, kFvv, 24)));
        return rig.element(24, 0, 1u << sew);
    };
    constexpr uint32_t kRsqrt = 4, kRec = 5, kSqrt = 0, kClass = 16;
    CHECK(estimate(kRsqrt, 0x00718abc) == 0x5f080000);
    CHECK(estimate(kRsqrt, 0x7f765432) == 0x1f820000);
    CHECK(estimate(kRec, 0x00718abc) == 0x7e900000);
    CHECK(estimate(kRec, 0x7f765432) == 0x00214000);
    CHECK(rig.state().fflags == 0);
    CHECK(estimate(kRsqrt, 0x80000000) == 0xff800000);
    CHECK(rig.state().fflags == 8);
    CHECK(estimate(kRsqrt, 0xbf800000) == 0x7fc00000);
    CHECK(rig.state().fflags == 0x10);
    CHECK(estimate(kRsqrt, 0x7f800000) == 0);
    CHECK(estimate(kRec, 0xff800000) == 0x80000000);
    CHECK(estimate(kRec, 0x80000000) == 0xff800000);
    CHECK(rig.state().fflags == 8);
    CHECK(estimate(kRec, 0x7f800001) == 0x7fc00000);
    CHECK(rig.state().fflags == 0x10);
    // Subnormals below 2^-(B+1) overflow: by rounding mode RNE, RTZ, RDN, RUP, RMM.
    const uint32_t positive[] = {0x7f800000, 0x7f7fffff, 0x7f7fffff, 0x7f800000, 0x7f800000};
    const uint32_t negative[] = {0xff800000, 0xff7fffff, 0xff800000, 0xff7fffff, 0xff800000};
    for (uint8_t frm = 0; frm < 5; ++frm) {
        CHECK(estimate(kRec, 0x001fffff, frm) == positive[frm]);
        CHECK(rig.state().fflags == 5);
        CHECK(estimate(kRec, 0x801fffff, frm) == negative[frm]);
    }
    CHECK(estimate(kRec, 0x3ff0000000000000, 0, 3) == 0x3fefe00000000000);
    CHECK(estimate(kRsqrt, 0x3ff0000000000000, 0, 3) == 0x3fefe00000000000);
    CHECK(estimate(kSqrt, 0x40800000) == 0x40000000);
    CHECK(estimate(kSqrt, 0x40000000) == 0x3fb504f3);
    CHECK(rig.state().fflags == 1);
    CHECK(estimate(kClass, 0xff800000) == 1);
    CHECK(estimate(kClass, 0x7f800001) == 0x100);
    CHECK(estimate(kClass, 0x8000000000000000, 0, 3) == 8);
}

TEST_CASE("vector 305: reductions add in order; without active elements the scalar is copied") {
    VectorRig rig;
    rig.v().vtype = 2 << 3, rig.v().vl = 3;
    rig.set_element(16, 0, 4, 0x4b800000);                                  // 2^24
    for (unsigned i = 0; i < 3; ++i) rig.set_element(8, i, 4, 0x3f800000);  // 1.0: each is lost
    rig.set_element(24, 1, 4, 0x11223344);
    for (const uint32_t funct6 : {0x01u, 0x03u}) {
        REQUIRE(rig.step(op_v(funct6, true, 8, 16, kFvv, 24)));
        CHECK(rig.element(24, 0, 4) == 0x4b800000);
        CHECK(rig.element(24, 1, 4) == 0x11223344);
    }
    for (const uint32_t funct6 : {0x31u, 0x33u}) {  // widening: none is lost
        rig.set_element(16, 0, 8, 0x4170000000000000);
        REQUIRE(rig.step(op_v(funct6, true, 8, 16, kFvv, 24)));
        CHECK(rig.element(24, 0, 8) == 0x4170000030000000);
    }
    rig.set_element(8, 1, 4, 0xc0000000), rig.set_element(16, 0, 4, 0x7fc00000);
    REQUIRE(rig.step(op_v(0x05, true, 8, 16, kFvv, 24)));  // vfredmin
    CHECK(rig.element(24, 0, 4) == 0xc0000000);
    REQUIRE(rig.step(op_v(0x07, true, 8, 16, kFvv, 24)));  // vfredmax
    CHECK(rig.element(24, 0, 4) == 0x3f800000);
    rig.v().reg[0] = 0;
    rig.state().fflags = 0;
    rig.set_element(16, 0, 4, 0x7f800001);
    REQUIRE(rig.step(op_v(0x03, false, 8, 16, kFvv, 0)));  // the destination may be v0
    CHECK(rig.element(0, 0, 4) == 0x7f800001);
    CHECK(rig.state().fflags == 0);
}

TEST_CASE("vector 306: scalars in f registers") {
    VectorRig rig;
    rig.v().vtype = 2 << 3, rig.v().vl = 4;
    rig.state().f[5] = 0xffffffff40490fdb;
    REQUIRE(rig.step(op_v(0x17, true, 0, 5, kFvf, 24)));  // vfmv.v.f
    for (unsigned i = 0; i < 4; ++i) CHECK(rig.element(24, i, 4) == 0x40490fdb);
    rig.v().reg[0] = 0x5;
    rig.state().f[5] = 0x40490fdb;                          // not boxed
    REQUIRE(rig.step(op_v(0x17, false, 24, 5, kFvf, 16)));  // vfmerge.vfm
    for (unsigned i = 0; i < 4; ++i) CHECK(rig.element(16, i, 4) == (i % 2 ? 0x40490fdb : 0x7fc00000));
    REQUIRE(rig.step(op_v(0x10, true, 24, 0, kFvv, 7)));  // vfmv.f.s
    CHECK(rig.state().f[7] == 0xffffffff40490fdb);
    rig.state().f[5] = 0xffffffff3f800000;
    REQUIRE(rig.step(op_v(0x10, true, 0, 5, kFvf, 24)));  // vfmv.s.f
    CHECK(rig.element(24, 0, 4) == 0x3f800000);
    CHECK(rig.element(24, 1, 4) == 0x40490fdb);
    REQUIRE(rig.step(op_v(0x0e, true, 24, 5, kFvf, 16)));  // vfslide1up
    CHECK(rig.element(16, 0, 4) == 0x3f800000);
    CHECK(rig.element(16, 2, 4) == 0x40490fdb);
    REQUIRE(rig.step(op_v(0x0f, true, 24, 5, kFvf, 16)));  // vfslide1down
    CHECK(rig.element(16, 0, 4) == 0x40490fdb);
    CHECK(rig.element(16, 3, 4) == 0x3f800000);
}
