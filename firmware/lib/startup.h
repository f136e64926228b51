// Assembly macros for entry code and trap vectors (included from .S files). Register files are saved as an array x[32]
// of 8-byte words.
#pragma once

#ifdef __ASSEMBLY__

// x1, x3..x31 to / from base[i]; x2 (sp) is the caller's business because it is usually the base.
.macro SAVE_X_EXCEPT_SP base sd x1, 1 * 8(\base).irp n, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
    21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
    31 sd x\n, \n * 8(\base)
                        .endr
                        .endm

                        // The base must be sp: it is restored last, by the caller.
                        .macro LOAD_X_EXCEPT_SP base ld x1,
    1 * 8(\base).irp n, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
    29, 30, 31 ld x\n, \n * 8(\base)
                                .endr
                                .endm

                                // Clears every x register but a0 and a1, the hand-off arguments.
                                .macro CLEAR_X_EXCEPT_A0_A1.irp n,
    1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31 li x\n,
    0.endr
        .endm

        // Zeroes [start, end), both 8-byte aligned symbols. Clobbers t0, t1.
        .macro ZERO_RANGE start,
    end la t0, \start la t1, \end bgeu t0, t1, .Lzero_done\@.Lzero_loop\@ : sd zero, 0(t0)addi t0, t0, 8 bltu t0, t1,
    .Lzero_loop\@.Lzero_done\@ :.endm

#endif
