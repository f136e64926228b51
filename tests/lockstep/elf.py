"""A minimal ELF file: one loadable segment and the symbols that name the signature."""

import struct


def write(segment, base, entry, symbols):
    """The bytes of a 64-bit RISC-V executable that holds `segment` at `base`."""
    strings, entries = b"\0", bytes(24)
    for name, value in symbols.items():
        entries += struct.pack("<IBBHQQ", len(strings), 0x10, 0, 0xFFF1, value, 0)
        strings += name.encode() + b"\0"
    names = b"\0.symtab\0.strtab\0.shstrtab\0"
    offset = 0x1000
    at_symbols = offset + len(segment)
    at_strings = at_symbols + len(entries)
    at_names = at_strings + len(strings)
    at_sections = (at_names + len(names) + 7) & ~7
    header = b"\x7fELF\x02\x01\x01" + bytes(9)
    header += struct.pack("<HHIQQQIHHHHHH", 2, 243, 1, entry, 64, at_sections, 0x5, 64, 56, 1, 64, 4, 3)
    header += struct.pack("<IIQQQQQQ", 1, 7, offset, base, base, len(segment), len(segment), 0x1000)
    sections = bytes(64)
    sections += struct.pack("<IIQQQQIIQQ", 1, 2, 0, 0, at_symbols, len(entries), 2, 1, 8, 24)
    sections += struct.pack("<IIQQQQIIQQ", 9, 3, 0, 0, at_strings, len(strings), 0, 0, 1, 0)
    sections += struct.pack("<IIQQQQIIQQ", 17, 3, 0, 0, at_names, len(names), 0, 0, 1, 0)
    body = header.ljust(offset, b"\0") + segment + entries + strings + names
    return body.ljust(at_sections, b"\0") + sections
