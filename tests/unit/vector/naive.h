// A second implementation of the vector extension, for comparison: written from the text of the specification, element
// by element, with plain loops over wide integers and register sets; nothing of cpu/vector. Floating-point elements are
// computed by cpu/fp's integer code, which has an oracle of its own (tests/unit/fp).
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace covesim::test {

__extension__ using Signed = __int128;
__extension__ using UWide = unsigned __int128;

/// Vector registers as bytes, with what instructions look at.
struct NaiveState {
    unsigned vlenb = 16;
    std::vector<uint8_t> bytes = std::vector<uint8_t>(32 * 128);
    uint64_t vl = 0, vtype = 0, vstart = 0;
    unsigned vxrm = 0;
    bool vxsat = false;
    uint64_t x[32]{};

    unsigned sew_bits() const { return 8u << (vtype >> 3 & 7); }
    /// LMUL in eighths: 1 (1/8) to 64 (8).
    unsigned lmul8() const {
        static const unsigned kEighths[] = {8, 16, 32, 64, 0, 1, 2, 4};
        return kEighths[vtype & 7];
    }
    uint64_t vlmax() const { return uint64_t{vlenb} * 8 * lmul8() / 8 / sew_bits(); }

    uint64_t element(unsigned reg, uint64_t i, unsigned bits) const {
        uint64_t v = 0;
        for (unsigned b = 0; b < bits / 8; ++b) v |= uint64_t{bytes[reg * vlenb + i * bits / 8 + b]} << (8 * b);
        return v;
    }
    void set_element(unsigned reg, uint64_t i, unsigned bits, uint64_t v) {
        for (unsigned b = 0; b < bits / 8; ++b) bytes[reg * vlenb + i * bits / 8 + b] = uint8_t(v >> (8 * b));
    }
    bool mask(unsigned reg, uint64_t i) const { return bytes[reg * vlenb + i / 8] >> (i & 7) & 1; }
    void set_mask(unsigned reg, uint64_t i, bool on) {
        uint8_t& b = bytes[reg * vlenb + i / 8];
        b = uint8_t(on ? b | 1 << (i & 7) : b & ~(1 << (i & 7)));
    }
};

/// What the lambda of a rule sees: a is vs2[i], b the other operand, d the old vd[i], zero-extended; c the carry in.
struct Inputs {
    NaiveState& s;
    unsigned bits;  ///< SEW
    unsigned a_bits, b_bits, d_bits;
    uint64_t a, b, d;
    bool c;
    static Signed sign(uint64_t v, unsigned n) { return Signed(int64_t(v << (64 - n)) >> (64 - n)); }
    Signed sa() const { return sign(a, a_bits); }
    Signed sb() const { return sign(b, b_bits); }
    Signed ua() const { return Signed(a); }
    Signed ub() const { return Signed(b); }
    Signed sd() const { return sign(d, d_bits); }
};

/// What kind of result and which widths.
enum class Shape : uint8_t {
    Same,
    Wide,
    WideWithWideVs2,
    WideAccumulate,
    Narrow,
    ToMask,
    Carry,
    CarryToMask,
    Merge,
    Reduce,
    WideReduce
};

struct Rule {
    std::string name;
    uint32_t funct6;
    bool opm;           ///< OPMVV, OPMVX; else OPIVV, OPIVX, OPIVI
    std::string forms;  ///< v, x, i (sign-extended), u (zero-extended)
    Shape shape;
    std::function<UWide(Inputs&)> f;
};

/// Executes `rule` in `s`; false: the encoding is reserved or illegal, and s is as it was.
bool naive_execute(NaiveState& s, const Rule& rule, char form, bool vm, unsigned vd, unsigned vs2, unsigned vs1);

std::vector<Rule> naive_rules();

}  // namespace covesim::test
