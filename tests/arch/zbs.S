// Zbs: single-bit instructions. Unprivileged specification, "Zbs".
// Extensions: zbs
#include "test.h"
    START
    RR 1, bclr, 0x123456789abcdef0, 0xfedcba9876543210, 0x123456789abcdef0
    RR 2, bclr, 0xffffffffffffffff, 0x1, 0xfffffffffffffffd
    RR 3, bclr, 0x8000000000000000, 0xffffffffffffffff, 0x0
    RR 4, bclr, 0x7fffffff, 0x1, 0x7ffffffd
    RR 5, bclr, 0xffffffff80000000, 0x80000000, 0xffffffff80000000
    RR 6, bclr, 0x5, 0x3, 0x5
    RR 7, bclr, 0x0, 0x0, 0x0
    RR 8, bext, 0x123456789abcdef0, 0xfedcba9876543210, 0x0
    RR 9, bext, 0xffffffffffffffff, 0x1, 0x1
    RR 10, bext, 0x8000000000000000, 0xffffffffffffffff, 0x1
    RR 11, bext, 0x7fffffff, 0x1, 0x1
    RR 12, bext, 0xffffffff80000000, 0x80000000, 0x0
    RR 13, bext, 0x5, 0x3, 0x0
    RR 14, bext, 0x0, 0x0, 0x0
    RR 15, binv, 0x123456789abcdef0, 0xfedcba9876543210, 0x123456789abddef0
    RR 16, binv, 0xffffffffffffffff, 0x1, 0xfffffffffffffffd
    RR 17, binv, 0x8000000000000000, 0xffffffffffffffff, 0x0
    RR 18, binv, 0x7fffffff, 0x1, 0x7ffffffd
    RR 19, binv, 0xffffffff80000000, 0x80000000, 0xffffffff80000001
    RR 20, binv, 0x5, 0x3, 0xd
    RR 21, binv, 0x0, 0x0, 0x1
    RR 22, bset, 0x123456789abcdef0, 0xfedcba9876543210, 0x123456789abddef0
    RR 23, bset, 0xffffffffffffffff, 0x1, 0xffffffffffffffff
    RR 24, bset, 0x8000000000000000, 0xffffffffffffffff, 0x8000000000000000
    RR 25, bset, 0x7fffffff, 0x1, 0x7fffffff
    RR 26, bset, 0xffffffff80000000, 0x80000000, 0xffffffff80000001
    RR 27, bset, 0x5, 0x3, 0xd
    RR 28, bset, 0x0, 0x0, 0x1
    RI 29, bclri, 0x8000000180000001, 0, 0x8000000180000000
    RI 30, bexti, 0x8000000180000001, 0, 0x1
    RI 31, binvi, 0x8000000180000001, 0, 0x8000000180000000
    RI 32, bseti, 0x8000000180000001, 0, 0x8000000180000001
    RI 33, bclri, 0x8000000180000001, 31, 0x8000000100000001
    RI 34, bexti, 0x8000000180000001, 31, 0x1
    RI 35, binvi, 0x8000000180000001, 31, 0x8000000100000001
    RI 36, bseti, 0x8000000180000001, 31, 0x8000000180000001
    RI 37, bclri, 0x8000000180000001, 32, 0x8000000080000001
    RI 38, bexti, 0x8000000180000001, 32, 0x1
    RI 39, binvi, 0x8000000180000001, 32, 0x8000000080000001
    RI 40, bseti, 0x8000000180000001, 32, 0x8000000180000001
    RI 41, bclri, 0x8000000180000001, 63, 0x180000001
    RI 42, bexti, 0x8000000180000001, 63, 0x1
    RI 43, binvi, 0x8000000180000001, 63, 0x180000001
    RI 44, bseti, 0x8000000180000001, 63, 0x8000000180000001
    PASS
