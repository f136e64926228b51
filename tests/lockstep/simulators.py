"""Runs one program on QEMU and on covesim, and takes its signature."""

import json
import os
import subprocess
import sys
from pathlib import Path

import runtime as rt

ROOT = Path(__file__).resolve().parents[2]
# What covesim implements and QEMU's rv64 does not switch on by itself.
QEMU_CPU = (
    "rv64,zba=on,zbb=on,zbs=on,zicond=on,zkn=on,svade=on,svadu=on,svpbmt=on,svnapot=on,sv57=on,"
    "zfh=on,zfa=on,zcb=on,zcmop=on,zimop=on,zacas=on,zabha=on,zama16b=on"
)


class Hung(Exception):
    """A simulator that did not end by itself."""


def _run(command, seconds):
    try:
        run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as e:
        raise Hung(f"{Path(command[0]).name} did not end in {seconds} s") from e
    if run.returncode != 0:
        raise Hung(f"{Path(command[0]).name} ended with code {run.returncode}: {run.stderr.strip()[-400:]}")


def find_qemu(fetch):
    """The wrapper in the cache; with `fetch`, from the archive if need be. None when there is none."""
    sys.path.insert(0, str(ROOT / "guest-images"))
    import fetch as recipe

    wrapper = recipe.cache_folder() / "qemu" / "qemu-system-riscv64"
    if recipe.stamp_of(recipe.cache_folder(), "qemu").exists() and wrapper.exists():
        return wrapper
    if not fetch:
        return None
    run = subprocess.run([sys.executable, str(ROOT / "guest-images" / "fetch.py"), "qemu"], stdout=subprocess.PIPE, text=True, check=False)
    return Path(json.loads(run.stdout)["qemu"]["path"]) if run.returncode == 0 else None


def qemu_signature(qemu, program, out, vlen=None, seconds=60):
    """The signature's bytes as QEMU prints them through its UART."""
    # With one hart QEMU performs an AMO as a load, then a store: it sets A, or reports the load's access fault, where the
    # store is not permitted in the first place. With two it is one access.
    _run([str(qemu), "-M", "virt", "-smp", "2", "-m", "128M", "-cpu", QEMU_CPU + (f",v=true,vlen={vlen},zvbb=true,zvfhmin=true" if vlen else ""), "-bios", "none", "-kernel", str(program), "-display", "none",
          "-monitor", "none", "-serial", f"file:{out}"], seconds)
    data = out.read_bytes()
    if len(data) != rt.END - rt.SIGNATURE:
        raise Hung(f"QEMU printed {len(data)} bytes of {rt.END - rt.SIGNATURE}")
    return data


def covesim_signature(covesim, program, out, mode, seconds=60, extra=()):
    """The same from covesim's --signature."""
    _run([str(covesim), "run", "--bios", "none", "--mode", mode, "--ram", "128M", "--console", "none", "--report", "none",
          "--signature", str(out), "--signature-granularity", "8", "--max-instructions", "50000000", "--timeout", str(seconds),
          *extra, str(program)], seconds + 10)
    lines = out.read_text(encoding="ascii").split()
    os.unlink(out)
    return b"".join(bytes.fromhex(line)[::-1] for line in lines)
