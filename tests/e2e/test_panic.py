"""The panic notifier: what a guest's panic makes of the run."""

import json
import subprocess

import pytest
from conftest import TOP
from elf import EXIT_3, program

ON = ("--set", "devices.transport=pci", "--set", "devices.pvpanic=true")


@pytest.fixture
def panic(tmp_path):
    """A program that tells the notifier this event."""

    def build(event):
        out = tmp_path / f"panic{event}.elf"
        flags = f"-DEVENT={event} -march=rv64imac_zicsr -mabi=lp64 -mcmodel=medany -nostdlib -static -Wl,--build-id=none -Wl,--no-warn-rwx-segments"
        command = ["riscv64-linux-gnu-gcc", *flags.split(), f"-Wl,-T,{TOP / 'tests/arch/test.lds'}", TOP / "tests/e2e/programs/panic.S"]
        subprocess.run([*command, "-o", out], check=True)
        return out

    return build


def test_a_panic_ends_the_run(covesim, panic, tmp_path):
    report = tmp_path / "report.json"
    r = covesim("run", "--bios", "none", *ON, "--report", "json", "--report-file", report, panic(1))
    assert r.returncode == 8
    assert r.stderr == "covesim: error: the guest's kernel has panicked (pvpanic)\n"
    assert [m["name"] for m in json.loads(report.read_text())["milestones"]][-1] == "guest panic"


def test_a_panic_that_the_guest_deals_with_is_noted(covesim, panic, tmp_path):
    report = tmp_path / "report.json"
    r = covesim("run", "--bios", "none", *ON, "--report", "json", "--report-file", report, panic(2))
    assert r.returncode == 9 and r.stderr == ""
    assert "guest panic, left to its crash kernel" in [m["name"] for m in json.loads(report.read_text())["milestones"]]


def test_a_shutdown_is_a_clean_end(covesim, panic):
    r = covesim("run", "--bios", "none", *ON, panic(4))
    assert r.returncode == 0 and r.stderr == ""


def test_it_is_there_only_when_asked_for(covesim, refused, panic, tmp_path):
    assert covesim("run", "--bios", "none", "--set", "devices.transport=pci", panic(1)).returncode == 10
    path = tmp_path / "exit"
    path.write_bytes(program(EXIT_3))
    assert "devices.transport" in refused(2, "run", "--set", "devices.pvpanic=true", path)
    assert refused(2, "boot", "--guest", "tiny", *ON)
