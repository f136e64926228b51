// Regions of interest, modes and the end, through guest-images/include/covesim.h; where nobody heeds the hints the
// program ends through tohost with code 9. work(n) retires 2 n + 2 instructions.
#include "covesim.h"

__asm__(
    ".section .text.reset, \"ax\"\n"
    ".globl _start\n"
    "_start: la sp, stack_end\n"
    "    j run\n"
    "work:\n"
    "1:  addi a0, a0, -1\n"
    "    bnez a0, 1b\n"
    "    nop\n"
    "    ret\n"
    ".section .tohost, \"aw\"\n"
    ".globl tohost, fromhost\n"
    "    .balign 64\n"
    "tohost: .dword 0\n"
    "    .balign 64\n"
    "fromhost: .dword 0\n"
    ".data\n"
    "    .balign 16\n"
    "    .skip 1024\n"
    "stack_end:\n"
    ".text\n");
extern volatile uint64_t tohost;
void work(uint64_t n);

// The call, in two instructions.
#define WORK(n) __asm__ volatile("li a0, " #n "\n    jal work" : : : "a0", "ra", "memory")

// In a register from here on: nothing is made between the markers.
static inline uint64_t kept(uint64_t value) {
    __asm__ volatile("" : "+r"(value));
    return value;
}

__attribute__((used)) void run(void) {
    const uint64_t outer = kept(covesim_region("outer")), sort = kept(covesim_region("sort"));
    const uint64_t seven = kept(7), fast = kept(COVESIM_FAST), code = kept(42);
    covesim_region_begin(outer);
    for (int i = 0; i < 3; ++i) {
        covesim_region_begin(sort);
        WORK(100);
        covesim_region_end(sort);
    }
    covesim_region_end(outer);
    covesim_set_mode(COVESIM_TIMED);
    covesim_region_begin(seven);
    WORK(50);
    covesim_region_end(seven);
    COVESIM_HINT(3, fast);
    covesim_region_end(7);    // refused: not begun
    COVESIM_HINT(3, 3);       // refused: no such mode
    covesim_region_begin(8);  // never ends
    WORK(10);
    covesim_exit(code);
    tohost = 9 << 1 | 1;
    for (;;) {
    }
}
