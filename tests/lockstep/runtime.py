"""The fixed part of each program: entry, machine-mode trap handler, and the end that saves and prints the signature.

Memory (all inside one segment at 0x80000000):

    RUNTIME    entry, trap handler, end           INITIAL   x, f and v registers that the stream starts with
    SAVE       the trap handler's scratch         BODY      the random stream
    SIGNATURE  x[32], f[32], fcsr, traps, ...     DATA      what the stream reads and writes
    TABLES     page tables (A and D bits count)   RETURNS   a page of C.JR ra, for jumps into mapped pages

A trap is folded into a hash, kept in a ring of the last 64, and the instruction is skipped; a trap on a fetch returns to
ra. EBREAK ends the program.
"""

import encode as e

BASE = 0x8000_0000
RUNTIME, INITIAL, SAVE, BODY = 0x8000_0000, 0x8000_2000, 0x8000_3000, 0x8000_4000
INITIAL_V = INITIAL + 0x400
SIGNATURE, DATA, TABLES, END = 0x800F_F000, 0x8010_0000, 0x8011_0000, 0x8011_8000
RETURNS = END
SEGMENT_END = RETURNS + 0x1000
UART, FINISHER = 0x1000_0000, 0x0010_0000

# Offsets in SIGNATURE.
SIG_X, SIG_F, SIG_FCSR, SIG_COUNT, SIG_HASH, SIG_CSRS, SIG_RING = 0, 256, 512, 520, 528, 536, 1024
SIG_V_CSRS, SIG_V = 640, 3072  # vl, vtype, vstart, vcsr; v[32]
SIG_V_CSR_LIST = (0xC20, 0xC21, 0x008, 0x00F)
SIG_CSR_LIST = (0x140, 0x141, 0x142, 0x143, 0x105, 0x180)  # sscratch, sepc, scause, stval, stvec, satp
RING = 64

MHARTID, MSTATUS, MTVEC, MSCRATCH, MEPC, MCAUSE, MTVAL = 0xF14, 0x300, 0x305, 0x340, 0x341, 0x342, 0x343
MENVCFG, PMPCFG0, PMPADDR0, SATP, FCSR = 0x30A, 0x3A0, 0x3B0, 0x180, 0x003
# What of mstatus is comparable: SIE MIE SPIE MPIE SPP MPP SUM MXR. FS and SD may be dirtied by comparisons or not.
MSTATUS_MASK = 0x000C_19AA
HASH_FACTOR = 0x9E37_79B9_7F4A_7C15


class Code:
    """Instructions with labels, at an address."""

    def __init__(self, base):
        self.base, self.words, self.labels, self.fixups, self.constants = base, [], {}, [], []

    def add(self, *words):
        self.words += words

    def label(self, name):
        self.labels[name] = 4 * len(self.words)

    def branch(self, f3, rs1, rs2, label):
        self.fixups.append((len(self.words), label, lambda d: e.b_type(d, f3, rs1, rs2)))
        self.words.append(0)

    def jump(self, label):
        self.fixups.append((len(self.words), label, lambda d: e.j_type(d, 0)))
        self.words.append(0)

    def constant(self, rd, value):
        """rd = value, from the pool behind the code (AUIPC, LD)."""
        self.constants.append((len(self.words), rd, value & (1 << 64) - 1))
        self.words += [0, 0]

    def bytes(self):
        out = list(self.words)
        for at, label, make in self.fixups:
            out[at] = make(self.labels[label] - 4 * at)
        pool = (4 * len(out) + 7) & ~7
        data = b"".join(w.to_bytes(4, "little") for w in out).ljust(pool, b"\0")
        patched = bytearray(data)
        for at, rd, value in self.constants:
            offset = len(patched) - 4 * at
            upper = (offset + 0x800) >> 12
            patched[4 * at : 4 * at + 4] = e.u_type(upper, 0x17, rd).to_bytes(4, "little")
            patched[4 * at + 4 : 4 * at + 8] = e.ld(rd, rd, offset - (upper << 12)).to_bytes(4, "little")
            patched += value.to_bytes(8, "little")
        return bytes(patched)


def _entry(c, setup):
    """Set the machine up as `setup` says and enter the stream."""
    # QEMU has a second hart (see simulators.py); it sleeps.
    c.add(e.csrrs(5, MHARTID, 0))
    c.branch(0, 5, 0, "first")
    c.label("sleep")
    c.add(e.WFI)
    c.jump("sleep")
    c.label("first")
    for csr, value in setup.csrs:
        c.constant(5, value)
        c.add(e.csrrw(0, csr, 5))
    c.add(0x12000073)  # sfence.vma
    c.constant(5, INITIAL)
    for i in range(32):
        c.add(e.fld(i, 5, SIG_F + 8 * i))
    if setup.vlen:
        c.constant(6, INITIAL_V)
        for i in range(0, 32, 8):
            c.add(0xE2800007 | 6 << 15 | i << 7, e.addi(6, 6, setup.vlen))  # vl8re8.v
    for i in [*range(1, 5), *range(6, 32), 5]:
        c.add(e.ld(i, 5, 8 * i))
    c.add(e.MRET)


