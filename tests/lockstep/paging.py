"""Random page tables for the lockstep programs: Sv39, Sv48 or Sv57, entries typed from the manual's bit numbers.

    0x80000000      the program itself, one 4 KiB mapping a page, executable for the stream's privilege
    WINDOW          64 pages of random entries, the last-level table itself (supervisor), a pool of spare entries
    + SUPERPAGE     a 2 MiB mapping of 0x80000000, so that the same memory is seen at two addresses
"""

import struct

import runtime as rt

WINDOW = 0x10_0000_0000
PAGES, POOL = 64, 512
# Two unmapped pages between, so that a random store beside the window cannot change an entry without a fence.
TABLE_OFFSET, POOL_OFFSET = 66 << 12, 67 << 12
SUPERPAGE_OFFSET = 0x20_0000 + (rt.DATA - rt.BASE)
V, R, W, X, U, G, A, D = (1 << i for i in range(8))


class Pages:
    """The tables of one program: root, chain to the window, its last level, the program's last level, the pool."""

    def __init__(self, r, mode, privilege):
        self.mode, self.user = mode, privilege == 0
        self.window = [self._random(r) for _ in range(PAGES)]
        # The pages that compressed accesses reach are mapped at first.
        for i in range(2):
            self.window[i] = (rt.DATA >> 12) + i << 10 | V | R | W | A | D | (U if self.user else 0)
        self.pool = [self._random(r) for _ in range(POOL)]
        self.super = r.choice([V | R | W | A | D, V | R | A | D, V | R | A, V | R | W | A | D, V | R | W, V | R | W | X | A | D])
        if self.user == (r.random() < 0.9):
            self.super |= U
        self.super_misaligned = r.random() < 0.1

    def _random(self, r):
        """Mostly a usable entry."""
        executable = r.random() < 0.15
        flags = 0
        for bit, chance in ((V, 0.92), (R, 0.85), (W, 0.75), (U, 0.85 if self.user else 0.25), (G, 0.1), (A, 0.85), (D, 0.75)):
            if r.random() < chance:
                flags |= bit
        flags |= r.randrange(4) << 8  # RSW
        if executable:
            # Only the page of returns is executable, and then never writable: W without R stays reserved.
            return rt.RETURNS >> 12 << 10 | flags & ~W | X
        if r.random() < 0.03:
            flags |= 1 << r.choice([54, 57, 60, 61, 62, 63])  # reserved bits; PBMT without PBMTE; N with a reserved pattern
        # Bit 0 of the page number keeps an entry with N set away from the one defined NAPOT pattern (1000).
        page = (rt.DATA >> 12) + (r.randrange(16) | (1 if flags >> 63 else 0))
        return page << 10 | flags

    def satp(self):
        """The value for satp: mode and root."""
        return self.mode << 60 | rt.TABLES >> 12

    def tables(self):
        """The bytes at TABLES: the whole set."""
        table = [[0] * 512 for _ in range(8)]
        levels = {8: 3, 9: 4, 10: 5}[self.mode]
        page = [rt.TABLES + 4096 * i for i in range(8)]

        def pointer(index):
            return page[index] >> 12 << 10 | V

        # 0: root, 1 and 2: further upper levels; 3: the gigabyte of the window, 4: its 4 KiB pages;
        # 5: the gigabyte of the program, 6: its 4 KiB pages; 7: the pool.
        upper = list(range(levels - 2))
        for depth, index in enumerate(upper):
            shift = 12 + 9 * (levels - 1 - depth)
            last = depth == len(upper) - 1
            table[index][WINDOW >> shift & 511] = pointer(3 if last else upper[depth + 1])
            table[index][rt.BASE >> shift & 511] = pointer(5 if last else upper[depth + 1])
        table[3][WINDOW >> 21 & 511] = pointer(4)
        misaligned = 1 << 10 if self.super_misaligned else 0
        table[3][(WINDOW >> 21 & 511) + 1] = rt.BASE >> 12 << 10 | self.super | misaligned
        table[4][:PAGES] = self.window
        table[4][TABLE_OFFSET >> 12] = page[4] >> 12 << 10 | V | R | W | A | D
        table[4][POOL_OFFSET >> 12] = page[7] >> 12 << 10 | V | R | A
        table[5][rt.BASE >> 21 & 511] = pointer(6)
        for i in range(512):
            table[6][i] = (rt.BASE >> 12) + i << 10 | V | R | X | A | (U if self.user else 0)
        table[7] = list(self.pool)
        return b"".join(struct.pack("<512Q", *t) for t in table)
