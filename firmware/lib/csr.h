// Access to control and status registers by number, as compile-time constants: csr_read<csr::mstatus>(). Numbers are
// those of the privileged, H, Sstc, Smstateen and Smsd specifications. Left out: CSRs that the firmware does not use.
#pragma once
#include <stdint.h>

namespace covesim::fw {

namespace csr {
enum Number : uint16_t {
    // Supervisor
    sstatus = 0x100,
    sie = 0x104,
    stvec = 0x105,
    scounteren = 0x106,
    senvcfg = 0x10a,
    sstateen0 = 0x10c,
    sscratch = 0x140,
    sepc = 0x141,
    scause = 0x142,
    stval = 0x143,
    sip = 0x144,
    stimecmp = 0x14d,
    satp = 0x180,
    scontext = 0x5a8,
    // Hypervisor
    hstatus = 0x600,
    hedeleg = 0x602,
    hideleg = 0x603,
    hie = 0x604,
    htimedelta = 0x605,
    hcounteren = 0x606,
    hgeie = 0x607,
    henvcfg = 0x60a,
    hstateen0 = 0x60c,
    hvien = 0x608,
    hvictl = 0x609,
    hviprio1 = 0x646,
    hviprio2 = 0x647,
    htval = 0x643,
    hip = 0x644,
    hvip = 0x645,
    htinst = 0x64a,
    hgatp = 0x680,
    hgeip = 0xe12,
    vsstatus = 0x200,
    vsie = 0x204,
    vstvec = 0x205,
    vsscratch = 0x240,
    vsepc = 0x241,
    vscause = 0x242,
    vstval = 0x243,
    vsip = 0x244,
    vstimecmp = 0x24d,
    vsiselect = 0x250,
    vsatp = 0x280,
    // Machine
    mstatus = 0x300,
    misa = 0x301,
    medeleg = 0x302,
    mideleg = 0x303,
    mie = 0x304,
    mtvec = 0x305,
    mcounteren = 0x306,
    menvcfg = 0x30a,
    mstateen0 = 0x30c,
    mstateen1 = 0x30d,
    mstateen2 = 0x30e,
    mstateen3 = 0x30f,
    mcountinhibit = 0x320,
    mhpmevent3 = 0x323,
    mscratch = 0x340,
    mepc = 0x341,
    mcause = 0x342,
    mtval = 0x343,
    mip = 0x344,
    mmpt = 0x382,  // Smsd
    pmpcfg0 = 0x3a0,
    pmpcfg2 = 0x3a2,
    pmpaddr0 = 0x3b0,
    mseccfg = 0x747,
    msdcfg = 0x74e,  // Smsd
    mcycle = 0xb00,
    minstret = 0xb02,
    mhpmcounter3 = 0xb03,
    time = 0xc01,
    mvendorid = 0xf11,
    marchid = 0xf12,
    mimpid = 0xf13,
    mhartid = 0xf14,
};
}  // namespace csr

#ifdef __riscv
// Every access is a compiler barrier too: CSRs switch address spaces and arm traps.
template <uint16_t N>
inline uint64_t csr_read() {
    uint64_t v;
    asm volatile("csrr %0, %1" : "=r"(v) : "i"(N) : "memory");
    return v;
}
template <uint16_t N>
inline void csr_write(uint64_t v) {
    asm volatile("csrw %0, %1" : : "i"(N), "rK"(v) : "memory");
}
template <uint16_t N>
inline uint64_t csr_swap(uint64_t v) {
    uint64_t old;
    asm volatile("csrrw %0, %1, %2" : "=r"(old) : "i"(N), "rK"(v) : "memory");
    return old;
}
template <uint16_t N>
inline void csr_set(uint64_t v) {
    asm volatile("csrs %0, %1" : : "i"(N), "rK"(v) : "memory");
}
template <uint16_t N>
inline void csr_clear(uint64_t v) {
    asm volatile("csrc %0, %1" : : "i"(N), "rK"(v) : "memory");
}
#endif

}  // namespace covesim::fw
