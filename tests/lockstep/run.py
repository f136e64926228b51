#!/usr/bin/env python3
"""Random instruction streams on covesim and on Debian 13's QEMU: the same registers, flags, traps and memory at the end.

    run.py --covesim build/release/bin/covesim [--seeds 0:4] [--variant s-sv39] [--units 1200] [--mode fast] [--keep DIR]

On a difference the shortest prefix that shows it is found, and its last unit printed. Exit 0: all equal, 1: a difference,
77: skipped because QEMU 10 is not available.
"""

import argparse
import os
import struct
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import runtime as rt
import simulators as sim
from stream import VARIANTS, Stream

SKIPPED = 77


def differences(expected, actual):
    """What differs, by name, the most telling first."""
    if len(expected) != len(actual):
        return [f"signature of {len(actual)} bytes instead of {len(expected)}"]
    out = []

    def word(data, offset):
        return struct.unpack_from("<Q", data, offset)[0]

    def compare(offset, name):
        a, b = word(expected, offset), word(actual, offset)
        if a != b:
            out.append(f"{name}: QEMU {a:016x}, covesim {b:016x}")

    for i in range(32):
        compare(rt.SIG_X + 8 * i, f"x{i}")
    for i in range(32):
        compare(rt.SIG_F + 8 * i, f"f{i}")
    compare(rt.SIG_FCSR, "fcsr")
    compare(rt.SIG_COUNT, "traps")
    for i, csr in enumerate(rt.SIG_CSR_LIST):
        compare(rt.SIG_CSRS + 8 * i, f"csr {csr:#x}")
    for i, csr in enumerate(rt.SIG_V_CSR_LIST):
        compare(rt.SIG_V_CSRS + 8 * i, f"csr {csr:#x}")
    for offset in range(rt.SIG_V, 0x1000, 8):
        compare(offset, f"vector registers + {offset - rt.SIG_V:#x}")
    for i in range(rt.RING):
        for j, name in enumerate(("cause", "tval", "epc")):
            compare(rt.SIG_RING + 32 * i + 8 * j, f"trap ring {i} {name}")
    compare(rt.SIG_HASH, "hash of all traps")
    for offset in range(rt.DATA - rt.SIGNATURE, rt.END - rt.SIGNATURE, 8):
        compare(offset, f"memory {rt.SIGNATURE + offset:#x}")
    return out


class Case:
    """One seed of one variant."""

    def __init__(self, args, qemu, folder, variant, seed):
        self.args, self.qemu, self.variant, self.seed = args, qemu, variant, seed
        self.folder = folder / f"{variant}-{seed}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.stream = Stream(seed, variant, args.units)

    def differ(self, count):
        """The differences after the first `count` units; a simulator that hangs is one too."""
        program = self.folder / f"program-{count}.elf"
        program.write_bytes(self.stream.program(count))
        expected = sim.qemu_signature(self.qemu, program, self.folder / "qemu.out", self.stream.vlen)
        try:
            actual = sim.covesim_signature(self.args.covesim, program, self.folder / "covesim.out", self.args.mode,
                                           extra=("--set", f"hart.vector.vlen={self.stream.vlen}") if self.stream.vlen else ())
        except sim.Hung as e:
            return [str(e)]
        found = differences(expected, actual)
        if not found and not self.args.keep:
            program.unlink()
        return found

    def run(self):
        """None when equal, else the report of the difference."""
        total = len(self.stream.units)
        found = self.differ(total)
        if not found:
            return None
        low, high = 0, total
        while high - low > 1:
            middle = (low + high) // 2
            step = self.differ(middle)
            if step:
                high, found = middle, step
            else:
                low = middle
        at = rt.BODY + sum(len(u) for u in self.stream.units[: high - 1])
        unit = self.stream.units[high - 1] if high else b""
        return (
            f"{self.variant} seed {self.seed}: differs from unit {high} of {total}, at {at:#x}, bytes {unit.hex(' ', 2)}\n  "
            + "\n  ".join(found[:12])
            + f"\n  again: {sys.argv[0]} --variant {self.variant} --seeds {self.seed}:{self.seed + 1} --units {self.args.units} --keep DIR"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--covesim", type=Path, required=True)
    parser.add_argument("--seeds", default="0:2", help="FIRST:END")
    parser.add_argument("--variant", action="append", choices=list(VARIANTS))
    parser.add_argument("--units", type=int, default=1200)
    parser.add_argument("--mode", default="fast", choices=["fast", "warm", "timed"])
    parser.add_argument("--keep", type=Path, help="keep the programs here")
    parser.add_argument("--fetch", action="store_true", help="fetch QEMU when it is not in the cache")
    args = parser.parse_args()
    first, end = (int(v) for v in args.seeds.split(":"))
    qemu = sim.find_qemu(args.fetch)
    if not qemu:
        print("skipped: QEMU 10 is not in the cache (guest-images/fetch.py qemu fetches it)")
        return SKIPPED
    with tempfile.TemporaryDirectory(prefix="covesim-lockstep-") as temporary:
        folder = args.keep or Path(temporary)
        cases = [Case(args, qemu, folder, v, s) for v in args.variant or VARIANTS for s in range(first, end)]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            reports = [r for r in pool.map(Case.run, cases) if r]
    for report in reports:
        print(report)
    print(f"{len(cases) - len(reports)} of {len(cases)} streams equal")
    return 1 if reports else 0


if __name__ == "__main__":
    sys.exit(main())
