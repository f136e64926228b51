"""Fixtures of the end-to-end tests. `./covesim test` sets COVESIM_BINARY and PYTHONPATH; without it, build/release."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("COVESIM_BINARY", TOP / "build/release/bin/covesim"))
BUILD = BINARY.resolve().parents[1]

if "COVESIM_BINARY" not in os.environ:
    sys.path.insert(0, str(TOP / "build/release/python"))


def pytest_configure(config):
    config.addinivalue_line("markers", "long: run by `./covesim test --all` only")


@pytest.fixture
def covesim():
    """Runs the covesim binary: covesim("run", ...) gives returncode, stdout, stderr."""

    def run(*arguments, timeout=300):
        command = [str(BINARY), *map(str, arguments)]
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout, check=False)

    return run


@pytest.fixture
def refused(covesim):
    """Runs covesim and checks that it ends with this code, one line on standard error and nothing on standard output."""

    def check(code, *arguments):
        r = covesim(*arguments)
        assert r.returncode == code, r.stderr
        assert r.stdout == ""
        assert r.stderr.startswith("covesim: error: ") and r.stderr.count("\n") == 1, r.stderr
        return r.stderr[len("covesim: error: "):-1]

    return check


@pytest.fixture(scope="session")
def firmware():
    """The folder with the built firmware."""
    return BUILD / "firmware"


@pytest.fixture
def assemble(tmp_path):
    """Assembles a program of tests/e2e/programs; gives the ELF file."""

    def build(name, isa="rv64imafd_zicsr"):
        out = tmp_path / f"{name}.elf"
        flags = f"-march={isa} -mabi=lp64 -fno-pic -nostdlib -static -Wl,--build-id=none -Wl,--no-warn-rwx-segments"
        command = ["riscv64-linux-gnu-gcc", *flags.split(), f"-Wl,-T,{TOP / 'tests/arch/test.lds'}", TOP / f"tests/e2e/programs/{name}.S"]
        subprocess.run([*command, "-o", out], check=True)
        return out

    return build
