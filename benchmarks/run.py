#!/usr/bin/env python3
"""One command: how fast covesim runs, beside Debian 13's QEMU in the same run.

    benchmarks/run.py [--runs 3] [--scale 1000] [--modes fast,warm,timed] [--kernels integer,...] [--json FILE]

Each kernel (benchmarks/kernels) is built once and the identical ELF run by every simulator, in turn, so that a change of
the host's load meets all of them. MIPS = instructions that the guest counted itself (minstret) / (wall-clock time - time
of an empty program). Medians of --runs; `timed` runs a tenth of the work. QEMU runs with -icount shift=0,sleep=off, the
setting in which it too counts instructions.
"""

import argparse
import json
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KERNELS = ["integer", "floating", "memory", "syscall"]
COMPILER = "riscv64-linux-gnu-gcc"
FLAGS = ["-O2", "-march=rv64imafdc_zicsr_zifencei", "-mabi=lp64d", "-mcmodel=medany", "-ffreestanding", "-fno-pic", "-no-pie",
         "-nostdlib", "-static", "-fno-tree-loop-distribute-patterns", "-fno-math-errno", "-Wl,--no-warn-rwx-segments", "-Wall", "-Wextra", "-Werror"]
QEMU_OPTIONS = ["-icount", "shift=0,sleep=off"]
SCALE_DOWN = {"timed": 10}


class Failed(Exception):
    """A simulator or the compiler did not do its part."""


def compile_kernel(name, scale, folder, harts=0):
    """The ELF of one kernel; with `harts`, one that this many harts run, each the whole of it."""
    elf = folder / f"{name}-{scale}-{harts}.elf"
    start = ["harts.S", f"-DHARTS={harts}", "-fno-jump-tables"] if harts else ["start.S"]
    kernels = ROOT / "benchmarks" / "kernels"
    if not elf.exists():
        # lp64d is what the compiler's multilib has headers for; nothing of a C library is linked.
        run = subprocess.run([COMPILER, *FLAGS, f"-DSCALE={scale}", "-T", str(kernels / "bare.lds"), "-Wl,--build-id=none", "-o", str(elf),
                              *start[1:], *(str(kernels / f) for f in (start[0], "report.c", f"{name}.c"))], capture_output=True, text=True, check=False)
        if run.returncode:
            raise Failed(f"cannot compile {name}: {run.stderr.strip()}")
    return elf


def measure(command, elf):
    """(seconds, checksum, instructions) of one run."""
    start = time.perf_counter()
    run = subprocess.run([*command, str(elf)], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    for line in run.stdout.splitlines():
        if line.startswith("RESULT "):
            _, checksum, count = line.split()
            return seconds, int(checksum), int(count)
    raise Failed(f"{Path(command[0]).name} printed no result (code {run.returncode}): {run.stderr.strip()[-300:]}")


def find_qemu():
    """(wrapper, version) from the recipe, or None."""
    run = subprocess.run([sys.executable, str(ROOT / "guest-images" / "fetch.py"), "qemu"], stdout=subprocess.PIPE, text=True, check=False)
    if run.returncode:
        return None
    item = json.loads(run.stdout)["qemu"]
    return item["path"], item["version"]


def simulators(args, qemu):
    """name: command without the ELF."""
    out = {}
    if qemu:
        out["qemu"] = [qemu[0], "-M", "virt", "-m", "128M", "-bios", "none", "-display", "none", "-monitor", "none", "-serial", "stdio",
                       *QEMU_OPTIONS, "-kernel"]
    for mode in args.modes.split(","):
        out[mode] = [str(args.covesim), "run", "--bios", "none", "--ram", "128M", "--mode", mode, "--report", "none"]
    return out


def run_all(args, qemu, folder):
    """{kernel: {simulator: {"mips": ..., "seconds": ..., "instructions": ...}}}."""
    commands = simulators(args, qemu)
    empty = compile_kernel("empty", 1, folder)
    idle = {name: statistics.median(measure(c, empty)[0] for _ in range(args.runs)) for name, c in commands.items()}
    table = {}
    for kernel in args.kernels.split(","):
        samples = {name: [] for name in commands}
        checksums = {}
        for _ in range(args.runs):
            for name, command in commands.items():
                scale = max(1, args.scale // SCALE_DOWN.get(name, 1))
                result = measure(command, compile_kernel(kernel, scale, folder))
                samples[name].append(result)
                if checksums.setdefault(scale, result[1]) != result[1]:
                    raise Failed(f"{kernel}: {name} computed {result[1]}, others {checksums[scale]}")
                if sys.stderr.isatty():
                    sys.stderr.write(f"\r\033[K{kernel} {name}: {result[2] / 1e6 / (result[0] - idle[name]):.0f} MIPS")
        table[kernel] = {}
        for name, runs in samples.items():
            seconds = statistics.median(s for s, _, _ in runs) - idle[name]
            table[kernel][name] = {"mips": runs[0][2] / 1e6 / seconds, "seconds": seconds, "instructions": runs[0][2]}
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    return table


def show(table, names):
    """The table as text."""
    head = f"{'MIPS':12}" + "".join(f"{n:>10}" for n in names)
    print(head + "".join(f"{n + '/qemu':>13}" for n in names if n != "qemu" and "qemu" in names))
    for kernel, row in table.items():
        line = f"{kernel:12}" + "".join(f"{row[n]['mips']:10.1f}" for n in names)
        print(line + "".join(f"{row[n]['mips'] / row['qemu']['mips']:13.3f}" for n in names if n != "qemu" and "qemu" in names))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--covesim", type=Path, default=ROOT / "build" / "release" / "bin" / "covesim")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--scale", type=int, default=1000)
    parser.add_argument("--modes", default="fast,warm,timed")
    parser.add_argument("--kernels", default=",".join(KERNELS))
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    qemu = find_qemu()
    try:
        covesim = subprocess.run([str(args.covesim), "--version"], capture_output=True, text=True, check=False).stdout.strip()
        with tempfile.TemporaryDirectory(prefix="covesim-bench-") as folder:
            table = run_all(args, qemu, Path(folder))
    except (Failed, OSError) as e:
        print(f"benchmarks: {e}", file=sys.stderr)
        return 1
    print(f"{covesim}; {qemu[1] + ', ' + ' '.join(QEMU_OPTIONS) if qemu else 'no QEMU (archive not reachable)'}")
    print(f"{platform.machine()}, Linux {platform.release()}, median of {args.runs}")
    names = list(next(iter(table.values())))
    show(table, names)
    if args.json:
        args.json.write_text(json.dumps({"covesim": covesim, "qemu": qemu and qemu[1], "runs": args.runs, "table": table}, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
