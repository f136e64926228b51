"""Random instruction streams: from a seed and a variant to a whole program, the same bytes each time.

A stream is a list of units (a few instructions that belong together, for example an address computation and its load), so
that any prefix of it is a valid program with the same addresses: that is how a difference is narrowed down.

Registers x2, x8, x28 to x31 are kept for addresses and loop counts; everything else is random.
"""

import random
import struct
from dataclasses import dataclass, field

import elf
import encode as e
import paging
import runtime as rt
from vector import VectorUnits

KEPT = {2, 8, 28, 29, 30, 31}
COUNTER, MASK, BASE, ADDRESS, STACK, COMPRESSED = 28, 29, 30, 31, 2, 8
TARGETS = [r for r in range(32) if r not in KEPT]
SMALL_TARGETS = [r - 8 for r in range(9, 16)]  # x9 to x15 by their three-bit numbers
SMALL_SOURCES = list(range(8))

VARIANTS = {
    # name: (privilege, satp mode or None, hardware A/D updating, random PMP[, VLEN])
    "machine": (3, None, False, False),
    "s-sv39": (1, 8, False, False),
    "u-sv39": (0, 8, False, False),
    "s-sv48": (1, 9, False, False),
    "s-sv57": (1, 10, False, False),
    "s-sv39-adue": (1, 8, True, False),
    "u-sv48-adue": (0, 9, True, False),
    "s-sv39-pmp": (1, 8, False, True),
    "u-pmp": (0, None, False, True),
    "vector-128": (3, None, False, False, 128),
    "vector-256": (3, None, False, False, 256),
    "vector-u-sv39": (0, 8, False, False, 128),
    "vector-s-pmp": (1, 8, False, True, 256),
}

# Words that no extension defines (and CSRs that do not exist), for illegal-instruction traps; (word, bytes).
ILLEGAL = [
    (0xFFFFFFFF, 4), (0x7E000033, 4), (0x0000006B, 4), (0x00002063, 4), (0x12302073, 4), (0x5C001073, 4),
    (0xC0001073, 4), (0x0000, 2), (0x2001, 2), (0x4002, 2), (0x6101, 2), (0x8002, 2),
]


@dataclass
class Setup:
    """CSR writes before the stream."""

    TRAP_PLACEHOLDER = 0xDEAD_BEEF_0BAD_F00D
    csrs: list = field(default_factory=list)
    vlen: int = None


