#!/usr/bin/env python3
"""The dependency law of docs/architecture.md ("Folders, and which way dependencies point"), checked on every #include.

A folder may include itself and the folders below it in LAYERS; `sim/tlm` (where SystemC begins) only where TLM_USERS
says. A second check: SystemC headers appear only in those folders, so that the rest builds and tests without it.

    check_includes.py [SOURCE_ROOT]
"""

import re
import sys
from pathlib import Path

# From the top to the bottom. Folders in one row stand beside each other: neither may include the other.
LAYERS = [
    ["python"],
    ["sim/platform"],
    ["dev", "rot"],
    ["iommu"],
    ["cpu"],
    ["mmu"],
    ["smmtt"],
    ["mem"],
    ["sim/core"],
]
TLM_USERS = {"sim/tlm", "dev", "rot", "sim/platform"}
# Firmware shares only the freestanding layouts with the models; the host-side tests of its logic live under tests/.
FIRMWARE = {"firmware", "guest-images"}
FIRMWARE_MAY = ("firmware/", "sim/core/layout/")

RANK = {folder: i for i, row in enumerate(LAYERS) for folder in row}
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)', re.M)
SOURCES = {".h", ".cc", ".inc", ".S"}


def folder_of(path):
    """The folder of LAYERS (or sim/tlm, or a firmware folder) that a path belongs to, or None."""
    for folder in [*RANK, "sim/tlm", *FIRMWARE]:
        if path.startswith(folder + "/"):
            return folder
    return None


def problem(path, include, system):
    """Why this include breaks the law, or None."""
    own = folder_of(path)
    if system:
        if re.match(r"(systemc|tlm)(\b|_)", include) and own not in TLM_USERS:
            return "SystemC is used only in " + ", ".join(sorted(TLM_USERS))
        return None
    if own in FIRMWARE:
        ok = include.startswith(FIRMWARE_MAY) or "/" not in include
        return None if ok else "firmware shares only sim/core/layout with the models"
    other = folder_of(include)
    if other is None or other == own:
        return None
    if other in FIRMWARE:
        return "the models take nothing from the firmware"
    if other == "sim/tlm":
        return None if own in TLM_USERS else "sim/tlm is only for " + ", ".join(sorted(TLM_USERS))
    if own == "sim/tlm":
        return None if RANK[other] >= RANK["mem"] else "sim/tlm may use only mem and sim/core"
    return None if RANK[other] > RANK[own] else f"{other} does not stand below {own}"


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2]).resolve()
    checked, bad = 0, []
    for top in ["python", "sim", "dev", "rot", "iommu", "cpu", "mmu", "smmtt", "mem", *FIRMWARE]:
        for file in sorted((root / top).rglob("*")):
            path = file.relative_to(root).as_posix()
            if file.suffix not in SOURCES or folder_of(path) is None:
                continue
            checked += 1
            text = file.read_text(encoding="utf-8")
            for m in INCLUDE.finditer(text):
                why = problem(path, m.group(1) or m.group(2), m.group(2) is not None)
                if why:
                    line = text.count("\n", 0, m.start()) + 1
                    bad.append(f"{path}:{line}: includes {m.group(1) or m.group(2)}: {why}")
    print("\n".join(bad) if bad else f"{checked} files keep the dependency law")
    return 1 if bad or not checked else 0


if __name__ == "__main__":
    sys.exit(main())
