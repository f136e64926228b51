#!/usr/bin/env python3
"""One command: what a whole system costs the host, beside Debian 13's QEMU in the same run.

    benchmarks/system.py [--runs 5] [--what boot,harts,startup] [--harts 1,2,4,8] [--json FILE]

boot     Debian's kernel under OpenSBI to a shell script that powers off, in `fast`: same kernel, RAM disk and harts
harts    the integer kernel, the same total of instructions on one hart and on eight: cost of an instruction
startup  an empty program with 2 GiB of RAM: from the command to its end, and the most memory that the process had

Simulators take turns, so that a change of the host's load meets all. Medians of --runs; seconds are wall-clock time, with
CPU time (user and system) beside it. QEMU runs with -icount shift=0,sleep=off.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import run
from run import QEMU_OPTIONS, ROOT, Failed

sys.path.insert(0, str(ROOT / "guest-images"))

INIT = b"#!/bin/sh\n/bin/busybox mount -t proc proc /proc\necho SHELL-IS-UP\n/bin/busybox poweroff -f\n"


def timed(command, expect):
    """{"seconds", "cpu", "memory_mib"} of one run, whose output has `expect`."""
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        child = subprocess.Popen([str(c) for c in command], stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read()
    if child.returncode or expect not in text:
        raise Failed(f"{Path(command[0]).name}: code {child.returncode}: {text[-400:].decode(errors='replace').strip()}")
    return {"seconds": seconds, "cpu": usage.ru_utime + usage.ru_stime, "memory_mib": usage.ru_maxrss / 1024}


def medians(commands, runs, expect):
    """{name: medians} of commands that take turns."""
    samples = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            samples[name].append(timed(command, expect))
    return {name: {k: statistics.median(s[k] for s in list_) for k in list_[0]} for name, list_ in samples.items()}


def images(folder):
    """(OpenSBI, kernel, RAM disk with our script), or None where the recipe has not fetched them."""
    import fetch as recipe
    from recipe.linux import Cpio

    cache = recipe.cache_folder()
    names = ("opensbi", "kernel", "initramfs")
    if any(not recipe.stamp_of(cache, n).exists() for n in names):
        return None
    path = {n: cache / recipe.ITEMS[n][1] for n in names}
    own = Cpio()
    own.add("bench", 0o100755, INIT)
    disk = folder / "initramfs.cpio"
    disk.write_bytes(path["initramfs"].read_bytes() + own.finish())
    return path["opensbi"], path["kernel"], disk


def boot(args, qemu, folder):
    """Rows (harts, medians by simulator)."""
    found = images(folder)
    if not found:
        print("boot: skipped, the images are not there (guest-images/fetch.py opensbi kernel initramfs)")
        return []
    bios, kernel, disk = found
    rows = []
    for harts in map(int, args.harts.split(",")):
        linux = ["-append", "console=ttyS0 rdinit=/bench"]
        commands = {}
        if qemu:
            commands["qemu"] = [qemu[0], "-M", "virt", "-m", "2G", "-smp", harts, "-display", "none", "-monitor", "none", "-serial", "stdio",
                                *QEMU_OPTIONS, "-bios", bios, "-kernel", kernel, "-initrd", disk, *linux]
        commands["fast"] = [args.covesim, "run", "--mode", "fast", "--ram", "2G", "--harts", harts, "--bios", bios, "--kernel", kernel,
                            "--initrd", disk, "-" + linux[0], linux[1]]
        rows.append({"harts": harts, **medians(commands, args.runs, b"SHELL-IS-UP")})
    return rows


def harts(args, folder):
    """Medians for one hart and eight, each with the same work in total."""
    commands = {}
    for n in (1, 8):
        elf = run.compile_kernel("integer", args.scale // n, folder, harts=n)
        commands[n] = [args.covesim, "run", "--bios", "none", "--ram", "128M", "--mode", "fast", "--harts", n, elf]
    return medians(commands, args.runs, b"RESULT ")


def startup(args, folder):
    """Medians of an empty program."""
    elf = run.compile_kernel("empty", 1, folder)
    return medians({"fast": [args.covesim, "run", "--bios", "none", "--ram", "2G", "--mode", "fast", elf]}, 4 * args.runs, b"RESULT ")["fast"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--covesim", type=Path, default=ROOT / "build" / "release" / "bin" / "covesim")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--what", default="boot,harts,startup")
    parser.add_argument("--harts", default="1,2,4,8")
    parser.add_argument("--scale", type=int, default=400)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    what, table = args.what.split(","), {}
    qemu = run.find_qemu() if "boot" in what else None
    print(f"{platform.machine()}, Linux {platform.release()}, median of {args.runs}; {qemu[1] if qemu else 'no QEMU'}")
    try:
        with tempfile.TemporaryDirectory(prefix="covesim-bench-") as folder:
            if "boot" in what:
                table["boot"] = boot(args, qemu, Path(folder))
                for row in table["boot"]:
                    line = f"boot, {row['harts']} harts: fast {row['fast']['seconds']:.2f} s ({row['fast']['cpu']:.2f} s CPU, {row['fast']['memory_mib']:.0f} MiB)"
                    if "qemu" in row:
                        line += f", QEMU {row['qemu']['seconds']:.2f} s ({row['qemu']['cpu']:.2f} s CPU), fast/QEMU {row['qemu']['seconds'] / row['fast']['seconds']:.3f}"
                    print(line, flush=True)
            if "harts" in what:
                table["harts"] = h = harts(args, Path(folder))
                print(f"harts: one {h[1]['seconds']:.2f} s ({h[1]['cpu']:.2f} s CPU), eight {h[8]['seconds']:.2f} s ({h[8]['cpu']:.2f} s CPU), "
                      f"eight/one {h[8]['seconds'] / h[1]['seconds']:.3f}", flush=True)
            if "startup" in what:
                table["startup"] = s = startup(args, Path(folder))
                print(f"startup: {s['seconds'] * 1000:.1f} ms ({s['cpu'] * 1000:.1f} ms CPU), {s['memory_mib']:.0f} MiB")
    except (Failed, OSError) as e:
        print(f"benchmarks: {e}", file=sys.stderr)
        return 1
    if args.json:
        args.json.write_text(json.dumps({"qemu": qemu and qemu[1], "runs": args.runs, "table": table}, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
