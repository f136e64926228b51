// Instructions that the compiler does not emit by itself: fences, waits, cache-block operations, environment calls.
// Encoded with .insn where GCC 12's assembler does not know the name under -march=rv64imac. MFENCE.PA's funct7 0x19 is
// the value chosen in docs/decisions.md (the Smsd text names no number).
#pragma once
#include <stdint.h>

namespace covesim::fw {

#ifdef __riscv
inline void wfi() { asm volatile("wfi" ::: "memory"); }
/// PAUSE (Zihintpause): FENCE with pred = W, succ = 0; a hint elsewhere.
inline void pause() { asm volatile(".insn i 0x0f, 0, x0, x0, 0x010" ::: "memory"); }
inline void fence() { asm volatile("fence rw, rw" ::: "memory"); }
inline void fence_io() { asm volatile("fence iorw, iorw" ::: "memory"); }
inline void fence_i() { asm volatile("fence.i" ::: "memory"); }

inline void sfence_vma() { asm volatile("sfence.vma" ::: "memory"); }
inline void sfence_vma(uint64_t va) { asm volatile("sfence.vma %0, x0" ::"r"(va) : "memory"); }
inline void sfence_vma_asid(uint64_t asid) { asm volatile("sfence.vma x0, %0" ::"r"(asid) : "memory"); }
inline void sfence_vma(uint64_t va, uint64_t asid) {
    asm volatile("sfence.vma %0, %1" ::"r"(va), "r"(asid) : "memory");
}

// HFENCE.VVMA: funct7 0x11. HFENCE.GVMA: funct7 0x31; its address operand is a guest physical address shifted right
// by 2.
inline void hfence_vvma() { asm volatile(".insn r 0x73, 0, 0x11, x0, x0, x0" ::: "memory"); }
inline void hfence_vvma(uint64_t va) { asm volatile(".insn r 0x73, 0, 0x11, x0, %0, x0" ::"r"(va) : "memory"); }
inline void hfence_vvma_asid(uint64_t asid) {
    asm volatile(".insn r 0x73, 0, 0x11, x0, x0, %0" ::"r"(asid) : "memory");
}
inline void hfence_vvma(uint64_t va, uint64_t asid) {
    asm volatile(".insn r 0x73, 0, 0x11, x0, %0, %1" ::"r"(va), "r"(asid) : "memory");
}
inline void hfence_gvma() { asm volatile(".insn r 0x73, 0, 0x31, x0, x0, x0" ::: "memory"); }
inline void hfence_gvma(uint64_t gpa) { asm volatile(".insn r 0x73, 0, 0x31, x0, %0, x0" ::"r"(gpa >> 2) : "memory"); }
inline void hfence_gvma_vmid(uint64_t vmid) {
    asm volatile(".insn r 0x73, 0, 0x31, x0, x0, %0" ::"r"(vmid) : "memory");
}
inline void hfence_gvma(uint64_t gpa, uint64_t vmid) {
    asm volatile(".insn r 0x73, 0, 0x31, x0, %0, %1" ::"r"(gpa >> 2), "r"(vmid) : "memory");
}

/// MFENCE.PA x0, x0: all levels of all domains' tables.
inline void mfence_pa() { asm volatile(".insn r 0x73, 0, 0x19, x0, x0, x0" ::: "memory"); }
/// MFENCE.PA x0, sdid: all levels of one domain's table.
inline void mfence_pa_domain(uint64_t sdid) {
    asm volatile(".insn r 0x73, 0, 0x19, x0, x0, %0" ::"r"(sdid) : "memory");
}

// Zicbom and Zicboz: MISC-MEM, funct3 2; the operation is the immediate.
inline void cbo_inval(uint64_t a) { asm volatile(".insn i 0x0f, 2, x0, %0, 0" ::"r"(a) : "memory"); }
inline void cbo_clean(uint64_t a) { asm volatile(".insn i 0x0f, 2, x0, %0, 1" ::"r"(a) : "memory"); }
inline void cbo_flush(uint64_t a) { asm volatile(".insn i 0x0f, 2, x0, %0, 2" ::"r"(a) : "memory"); }
inline void cbo_zero(uint64_t a) { asm volatile(".insn i 0x0f, 2, x0, %0, 4" ::"r"(a) : "memory"); }

// Uncached device registers.
template <class T>
inline T mmio_read(uint64_t a) {
    return *reinterpret_cast<volatile T*>(a);
}
template <class T>
inline void mmio_write(uint64_t a, T v) {
    *reinterpret_cast<volatile T*>(a) = v;
}
#endif

/// Flushes (writes back and drops) every cache block of [pa, pa + bytes). `block` is the Zicbom block size, a power of
/// two; 0: no Zicbom, nothing to do.
inline void flush_range([[maybe_unused]] uint64_t pa, [[maybe_unused]] uint64_t bytes,
                        [[maybe_unused]] uint64_t block) {
#ifdef __riscv
    if (block == 0) return;
    for (uint64_t a = pa & ~(block - 1); a < pa + bytes; a += block) cbo_flush(a);
    fence();
#endif
}

}  // namespace covesim::fw
