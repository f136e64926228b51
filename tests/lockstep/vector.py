"""Random vector instructions: encodings typed from the manual's vector opcode tables, not from covesim's own list.

A unit begins with VSET*, so that what an earlier trap left in vstart does not reach it, and then has a few instructions.
Encodings that the manual reserves are drawn only where both simulators agree that they are illegal: QEMU 10 executes some of
them (a register read with two EEWs, a segment load over its index), so register groups are mostly taken apart.
"""

import encode as e

IVV, FVV, MVV, IVI, IVX, FVF, MVX = range(7)

# funct6 by the letters of the forms: v, x, i (or f) of one row of the manual's table.
INTEGER = {
    0x00: "vxi", 0x02: "vx", 0x03: "xi", 0x04: "vx", 0x05: "vx", 0x06: "vx", 0x07: "vx", 0x09: "vxi", 0x0A: "vxi", 0x0B: "vxi",
    0x0C: "vxi", 0x0E: "vxi", 0x0F: "xi", 0x10: "vxi", 0x11: "vxi", 0x12: "vx", 0x13: "vx", 0x17: "vxi", 0x18: "vxi", 0x19: "vxi",
    0x1A: "vx", 0x1B: "vx", 0x1C: "vxi", 0x1D: "vxi", 0x1E: "xi", 0x1F: "xi", 0x20: "vxi", 0x21: "vxi", 0x22: "vx", 0x23: "vx",
    0x25: "vxi", 0x27: "vx", 0x28: "vxi", 0x29: "vxi", 0x2A: "vxi", 0x2B: "vxi", 0x2C: "vxi", 0x2D: "vxi", 0x2E: "vxi",
    0x2F: "vxi", 0x30: "v", 0x31: "v",
    # Zvbb
    0x01: "vx", 0x14: "vxi", 0x15: "vxi", 0x35: "vxi",
}
MULTIPLY = {
    **{f: "v" for f in range(8)}, 0x08: "vx", 0x09: "vx", 0x0A: "vx", 0x0B: "vx", 0x0E: "x", 0x0F: "x", 0x17: "v",
    **{f: "v" for f in range(0x18, 0x20)}, **{f: "vx" for f in range(0x20, 0x28)}, 0x29: "vx", 0x2B: "vx", 0x2D: "vx", 0x2F: "vx",
    **{f: "vx" for f in range(0x30, 0x39)}, 0x3A: "vx", 0x3B: "vx", 0x3C: "vx", 0x3D: "vx", 0x3E: "x", 0x3F: "vx",
}
FLOAT = {
    0x00: "vf", 0x01: "v", 0x02: "vf", 0x03: "v", 0x04: "vf", 0x05: "v", 0x06: "vf", 0x07: "v", 0x08: "vf", 0x09: "vf", 0x0A: "vf",
    0x0E: "f", 0x0F: "f", 0x17: "f", 0x18: "vf", 0x19: "vf", 0x1B: "vf", 0x1C: "vf", 0x1D: "f", 0x1F: "f", 0x20: "vf", 0x21: "f",
    0x24: "vf", 0x27: "f", **{f: "vf" for f in range(0x28, 0x30)}, 0x30: "vf", 0x31: "v", 0x32: "vf", 0x33: "v", 0x34: "vf",
    0x36: "vf", 0x38: "vf", 0x3C: "vf", 0x3D: "vf", 0x3E: "vf", 0x3F: "vf",
}
# (funct6, funct3, vs1) of instructions with one vector source.
UNARY = [
    *((0x12, MVV, n) for n in (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14)),  # extensions, Zvbb
    *((0x14, MVV, n) for n in (1, 2, 3, 16, 17)), (0x10, MVV, 0), (0x10, MVV, 16), (0x10, MVV, 17), (0x10, FVV, 0),
    *((0x12, FVV, n) for n in (0, 1, 2, 3, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23)),
    *((0x13, FVV, n) for n in (0, 4, 5, 16)),
]
WIDTHS = {8: 0, 16: 5, 32: 6, 64: 7}
VXRM, VXSAT, VCSR, FRM, FFLAGS = 0x00A, 0x009, 0x00F, 0x002, 0x001


def op_v(funct6, vm, vs2, vs1, funct3, vd):
    """OP-V format."""
    return funct6 << 26 | vm << 25 | vs2 << 20 | vs1 << 15 | funct3 << 12 | vd << 7 | 0x57


