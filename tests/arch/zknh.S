// Zknh: the SHA-2 functions (FIPS 180-4, 4.1.2 and 4.1.3). Unprivileged specification, "Zknh".
// Extensions: zknh
#include "test.h"
    START
    R1 1, sha256sum0, 0x123456789abcdef0, 0x22502030
    R1 2, sha256sum1, 0x123456789abcdef0, 0x4216dcad
    R1 3, sha256sig0, 0x123456789abcdef0, 0xffffffffc5dec4cc
    R1 4, sha256sig1, 0x123456789abcdef0, 0xfffffffff480f13e
    R1 5, sha512sum0, 0x123456789abcdef0, 0x7c57a100c7ec1abb
    R1 6, sha512sum1, 0x123456789abcdef0, 0x7031123334755677
    R1 7, sha512sig0, 0x123456789abcdef0, 0xf92c77c6c4f1aa1b
    R1 8, sha512sig1, 0x123456789abcdef0, 0xa3460dbbd4317ac
    R1 9, sha256sum0, 0x80000000, 0x20040200
    R1 10, sha256sum1, 0x80000000, 0x2100040
    R1 11, sha256sig0, 0x80000000, 0x11002000
    R1 12, sha256sig1, 0x80000000, 0x205000
    R1 13, sha512sum0, 0x80000000, 0x2100000000000008
    R1 14, sha512sum1, 0x80000000, 0x40000000022000
    R1 15, sha512sig0, 0x80000000, 0x41800000
    R1 16, sha512sig1, 0x80000000, 0x402001000
    R1 17, sha256sum0, 0xffffffffffffffff, 0xffffffffffffffff
    R1 18, sha256sum1, 0xffffffffffffffff, 0xffffffffffffffff
    R1 19, sha256sig0, 0xffffffffffffffff, 0x1fffffff
    R1 20, sha256sig1, 0xffffffffffffffff, 0x3fffff
    R1 21, sha512sum0, 0xffffffffffffffff, 0xffffffffffffffff
    R1 22, sha512sum1, 0xffffffffffffffff, 0xffffffffffffffff
    R1 23, sha512sig0, 0xffffffffffffffff, 0x1ffffffffffffff
    R1 24, sha512sig1, 0xffffffffffffffff, 0x3ffffffffffffff
    R1 25, sha256sum0, 0x102030405060708, 0x211d89e6
    R1 26, sha256sum1, 0x102030405060708, 0x42173cde
    R1 27, sha256sig0, 0x102030405060708, 0xffffffff9168cdae
    R1 28, sha256sig1, 0x102030405060708, 0xffffffffc36443a2
    R1 29, sha512sum0, 0x102030405060708, 0x592bfd4c0062b487
    R1 30, sha512sum1, 0x102030405060708, 0x1fe0874b08d19458
    R1 31, sha512sig0, 0x102030405060708, 0x88207870e8c098d
    R1 32, sha512sig1, 0x102030405060708, 0xc8f5100c7844a0fc
    PASS
