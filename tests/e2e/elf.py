"""Minimal ELF files: loadable code and absolute symbols (System V gABI, RISC-V psABI)."""

import struct

RISCV, X86_64 = 243, 62
LOOP = 0x0000006F  # j .

# auipc t0, 1; addi t1, zero, 7; sd t1, 0x10(t0); sd t1, 0(t0); j .      tohost at 0x80001000: exit code 3
EXIT_3 = [0x00001297, 0x00700313, 0x0062B823, 0x0062B023, LOOP]
# lui t0, 0x10000; addi t1, zero, 'A'; sb t1, 0(t0); j .
PRINT_A = [0x100002B7, 0x04100313, 0x00628023, LOOP]
# Echoes what it gets from the UART, asleep in between, until "q": PLIC source 10 enabled for hart 0 in M-mode, FIFO and
# receive interrupt on, mie.MEIE; then wfi, claim, echo while LSR.DR, complete; "q" writes 0x5555 to the finisher.
ECHO = [
    0x0C0002B7, 0x00100313, 0x0262A423, 0x0C0023B7, 0x40000313, 0x0063A023, 0x0C200E37, 0x000E2023,
    0x10000437, 0x00100313, 0x00640123, 0x006400A3, 0x00001337, 0x80030313, 0x30431073, 0x07100613,
    0x10500073, 0x004E2503, 0x00544583, 0x0015F593, 0x02058063, 0x00044583, 0x00B40023, 0xFEC596E3,
    0x001002B7, 0x00005337, 0x55530313, 0x0062A023, 0x00AE2223, 0xFCDFF06F,
]  # fmt: skip
# The same by HTIF, polling: tohost = getc, wait for fromhost, clear it, tohost = putc; "q" exits with 0.
ECHO_HTIF = [
    0x800012B7, 0x02029293, 0x0202D293, 0x00100313, 0x03831313, 0x07100613, 0x0062B023, 0x0082B503,
    0xFE050EE3, 0x0002B423, 0x0FF57513, 0x10100393, 0x03039393, 0x00A3E3B3, 0x0072B023, 0xFCC51EE3,
    0x00100313, 0x0062B023, 0x0000006F,
]  # fmt: skip
# The same by SBI DBCN in place of the host VMM, 16 bytes at a time through a buffer at 0x80C00000: console_read until there
# are bytes, console_write; after a last "q" SRST shutdown.
ECHO_SBI = [
    0x80C00437, 0x02041413, 0x02045413, 0x444244B7, 0x34E48493, 0x01000513, 0x00040593, 0x00000613,
    0x00100813, 0x00048893, 0x00000073, 0xFE0584E3, 0x00058513, 0x00058913, 0x00040593, 0x00000613,
    0x00000813, 0x00048893, 0x00000073, 0x012402B3, 0xFFF2C283, 0x07100313, 0xFA629EE3, 0x535258B7,
    0x35488893, 0x00000813, 0x00000513, 0x00000593, 0x00000073,
]  # fmt: skip
# mtimecmp = 42 << 32 (5 hours and 38 s at 10 MHz); mie.MTIE; wfi; j .
SLEEP_5_HOURS = [0x020042B7, 0x02A00313, 0x02031313, 0x0062B023, 0x08000293, 0x3042A073, 0x10500073, LOOP]
# addi a0, a0, 1; addi a1, a1, 2; j -8
COUNT = [0x00150513, 0x00258593, 0xFF9FF06F]


def words(code):
    """Instructions as bytes."""
    return b"".join(struct.pack("<I", w) for w in code)


def elf(segments, entry=0x80000000, symbols=None, machine=RISCV):
    """An executable of {address: bytes}; every segment takes at least 8 KiB of memory."""
    header, body, tables = 64, b"", []
    start = header + 56 * len(segments)
    for address, data in segments.items():
        tables.append(struct.pack("<IIQQQQQQ", 1, 7, start + len(body), address, address, len(data), max(len(data), 0x2000), 8))
        body += data
    symbol_table = bytes(24)
    strings = b"\0"
    for name, value in (symbols or {}).items():
        symbol_table += struct.pack("<IBBHQQ", len(strings), 0x10, 0, 0xFFF1, value, 0)
        strings += name.encode() + b"\0"
    at = start + len(body)
    sections = struct.pack("<IIQQQQIIQQ", *[0] * 10)
    sections += struct.pack("<IIQQQQIIQQ", 0, 2, 0, 0, at, len(symbol_table), 2, 1, 8, 24)
    sections += struct.pack("<IIQQQQIIQQ", 0, 3, 0, 0, at + len(symbol_table), len(strings), 0, 0, 1, 0)
    ident = b"\x7fELF\x02\x01\x01" + bytes(9)
    head = struct.pack("<HHIQQQIHHHHHH", 2, machine, 1, entry, 64, at + len(symbol_table) + len(strings), 0, 64, 56, len(segments), 64, 3, 0)
    return ident + head + b"".join(tables) + body + symbol_table + strings + sections


def program(code, **symbols):
    """Code at 0x80000000 with HTIF words at 0x80001000."""
    return elf({0x80000000: words(code)}, symbols={"tohost": 0x80001000, "fromhost": 0x80001008, **symbols})