def _trap(c):
    """x5 to x9 are saved; x5 points to SAVE."""
    c.label("trap")
    c.add(e.csrrw(5, MSCRATCH, 5))
    for i in range(6, 12):
        c.add(e.sd(i, 5, 8 * i))
    c.add(e.csrrw(6, MSCRATCH, 5), e.sd(6, 5, 40))
    c.add(e.csrrs(6, MCAUSE, 0), e.addi(7, 0, 3))
    c.branch(0, 6, 7, "end")
    c.constant(10, SIGNATURE)
    # ring[count % RING] = cause, tval, epc
    c.add(e.ld(7, 10, SIG_COUNT), e.addi(8, 7, 1), e.sd(8, 10, SIG_COUNT), e.i_type(RING - 1, 7, 0x13, 7, 7))
    c.add(e.i_type(5, 1, 0x13, 7, 7), e.add(7, 7, 10))
    c.add(e.csrrs(8, MTVAL, 0), e.csrrs(9, MEPC, 0))
    c.add(e.sd(6, 7, SIG_RING), e.sd(8, 7, SIG_RING + 8), e.sd(9, 7, SIG_RING + 16))
    # hash over cause, tval, epc, mstatus
    c.add(e.ld(7, 10, SIG_HASH))
    c.constant(11, HASH_FACTOR)
    for value in (6, 8, 9):
        c.add(e.r_type(1, 0, 0x33, 7, 7, 11), e.add(7, 7, value))
    c.constant(8, MSTATUS_MASK)
    c.add(e.csrrs(9, MSTATUS, 0), e.and_(9, 9, 8), e.r_type(1, 0, 0x33, 7, 7, 11), e.add(7, 7, 9), e.sd(7, 10, SIG_HASH))
    # A fetch that failed (causes 0, 1, 12) returns to ra.
    c.add(e.addi(7, 0, 12))
    c.branch(0, 6, 7, "fetch")
    c.add(e.addi(7, 0, 2))
    c.branch(4, 6, 7, "fetch")
    c.add(e.csrrs(6, MEPC, 0), e.lhu(7, 6, 0), e.i_type(3, 7, 0x13, 7, 7), e.addi(6, 6, 2), e.addi(8, 0, 3))
    c.branch(1, 7, 8, "resume")
    c.add(e.addi(6, 6, 2))
    c.jump("resume")
    c.label("fetch")
    c.add(e.addi(6, 1, 0))
    c.label("resume")
    c.add(e.csrrw(0, MEPC, 6))
    for i in range(6, 12):
        c.add(e.ld(i, 5, 8 * i))
    c.add(e.ld(5, 5, 40), e.MRET)


def _end(c, setup):
    """Save the registers, print the signature by the UART, end the machine."""
    c.label("end")
    c.constant(10, SIGNATURE)
    for i in range(12, 32):
        c.add(e.sd(i, 10, 8 * i))
    for i in range(1, 5):
        c.add(e.sd(i, 10, 8 * i))
    for i in range(5, 12):
        c.add(e.ld(6, 5, 8 * i), e.sd(6, 10, 8 * i))
    for i in range(32):
        c.add(e.fsd(i, 10, SIG_F + 8 * i))
    c.add(e.csrrs(6, FCSR, 0), e.sd(6, 10, SIG_FCSR))
    for i, csr in enumerate(SIG_CSR_LIST):
        c.add(e.csrrs(6, csr, 0), e.sd(6, 10, SIG_CSRS + 8 * i))
    if setup.vlen:
        for i, csr in enumerate(SIG_V_CSR_LIST):
            c.add(e.csrrs(6, csr, 0), e.sd(6, 10, SIG_V_CSRS + 8 * i))
        c.add(e.csrrw(0, 0x008, 0))
        c.constant(7, SIGNATURE + SIG_V)
        for i in range(0, 32, 8):
            c.add(0xE2800027 | 7 << 15 | i << 7, e.addi(7, 7, setup.vlen))  # vs8r.v
    c.constant(11, END)
    c.constant(12, UART)
    c.add(e.addi(13, 0, 1), e.sb(13, 12, 2))  # FIFO on: the transmitter takes bytes without pause
    c.label("print")
    c.add(e.lbu(13, 10, 0), e.sb(13, 12, 0), e.addi(10, 10, 1))
    c.label("ready")
    c.add(e.lbu(13, 12, 5), e.i_type(0x20, 7, 0x13, 13, 13))
    c.branch(0, 13, 0, "ready")
    c.branch(1, 10, 11, "print")
    c.constant(6, FINISHER)
    c.constant(7, 0x5555)
    c.add(e.sw(7, 6, 0))
    c.label("forever")
    c.jump("forever")


def runtime(setup):
    """The bytes at RUNTIME."""
    c = Code(RUNTIME)
    _entry(c, setup)
    while len(c.words) % 2:
        c.add(e.addi(0, 0, 0))
    _trap(c)
    _end(c, setup)
    # mtvec is set by the entry; its constant needs the label's address, which is known only now.
    trap = RUNTIME + c.labels["trap"]
    c.constants = [(at, rd, trap if value == setup.TRAP_PLACEHOLDER else value) for at, rd, value in c.constants]
    code = c.bytes()
    assert len(code) <= INITIAL - RUNTIME
    return code