def memory(nf, mop, vm, lumop, rs1, width, vd, store):
    """LOAD-FP and STORE-FP formats."""
    return nf << 29 | mop << 26 | vm << 25 | lumop << 20 | rs1 << 15 | width << 12 | vd << 7 | (0x27 if store else 0x07)


def vsetvli(rd, rs1, vtype):
    return vtype << 20 | rs1 << 15 | 7 << 12 | rd << 7 | 0x57


def vsetivli(rd, uimm, vtype):
    return 3 << 30 | vtype << 20 | uimm << 15 | 7 << 12 | rd << 7 | 0x57


def vsetvl(rd, rs1, rs2):
    return 1 << 31 | rs2 << 20 | rs1 << 15 | 7 << 12 | rd << 7 | 0x57


class VectorUnits:
    """Units of vector instructions, for a stream with generator `r`, `_pack`, `_rd`, `_rs` and `_address`."""

    def vector_kinds(self):
        return [(self.vector_compute, 60), (self.vector_memory, 30), (self.vector_csr, 4), (self.vector_config, 4)]

    def _vtype(self):
        """Mostly a legal one: (vtype, log2 of SEW in bytes, log2 of LMUL)."""
        r = self.r
        while True:
            sew, lmul = r.randrange(4), r.choice([-3, -2, -1, 0, 0, 0, 1, 1, 2, 3])
            if sew <= 3 + min(lmul, 0):
                return r.randrange(4) << 6 | sew << 3 | (lmul & 7), sew, lmul

    def _set(self):
        r = self.r
        self.vtype, self.sew, self.lmul = self._vtype()
        if r.random() < 0.4:
            return [vsetvli(self._rd() or 5, 0, self.vtype)]  # VLMAX
        if r.random() < 0.6:
            return [vsetivli(self._rd(), r.randrange(32), self.vtype)]
        return [e.addi(self.counter, 0, r.choice([0, 1, 2, 3, 7, 16, 33, 100, 255])), vsetvli(self._rd(), self.counter, self.vtype)]

    def _groups(self):
        """vd, vs2, vs1: apart from each other and from v0, or some the same."""
        r = self.r
        step = 1 << max(self.lmul, 0)
        at = lambda base: base + r.randrange(8) // step * step  # noqa: E731
        a, b, c = r.sample([8, 16, 24], 3)
        vd, vs2, vs1 = at(a), at(b), at(c)
        kind = r.random()
        if kind < 0.10:
            vs2 = vd
        elif kind < 0.15:
            vd = at(0)
        elif kind < 0.20:
            vd = vs1
        return vd, vs2, vs1

    def _compute(self):
        r = self.r
        vd, vs2, vs1 = self._groups()
        vm = r.choice([0, 1, 1])
        kind = r.random()
        if kind < 0.12:
            funct6, funct3, select = r.choice(UNARY)
            if (funct6, funct3) == (0x10, MVV) and select == 0 or (funct6, funct3) == (0x10, FVV):
                vm = 1
            if (funct6, select) == (0x14, 17):
                vs2 = 0
            if (funct6, funct3, select) == (0x10, MVV, 16) or (funct6, funct3, select) == (0x10, MVV, 17) or funct3 == MVV and funct6 == 0x10:
                return op_v(funct6, vm, vs2, select, funct3, self._rd())
            return op_v(funct6, vm, vs2, select, funct3, vd)
        table, v, x, i = r.choice([(INTEGER, IVV, IVX, IVI), (INTEGER, IVV, IVX, IVI), (MULTIPLY, MVV, MVX, None), (FLOAT, FVV, FVF, None)])
        funct6 = r.choice(list(table))
        form = r.choice(table[funct6])
        if form == "v":
            funct3, operand = v, vs1
        elif form == "i":
            funct3, operand = i, r.randrange(32)
        else:
            funct3, operand = x, self._rs()
        if table is INTEGER and funct6 in (0x10, 0x12):
            vm = 0
        if funct6 == 0x17 and (table is not MULTIPLY):  # merge, or a move, whose vs2 is v0
            vs2 = vs2 if vm == 0 else 0
        if table is MULTIPLY and (funct6 == 0x17 or 0x18 <= funct6 < 0x20):
            vm = 1
        return op_v(funct6, vm, vs2, operand, funct3, vd)

    def _whole_move(self):
        r = self.r
        n = r.choice([1, 2, 4, 8])
        return op_v(0x27, 1, r.randrange(32) // n * n, n - 1, IVI, r.randrange(32) // n * n)

    def vector_compute(self):
        r = self.r
        words = self._set()
        for _ in range(r.randrange(1, 6)):
            words.append(self._compute() if r.random() < 0.95 else self._whole_move())
        if r.random() < 0.1:  # between scalar and vector
            words.append(op_v(0x10, 1, 0, self._rs(), r.choice([MVX, FVF]), r.randrange(32)))
        if r.random() < 0.05:  # a vstart that exists
            at = r.randrange(1, 3)
            words = [vsetvli(5, 0, 0x03 | (self.vtype & 0x18)), e.i_type(0x008, 5, 0x73, 0, at)]
            words.append(op_v(r.choice([0x00, 0x09, 0x0B, 0x25, 0x17]), 1, 0, 8, r.choice([IVV, IVX]), 16))
        return self._pack(*words)

    def vector_memory(self):
        r = self.r
        words = self._set()
        address = self._address()
        store = r.random() < 0.5
        width = r.choice(list(WIDTHS))
        nf = r.choice([0, 0, 0, 0, 1, 2, 3, 7])
        vm = r.choice([0, 1, 1])
        eew = {8: 0, 16: 1, 32: 2, 64: 3}[width]
        kind = r.random()
        align = lambda emul: r.choice([8, 16]) + r.randrange(8) // (1 << max(emul, 0)) * (1 << max(emul, 0))  # noqa: E731
        if r.random() < 0.2:
            address.append(e.addi(self.address_register, self.address_register, r.randrange(8)))
        if kind < 0.45:  # unit stride, fault only first, masks
            vd = align(self.lmul + eew - self.sew)
            lumop = 0 if store else r.choice([0, 0, 16])
            if r.random() < 0.1:
                width, nf, vm, lumop = 8, 0, 1, 11
            word = memory(nf, 0, vm, lumop, self.address_register, WIDTHS[width], vd, store)
        elif kind < 0.55:  # whole registers
            n = r.choice([1, 2, 4, 8])
            word = memory(n - 1, 0, 1, 8, self.address_register, 0 if store else WIDTHS[width], r.randrange(32) // n * n, store)
        elif kind < 0.75:
            address.append(e.addi(self.counter, 0, r.randrange(-24, 24)))
            word = memory(nf, 2, vm, self.counter, self.address_register, WIDTHS[width], align(self.lmul + eew - self.sew), store)
        else:
            words = [vsetvli(5, 0, {0: 0, 1: 0x08, 2: 0x10, 3: 0x18}[eew] | 3), op_v(0x09, 1, 24, self.mask_register, IVX, 24), *words]
            word = memory(nf, r.choice([1, 3]), vm, 24, self.address_register, WIDTHS[width], 8, store)
        return self._pack(*address, *words, word)

    def vector_csr(self):
        r = self.r
        if r.random() < 0.6:
            return self._pack(e.i_type(FRM, 5, 0x73, self._rd(), r.randrange(5)), e.i_type(VCSR, r.choice([1, 2, 3]), 0x73, self._rd(), self._rs()))
        csr = r.choice([VXRM, VXSAT, VCSR, FFLAGS, 0xC20, 0xC21, 0xC22])
        return self._pack(e.i_type(csr, 2, 0x73, self._rd(), 0) if csr > 0xC00 else e.i_type(csr, r.choice([1, 2, 3]), 0x73, self._rd(), self._rs()))

    def vector_config(self):
        r = self.r
        vtype, _, _ = self._vtype()
        value = r.choice([vtype, vtype, vtype | 0x100, 0x20 | vtype, (vtype & ~7) | 4])
        return self._pack(
            e.addi(self.counter, 0, value), vsetvl(self._rd(), r.choice([self.counter, self._rs() or 1]), self.counter),
            *([] if r.random() < 0.7 else [self._compute_with(vtype)]))

    def _compute_with(self, vtype):
        self.sew, self.lmul = vtype >> 3 & 3, (vtype & 7) - (8 if vtype & 4 else 0)
        return self._compute()