class Stream(VectorUnits):
    """Builds the units of one program."""

    def __init__(self, seed, variant, count):
        self.name = f"covesim lockstep {variant} {seed}"
        self.r = random.Random(self.name)
        self.privilege, self.mode, self.adue, self.pmp, self.vlen = (*VARIANTS[variant], None)[:5]
        self.counter, self.address_register, self.mask_register = COUNTER, ADDRESS, MASK
        self.pages = paging.Pages(self.r, self.mode, self.privilege) if self.mode else None
        self.at = rt.BODY
        self.units = []
        choices, weights = zip(*self._kinds())
        for _ in range(count):
            unit = self.r.choices(choices, weights)[0]()
            if self.at + len(unit) > rt.SIGNATURE - 64:
                break
            self.units.append(unit)
            self.at += len(unit)

    # --- units -------------------------------------------------------------------------------------------------------

    def _kinds(self):
        kinds = self._scalar_kinds()
        if self.vlen:  # float_csr may set a reserved frm, which QEMU lets some vector instructions ignore
            kinds = [k for k in kinds if k[0] != self.float_csr] + self.vector_kinds()
        return kinds

    def _scalar_kinds(self):
        kinds = [
            (self.integer, 30), (self.compressed, 12), (self.branch, 8), (self.jump, 3), (self.loop, 2), (self.load, 12),
            (self.store, 10), (self.compressed_memory, 5), (self.atomic, 5), (self.compare_and_swap, 4), (self.floating, 22), (self.floating_zfa, 5), (self.float_memory, 5),
            (self.float_csr, 2), (self.illegal, 1), (self.fence, 1), (self.ecall, 0.5),
        ]
        if self.privilege >= 1:
            kinds.append((self.supervisor_csr, 1))
        if self.privilege == 1:
            kinds.append((self.sum_mxr, 2))
        if self.mode:
            kinds += [(self.call_page, 2), (self.superpage, 2)]
        if self.mode and self.privilege == 1:
            kinds.append((self.change_pte, 3))
        return kinds

    @staticmethod
    def _pack(*words):
        return b"".join(w.to_bytes(4, "little") for w in words)

    def _rd(self):
        return self.r.choice(TARGETS)

    def _rs(self):
        return self.r.randrange(32)

    def _one(self):
        """One integer instruction without memory or control flow."""
        r = self.r
        kind = r.randrange(100)
        rd, a, b = self._rd(), self._rs(), self._rs()
        if kind < 50:
            return e.r_type(*r.choice(list(e.REGISTER.values())), rd, a, b)
        if kind < 62:
            imm, f3, op = r.choice(list(e.UNARY.values()))
            return e.i_type(imm, f3, op, rd, a)
        if kind < 76:
            f3, op = r.choice(list(e.IMMEDIATE.values()))
            return e.i_type(r.choice([r.randrange(-2048, 2048), r.randrange(-4, 5)]), f3, op, rd, a)
        if kind < 90:
            upper, f3, op, bits = r.choice(list(e.SHIFT.values()))
            return e.i_type(upper | r.randrange(1 << bits), f3, op, rd, a)
        if kind < 93:
            upper, f3, op = e.AES64KS1I
            return e.i_type(upper | r.randrange(11), f3, op, rd, a)
        if kind < 95:
            return r.choice([e.mop_r(r.randrange(32), rd, a), e.mop_rr(r.randrange(8), rd, a, b)])
        return e.u_type(r.randrange(1 << 20), r.choice([0x37, 0x17]), rd)

    def integer(self):
        return self._pack(self._one())

    def compressed(self):
        r = self.r
        rd, small, other, imm = r.choice([x for x in TARGETS if x]), r.choice(SMALL_TARGETS), r.choice(SMALL_SOURCES), r.randrange(64)
        source = r.randrange(1, 32)
        word = r.choice([
            lambda: e.c_ci(0, 1, rd, imm), lambda: e.c_ci(1, 1, rd, imm), lambda: e.c_ci(2, 1, rd, imm),
            lambda: e.c_ci(3, 1, rd, imm or 1), lambda: e.c_ci(0, 2, rd, imm or 1),
            lambda: e.c_cb_shift(0, small, imm or 1), lambda: e.c_cb_shift(1, small, imm or 1), lambda: e.c_cb_shift(2, small, imm),
            lambda: e.c_ca(0x23, r.randrange(4), small, other), lambda: e.c_ca(0x27, r.randrange(2), small, other),
            lambda: e.c_cr(8, rd, source), lambda: e.c_cr(9, rd, source), lambda: e.c_addi4spn(small, 4 * r.randrange(1, 256)),
            lambda: e.c_unary(r.choice(list(e.C_UNARY.values())), small), lambda: e.c_mul(small, other),
            lambda: e.c_mop(r.randrange(1, 16, 2)), lambda: e.c_cr(9, 0, r.randrange(2, 6)),  # c.mop.n, c.ntl.*
        ])()
        return word.to_bytes(2, "little")

    def _skipped(self):
        return self._pack(*(self._one() for _ in range(self.r.randrange(1, 5))))

    def branch(self):
        body = self._skipped()
        return self._pack(e.b_type(4 + len(body), self.r.choice(list(e.BRANCH.values())), self._rs(), self._rs())) + body

    def jump(self):
        body = self._skipped()
        if self.r.random() < 0.4:
            # auipc, jalr: over the two and the body
            return self._pack(e.u_type(0, 0x17, ADDRESS), e.jalr(self._rd(), ADDRESS, 8 + len(body))) + body
        return self._pack(e.j_type(4 + len(body), self._rd())) + body

    def loop(self):
        body = self._skipped()
        return (
            self._pack(e.addi(COUNTER, 0, self.r.randrange(1, 40))) + body
            + self._pack(e.addi(COUNTER, COUNTER, -1), e.b_type(-(4 + len(body)), 1, COUNTER, 0))
        )

    def _address(self):
        return [e.and_(ADDRESS, self._rs(), MASK), e.add(ADDRESS, ADDRESS, BASE)]

    def _offset(self, size):
        """Mostly aligned; misaligned data accesses succeed on both sides."""
        offset = self.r.randrange(-256, 256) * 8
        return offset if self.r.random() < 0.8 else max(-2048, min(2047, offset + self.r.randrange(8)))

    def load(self):
        f3, size = self.r.choice(list(e.LOAD.values()))
        return self._pack(*self._address(), e.i_type(self._offset(size), f3, 0x03, self._rd(), ADDRESS))

    def store(self):
        f3, size = self.r.choice(list(e.STORE.values()))
        return self._pack(*self._address(), e.s_type(self._offset(size), f3, 0x23, ADDRESS, self._rs()))

    def compressed_memory(self):
        r = self.r
        rd, rs2, s, t = r.choice([x for x in TARGETS if x]), self._rs(), r.choice(SMALL_TARGETS), r.choice(SMALL_SOURCES)
        word = r.choice([
            lambda: e.c_word(2, 0, s, 4 * r.randrange(32)), lambda: e.c_word(6, 0, t, 4 * r.randrange(32)),
            lambda: e.c_double(3, 0, s, 8 * r.randrange(32)), lambda: e.c_double(7, 0, t, 8 * r.randrange(32)),
            lambda: e.c_double(1, 0, t, 8 * r.randrange(32)), lambda: e.c_double(5, 0, t, 8 * r.randrange(32)),
            lambda: e.c_lwsp(rd, 4 * r.randrange(64)), lambda: e.c_ldsp(3, rd, 8 * r.randrange(64)),
            lambda: e.c_ldsp(1, rs2, 8 * r.randrange(64)), lambda: e.c_swsp(rs2, 4 * r.randrange(64)),
            lambda: e.c_sdsp(7, rs2, 8 * r.randrange(64)), lambda: e.c_sdsp(5, rs2, 8 * r.randrange(64)),
            lambda: e.c_byte(0x20, 0, s, r.randrange(4)), lambda: e.c_byte(0x22, 0, t, r.randrange(4)),
            lambda: e.c_half(0x21, r.randrange(2), 0, s, 2 * r.randrange(2)), lambda: e.c_half(0x23, 0, 0, t, 2 * r.randrange(2)),
        ])()
        return word.to_bytes(2, "little")

    def atomic(self):
        r = self.r
        f3, aqrl = r.choice([2, 3]), r.randrange(4)
        address = self._address()  # a multiple of 8
        if r.random() < 0.3:
            rd = self._rd()
            other = e.r_type(0, 0, 0x33, self._rd(), self._rs(), self._rs())
            return self._pack(
                *address, e.r_type(e.LR << 2 | aqrl, f3, 0x2F, rd, ADDRESS, 0), other,
                e.r_type(e.SC << 2 | aqrl, f3, 0x2F, self._rd(), ADDRESS, self._rs()))
        f3 = r.choice([0, 1, 2, 3])
        if r.random() < 0.4:
            # Anywhere in an aligned 16 bytes (Zama16b). QEMU 10 lets only words and double-words be misaligned there, and
            # performs them as a load and a store, which shows where permissions differ: there, aligned ones only.
            step = 1 if f3 >= 2 and not self.mode and not self.pmp else 1 << f3
            address += [e.i_type(-16, 7, 0x13, ADDRESS, ADDRESS), e.addi(ADDRESS, ADDRESS, r.randrange(0, 17 - (1 << f3), step))]
        f5 = r.choice(list(e.AMO.values()))
        return self._pack(*address, e.r_type(f5 << 2 | aqrl, f3, 0x2F, self._rd(), ADDRESS, self._rs()))

    def compare_and_swap(self):
        """AMOCAS of each size; what is compared with was often loaded just before. Not with rd = x0: QEMU 10 then takes what it
        loaded for zero in the instructions that follow (tests/arch/zacas.S has these)."""
        r = self.r
        f3, aqrl, address = r.randrange(5), r.randrange(4), self._address()
        rd, rs2 = r.choice([t for t in TARGETS if t]), self._rs()
        if f3 == 4:
            address.append(e.i_type(-16, 7, 0x13, ADDRESS, ADDRESS))
            rd, rs2 = r.choice([t for t in TARGETS if t and t % 2 == 0 and t + 1 in TARGETS]), rs2 & ~1
        words = []
        if r.random() < 0.6:
            words.append(e.i_type(0, min(f3, 3), 0x03, rd, ADDRESS))
            if f3 == 4:
                words.append(e.ld(rd + 1, ADDRESS, 8))
        return self._pack(*address, *words, e.r_type(e.AMOCAS << 2 | aqrl, f3, 0x2F, rd, ADDRESS, rs2))

    def floating(self):
        r = self.r
        fmt, a, b, d, x = r.choice([0, 0, 1, 1, 2]), self._rs(), self._rs(), self._rs(), self._rd()
        rm = r.choice([7, 7, 7, 0, 1, 2, 3, 4]) if r.random() < 0.99 else r.choice([5, 6])
        kind = r.randrange(10)
        if kind < 3:
            word = e.r_type(r.choice(list(e.F_ARITHMETIC.values())) | fmt, rm, 0x53, d, a, b)
        elif kind < 5:
            word = e.r_type(self._rs() << 2 | fmt, rm, r.choice(list(e.F_FUSED.values())), d, a, b)
        elif kind == 5:
            f7, f3 = r.choice(list(e.F_SELECT.values()))
            word = e.r_type(f7 | fmt, f3, 0x53, d, a, b)
        elif kind == 6:
            f7, f3 = r.choice(list(e.F_COMPARE.values()))
            word = e.r_type(f7 | fmt, f3, 0x53, x, a, b)
        elif kind == 7:
            word = r.choice([
                e.r_type(e.F_SQRT | fmt, rm, 0x53, d, a, 0), e.r_type(e.F_TO_INT | fmt, rm, 0x53, x, a, r.randrange(4))])
        elif kind == 8:
            to = r.randrange(4)
            # Conversions that are always exact take no rounding mode worth testing: the field is 0, as assemblers write it.
            exact = fmt == 1 and to < 2
            narrow, widen = r.choice(e.F_NARROW), r.choice(e.F_WIDEN)
            word = r.choice([
                e.r_type(e.F_FROM_INT | fmt, 0 if exact else rm, 0x53, d, self._rs(), to),
                e.r_type(narrow[0], rm, 0x53, d, a, narrow[1]), e.r_type(widen[0], 0, 0x53, d, a, widen[1])])
        else:
            word = r.choice([
                e.r_type(e.F_CLASS_OR_MOVE | fmt, r.randrange(2), 0x53, x, a, 0),
                e.r_type(e.F_MOVE_FROM_X | fmt, 0, 0x53, d, self._rs(), 0)])
        return self._pack(word)

    def floating_zfa(self):
        r = self.r
        fmt, a, b, d, x = r.randrange(3), self._rs(), self._rs(), self._rs(), self._rd()
        rm = r.choice([7, 7, 0, 1, 2, 3, 4]) if r.random() < 0.99 else r.choice([5, 6])
        select, compare, modular = r.choice(list(e.F_SELECT_ZFA.values())), r.choice(list(e.F_COMPARE_ZFA.values())), e.F_MODULAR
        return self._pack(r.choice([
            e.r_type(e.F_LOAD_CONSTANT | fmt, 0, 0x53, d, r.randrange(32), 1),
            e.r_type(select[0] | fmt, select[1], 0x53, d, a, b), e.r_type(compare[0] | fmt, compare[1], 0x53, x, a, b),
            e.r_type(0x20 | fmt, rm, 0x53, d, a, r.choice(e.F_ROUND)), e.r_type(modular[0], modular[1], 0x53, x, a, modular[2])]))

    def float_memory(self):
        size = self.r.choice([1, 2, 3])
        word = self.r.choice([
            e.i_type(self._offset(8), size, 0x07, self._rs(), ADDRESS), e.s_type(self._offset(8), size, 0x27, ADDRESS, self._rs())])
        return self._pack(*self._address(), word)

    def float_csr(self):
        r = self.r
        if r.random() < 0.5:
            return self._pack(e.i_type(2, 5, 0x73, self._rd(), r.choice([0, 1, 2, 3, 4, 4, 0, 0, 5])))  # csrrwi frm
        # Mostly fflags: a random frm is often reserved, and then every dynamically rounded instruction traps.
        return self._pack(e.i_type(r.choice([1, 1, 1, 1, 2, 3]), r.choice([1, 2, 3]), 0x73, self._rd(), self._rs()))

    def supervisor_csr(self):
        csr = self.r.choice([0x140, 0x143])  # sscratch, stval; not sepc, whose bit 0 QEMU 10 lets software set
        return self._pack(e.i_type(csr, self.r.choice([1, 2, 3]), 0x73, self._rd(), self._rs()))

    def illegal(self):
        word, size = self.r.choice(ILLEGAL)
        return word.to_bytes(size, "little")

    def fence(self):
        choices = [e.FENCE, e.FENCE_I, e.PAUSE]
        if self.privilege >= 1:
            choices.append(e.r_type(9, 0, 0x73, 0, self._rs(), 0))  # sfence.vma rs1
        return self._pack(self.r.choice(choices))

    def ecall(self):
        return self._pack(e.ECALL)

    def sum_mxr(self):
        bit = self.r.choice([1 << 18, 1 << 19])
        return self._pack(e.lui(ADDRESS, bit >> 12), e.i_type(0x100, self.r.choice([2, 3]), 0x73, self._rd(), ADDRESS))

    # --- units that need page tables ---------------------------------------------------------------------------------

    def call_page(self):
        """A call into one of the random pages: it faults, or a page of C.JR ra returns."""
        target = self.r.randrange(paging.PAGES) * 4096 + 2 * self.r.randrange(2040)
        upper = (target + 0x800) >> 12
        return self._pack(e.lui(ADDRESS, upper), e.add(ADDRESS, ADDRESS, BASE), e.jalr(1, ADDRESS, target - (upper << 12)))

    def superpage(self):
        """A load or store through a 2 MiB mapping of the same memory."""
        # The low 16 bits only: what lies behind DATA must not be written here.
        words = [
            e.and_(ADDRESS, self._rs(), MASK), e.i_type(48, 1, 0x13, ADDRESS, ADDRESS), e.i_type(48, 5, 0x13, ADDRESS, ADDRESS), e.add(ADDRESS, ADDRESS, BASE),
            e.lui(COUNTER, paging.SUPERPAGE_OFFSET >> 12), e.add(ADDRESS, ADDRESS, COUNTER),
        ]
        f3 = self.r.randrange(4)
        word = self.r.choice([e.i_type(0, f3, 0x03, self._rd(), ADDRESS), e.s_type(0, f3, 0x23, ADDRESS, self._rs())])
        return self._pack(*words, word)

    def change_pte(self):
        """Another entry for one page, from the pool, with the fence that this needs."""
        slot, entry = self.r.randrange(paging.PAGES), self.r.randrange(paging.POOL)
        value = self.r.choice([t for t in TARGETS if t])
        fence = self.r.choice([e.r_type(9, 0, 0x73, 0, 0, 0), None])
        words = [
            e.lui(ADDRESS, paging.POOL_OFFSET >> 12), e.add(ADDRESS, ADDRESS, BASE), e.ld(value, ADDRESS, 8 * entry),
            e.lui(ADDRESS, paging.TABLE_OFFSET >> 12), e.add(ADDRESS, ADDRESS, BASE), e.sd(value, ADDRESS, 8 * slot)]
        if fence is None:  # by address
            words += [e.lui(ADDRESS, slot), e.add(ADDRESS, ADDRESS, BASE), e.r_type(9, 0, 0x73, 0, ADDRESS, 0)]
        else:
            words.append(fence)
        return self._pack(*words)

    # --- the whole program -------------------------------------------------------------------------------------------

    def _float(self):
        r = self.r
        single = r.choice([0, 0x80000000, 0x7F800000, 0xFF800000, 0x7FC00000, 0x7F800001, 1, 0x007FFFFF, 0x00800000, 0x3F800000,
                           0x7F7FFFFF, r.getrandbits(32), r.getrandbits(32)])
        double = r.choice([0, 1 << 63, 0x7FF << 52, 0xFFF << 52, 0x7FF8 << 48, (0x7FF << 52) + 1, 1, (1 << 52) - 1, 1 << 52,
                           0x3FF << 52, (0x7FF << 52) - 1, r.getrandbits(64), r.getrandbits(64)])
        half = r.choice([0, 0x8000, 0x7C00, 0xFC00, 0x7E00, 0x7C01, 1, 0x03FF, 0x0400, 0x3C00, 0x7BFF, r.getrandbits(16), r.getrandbits(16)])
        boxed = 0xFFFFFFFF_FFFF0000 | half
        return r.choice([boxed, boxed, 0xFFFFFFFF << 32 | single, 0xFFFFFFFF << 32 | single, double, double, double, r.getrandbits(64)])

    def _integer(self):
        r = self.r
        return r.choice([0, 1, (1 << 64) - 1, 1 << 63, (1 << 63) - 1, 1 << 31, 0xFFFFFFFF, r.getrandbits(64), r.getrandbits(64), r.getrandbits(32)])

    def _initial(self):
        x = [0] + [self._integer() for _ in range(31)]
        window = paging.WINDOW if self.mode else rt.DATA + 0x4000
        x[MASK] = (paging.PAGES * 4096 - 1) & ~7 if self.mode else 0x7FF8
        x[BASE] = window
        x[STACK] = x[COMPRESSED] = window + 0x1000
        return struct.pack("<64Q", *x, *(self._float() for _ in range(32)))

    def _setup(self):
        s = Setup()
        s.csrs.append((rt.MTVEC, s.TRAP_PLACEHOLDER))
        s.csrs += self._pmp() if self.pmp else [(rt.PMPADDR0, (1 << 54) - 1), (rt.PMPCFG0, 0x1F)]
        s.csrs += [(0x302, 0), (0x303, 0), (0x304, 0)]  # medeleg, mideleg, mie
        s.csrs.append((rt.MENVCFG, 1 << 61 if self.adue else 0))
        s.csrs.append((rt.SATP, self.pages.satp() if self.mode else 0))
        for csr in (0x140, 0x141, 0x142, 0x143, 0x105):
            s.csrs.append((csr, 0))
        s.csrs += [(rt.MSCRATCH, rt.SAVE), (rt.MEPC, rt.BODY), (rt.MSTATUS, self.privilege << 11 | 3 << 13 | (3 << 9 if self.vlen else 0))]
        s.vlen = self.vlen
        return s

    def _pmp(self):
        """Three random naturally aligned regions of whole pages over DATA, then everything."""
        config, out = 0x1F << 24, []
        for i in range(3):
            log2 = self.r.choice([12, 12, 13, 14])
            base = rt.DATA + (self.r.randrange(16) << 12) >> log2 << log2
            out.append((rt.PMPADDR0 + i, base >> 2 | (1 << log2 - 3) - 1))
            config |= (0x18 | self.r.choice([0, 1, 3, 4, 5, 7])) << 8 * i
        return [*out, (rt.PMPADDR0 + 3, (1 << 54) - 1), (rt.PMPCFG0, config)]

    def program(self, count=None):
        """The ELF file of the first `count` units (all of them by default)."""
        units = self.units if count is None else self.units[:count]
        # Drawn from a generator of their own, so that a prefix has the same data.
        self.r = random.Random(self.name + " data")
        segment = bytearray(rt.SEGMENT_END - rt.BASE)

        def put(address, data):
            segment[address - rt.BASE : address - rt.BASE + len(data)] = data

        put(rt.RUNTIME, rt.runtime(self._setup()))
        put(rt.INITIAL, self._initial())
        if self.vlen:
            put(rt.INITIAL_V, b"".join(self._float().to_bytes(8, "little") for _ in range(32 * self.vlen // 64)))
        put(rt.BODY, b"".join(units) + e.EBREAK.to_bytes(4, "little"))
        put(rt.DATA, b"".join(self._float().to_bytes(8, "little") for _ in range(0x10000 // 8)))
        put(rt.RETURNS, (0x8082).to_bytes(2, "little") * 2048)
        if self.pages:
            put(rt.TABLES, self.pages.tables())
        return elf.write(bytes(segment), rt.BASE, rt.RUNTIME, {"begin_signature": rt.SIGNATURE, "end_signature": rt.END})
