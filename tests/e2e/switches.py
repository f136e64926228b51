"""World switches in a JSON report, against the code of the TSM that saves and restores a TVM."""

import re
import subprocess

OBJDUMP = "riscv64-linux-gnu-objdump"


def functions(elf):
    """Mnemonics and operands of each function, in order of address."""
    text = subprocess.run([OBJDUMP, "-d", "--no-show-raw-insn", "-M", "no-aliases,numeric", elf], capture_output=True, text=True, check=True)
    found, here = {}, []
    for line in text.stdout.splitlines():
        if name := re.fullmatch(r"[0-9a-f]+ <(.+)>:", line):
            here = found.setdefault(name[1], [])
        elif code := re.match(r" *[0-9a-f]+:\t(.*)", line):
            here.append(code[1])
    return found


def csr_accesses(code):
    """How many of these instructions name a CSR."""
    return sum(line.startswith("csrr") for line in code)


def expected(firmware):
    """Fewest and most instructions of a TVM's restore and save: the assembly's exactly, the compiler's by its CSR accesses and its size."""
    f = functions(firmware / "tsm.elf")
    (enter,) = (code for name, code in f.items() if "HwRiscv5enter" in name)
    call = next(i for i, line in enumerate(enter) if "covesim_guest_switch" in line)
    first = next(i for i, line in enumerate(enter) if line.startswith("csrr"))
    before, after = enter[first + 1 : call], enter[call + 1 :]
    switch, trap = f["covesim_guest_switch"], f["guest_trap"]
    to_sret = next(i for i, line in enumerate(switch) if line.startswith("sret"))
    # The first access is the write of hgatp, which counts as domain switch. enter's size bounds the paths taken in it.
    restore = (csr_accesses(before) + to_sret, len(enter) + to_sret + len(f["covesim_load_fp"]))
    save = (csr_accesses(after) + len(trap), len(enter) + len(trap) + len(f["covesim_save_fp"]))
    return {"restore": restore, "save": save}


def add_up(tree):
    """Phases of every kind sum to its cycles."""
    assert tree["unexplained_switches"] == 0
    for table in ("world_switches", "spans"):
        for row in tree[table]:
            assert sum(p["sum"] for p in row["phases"].values()) == row["cycles"]["sum"], row


def moves(tree):
    """Entries of TVMs, and their exits into the TSM."""
    entries = [r for r in tree["world_switches"] if (r["from"], r["to"]) == ("TSM", "TVM")]
    exits = [r for r in tree["world_switches"] if (r["from"], r["to"]) == ("TVM", "TSM")]
    assert entries and exits
    assert sum(r["count"] for r in entries) == sum(r["count"] for r in exits)
    return entries, exits


def cost_cycles(tree, bounds):
    """In timed mode: a restore and a save take more cycles than instructions, but not unreasonably more."""
    entries, exits = moves(tree)
    for rows, phase in ((entries, "restore"), (exits, "save")):
        for row in rows:
            least, most = bounds[phase]
            cycles = row["phases"][phase]
            assert least < cycles["min"] <= cycles["median"] < 10 * most, row
            assert cycles["median"] > row["phases"]["trap"]["median"] + row["phases"]["return"]["median"], row
    for row in tree["world_switches"]:
        assert row["kind"] not in ("return", "return: no call")
        if row["kind"].startswith("exit: "):  # clears what the TVM left
            assert row["phases"]["domain"]["min"] > 0 and row["phases"]["save"]["min"] > 0, row
