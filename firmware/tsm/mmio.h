// Emulated MMIO: understanding the trapping load or store and rewriting it to use a0 for the host.
// Privileged architecture, "Transformed Instruction or Pseudoinstruction for mtinst or htinst"; CoVE, tip after the
// NACL table. Left out: floating-point, atomic and vector accesses to MMIO (fatal to the vCPU).
#pragma once
#include <stdint.h>

namespace covesim::tsm {

struct MmioAccess {
    bool valid = false, store = false, is_unsigned = false;
    uint8_t reg = 0;         // destination of a load, source of a store
    uint8_t width = 0;       // bytes
    uint8_t length = 0;      // instruction bytes
    uint32_t host_inst = 0;  // the transformed instruction with a0 in place of reg
};

/// From a transformed instruction in htinst (bit 0 set; bit 1 clear: the original was compressed).
constexpr MmioAccess decode_transformed(uint64_t htinst) {
    MmioAccess m;
    if (!(htinst & 1) || htinst >> 32) return m;
    uint32_t opcode = (htinst & 0x7f) | 2, funct3 = htinst >> 12 & 7;
    m.length = htinst & 2 ? 4 : 2;
    m.width = 1u << (funct3 & 3);
    if (opcode == 0x03 && funct3 != 7) {
        m.reg = htinst >> 7 & 31;
        m.is_unsigned = funct3 & 4;
        m.host_inst = (htinst & ~(31u << 7)) | 10u << 7;
        m.valid = true;
    } else if (opcode == 0x23 && funct3 <= 3) {
        m.store = true;
        m.reg = htinst >> 20 & 31;
        m.host_inst = (htinst & ~(31u << 20)) | 10u << 20;
        m.valid = true;
    }
    return m;
}

/// The transformed form of an instruction as fetched, for harts that leave htinst zero; 0: not a plain load or store.
constexpr uint32_t transform(uint32_t inst) {
    if ((inst & 3) == 3) {
        uint32_t opcode = inst & 0x7f;
        if (opcode == 0x03) return inst & 0x0000'7fff;  // rd, funct3; immediate and rs1 become zero
        if (opcode == 0x23) return inst & 0x01f0'707f;  // rs2, funct3
        return 0;
    }
    // Compressed: expand to the 32-bit form, then clear bit 1.
    uint32_t c = inst & 0xffff, quadrant = c & 3, f = c >> 13;
    uint32_t rdc = 8 + (c >> 2 & 7), rd = c >> 7 & 31, rs2 = c >> 2 & 31;
    uint32_t r = 0;
    if (quadrant == 0 && f == 2) r = 2u << 12 | rdc << 7 | 0x03;       // c.lw
    if (quadrant == 0 && f == 3) r = 3u << 12 | rdc << 7 | 0x03;       // c.ld
    if (quadrant == 0 && f == 6) r = 2u << 12 | rdc << 20 | 0x23;      // c.sw
    if (quadrant == 0 && f == 7) r = 3u << 12 | rdc << 20 | 0x23;      // c.sd
    if (quadrant == 2 && f == 2 && rd) r = 2u << 12 | rd << 7 | 0x03;  // c.lwsp
    if (quadrant == 2 && f == 3 && rd) r = 3u << 12 | rd << 7 | 0x03;  // c.ldsp
    if (quadrant == 2 && f == 6) r = 2u << 12 | rs2 << 20 | 0x23;      // c.swsp
    if (quadrant == 2 && f == 7) r = 3u << 12 | rs2 << 20 | 0x23;      // c.sdsp
    return r & ~2u;
}

/// What a load of `width` bytes puts into the register.
constexpr uint64_t extend(uint64_t value, unsigned width, bool is_unsigned) {
    if (width == 8) return value;
    unsigned shift = 64 - 8 * width;
    value <<= shift;
    return is_unsigned ? value >> shift : uint64_t(int64_t(value) >> shift);
}

}  // namespace covesim::tsm
