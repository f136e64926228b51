#include "cpu/priv/tinst.h"

namespace covesim {
namespace {

constexpr uint32_t kLoad = 0x03, kLoadFp = 0x07, kStore = 0x23, kStoreFp = 0x27, kAmo = 0x2f, kSystem = 0x73;

uint32_t field(uint32_t bits, int high, int low) { return bits >> low & ((2u << (high - low)) - 1); }

uint32_t load(uint32_t opcode, uint32_t funct3, uint32_t rd) { return funct3 << 12 | rd << 7 | opcode; }
uint32_t store(uint32_t opcode, uint32_t funct3, uint32_t rs2) { return rs2 << 20 | funct3 << 12 | opcode; }

/// The loads and stores of Zcb.
uint32_t expand_zcb(uint32_t c, uint32_t reg) {
    constexpr uint32_t kB = 0, kH = 1, kBu = 4, kHu = 5;
    switch (field(c, 12, 10)) {
        case 0: return load(kLoad, kBu, reg);                        // c.lbu
        case 1: return load(kLoad, field(c, 6, 6) ? kH : kHu, reg);  // c.lh, c.lhu
        case 2: return store(kStore, kB, reg);                       // c.sb
        case 3: return field(c, 6, 6) ? 0 : store(kStore, kH, reg);  // c.sh
        default: return 0;
    }
}

/// The 32-bit equivalent of a compressed load or store of RV64, with zero offset and rs1; 0 for any other instruction.
uint32_t expand_memory_access(uint32_t c) {
    constexpr uint32_t kW = 2, kD = 3;
    const uint32_t small = 8 + field(c, 4, 2);  // rd' or rs2' of the C0 formats
    const uint32_t rd = field(c, 11, 7), rs2 = field(c, 6, 2);
    switch (field(c, 15, 13) << 2 | field(c, 1, 0)) {
        case 1 << 2 | 0: return load(kLoadFp, kD, small);  // c.fld
        case 2 << 2 | 0: return load(kLoad, kW, small);    // c.lw
        case 3 << 2 | 0: return load(kLoad, kD, small);    // c.ld
        case 4 << 2 | 0: return expand_zcb(c, small);
        case 5 << 2 | 0: return store(kStoreFp, kD, small);    // c.fsd
        case 6 << 2 | 0: return store(kStore, kW, small);      // c.sw
        case 7 << 2 | 0: return store(kStore, kD, small);      // c.sd
        case 1 << 2 | 2: return load(kLoadFp, kD, rd);         // c.fldsp
        case 2 << 2 | 2: return rd ? load(kLoad, kW, rd) : 0;  // c.lwsp; rd=0 is reserved
        case 3 << 2 | 2: return rd ? load(kLoad, kD, rd) : 0;  // c.ldsp
        case 5 << 2 | 2: return store(kStoreFp, kD, rs2);      // c.fsdsp
        case 6 << 2 | 2: return store(kStore, kW, rs2);        // c.swsp
        case 7 << 2 | 2: return store(kStore, kD, rs2);        // c.sdsp
        default: return 0;
    }
}

/// Step for a 32-bit encoding: keep what the figure keeps, put the offset into bits 19:15.
uint32_t transform(uint32_t bits, uint32_t offset) {
    const uint32_t funct3 = field(bits, 14, 12), address = (offset & 31) << 15;
    switch (bits & 0x7f) {
        case kLoad: return funct3 == 7 ? 0 : (bits & 0x7fff) | address;                   // rd, funct3, opcode
        case kLoadFp: return funct3 >= 1 && funct3 <= 4 ? (bits & 0x7fff) | address : 0;  // others are vector loads
        case kStore: return funct3 > 3 ? 0 : (bits & 0x1f0707f) | address;                // rs2, funct3, opcode
        case kStoreFp: return funct3 >= 1 && funct3 <= 4 ? (bits & 0x1f0707f) | address : 0;
        case kAmo: return (bits & ~0xf8000u) | address;
        case kSystem:  // HLV, HLVX, HSV; not the shadow-stack instructions, which have funct3 4 too
            return funct3 == 4 && bits >> 28 == 6 ? (bits & ~0xf8000u) | address : 0;
        default: return 0;
    }
}

}  // namespace

uint32_t transformed_instruction(uint32_t bits, uint32_t offset) {
    if ((bits & 3) == 3) return transform(bits, offset);
    const uint32_t expanded = expand_memory_access(bits & 0xffff);
    return expanded ? transform(expanded, offset) & ~2u : 0;
}

}  // namespace covesim
