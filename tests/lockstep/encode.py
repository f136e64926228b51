"""Encodings of the instructions that the random streams use, typed from the manuals' opcode tables with literals.

Deliberately not derived from covesim's own instruction list: a wrong encoding there must not cancel out here.
"""


def r_type(f7, f3, op, rd, rs1, rs2):
    """Register format."""
    return f7 << 25 | rs2 << 20 | rs1 << 15 | f3 << 12 | rd << 7 | op


def i_type(imm, f3, op, rd, rs1):
    """Immediate format."""
    return (imm & 0xFFF) << 20 | rs1 << 15 | f3 << 12 | rd << 7 | op


def s_type(imm, f3, op, rs1, rs2):
    """Store format."""
    return ((imm >> 5) & 0x7F) << 25 | rs2 << 20 | rs1 << 15 | f3 << 12 | (imm & 0x1F) << 7 | op


def b_type(offset, f3, rs1, rs2):
    """Conditional branches."""
    return (
        ((offset >> 12) & 1) << 31 | ((offset >> 5) & 0x3F) << 25 | rs2 << 20 | rs1 << 15 | f3 << 12
        | ((offset >> 1) & 0xF) << 8 | ((offset >> 11) & 1) << 7 | 0x63
    )


def u_type(imm20, op, rd):
    """LUI and AUIPC."""
    return (imm20 & 0xFFFFF) << 12 | rd << 7 | op


def j_type(offset, rd):
    """JAL."""
    return (
        ((offset >> 20) & 1) << 31 | ((offset >> 1) & 0x3FF) << 21 | ((offset >> 11) & 1) << 20
        | ((offset >> 12) & 0xFF) << 12 | rd << 7 | 0x6F
    )


# --- the handful that the fixed parts of a program are written in ---


def addi(rd, rs1, imm):
    return i_type(imm, 0, 0x13, rd, rs1)


def add(rd, rs1, rs2):
    return r_type(0, 0, 0x33, rd, rs1, rs2)


def and_(rd, rs1, rs2):
    return r_type(0, 7, 0x33, rd, rs1, rs2)


def ld(rd, rs1, imm):
    return i_type(imm, 3, 0x03, rd, rs1)


def lbu(rd, rs1, imm):
    return i_type(imm, 4, 0x03, rd, rs1)


def lhu(rd, rs1, imm):
    return i_type(imm, 5, 0x03, rd, rs1)


def sd(rs2, rs1, imm):
    return s_type(imm, 3, 0x23, rs1, rs2)


def sw(rs2, rs1, imm):
    return s_type(imm, 2, 0x23, rs1, rs2)


def sb(rs2, rs1, imm):
    return s_type(imm, 0, 0x23, rs1, rs2)


def fld(fd, rs1, imm):
    return i_type(imm, 3, 0x07, fd, rs1)


def fsd(fs, rs1, imm):
    return s_type(imm, 3, 0x27, rs1, fs)


def lui(rd, imm20):
    return u_type(imm20, 0x37, rd)


def jalr(rd, rs1, imm):
    return i_type(imm, 0, 0x67, rd, rs1)


def csrrw(rd, csr, rs1):
    return i_type(csr, 1, 0x73, rd, rs1)


def csrrs(rd, csr, rs1):
    return i_type(csr, 2, 0x73, rd, rs1)


def csrrc(rd, csr, rs1):
    return i_type(csr, 3, 0x73, rd, rs1)


EBREAK, ECALL, MRET, WFI = 0x00100073, 0x00000073, 0x30200073, 0x10500073
FENCE, FENCE_I, PAUSE = 0x0FF0000F, 0x0000100F, 0x0100000F

