#!/usr/bin/env python3
"""Laws 2 and 3 through the program: the same statistics, to the byte, with each accelerator off and when run again.

    program.py COVESIM MODE            the tiny TVM's boot
    program.py COVESIM MODE ELF …      this program; what follows are options of the command line
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ACCELERATORS = ("l0", "decoded_code", "host_fp")


def simulate(workload, mode, off, stats):
    command = [*workload, "--mode", mode, "--console", "none"]
    for name in off:
        command += ["--set", f"accelerators.{name}=false"]
    done = subprocess.run(command + ["--stats", stats], capture_output=True, text=True, timeout=300, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr}")
    return Path(stats).read_text(encoding="utf-8").splitlines()


def main():
    covesim, mode, *elf = sys.argv[1:]
    if elf:
        workload = [covesim, "run", "--bios", "none", "--timeout", "60", *elf]
    else:
        workload = [covesim, "boot", "--guest", "tiny", "--report", "none"]
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        stats = str(Path(folder) / "stats.json")
        reference = simulate(workload, mode, (), stats)
        for off in ((), *((name,) for name in ACCELERATORS)):
            found = simulate(workload, mode, off, stats)
            name = f"{mode}, {'again' if not off else off[0] + ' off'}"
            differing = [i for i, (a, b) in enumerate(zip(reference, found)) if a != b]
            if not differing and len(reference) == len(found):
                print(f"equal: {name}")
                continue
            failures += 1
            print(f"DIFFERENT: {name}")
            for i in differing[:10]:
                print(f"  line {i + 1}: {reference[i].strip()} | {found[i].strip()}")
    sys.exit(failures != 0)


main()
