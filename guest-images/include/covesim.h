/* What a program under covesim may tell the simulator: where its region of interest begins and ends, which mode to go
 * on in, that a checkpoint is wanted, that the run is over. C and C++, any privilege, nothing to link.
 *
 * Each is one instruction, "slti x0, rs1, 0x5c0 + command": a HINT that the RISC-V unprivileged specification
 * designates for custom use, so the same program runs on hardware and on any other simulator, where it does nothing.
 * covesim heeds it with `--set devices.control=true`. See docs/control.md. */
#ifndef COVESIM_H
#define COVESIM_H

#ifdef __ASSEMBLER__
/* clang-format off */

/* COVESIM_HINT command, register */
.macro COVESIM_HINT command, register
    slti x0, \register, 0x5c0 + \command
.endm
/* clang-format on */

#else

#include <stdint.h>

/* The compiler moves no memory access across it. */
#define COVESIM_HINT(command, value) \
    __asm__ volatile("slti x0, %0, %1" : : "r"((uint64_t)(value)), "i"(0x5c0 + (command)) : "memory")

enum covesim_mode { COVESIM_FAST = 0, COVESIM_WARM = 1, COVESIM_TIMED = 2 };

/* The number of a region with a name: 2 to 8 letters, digits or underscores, the first a letter. */
static inline uint64_t covesim_region(const char* name) {
    uint64_t number = 0;
    int i;
    for (i = 0; i < 8 && name[i]; ++i) number |= (uint64_t)(unsigned char)name[i] << 8 * i;
    return number;
}

/* Regions may nest and overlap; one that has begun ends before it begins again. */
static inline void covesim_region_begin(uint64_t region) { COVESIM_HINT(1, region); }
static inline void covesim_region_end(uint64_t region) { COVESIM_HINT(2, region); }
static inline void covesim_set_mode(enum covesim_mode mode) { COVESIM_HINT(3, mode); }
static inline void covesim_checkpoint(void) { COVESIM_HINT(4, 0); }
/* Returns only where nobody heeds it. */
static inline void covesim_exit(uint64_t code) { COVESIM_HINT(5, code); }

#endif
#endif