# --- register-register, (funct7, funct3, opcode) ---
REGISTER = {
    "add": (0, 0, 0x33), "sub": (32, 0, 0x33), "sll": (0, 1, 0x33), "slt": (0, 2, 0x33), "sltu": (0, 3, 0x33),
    "xor": (0, 4, 0x33), "srl": (0, 5, 0x33), "sra": (32, 5, 0x33), "or": (0, 6, 0x33), "and": (0, 7, 0x33),
    "addw": (0, 0, 0x3B), "subw": (32, 0, 0x3B), "sllw": (0, 1, 0x3B), "srlw": (0, 5, 0x3B), "sraw": (32, 5, 0x3B),
    "mul": (1, 0, 0x33), "mulh": (1, 1, 0x33), "mulhsu": (1, 2, 0x33), "mulhu": (1, 3, 0x33), "div": (1, 4, 0x33),
    "divu": (1, 5, 0x33), "rem": (1, 6, 0x33), "remu": (1, 7, 0x33), "mulw": (1, 0, 0x3B), "divw": (1, 4, 0x3B),
    "divuw": (1, 5, 0x3B), "remw": (1, 6, 0x3B), "remuw": (1, 7, 0x3B),
    # Zba
    "add.uw": (4, 0, 0x3B), "sh1add": (16, 2, 0x33), "sh2add": (16, 4, 0x33), "sh3add": (16, 6, 0x33),
    "sh1add.uw": (16, 2, 0x3B), "sh2add.uw": (16, 4, 0x3B), "sh3add.uw": (16, 6, 0x3B),
    # Zbb
    "andn": (32, 7, 0x33), "orn": (32, 6, 0x33), "xnor": (32, 4, 0x33), "max": (5, 6, 0x33), "maxu": (5, 7, 0x33),
    "min": (5, 4, 0x33), "minu": (5, 5, 0x33), "rol": (48, 1, 0x33), "ror": (48, 5, 0x33), "rolw": (48, 1, 0x3B),
    "rorw": (48, 5, 0x3B),
    # Zbs
    "bclr": (36, 1, 0x33), "bext": (36, 5, 0x33), "binv": (52, 1, 0x33), "bset": (20, 1, 0x33),
    # Zicond
    "czero.eqz": (7, 5, 0x33), "czero.nez": (7, 7, 0x33),
    # Zkn: Zbkb, Zbkc, Zbkx, Zkne, Zknd
    "pack": (4, 4, 0x33), "packh": (4, 7, 0x33), "packw": (4, 4, 0x3B), "clmul": (5, 1, 0x33), "clmulh": (5, 3, 0x33),
    "xperm4": (20, 2, 0x33), "xperm8": (20, 4, 0x33), "aes64es": (25, 0, 0x33), "aes64esm": (27, 0, 0x33),
    "aes64ds": (29, 0, 0x33), "aes64dsm": (31, 0, 0x33), "aes64ks2": (63, 0, 0x33),
}
# --- one source register, (imm12, funct3, opcode) ---
UNARY = {
    "clz": (0x600, 1, 0x13), "ctz": (0x601, 1, 0x13), "cpop": (0x602, 1, 0x13), "clzw": (0x600, 1, 0x1B),
    "ctzw": (0x601, 1, 0x1B), "cpopw": (0x602, 1, 0x1B), "sext.b": (0x604, 1, 0x13), "sext.h": (0x605, 1, 0x13),
    "orc.b": (0x287, 5, 0x13), "rev8": (0x6B8, 5, 0x13), "brev8": (0x687, 5, 0x13), "aes64im": (0x300, 1, 0x13),
    "sha256sig0": (0x102, 1, 0x13), "sha256sig1": (0x103, 1, 0x13), "sha256sum0": (0x100, 1, 0x13),
    "sha256sum1": (0x101, 1, 0x13), "sha512sig0": (0x106, 1, 0x13), "sha512sig1": (0x107, 1, 0x13),
    "sha512sum0": (0x104, 1, 0x13), "sha512sum1": (0x105, 1, 0x13),
}
# --- 12-bit immediate, (funct3, opcode) ---
IMMEDIATE = {
    "addi": (0, 0x13), "slti": (2, 0x13), "sltiu": (3, 0x13), "xori": (4, 0x13), "ori": (6, 0x13), "andi": (7, 0x13),
    "addiw": (0, 0x1B),
}
# --- shift amount in the immediate, (upper bits of imm12, funct3, opcode, bits of the amount) ---
SHIFT = {
    "slli": (0x000, 1, 0x13, 6), "srli": (0x000, 5, 0x13, 6), "srai": (0x400, 5, 0x13, 6), "slliw": (0x000, 1, 0x1B, 5),
    "srliw": (0x000, 5, 0x1B, 5), "sraiw": (0x400, 5, 0x1B, 5), "slli.uw": (0x080, 1, 0x1B, 6), "rori": (0x600, 5, 0x13, 6),
    "roriw": (0x600, 5, 0x1B, 5), "bclri": (0x480, 1, 0x13, 6), "bexti": (0x480, 5, 0x13, 6), "binvi": (0x680, 1, 0x13, 6),
    "bseti": (0x280, 1, 0x13, 6),
}
AES64KS1I = (0x310, 1, 0x13)  # rnum 0 to 10 in the low four bits
BRANCH = {"beq": 0, "bne": 1, "blt": 4, "bge": 5, "bltu": 6, "bgeu": 7}
# --- memory, (funct3, size) ---
LOAD = {"lb": (0, 1), "lh": (1, 2), "lw": (2, 4), "ld": (3, 8), "lbu": (4, 1), "lhu": (5, 2), "lwu": (6, 4)}
STORE = {"sb": (0, 1), "sh": (1, 2), "sw": (2, 4), "sd": (3, 8)}
AMO = {"amoadd": 0, "amoswap": 1, "amoxor": 4, "amoor": 8, "amoand": 12, "amomin": 16, "amomax": 20, "amominu": 24, "amomaxu": 28}
LR, SC = 2, 3

