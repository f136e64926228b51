// Zba: address generation. Unprivileged specification, "Zba".
// Extensions: zba
#include "test.h"
    START
    RR 1, sh1add, 0x123456789abcdef0, 0xfedcba9876543210, 0x23456789abcdeff0
    RR 2, sh1add, 0xffffffffffffffff, 0x1, 0xffffffffffffffff
    RR 3, sh1add, 0x8000000000000000, 0xffffffffffffffff, 0xffffffffffffffff
    RR 4, sh1add, 0x7fffffff, 0x1, 0xffffffff
    RR 5, sh1add, 0xffffffff80000000, 0x80000000, 0xffffffff80000000
    RR 6, sh2add, 0x123456789abcdef0, 0xfedcba9876543210, 0x47ae147ae147add0
    RR 7, sh2add, 0xffffffffffffffff, 0x1, 0xfffffffffffffffd
    RR 8, sh2add, 0x8000000000000000, 0xffffffffffffffff, 0xffffffffffffffff
    RR 9, sh2add, 0x7fffffff, 0x1, 0x1fffffffd
    RR 10, sh2add, 0xffffffff80000000, 0x80000000, 0xfffffffe80000000
    RR 11, sh3add, 0x123456789abcdef0, 0xfedcba9876543210, 0x907f6e5d4c3b2990
    RR 12, sh3add, 0xffffffffffffffff, 0x1, 0xfffffffffffffff9
    RR 13, sh3add, 0x8000000000000000, 0xffffffffffffffff, 0xffffffffffffffff
    RR 14, sh3add, 0x7fffffff, 0x1, 0x3fffffff9
    RR 15, sh3add, 0xffffffff80000000, 0x80000000, 0xfffffffc80000000
    RR 16, add.uw, 0x123456789abcdef0, 0xfedcba9876543210, 0xfedcba9911111100
    RR 17, add.uw, 0xffffffffffffffff, 0x1, 0x100000000
    RR 18, add.uw, 0x8000000000000000, 0xffffffffffffffff, 0xffffffffffffffff
    RR 19, add.uw, 0x7fffffff, 0x1, 0x80000000
    RR 20, add.uw, 0xffffffff80000000, 0x80000000, 0x100000000
    RR 21, sh1add.uw, 0x123456789abcdef0, 0xfedcba9876543210, 0xfedcba99abcdeff0
    RR 22, sh1add.uw, 0xffffffffffffffff, 0x1, 0x1ffffffff
    RR 23, sh1add.uw, 0x8000000000000000, 0xffffffffffffffff, 0xffffffffffffffff
    RR 24, sh1add.uw, 0x7fffffff, 0x1, 0xffffffff
    RR 25, sh1add.uw, 0xffffffff80000000, 0x80000000, 0x180000000
    RR 26, sh2add.uw, 0x123456789abcdef0, 0xfedcba9876543210, 0xfedcba9ae147add0
    RR 27, sh2add.uw, 0xffffffffffffffff, 0x1, 0x3fffffffd
    RR 28, sh2add.uw, 0x8000000000000000, 0xffffffffffffffff, 0xffffffffffffffff
    RR 29, sh2add.uw, 0x7fffffff, 0x1, 0x1fffffffd
    RR 30, sh2add.uw, 0xffffffff80000000, 0x80000000, 0x280000000
    RR 31, sh3add.uw, 0x123456789abcdef0, 0xfedcba9876543210, 0xfedcba9d4c3b2990
    RR 32, sh3add.uw, 0xffffffffffffffff, 0x1, 0x7fffffff9
    RR 33, sh3add.uw, 0x8000000000000000, 0xffffffffffffffff, 0xffffffffffffffff
    RR 34, sh3add.uw, 0x7fffffff, 0x1, 0x3fffffff9
    RR 35, sh3add.uw, 0xffffffff80000000, 0x80000000, 0x480000000
    RI 36, slli.uw, 0xffffffff12345678, 4, 0x123456780
    RI 37, slli.uw, 0xffffffffffffffff, 33, 0xfffffffe00000000
    RI 38, slli.uw, 0x1, 63, 0x8000000000000000
    PASS
