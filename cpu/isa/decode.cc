#include "cpu/isa/decode.h"

#include <algorithm>
#include <array>
#include <bit>

#include "cpu/isa/all.h"
#include "cpu/isa/zcb.h"

namespace covesim::isa {
namespace {

// ---- One row per encoding, derived from the instruction structs

struct Row {
    uint32_t match, mask;
    uint16_t op;           ///< op number, or index of a compressed instruction
    uint16_t specialises;  ///< `op` of the row whose encodings this one takes some of
    IsaSet any, all;       ///< the hart needs one of the extensions `any` and all of the extensions `all`
    Fmt fmt;
    bool (*reserved)(uint32_t);  ///< further restrictions on the fields, or nullptr

    constexpr bool matches(uint32_t bits) const { return (bits & mask) == match; }
    constexpr bool enabled(const IsaSet& isa) const { return isa.has_any(any) && isa.has(all); }
    constexpr bool overlaps(const Row& o) const { return ((match ^ o.match) & mask & o.mask) == 0; }
    /// Every encoding of o is one of this row's, and not the other way round.
    constexpr bool contains(const Row& o) const { return overlaps(o) && (mask & ~o.mask) == 0 && mask != o.mask; }
};

template <class T>
consteval Row row_of() {
    Row row{T::info.match, T::info.mask, op_index<T>, specialises<T>(), {T::info.ext}, {}, T::info.fmt, nullptr};
    if constexpr (requires { T::also; }) row.any.add(T::also);
    if constexpr (requires { T::needs; }) row.all.add(T::needs);
    if constexpr (requires { T::reserved(0u); }) row.reserved = &T::reserved;
    return row;
}

constexpr auto kRows = [] {
    constexpr std::array kScalar{
#define COVESIM_X(T) row_of<T>(),
        COVESIM_FOR_EACH_OP(COVESIM_X)
#undef COVESIM_X
    };
    std::array<Row, kScalar.size() + std::size(kVectorInfo)> rows{};
    Row* out = std::copy(kScalar.begin(), kScalar.end(), rows.data());
    for (uint16_t op = kFirstVectorOp; op < kOpCount; ++op) {
        const Info& info = kInfo[op];
        *out++ = {info.match, info.mask, op, kOpNotDecoded, {info.ext}, {}, info.fmt, nullptr};
    }
    return rows;
}();

enum class CId : uint16_t {
#define COVESIM_X(T) T,
    COVESIM_C_OPS(COVESIM_X) COVESIM_C_OPS_ZICFISS(COVESIM_X) COVESIM_C_OPS_ZCB(COVESIM_X)
#undef COVESIM_X
};

template <class T>
inline constexpr uint16_t c_index = 0;
#define COVESIM_X(T) \
    template <>      \
    inline constexpr uint16_t c_index<c32::T> = uint16_t(CId::T);
COVESIM_C_OPS(COVESIM_X)
COVESIM_C_OPS_ZICFISS(COVESIM_X)
COVESIM_C_OPS_ZCB(COVESIM_X)
#undef COVESIM_X

constexpr uint16_t kNoRow = 0xffff;

template <class T>
consteval Row c_row_of() {
    Row row{T::info.match, T::info.mask, c_index<T>, kNoRow, {Ext::C}, {T::info.needs}, Fmt::None, nullptr};
    if constexpr (requires { T::needs; }) row.all.add(T::needs);
    if constexpr (requires { typename T::Specialises; }) row.specialises = c_index<typename T::Specialises>;
    return row;
}

constexpr std::array kCRows{
#define COVESIM_X(T) c_row_of<c32::T>(),
    COVESIM_C_OPS(COVESIM_X) COVESIM_C_OPS_ZICFISS(COVESIM_X) COVESIM_C_OPS_ZCB(COVESIM_X)
#undef COVESIM_X
};

using Expand = uint32_t (*)(uint16_t);
constexpr std::array<Expand, kCRows.size()> kExpand{
#define COVESIM_X(T) &c32::T::expand,
    COVESIM_C_OPS(COVESIM_X) COVESIM_C_OPS_ZICFISS(COVESIM_X) COVESIM_C_OPS_ZCB(COVESIM_X)
#undef COVESIM_X
};

/// Whether a declares, perhaps through others (c.ebreak, c.jalr, c.add), that it takes some of b's encodings.
template <size_t N>
consteval bool declares(const std::array<Row, N>& rows, const Row& a, const Row& b) {
    const Row* row = &a;
    while (row != nullptr && row->specialises != b.op) {
        const auto next = std::ranges::find(rows, row->specialises, &Row::op);
        row = next == rows.end() ? nullptr : &*next;
    }
    return row != nullptr && b.contains(a);
}

/// Encodings are disjoint, except where a more specific one declares which it specialises.
template <size_t N>
consteval bool disjoint(const std::array<Row, N>& rows) {
    for (size_t i = 0; i < N; ++i) {
        const Row& a = rows[i];
        if ((a.match & ~a.mask) != 0) return false;
        for (size_t j = i + 1; j < N; ++j) {
            const Row& b = rows[j];
            if (((a.match ^ b.match) & a.mask & b.mask) != 0) continue;
            if (!declares(rows, a, b) && !declares(rows, b, a)) return false;
        }
    }
    return true;
}
static_assert(disjoint(kRows), "two instructions share an encoding, or a match has bits outside its mask");
static_assert(disjoint(kCRows), "two compressed instructions share an encoding");

// ---- Buckets: the rows that a few bits leave possible, more specific ones first

/// The rows of key k are row[first[k]] up to row[first[k + 1]].
template <size_t Keys, size_t Entries>
struct Buckets {
    std::array<uint16_t, Keys + 1> first{};
    std::array<uint16_t, Entries> row{};
};

/// The key of 32-bit instructions is opcode[6:2] and funct3; of 16-bit ones, the quadrant and funct3.
constexpr uint32_t key32(uint32_t bits) { return (bits >> 2 & 31) << 3 | (bits >> 12 & 7); }
constexpr uint32_t from_key32(uint32_t key) { return (key >> 3) << 2 | (key & 7) << 12 | 3; }
constexpr uint32_t kKeyMask32 = 0x707f;
constexpr uint32_t key16(uint32_t bits) { return (bits & 3) << 3 | (bits >> 13 & 7); }
constexpr uint32_t from_key16(uint32_t key) { return key >> 3 | (key & 7) << 13; }
constexpr uint32_t kKeyMask16 = 0xe003;

template <size_t N>
consteval size_t count_entries(const std::array<Row, N>& rows, size_t keys, uint32_t (*from)(uint32_t), uint32_t mask) {
    size_t n = 0;
    for (uint32_t key = 0; key < keys; ++key) {
        for (const Row& row : rows) n += ((row.match ^ from(key)) & row.mask & mask) == 0;
    }
    return n;
}

template <size_t Keys, size_t Entries, size_t N>
consteval Buckets<Keys, Entries> make_buckets(const std::array<Row, N>& rows, uint32_t (*from)(uint32_t),
                                              uint32_t mask) {
    Buckets<Keys, Entries> out;
    size_t n = 0;
    for (uint32_t key = 0; key < Keys; ++key) {
        out.first[key] = uint16_t(n);
        for (size_t i = 0; i < N; ++i) {
            if (((rows[i].match ^ from(key)) & rows[i].mask & mask) == 0) out.row[n++] = uint16_t(i);
        }
        std::sort(out.row.begin() + out.first[key], out.row.begin() + n, [&rows](uint16_t a, uint16_t b) {
            const int bits_a = std::popcount(rows[a].mask), bits_b = std::popcount(rows[b].mask);
            return bits_a != bits_b ? bits_a > bits_b : a < b;
        });
    }
    out.first[Keys] = uint16_t(n);
    return out;
}

constexpr auto kBuckets32 =
    make_buckets<256, count_entries(kRows, 256, from_key32, kKeyMask32)>(kRows, from_key32, kKeyMask32);
constexpr auto kBuckets16 =
    make_buckets<32, count_entries(kCRows, 32, from_key16, kKeyMask16)>(kCRows, from_key16, kKeyMask16);

// ---- Operand fields

constexpr uint8_t rd(uint32_t b) { return b >> 7 & 31; }
constexpr uint8_t rs1(uint32_t b) { return b >> 15 & 31; }
constexpr uint8_t rs2(uint32_t b) { return b >> 20 & 31; }
constexpr uint8_t xd(uint32_t b) { return rd(b) == 0 ? kSinkRegister : rd(b); }
constexpr int32_t imm_i(uint32_t b) { return int32_t(b) >> 20; }
constexpr int32_t imm_s(uint32_t b) { return (int32_t(b & 0xfe000000) >> 20) | rd(b); }
constexpr int32_t imm_b(uint32_t b) {
    return (int32_t(b & 0x80000000) >> 19) | int32_t((b & 0x80) << 4 | (b >> 20 & 0x7e0) | (b >> 7 & 0x1e));
}
constexpr int32_t imm_j(uint32_t b) {
    return (int32_t(b & 0x80000000) >> 11) | int32_t((b & 0xff000) | (b >> 9 & 0x800) | (b >> 20 & 0x7fe));
}
constexpr int32_t rm_field(uint32_t b) { return int32_t(b >> 12 & 7) << 8; }

void set_operands(Slot& s, Fmt fmt, uint32_t b) {
    const auto set = [&s](uint8_t d, uint8_t s1, uint8_t s2, int32_t imm) {
        s.rd = d, s.rs1 = s1, s.rs2 = s2, s.imm = imm;
    };
    switch (fmt) {
        case Fmt::R:
        case Fmt::Amo: return set(xd(b), rs1(b), rs2(b), 0);
        case Fmt::Cas:
        case Fmt::CasPair: return set(xd(b), rs1(b), rs2(b), rd(b));
        case Fmt::R1:
        case Fmt::Lr:
        case Fmt::Hlv:
        case Fmt::FToX: return set(xd(b), rs1(b), 0, 0);
        case Fmt::I:
        case Fmt::Load:
        case Fmt::Jalr: return set(xd(b), rs1(b), 0, imm_i(b));
        case Fmt::Shift: return set(xd(b), rs1(b), 0, int32_t(b >> 20 & 63));
        case Fmt::Shiftw: return set(xd(b), rs1(b), 0, int32_t(b >> 20 & 31));
        case Fmt::S:
        case Fmt::FStore: return set(0, rs1(b), rs2(b), imm_s(b));
        case Fmt::B: return set(0, rs1(b), rs2(b), imm_b(b));
        case Fmt::U: return set(xd(b), 0, 0, int32_t(b & 0xfffff000));
        case Fmt::J: return set(xd(b), 0, 0, imm_j(b));
        case Fmt::Csr:
        case Fmt::CsrI: return set(xd(b), rs1(b), 0, int32_t(b >> 20));
        case Fmt::Fence: return set(0, 0, 0, int32_t(b >> 20));
        case Fmt::None: return;
        case Fmt::Fence2:
        case Fmt::Hsv: return set(0, rs1(b), rs2(b), 0);
        case Fmt::Cbo: return set(0, rs1(b), 0, 0);
        case Fmt::Prefetch: return set(0, rs1(b), 0, imm_i(b & 0xfe000000));
        case Fmt::Aes64ks: return set(xd(b), rs1(b), 0, int32_t(b >> 20 & 15));
        case Fmt::FLoad: return set(rd(b), rs1(b), 0, imm_i(b));
        case Fmt::F2: return set(rd(b), rs1(b), rs2(b), 0);
        case Fmt::F2Rm: return set(rd(b), rs1(b), rs2(b), rm_field(b));
        case Fmt::F1Rm:
        case Fmt::XToFRm: return set(rd(b), rs1(b), 0, rm_field(b));
        case Fmt::F3Rm: return set(rd(b), rs1(b), rs2(b), int32_t(b >> 27) | rm_field(b));
        case Fmt::FCmp: return set(xd(b), rs1(b), rs2(b), 0);
        case Fmt::FToXRm: return set(xd(b), rs1(b), 0, rm_field(b));
        case Fmt::XToF: return set(rd(b), rs1(b), 0, 0);
        case Fmt::Fli: return set(rd(b), 0, 0, rs1(b));
        case Fmt::Lpad: return set(0, 0, 0, int32_t(b >> 12));
        case Fmt::Rd: return set(xd(b), 0, 0, 0);
        case Fmt::Rs1: return set(0, rs1(b), 0, 0);
        case Fmt::Rs2: return set(0, 0, rs2(b), 0);
        case Fmt::Vsetvli:
        case Fmt::Vsetivli:
        case Fmt::Vsetvl:
        case Fmt::VToX: return set(xd(b), rs1(b), rs2(b), int32_t(b));
        case Fmt::VVV:
        case Fmt::VVX:
        case Fmt::VVI:
        case Fmt::VVU:
        case Fmt::VVU6:
        case Fmt::VVF:
        case Fmt::VVVm:
        case Fmt::VVXm:
        case Fmt::VVIm:
        case Fmt::VVFm:
        case Fmt::VMacV:
        case Fmt::VMacX:
        case Fmt::VMacF:
        case Fmt::V1:
        case Fmt::V0:
        case Fmt::VMvV:
        case Fmt::VMvX:
        case Fmt::VMvI:
        case Fmt::VMvF:
        case Fmt::VToF:
        case Fmt::VMem:
        case Fmt::VMemStride:
        case Fmt::VMemIndex: return set(rd(b), rs1(b), rs2(b), int32_t(b));
    }
}

// ---- MFENCE.PA and MINVAL.PA, whose funct7 is a choice

constexpr bool is_priv(uint32_t bits) { return (bits & 0x707f) == 0x73; }
constexpr uint32_t with_funct7(uint32_t bits, uint32_t funct7) { return (bits & 0x01ffffff) | funct7 << 25; }

/// The encoding with the chosen funct7 becomes that of the default; the default's own, if not chosen, becomes nothing.
uint32_t normalise_smsd(uint32_t bits, const DecodeOptions& options) {
    constexpr DecodeOptions standard{};
    const uint32_t funct7 = bits >> 25;
    if (funct7 == options.mfence_pa_funct7) return with_funct7(bits, standard.mfence_pa_funct7);
    if (funct7 == options.minval_pa_funct7) return with_funct7(bits, standard.minval_pa_funct7);
    const bool unused = funct7 == standard.mfence_pa_funct7 || funct7 == standard.minval_pa_funct7;
    return unused ? 0 : bits;
}

const Row* find32(uint32_t bits, const IsaSet& isa, const DecodeOptions& options) {
    const uint32_t key = key32(bits);
    for (unsigned i = kBuckets32.first[key]; i < kBuckets32.first[key + 1]; ++i) {
        const Row& row = kRows[kBuckets32.row[i]];
        if (!row.matches(bits) || !row.enabled(isa)) continue;
        if (row.op == op_index<ControlHint> && !options.control_hints) continue;
        return row.reserved != nullptr && row.reserved(bits) ? nullptr : &row;
    }
    return nullptr;
}

}  // namespace

bool DecodeOptions::valid() const {
    if (mfence_pa_funct7 == minval_pa_funct7 || (mfence_pa_funct7 | minval_pa_funct7) > 0x7f) return false;
    return std::ranges::none_of(kRows, [this](const Row& row) {
        constexpr uint32_t kFunct7 = 0xfe000000;
        const auto takes = [&row](uint32_t funct7) { return ((row.match ^ funct7 << 25) & row.mask & kFunct7) == 0; };
        const bool other = is_priv(row.match) && row.any != IsaSet{Ext::Smsd};
        return other && (takes(mfence_pa_funct7) || takes(minval_pa_funct7));
    });
}

uint32_t expand(uint16_t bits, const IsaSet& isa) {
    if ((bits & 3) == 3) return kReserved;
    const uint32_t key = key16(bits);
    for (unsigned i = kBuckets16.first[key]; i < kBuckets16.first[key + 1]; ++i) {
        const Row& row = kCRows[kBuckets16.row[i]];
        if (row.matches(bits) && row.enabled(isa)) return kExpand[row.op](bits);
    }
    return kReserved;
}

Slot decode(uint32_t bits, const IsaSet& isa, const DecodeOptions& options) {
    Slot slot;
    slot.len = uint8_t(length(uint16_t(bits)) / 2);
    const uint32_t raw = slot.len == 1 ? bits & 0xffff : bits;
    uint32_t word = slot.len == 1 ? expand(uint16_t(bits), isa) : bits;
    if (is_priv(word) && isa.has(Ext::Smsd)) word = normalise_smsd(word, options);
    const Row* row = (word & 3) == 3 ? find32(word, isa, options) : nullptr;
    if (row == nullptr) {
        slot.op = kOpIllegal;
        slot.imm = int32_t(raw);
        return slot;
    }
    slot.op = row->op;
    set_operands(slot, row->fmt, word);
    return slot;
}

}  // namespace covesim::isa