AMOCAS = 5  # funct5; Zacas words (funct3 2), double-words (3), quad-words (4), with Zabha bytes (0) and half-words (1)

# --- Zimop ---


def mop_r(n, rd, rs1):
    """MOP.R.n: n[4] in bit 30, n[3:2] in 27:26, n[1:0] in 21:20."""
    return 0x81C0_4073 | (n >> 4) << 30 | ((n >> 2) & 3) << 26 | (n & 3) << 20 | rs1 << 15 | rd << 7


def mop_rr(n, rd, rs1, rs2):
    """MOP.RR.n: n[2] in bit 30, n[1:0] in 27:26."""
    return 0x8200_4073 | (n >> 2) << 30 | (n & 3) << 26 | rs2 << 20 | rs1 << 15 | rd << 7


# --- floating point. fmt is 0 for single, 1 for double, 2 for half ---
F_ARITHMETIC = {"fadd": 0x00, "fsub": 0x04, "fmul": 0x08, "fdiv": 0x0C}  # rs2, rounding mode
F_FUSED = {"fmadd": 0x43, "fmsub": 0x47, "fnmsub": 0x4B, "fnmadd": 0x4F}
F_SELECT = {"fsgnj": (0x10, 0), "fsgnjn": (0x10, 1), "fsgnjx": (0x10, 2), "fmin": (0x14, 0), "fmax": (0x14, 1)}
F_COMPARE = {"fle": (0x50, 0), "flt": (0x50, 1), "feq": (0x50, 2)}
F_SQRT, F_TO_INT, F_FROM_INT, F_CLASS_OR_MOVE, F_MOVE_FROM_X = 0x2C, 0x60, 0x68, 0x70, 0x78
F_S_FROM_D, F_D_FROM_S = (0x20, 1), (0x21, 0)
F_NARROW = [(0x20, 1), (0x22, 0), (0x22, 1)]  # to S from D, to H from S, to H from D: (funct7, rs2)
F_WIDEN = [(0x21, 0), (0x20, 2), (0x21, 2)]  # to D from S, to S from H, to D from H: exact
# Zfa
F_LOAD_CONSTANT, F_ROUND, F_MODULAR = 0x78, (4, 5), (0x61, 1, 8)  # fli (rs2 = 1); rs2 of fround, froundnx; fcvtmod.w.d
F_SELECT_ZFA = {"fminm": (0x14, 2), "fmaxm": (0x14, 3)}
F_COMPARE_ZFA = {"fleq": (0x50, 4), "fltq": (0x50, 5)}

# --- compressed, built by the caller from 3-bit register numbers (x8 to x15) ---


def c_ci(f3, op, rd, imm6):
    """CI format: six immediate bits around the register."""
    return f3 << 13 | ((imm6 >> 5) & 1) << 12 | rd << 7 | (imm6 & 0x1F) << 2 | op


