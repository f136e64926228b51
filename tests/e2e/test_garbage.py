"""Random guests: whatever a program executes, the simulator neither crashes nor hangs, and says the same twice.

Half of the words are anything; the other half is shaped like instructions that reach far: CSRs, memory and devices, AMOs,
fences, hypervisor loads, returns. A trap handler skips the instruction, so that a program goes on until it destroys that
too. COVESIM_TEST_ALL=1 runs ten times as many.
"""

import random
import subprocess

import pytest
from conftest import BINARY
from elf import elf, words

SEEDS = [*range(40), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(40, 400))]
INSTRUCTIONS = 20000
# auipc t0, 0; addi t0, t0, 0x34; csrw mtvec, t0; pointers to RAM (auipc) and every kind of device (lui); over the handler.
START = [0x00000297, 0x03428293, 0x30529073, 0x0F000437, 0x00004517, 0x100005B7, 0x0C000637, 0x020006B7, 0x00100737, 0x10200837, 0x10210A37, 0x00101B37, 0x0180006F]
# csrr t0, mepc; addi t0, t0, 4; csrw mepc, t0; csrr t0, mcause; mret
HANDLER = [0x341022F3, 0x00428293, 0x34129073, 0x342022F3, 0x30200073]
CSRS = [
    *range(0x000, 0x008), 0x015, *range(0x100, 0x110), *range(0x140, 0x146), 0x14D, 0x180, *range(0x200, 0x206), *range(0x240, 0x246), 0x24D, 0x280,
    *range(0x300, 0x310), 0x31A, *range(0x320, 0x340), *range(0x340, 0x34C), 0x382, *range(0x3A0, 0x3C0), 0x5A8, *range(0x600, 0x61C), 0x643, 0x644, 0x64A,
    0x680, 0x747, 0x74E, 0x7A0, *range(0xB00, 0xB20), *range(0xC00, 0xC20), 0xDA0, 0xE12, *range(0xF11, 0xF16),
]  # fmt: skip
# ecall, ebreak, sret, mret, wfi, sfence.vma, hfence.*, sinval, mfence.pa, cbo.*, fence.i, wrs, c.ebreak twice
WHOLE = [
    0x00000073, 0x00100073, 0x10200073, 0x30200073, 0x10500073, 0x12000073, 0x12B50073, 0x22000073, 0x62000073, 0x16B50073, 0x18000073, 0x18100073,
    0x32000073, 0x36000073, 0x0005200F, 0x0015200F, 0x0025200F, 0x0045200F, 0x0000100F, 0x00D00073, 0x01D00073, 0x90029002,
]  # fmt: skip
OPCODES = [0x03, 0x07, 0x0F, 0x13, 0x17, 0x1B, 0x23, 0x27, 0x2F, 0x33, 0x37, 0x3B, 0x43, 0x47, 0x4B, 0x4F, 0x53, 0x63, 0x67, 0x6F, 0x73]


def word(rng):
    kind, any_word = rng.random(), rng.getrandbits(32)
    if kind < 0.5:
        return any_word
    if kind < 0.6:
        return rng.choice(WHOLE)
    if kind < 0.75:  # csrrw … csrrci
        return rng.choice(CSRS) << 20 | rng.randrange(32) << 15 | rng.choice([1, 2, 3, 5, 6, 7]) << 12 | rng.randrange(32) << 7 | 0x73
    if kind < 0.85:  # load, store, AMO or HLV/HSV at a pointer
        return any_word & ~0x000F807F & (0x01FFFFFF if rng.random() < 0.5 else 0xFFFFFFFF) | rng.randrange(8, 24) << 15 | rng.choice([0x03, 0x23, 0x2F, 0x73])
    return any_word & ~0x7F | rng.choice(OPCODES)


def garbage(seed):
    rng = random.Random(seed)
    return words(START + HANDLER + [word(rng) for _ in range(3000)])


@pytest.mark.parametrize("seed", SEEDS)
def test_random_guest(tmp_path, seed):
    flat, elf_file = tmp_path / "flat.bin", tmp_path / "garbage.elf"
    flat.write_bytes(random.Random(seed).randbytes(4096) if seed % 4 == 0 else garbage(seed))
    elf_file.write_bytes(elf({0x80000000: garbage(seed + 1000)}, symbols={"tohost": 0x80002000, "fromhost": 0x80002008}))
    for mode in ("fast", "warm", "timed"):
        for harts in (1, 2):
            for what in (["--bios", flat], [elf_file]):
                stats = []
                for name in ("a.json", "b.json") if mode == "timed" and harts == 2 else ("a.json",):
                    command = [BINARY, "run", "--mode", mode, "--harts", harts, "--ram", "16M", "--max-instructions", INSTRUCTIONS, "--timeout", 60, "--stats", tmp_path / name, *what]
                    r = subprocess.run([*map(str, command)], stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False)
                    said = r.stderr.decode()
                    assert r.returncode >= 0 and r.returncode != 126 and said.count("\n") <= 1, (r.returncode, said)
                    assert "time limit" not in said, "a hang"
                    stats.append((tmp_path / name).read_bytes())
                assert len(set(stats)) == 1
