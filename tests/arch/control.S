// The control device: identity, commands and their status; the region and mode commands as hints too (SLTI to x0,
// unprivileged specification, HINTs designated for custom use), which change no register and do not trap in U-mode.
// Options: --set devices.control=true
// clang-format off
#include "test.h"
#include "guest-images/include/covesim.h"
#define CONTROL 0x10220000

.macro COMMAND n, op, offset, value, status
    li t0, \value
    \op t0, \offset(s0)
    lw t1, 0x24(s0)
    EXPECT \n, t1, \status
.endm

    START
    li s0, CONTROL
    lwu t0, 0(s0)
    EXPECT 1, t0, 0x45564f43            // "COVE"
    lwu t0, 4(s0)
    EXPECT 2, t0, 1
    COMMAND 3, sd, 0x10, 5, 1           // ends what has not begun
    COMMAND 4, sd, 0x08, 5, 0
    COMMAND 5, sd, 0x08, 5, 1           // begins what has begun
    COMMAND 6, sd, 0x08, 6, 0
    COMMAND 7, sd, 0x10, 5, 0
    COMMAND 8, sd, 0x10, 6, 0
    COMMAND 9, sd, 0x10, 6, 1
    COMMAND 10, sw, 0x18, 3, 1          // no such mode
    COMMAND 11, sw, 0x18, 1, 0
    lwu t0, 0x18(s0)
    EXPECT 12, t0, 1
    COMMAND 13, sw, 0x18, 2, 0
    lwu t0, 0x18(s0)
    EXPECT 14, t0, 2
    COMMAND 15, sw, 0x1c, 0, 2          // nobody has said where to
    // The same commands as hints: what they did shows in the registers.
    li t0, 0
    COVESIM_HINT 3, t0
    lwu t0, 0x18(s0)
    EXPECT 16, t0, 0
    li t0, 9
    COVESIM_HINT 1, t0
    EXPECT 17, t0, 9
    COMMAND 18, sd, 0x08, 9, 1
    ENTER 0, 0, user
user:
    li t0, 9
    COVESIM_HINT 2, t0
    LEAVE
    EXPECT 19, s10, CAUSE_ECALL_U
    COMMAND 20, sd, 0x10, 9, 1
    COMMAND 21, sd, 0x08, 9, 0
    PASS
