"""The root of trust's flash image, written from docs/rot.md alone: a second implementation of its format."""

import hashlib
import struct

from elf import RISCV
from ed25519 import public_key, sign

DEVELOPMENT_SEED = hashlib.sha256(b"covesim development signing key: public, worthless, never for products").digest()
PAGE = 0x1000


def flat(data):
    """(load address, entry, bytes) of an ELF executable: from its first to its last byte in memory."""
    assert data[:4] == b"\x7fELF" and struct.unpack_from("<H", data, 18)[0] == RISCV
    entry, table = struct.unpack_from("<QQ", data, 24)
    count = struct.unpack_from("<H", data, 56)[0]
    loads = []
    for i in range(count):
        kind, _, offset, _, address, size, in_memory, _ = struct.unpack_from("<IIQQQQQQ", data, table + 56 * i)
        if kind == 1 and in_memory:
            loads.append((address, data[offset:offset + size], in_memory))
    base = min(a for a, _, _ in loads)
    image = bytearray(max(a + n for a, _, n in loads) - base)
    for address, content, _ in loads:
        image[address - base:address - base + len(content)] = content
    return base, entry, bytes(image)


def build(firmware, version=0, seed=DEVELOPMENT_SEED):
    """The flash image of the built firmware; seed None: unsigned."""
    entries, blobs, offset = b"", b"", PAGE
    for name in ("rom", "tsm-driver", "tsm"):
        base, entry, image = flat((firmware / f"{name}.elf").read_bytes())
        entries += struct.pack("<16sQQQQ48s32x", name.encode(), offset, len(image), base, entry, hashlib.sha384(image).digest())
        padded = image + bytes(-len(image) % PAGE)
        blobs += padded
        offset += len(padded)
    manifest = struct.pack("<8sIIQQ", b"CSFMANI1", 1, 3, version, 0) + entries
    key, signature = (bytes(32), b"") if seed is None else (public_key(seed), sign(seed, manifest))
    head = struct.pack("<8sIIQ32s8x64s", b"CSFLASH1", len(manifest), len(signature), PAGE + len(blobs), key, signature)
    return (head + manifest).ljust(PAGE, b"\0") + blobs
