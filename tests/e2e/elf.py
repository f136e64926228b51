"""Minimal ELF files: loadable code and absolute symbols (System V gABI, RISC-V psABI)."""

import struct

RISCV, X86_64 = 243, 62
LOOP = 0x0000006F  # j .

# auipc t0, 1; addi t1, zero, 7; sd t1, 0x10(t0); sd t1, 0(t0); j .      tohost at 0x80001000: exit code 3
EXIT_3 = [0x00001297, 0x00700313, 0x0062B823, 0x0062B023, LOOP]
# lui t0, 0x10000; addi t1, zero, 'A'; sb t1, 0(t0); j .
PRINT_A = [0x100002B7, 0x04100313, 0x00628023, LOOP]
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
