#!/usr/bin/env python3
"""The law of checkpoints through the program: a restored run is the straight run, to the byte.

    restore.py COVESIM MODE            the tiny TVM's boot
    restore.py COVESIM MODE ELF …      this program; what follows are options of the command line

Statistics, report and console of
  - a run that saves checkpoints on its way,
  - a run restored from each of them, with other accelerators,
are those of the straight run. A checkpoint that is restored and saved at once is the same file. Without L0, whose hits
advance a recency stamp once where a look-up advances two, a later checkpoint of the restored run is the same file, too:
all state, memory included, is equal.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

POINTS = 6
NO_L0 = ["--set", "accelerators.l0=false"]


class Law:
    def __init__(self, covesim, mode, elf, folder):
        self.covesim = covesim
        self.command = "run" if elf else "boot"
        # Short quanta: a checkpoint falls between two of them, and these programs are short.
        program = ["--bios", "none", "--set", "quantum=200000000", *elf] if elf else ["--guest", "tiny"]
        self.workload = [*program, "--mode", mode]
        self.folder = folder
        self.failures = 0

    def run(self, *options):
        out = {name: self.folder / name for name in ("stats", "report", "console")}
        for path in out.values():
            path.unlink(missing_ok=True)
        command = [self.covesim, self.command, *map(str, options), "--timeout", "300", "--console", out["console"]]
        command += ["--stats", out["stats"], "--report", "json", "--report-file", out["report"]]
        done = subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=400, check=False)
        late = [line for line in done.stderr.splitlines() if not line.startswith("covesim: the run ended before the checkpoint")]
        if done.returncode != 0 or late:
            sys.exit(f"{command}: exit code {done.returncode}\n{done.stderr}")
        return {name: path.read_bytes() for name, path in out.items()}

    def instructions_in(self, checkpoint):
        stats = self.folder / "stats"
        command = [self.covesim, self.command, "--restore", checkpoint, "--max-instructions", "0", "--console", "none", "--report", "none", "--stats", stats]
        subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL, capture_output=True, timeout=400, check=False)
        return json.loads(stats.read_text())["instructions"]

    def expect(self, name, equal, detail=""):
        print(f"{'equal' if equal else 'DIFFERENT'}: {name}{detail if not equal else ''}")
        self.failures += not equal

    def compare(self, name, straight, found):
        for part in ("stats", "report"):
            a, b = straight[part].splitlines(), found[part].splitlines()
            differing = [f"\n  {x.decode().strip()} | {y.decode().strip()}" for x, y in zip(a, b) if x != y]
            self.expect(f"{name}: {part}", a == b, "".join(differing[:10]))
        tail = found["console"]
        self.expect(f"{name}: console", straight["console"].endswith(tail) and (tail == straight["console"] or "restored" in name))


def main():
    covesim, mode, *elf = sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        law = Law(covesim, mode, elf, Path(name))
        file = lambda n: law.folder / f"{n}.checkpoint"
        straight = law.run(*law.workload)
        total = json.loads(straight["stats"])["instructions"]
        counts = [total * (i + 1) // (POINTS + 2) for i in range(POINTS)]
        saving = [x for i, n in enumerate(counts) for x in ("--checkpoint-at", f"{n},{file(i)}")]
        law.compare("saving", straight, law.run(*law.workload, *saving))
        taken = [i for i in range(POINTS) if file(i).exists()]
        law.expect(f"{len(taken)} checkpoints were taken", len(taken) >= POINTS // 2)
        for i in taken:
            off = [x for j, a in enumerate(("l0", "decoded_code", "host_fp")) if (i >> j) & 1 for x in ("--set", f"accelerators.{a}=false")]
            law.compare(f"restored from {i} {' '.join(off[1::2])}", straight, law.run("--restore", file(i), *off))
            law.run("--restore", file(i), "--checkpoint-at", f"0,{file('again')}")
            law.expect(f"{i} saved again at once", file(i).read_bytes() == file("again").read_bytes())

        # From a restored run, and all state.
        law.compare("saving without L0", straight, law.run(*law.workload, *saving, *NO_L0))
        for i in taken[:-1]:
            if law.instructions_in(file(i)) >= counts[i + 1]:
                continue  # the next one waited for this one: a restored run takes it earlier
            found = law.run("--restore", file(i), "--checkpoint-at", f"{counts[i + 1]},{file('next')}")
            law.compare(f"restored from {i} without L0, saving", straight, found)
            law.expect(f"{i + 1} from {i}", file(i + 1).read_bytes() == file("next").read_bytes())
    sys.exit(law.failures != 0)


main()
