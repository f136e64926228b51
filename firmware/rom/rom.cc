// Boot ROM: the first instructions of every hart. The root of trust has verified and measured the images before it
// released the harts; the ROM only asks its mailbox whether that is so and where to go. No stack, no data. Left out: a
// fallback image (an unverified platform parks).
#include "sim/core/layout/memory_map.h"
#include "sim/core/layout/rot_mailbox.h"

/// Reset vector. Enters the TSM driver with a0 = hart id, a1 = device tree, every other register zero.
extern "C" [[gnu::naked, gnu::section(".text.reset")]] void _start() {
    asm volatile(
        ".irp n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31\n"
        "  li x\\n, 0\n"
        ".endr\n"
        "  csrw mie, zero\n"
        "  la t0, 1f\n"
        "  csrw mtvec, t0\n"
        "  csrw mscratch, zero\n"
        "  li t0, %[mailbox]\n"
        // A mailbox that does not answer with its identity is no root of trust.
        "  lwu t1, %[id](t0)\n"
        "  li t2, %[id_value]\n"
        "  bne t1, t2, 1f\n"
        "  lwu t1, %[status](t0)\n"
        "  andi t1, t1, 1\n"
        "  beqz t1, 1f\n"
        "  ld t2, %[entry](t0)\n"
        "  beqz t2, 1f\n"
        "  ld a1, %[device_tree](t0)\n"
        "  csrr a0, mhartid\n"
        "  li t0, 0\n"
        "  li t1, 0\n"
        // The root of trust wrote the image: order this hart's instruction fetches behind that.
        "  fence.i\n"
        "  jr t2\n"
        // Parked; also the trap vector, hence aligned.
        "  .balign 4\n"
        "1: wfi\n"
        "  j 1b\n"
        :
        : [mailbox] "i"(covesim::map::kRotMailbox.base), [id] "i"(covesim::rot::kId),
          [id_value] "i"(covesim::rot::kIdValue), [status] "i"(covesim::rot::kStatus),
          [entry] "i"(covesim::rot::kEntry), [device_tree] "i"(covesim::rot::kDeviceTree));
}
