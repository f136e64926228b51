// Instruction words by hand: the encodings are literals of the unprivileged and privileged specifications, never the
// decoder's own tables.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace covesim::test {

enum Reg : uint32_t {
    zero,
    ra,
    sp,
    gp,
    tp,
    t0,
    t1,
    t2,
    s0,
    s1,
    a0,
    a1,
    a2,
    a3,
    a4,
    a5,
    a6,
    a7,
    s2,
    s3,
    s4,
    s5,
    s6,
    s7,
    s8,
    s9,
    s10,
    s11,
    t3,
    t4,
    t5,
    t6
};

constexpr uint32_t r_type(uint32_t funct7, uint32_t rs2, uint32_t rs1, uint32_t funct3, uint32_t rd, uint32_t opcode) {
    return funct7 << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode;
}
constexpr uint32_t i_type(int32_t imm, uint32_t rs1, uint32_t funct3, uint32_t rd, uint32_t opcode) {
    return uint32_t(imm) << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode;
}
constexpr uint32_t s_type(int32_t imm, uint32_t rs2, uint32_t rs1, uint32_t funct3, uint32_t opcode) {
    const auto u = uint32_t(imm);
    return (u >> 5 & 0x7f) << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | (u & 0x1f) << 7 | opcode;
}
constexpr uint32_t b_type(int32_t imm, uint32_t rs2, uint32_t rs1, uint32_t funct3) {
    const auto u = uint32_t(imm);
    return (u >> 12 & 1) << 31 | (u >> 5 & 0x3f) << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | (u >> 1 & 0xf) << 8 |
           (u >> 11 & 1) << 7 | 0x63;
}
constexpr uint32_t jal(uint32_t rd, int32_t imm) {
    const auto u = uint32_t(imm);
    return (u >> 20 & 1) << 31 | (u >> 1 & 0x3ff) << 21 | (u >> 11 & 1) << 20 | (u >> 12 & 0xff) << 12 | rd << 7 | 0x6f;
}
constexpr uint32_t lui(uint32_t rd, uint32_t imm20) { return imm20 << 12 | rd << 7 | 0x37; }
constexpr uint32_t auipc(uint32_t rd, uint32_t imm20) { return imm20 << 12 | rd << 7 | 0x17; }
constexpr uint32_t addi(uint32_t rd, uint32_t rs1, int32_t imm) { return i_type(imm, rs1, 0, rd, 0x13); }
constexpr uint32_t li(uint32_t rd, int32_t imm) { return addi(rd, zero, imm); }
constexpr uint32_t add(uint32_t rd, uint32_t rs1, uint32_t rs2) { return r_type(0, rs2, rs1, 0, rd, 0x33); }
constexpr uint32_t mul(uint32_t rd, uint32_t rs1, uint32_t rs2) { return r_type(1, rs2, rs1, 0, rd, 0x33); }
constexpr uint32_t slli(uint32_t rd, uint32_t rs1, uint32_t n) { return i_type(int32_t(n), rs1, 1, rd, 0x13); }
constexpr uint32_t lb(uint32_t rd, int32_t imm, uint32_t rs1) { return i_type(imm, rs1, 0, rd, 0x03); }
constexpr uint32_t lw(uint32_t rd, int32_t imm, uint32_t rs1) { return i_type(imm, rs1, 2, rd, 0x03); }
constexpr uint32_t ld(uint32_t rd, int32_t imm, uint32_t rs1) { return i_type(imm, rs1, 3, rd, 0x03); }
constexpr uint32_t sb(uint32_t rs2, int32_t imm, uint32_t rs1) { return s_type(imm, rs2, rs1, 0, 0x23); }
constexpr uint32_t sh(uint32_t rs2, int32_t imm, uint32_t rs1) { return s_type(imm, rs2, rs1, 1, 0x23); }
constexpr uint32_t sw(uint32_t rs2, int32_t imm, uint32_t rs1) { return s_type(imm, rs2, rs1, 2, 0x23); }
constexpr uint32_t sd(uint32_t rs2, int32_t imm, uint32_t rs1) { return s_type(imm, rs2, rs1, 3, 0x23); }
constexpr uint32_t beq(uint32_t rs1, uint32_t rs2, int32_t imm) { return b_type(imm, rs2, rs1, 0); }
constexpr uint32_t bne(uint32_t rs1, uint32_t rs2, int32_t imm) { return b_type(imm, rs2, rs1, 1); }
constexpr uint32_t jalr(uint32_t rd, uint32_t rs1, int32_t imm) { return i_type(imm, rs1, 0, rd, 0x67); }
constexpr uint32_t csrrw(uint32_t rd, uint32_t csr, uint32_t rs1) { return i_type(int32_t(csr), rs1, 1, rd, 0x73); }
constexpr uint32_t csrrs(uint32_t rd, uint32_t csr, uint32_t rs1) { return i_type(int32_t(csr), rs1, 2, rd, 0x73); }
constexpr uint32_t csrr(uint32_t rd, uint32_t csr) { return csrrs(rd, csr, zero); }
constexpr uint32_t csrw(uint32_t csr, uint32_t rs1) { return csrrw(zero, csr, rs1); }
constexpr uint32_t amo(uint32_t funct5, uint32_t rd, uint32_t rs2, uint32_t rs1, bool d) {
    return funct5 << 27 | r_type(0, rs2, rs1, d ? 3 : 2, rd, 0x2f);
}
constexpr uint32_t lr_d(uint32_t rd, uint32_t rs1) { return amo(2, rd, zero, rs1, true); }
constexpr uint32_t sc_d(uint32_t rd, uint32_t rs2, uint32_t rs1) { return amo(3, rd, rs2, rs1, true); }
constexpr uint32_t lr_w(uint32_t rd, uint32_t rs1) { return amo(2, rd, zero, rs1, false); }
constexpr uint32_t sc_w(uint32_t rd, uint32_t rs2, uint32_t rs1) { return amo(3, rd, rs2, rs1, false); }
constexpr uint32_t amoadd_d(uint32_t rd, uint32_t rs2, uint32_t rs1) { return amo(0, rd, rs2, rs1, true); }
constexpr uint32_t amoadd_w(uint32_t rd, uint32_t rs2, uint32_t rs1) { return amo(0, rd, rs2, rs1, false); }
/// AMOCAS: width 0 to 4 for B, H, W, D, Q.
constexpr uint32_t amocas(uint32_t width, uint32_t rd, uint32_t rs2, uint32_t rs1) {
    return 0x2800002f | width << 12 | rd << 7 | rs1 << 15 | rs2 << 20;
}
constexpr uint32_t hlv_d(uint32_t rd, uint32_t rs1) { return r_type(0x36, 0, rs1, 4, rd, 0x73); }
constexpr uint32_t hlvx_wu(uint32_t rd, uint32_t rs1) { return r_type(0x34, 3, rs1, 4, rd, 0x73); }
constexpr uint32_t hsv_d(uint32_t rs2, uint32_t rs1) { return r_type(0x37, rs2, rs1, 4, 0, 0x73); }
constexpr uint32_t sfence_vma(uint32_t rs1, uint32_t rs2) { return r_type(0x09, rs2, rs1, 0, 0, 0x73); }
constexpr uint32_t mfence_pa(uint32_t rs1, uint32_t rs2) { return r_type(0x19, rs2, rs1, 0, 0, 0x73); }
constexpr uint32_t cbo(uint32_t kind, uint32_t rs1) { return i_type(int32_t(kind), rs1, 2, 0, 0x0f); }  // 0 1 2 4
constexpr uint32_t kCboInval = 0, kCboClean = 1, kCboFlush = 2, kCboZero = 4;
/// What the prefetch is for: 0 fetch, 1 load, 3 store. The offset is a multiple of 32.
constexpr uint32_t prefetch(uint32_t what, uint32_t rs1, int32_t offset = 0) {
    return i_type(offset | int32_t(what), rs1, 6, 0, 0x13);
}
constexpr uint32_t kPrefetchI = 0, kPrefetchR = 1, kPrefetchW = 3;
constexpr uint32_t fence(uint32_t pred, uint32_t succ) { return pred << 24 | succ << 20 | 0x0f; }  // I 8, O 4, R 2, W 1
constexpr uint32_t fadd_d(uint32_t rd, uint32_t rs1, uint32_t rs2) { return r_type(0x01, rs2, rs1, 7, rd, 0x53); }
constexpr uint32_t kEcall = 0x73, kEbreak = 0x00100073, kWfi = 0x10500073, kMret = 0x30200073, kSret = 0x10200073,
                   kFenceI = 0x100f, kNop = 0x13, kIllegal = 0xffffffff;
