// The vector state of one hart, as plain data: unprivileged specification, "Vector Extension Programmer's Model".
//
// The registers lie one after the other, VLEN bits each, so that a register group is contiguous and element i of a
// group that starts at register n is at byte n * vlenb + i * EEW / 8. vcsr has no storage of its own.
#pragma once
#include <cstdint>

namespace covesim {

inline constexpr uint32_t kMinVlen = 128, kMaxVlen = 1024;  ///< V demands Zvl128b; VLEN is a power of two

/// vtype: vill (bit 63), vma, vta, vsew, vlmul.
namespace vtype {
inline constexpr uint64_t kVill = uint64_t{1} << 63;
inline constexpr uint64_t kVma = 1 << 7, kVta = 1 << 6;
/// log2 of SEW in bytes.
constexpr unsigned sew(uint64_t v) { return v >> 3 & 7; }
/// log2 of LMUL, -3 to 3; -4 is the reserved encoding.
constexpr int lmul(uint64_t v) { return int(v & 7) - (v & 4 ? 8 : 0); }
}  // namespace vtype

struct VectorState {
    alignas(8) uint8_t reg[32 * (kMaxVlen / 8)]{};
    uint64_t vl = 0;
    uint64_t vtype = vtype::kVill;  ///< as recommended for reset
    uint64_t vstart = 0;
    uint8_t vxrm = 0;
    uint8_t vxsat = 0;
    uint32_t vlenb = kMinVlen / 8;  ///< VLEN in bytes: a constant of the hart
};

}  // namespace covesim
