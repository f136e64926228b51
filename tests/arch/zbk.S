// Zbkb, Zbkc, Zbkx: bit manipulation for cryptography. Unprivileged specification, "Zbkb", "Zbkc", "Zbkx".
// Extensions: zbkb, zbkc, zbkx
#include "test.h"
    START
    RR 1, pack, 0x123456789abcdef0, 0xfedcba9876543210, 0x765432109abcdef0
    RR 2, pack, 0xffffffffffffffff, 0x1, 0x1ffffffff
    RR 3, pack, 0x8000000000000000, 0xffffffffffffffff, 0xffffffff00000000
    RR 4, pack, 0x7fffffff, 0x1, 0x17fffffff
    RR 5, pack, 0xffffffff80000000, 0x80000000, 0x8000000080000000
    RR 6, pack, 0x5, 0x3, 0x300000005
    RR 7, pack, 0x0, 0x0, 0x0
    RR 8, pack, 0x706050403020100, 0x1020304050607, 0x405060703020100
    RR 9, pack, 0xfedcba9876543210, 0x123456789abcdef, 0x89abcdef76543210
    RR 10, packh, 0x123456789abcdef0, 0xfedcba9876543210, 0x10f0
    RR 11, packh, 0xffffffffffffffff, 0x1, 0x1ff
    RR 12, packh, 0x8000000000000000, 0xffffffffffffffff, 0xff00
    RR 13, packh, 0x7fffffff, 0x1, 0x1ff
    RR 14, packh, 0xffffffff80000000, 0x80000000, 0x0
    RR 15, packh, 0x5, 0x3, 0x305
    RR 16, packh, 0x0, 0x0, 0x0
    RR 17, packh, 0x706050403020100, 0x1020304050607, 0x700
    RR 18, packh, 0xfedcba9876543210, 0x123456789abcdef, 0xef10
    RR 19, packw, 0x123456789abcdef0, 0xfedcba9876543210, 0x3210def0
    RR 20, packw, 0xffffffffffffffff, 0x1, 0x1ffff
    RR 21, packw, 0x8000000000000000, 0xffffffffffffffff, 0xffffffffffff0000
    RR 22, packw, 0x7fffffff, 0x1, 0x1ffff
    RR 23, packw, 0xffffffff80000000, 0x80000000, 0x0
    RR 24, packw, 0x5, 0x3, 0x30005
    RR 25, packw, 0x0, 0x0, 0x0
    RR 26, packw, 0x706050403020100, 0x1020304050607, 0x6070100
    RR 27, packw, 0xfedcba9876543210, 0x123456789abcdef, 0xffffffffcdef3210
    RR 28, clmul, 0x123456789abcdef0, 0xfedcba9876543210, 0xa0789828c810f00
    RR 29, clmul, 0xffffffffffffffff, 0x1, 0xffffffffffffffff
    RR 30, clmul, 0x8000000000000000, 0xffffffffffffffff, 0x8000000000000000
    RR 31, clmul, 0x7fffffff, 0x1, 0x7fffffff
    RR 32, clmul, 0xffffffff80000000, 0x80000000, 0xc000000000000000
    RR 33, clmul, 0x5, 0x3, 0xf
    RR 34, clmul, 0x0, 0x0, 0x0
    RR 35, clmul, 0x706050403020100, 0x1020304050607, 0x10071800080700
    RR 36, clmul, 0xfedcba9876543210, 0x123456789abcdef, 0x40a0789828c810f0
    RR 37, clmulh, 0x123456789abcdef0, 0xfedcba9876543210, 0xe038d8688850b04
    RR 38, clmulh, 0xffffffffffffffff, 0x1, 0x0
    RR 39, clmulh, 0x8000000000000000, 0xffffffffffffffff, 0x7fffffffffffffff
    RR 40, clmulh, 0x7fffffff, 0x1, 0x0
    RR 41, clmulh, 0xffffffff80000000, 0x80000000, 0x7fffffff
    RR 42, clmulh, 0x5, 0x3, 0x0
    RR 43, clmulh, 0x0, 0x0, 0x0
    RR 44, clmulh, 0x706050403020100, 0x1020304050607, 0x70800180710
    RR 45, clmulh, 0xfedcba9876543210, 0x123456789abcdef, 0xe038d8688850b0
    RR 46, xperm4, 0x123456789abcdef0, 0xfedcba9876543210, 0x123456789abcdef0
    RR 47, xperm4, 0xffffffffffffffff, 0x1, 0xffffffffffffffff
    RR 48, xperm4, 0x8000000000000000, 0xffffffffffffffff, 0x8888888888888888
    RR 49, xperm4, 0x7fffffff, 0x1, 0xffffffffffffffff
    RR 50, xperm4, 0xffffffff80000000, 0x80000000, 0xf0000000
    RR 51, xperm4, 0x5, 0x3, 0x5555555555555550
    RR 52, xperm4, 0x0, 0x0, 0x0
    RR 53, xperm4, 0x706050403020100, 0x1020304050607, 0x10002000300
    RR 54, xperm4, 0xfedcba9876543210, 0x123456789abcdef, 0x123456789abcdef
    RR 55, xperm8, 0x123456789abcdef0, 0xfedcba9876543210, 0x0
    RR 56, xperm8, 0xffffffffffffffff, 0x1, 0xffffffffffffffff
    RR 57, xperm8, 0x8000000000000000, 0xffffffffffffffff, 0x0
    RR 58, xperm8, 0x7fffffff, 0x1, 0xffffffffffffffff
    RR 59, xperm8, 0xffffffff80000000, 0x80000000, 0x0
    RR 60, xperm8, 0x5, 0x3, 0x505050505050500
    RR 61, xperm8, 0x0, 0x0, 0x0
    RR 62, xperm8, 0x706050403020100, 0x1020304050607, 0x1020304050607
    RR 63, xperm8, 0xfedcba9876543210, 0x123456789abcdef, 0x3200000000000000
    R1 64, brev8, 0x0, 0x0
    R1 65, brev8, 0x1, 0x80
    R1 66, brev8, 0xffffffffffffffff, 0xffffffffffffffff
    R1 67, brev8, 0x8000000000000000, 0x100000000000000
    R1 68, brev8, 0x7fffffffffffffff, 0xfeffffffffffffff
    R1 69, brev8, 0x123456789abcdef0, 0x482c6a1e593d7b0f
    R1 70, brev8, 0xffffffff80000000, 0xffffffff01000000
    R1 71, brev8, 0x7fffffff, 0xfeffffff
    R1 72, brev8, 0x80000000, 0x1000000
    PASS
