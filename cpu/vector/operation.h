// One vector instruction under way: its operands, what vtype makes of them, and the constraints on register groups.
//
// Models: unprivileged specification, "Vector Operands" (EEW, EMUL, alignment, overlap, one EEW per source register),
// "Vector Masking" (v0 and the destination), "Prestart, Active, Inactive, Body, and Tail". Every encoding that the text
// reserves because of its register groups is illegal here. Tail and inactive elements are undisturbed, whatever vta and
// vma say (docs/decisions.md).
#pragma once
#include <bit>
#include <cstdint>
#include <cstring>
#include <initializer_list>

#include "cpu/hart_state.h"
#include "cpu/isa/op.h"

namespace covesim::vector {

static_assert(std::endian::native == std::endian::little, "vector elements are read as the host's integers");

/// A register group as an operand.
struct Group {
    unsigned reg;
    int emul;  ///< log2 of EMUL
    int eew;   ///< log2 of EEW in bits; 0 for masks

    unsigned registers() const { return emul > 0 ? 1U << emul : 1U; }
    bool overlaps(const Group& o) const { return reg < o.reg + o.registers() && o.reg < reg + registers(); }
    /// EMUL is in range and the group begins at a register that it allows.
    bool exists() const { return emul >= -3 && emul <= 3 && (reg & (registers() - 1)) == 0; }
};

/// A vector or scalar operand: element i is at data + i * step.
struct Source {
    const uint8_t* data;
    size_t step;
};

class Operation {
  public:
    /// What a hart is apart from its state.
    struct Traits {
        bool host_fp = true, zvfhmin = true;
    };
    Operation(HartState& state, const isa::Slot& slot, Traits traits);

    HartState& hart;
    VectorState& v;
    const uint32_t bits;
    const unsigned rd, vs1, vs2;  ///< rd: of either file, kSinkRegister for x0; vs1 also rs1, uimm
    const bool masked;
    const bool host_fp, zvfhmin;
    const int sew;   ///< log2 of SEW in bytes
    const int lmul;  ///< log2 of LMUL
    const uint32_t vl, start;

    uint32_t funct3() const { return bits >> 12 & 7; }
    /// .vv and .wv forms, in which vs1 is a register group.
    bool vector_vs1() const { return funct3() <= 2; }
    /// VLMAX of the current vtype.
    uint32_t vlmax() const { return lmul >= 0 ? v.vlenb >> sew << lmul : v.vlenb >> sew >> -lmul; }

    // --- register groups

    /// A group whose elements are 2^n times as wide as SEW, as many as LMUL has.
    Group group(unsigned reg, int n = 0) const { return {reg, lmul + n, 3 + sew + n}; }
    static Group mask(unsigned reg) { return {reg, 0, 0}; }
    /// Element 0 of a register: EMUL = 1 whatever LMUL is.
    Group scalar_group(unsigned reg, int n = 0) const { return {reg, 0, 3 + sew + n}; }
    /// The groups exist, overlap as allowed, and no register is read with two EEWs. v0 counts when the instruction is
    /// masked.
    bool legal(Group d, std::initializer_list<Group> sources) const;
    /// The same without a destination that is subject to overlap rules: stores, reductions, vector to scalar.
    bool legal_sources(std::initializer_list<Group> sources) const;
    /// The same for d, s and, in the forms that have it, vs1 of SEW.
    bool legal_binary(Group d, Group s) const { return vector_vs1() ? legal(d, {s, group(vs1)}) : legal(d, {s}); }
    /// A reduction to SEW * 2^n: its destination may overlap anything, v0 too; vstart must be 0.
    bool legal_reduction(int n) const {
        return start == 0 && sew + n <= 3 && legal_sources({group(vs2), scalar_group(vs1, n)});
    }

    // --- what the body has asked about: the timing and the commit log go by it

    /// Log2 of the widest EEW in bits of operands and result, masks aside; SEW when there was none.
    int widest_eew() const { return widest_ ? widest_ : 3 + sew; }
    /// Where more than one element, or a mask, goes; else the register at rd.
    Group destination() const { return destination_; }

    // --- elements

    template <class T>
    T get(unsigned reg, uint64_t i) const {
        T e;
        std::memcpy(&e, v.reg + reg * v.vlenb + i * sizeof(T), sizeof e);
        return e;
    }
    template <class T>
    void put(unsigned reg, uint64_t i, T e) {
        std::memcpy(v.reg + reg * v.vlenb + i * sizeof(T), &e, sizeof e);
    }
    bool mask_bit(unsigned reg, uint64_t i) const { return v.reg[reg * v.vlenb + i / 8] >> (i % 8) & 1; }
    void put_mask_bit(unsigned reg, uint64_t i, bool on) {
        uint8_t& byte = v.reg[reg * v.vlenb + i / 8];
        byte = uint8_t((byte & ~(1U << (i % 8))) | unsigned(on) << (i % 8));
    }
    bool active(uint64_t i) const { return !masked || mask_bit(0, i); }

    /// f(i) for each active element of the body, in order.
    template <class F>
    void each(F f) const {
        if (!masked) {
            for (uint32_t i = start; i < vl; ++i) f(i);
        } else {
            for (uint32_t i = start; i < vl; ++i) {
                if (mask_bit(0, i)) f(i);
            }
        }
    }

    /// The second operand of integer instructions: vs1, x[rs1], or the immediate, sign-extended or not.
    template <class T>
    Source integer_operand(T& scalar, bool zero_extend = false) const {
        if (vector_vs1()) return {v.reg + vs1 * v.vlenb, sizeof(T)};
        scalar = T(integer_scalar(zero_extend));
        return {reinterpret_cast<const uint8_t*>(&scalar), 0};
    }
    uint64_t integer_scalar(bool zero_extend) const {
        if (funct3() != 3) return hart.x[vs1];
        return zero_extend ? vs1 : uint64_t(int64_t(vs1 ^ 16) - 16);
    }
    template <class T>
    static T element(const Source& s, uint64_t i) {
        T e;
        std::memcpy(&e, s.data + i * s.step, sizeof e);
        return e;
    }

  private:
    mutable int widest_ = 0;
    mutable Group destination_;
};

}  // namespace covesim::vector