def c_ca(f6, f2, rd3, rs3):
    """CA format: register-register arithmetic."""
    return f6 << 10 | rd3 << 7 | f2 << 5 | rs3 << 2 | 1


def c_cb_shift(f2, rd3, imm6):
    """C.SRLI (0), C.SRAI (1), C.ANDI (2)."""
    return 4 << 13 | ((imm6 >> 5) & 1) << 12 | f2 << 10 | rd3 << 7 | (imm6 & 0x1F) << 2 | 1


def c_cr(f4, rd, rs2):
    """C.MV (8), C.ADD (9)."""
    return f4 << 12 | rd << 7 | rs2 << 2 | 2


def c_word(f3, rs3, r3, offset):
    """C.LW (2), C.SW (6): offset 0 to 124 in fours."""
    return f3 << 13 | ((offset >> 3) & 7) << 10 | rs3 << 7 | ((offset >> 2) & 1) << 6 | ((offset >> 6) & 1) << 5 | r3 << 2


def c_double(f3, rs3, r3, offset):
    """C.FLD (1), C.LD (3), C.FSD (5), C.SD (7): offset 0 to 248 in eights."""
    return f3 << 13 | ((offset >> 3) & 7) << 10 | rs3 << 7 | ((offset >> 6) & 3) << 5 | r3 << 2


# Zcb: one register of x8 to x15, (bits 6:2); and C.MUL
C_UNARY = {"c.zext.b": 0x18, "c.sext.b": 0x19, "c.zext.h": 0x1A, "c.sext.h": 0x1B, "c.zext.w": 0x1C, "c.not": 0x1D}


def c_unary(bits, rd3):
    """C.ZEXT.B and its like."""
    return 0x9C01 | rd3 << 7 | bits << 2


def c_mul(rd3, rs3):
    """C.MUL."""
    return 0x9C41 | rd3 << 7 | rs3 << 2


def c_byte(f6, rs3, r3, offset):
    """C.LBU (0x20), C.SB (0x22): offset 0 to 3; bit 6 is its low bit."""
    return f6 << 10 | rs3 << 7 | (offset & 1) << 6 | (offset >> 1) << 5 | r3 << 2


def c_half(f6, bit6, rs3, r3, offset):
    """C.LHU (0x21, 0), C.LH (0x21, 1), C.SH (0x23, 0): offset 0 or 2."""
    return f6 << 10 | rs3 << 7 | bit6 << 6 | (offset >> 1) << 5 | r3 << 2


def c_mop(n):
    """C.MOP.n, n odd from 1 to 15."""
    return 0x6081 | (n >> 1) << 8


def c_lwsp(rd, offset):
    """C.LWSP: offset 0 to 252 in fours."""
    return 2 << 13 | ((offset >> 5) & 1) << 12 | rd << 7 | ((offset >> 2) & 7) << 4 | ((offset >> 6) & 3) << 2 | 2


def c_ldsp(f3, rd, offset):
    """C.FLDSP (1), C.LDSP (3): offset 0 to 504 in eights."""
    return f3 << 13 | ((offset >> 5) & 1) << 12 | rd << 7 | ((offset >> 3) & 3) << 5 | ((offset >> 6) & 7) << 2 | 2


def c_swsp(rs2, offset):
    """C.SWSP: offset 0 to 252 in fours."""
    return 6 << 13 | ((offset >> 2) & 0xF) << 9 | ((offset >> 6) & 3) << 7 | rs2 << 2 | 2


def c_sdsp(f3, rs2, offset):
    """C.FSDSP (5), C.SDSP (7): offset 0 to 504 in eights."""
    return f3 << 13 | ((offset >> 3) & 7) << 10 | ((offset >> 6) & 7) << 7 | rs2 << 2 | 2


def c_addi4spn(rd3, offset):
    """C.ADDI4SPN: offset 4 to 1020 in fours."""
    return ((offset >> 4) & 3) << 11 | ((offset >> 6) & 0xF) << 7 | ((offset >> 2) & 1) << 6 | ((offset >> 3) & 1) << 5 | rd3 << 2