// Compressed.
constexpr uint16_t c_nop = 0x0001, c_ebreak = 0x9002;
constexpr uint16_t c_addi(uint32_t rd, int32_t imm) {
    const auto u = uint32_t(imm);
    return static_cast<uint16_t>((u >> 5 & 1) << 12 | rd << 7 | (u & 0x1f) << 2 | 1);
}
constexpr uint16_t c_j(int32_t imm) {
    const auto u = uint32_t(imm);
    return static_cast<uint16_t>(5u << 13 | (u >> 11 & 1) << 12 | (u >> 4 & 1) << 11 | (u >> 8 & 3) << 9 |
                                 (u >> 10 & 1) << 8 | (u >> 6 & 1) << 7 | (u >> 7 & 1) << 6 | (u >> 1 & 7) << 3 |
                                 (u >> 5 & 1) << 2 | 1);
}
constexpr uint16_t c_jr(uint32_t rs1) { return static_cast<uint16_t>(0x8002 | rs1 << 7); }

// CSR numbers.
namespace csr {
inline constexpr uint32_t satp = 0x180, mstatus = 0x300, medeleg = 0x302, mie = 0x304, mtvec = 0x305,
                          mcounteren = 0x306, mcountinhibit = 0x320, mhpmevent3 = 0x323, mepc = 0x341, mcause = 0x342,
                          mtval = 0x343, mip = 0x344, mtinst = 0x34a, mtval2 = 0x34b, pmpcfg0 = 0x3a0, pmpaddr0 = 0x3b0,
                          mmpt = 0x382, hstatus = 0x600, hgatp = 0x680, vsatp = 0x280, stimecmp = 0x14d,
                          menvcfg = 0x30a, mcycle = 0xb00, minstret = 0xb02, mhpmcounter3 = 0xb03, time = 0xc01,
                          stvec = 0x105, sepc = 0x141, scause = 0x142, stval = 0x143, vsstatus = 0x200, fcsr = 0x003;
}

}  // namespace covesim::test
