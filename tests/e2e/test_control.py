"""The control device and control hints: regions of interest, modes, the end of the run, by a program compiled against covesim.h."""

import json
import subprocess

import pytest
from conftest import TOP

ON = ("--set", "devices.control=true")


@pytest.fixture
def regions(tmp_path):
    """The program of programs/regions.c."""
    out = tmp_path / "regions.elf"
    flags = "-O2 -march=rv64imac_zicsr -mabi=lp64 -mcmodel=medany -ffreestanding -fno-pic -nostdlib -static -Wall -Wextra -Werror"
    link = f"-Wl,--build-id=none -Wl,--no-warn-rwx-segments -Wl,-T,{TOP / 'tests/arch/test.lds'}"
    include = f"-I{TOP / 'guest-images/include'}"
    subprocess.run(["riscv64-linux-gnu-gcc", *flags.split(), *link.split(), include, TOP / "tests/e2e/programs/regions.c", "-o", out], check=True)
    return out


@pytest.fixture
def measured(covesim, regions, tmp_path):
    """Runs it; gives statistics and report."""

    def run(*arguments):
        stats, report = tmp_path / "stats.json", tmp_path / "report.json"
        r = covesim("run", "--bios", "none", "--max-instructions", 10**6, *ON, *arguments, "--stats", stats, "--report", "json",
                    "--report-file", report, regions)
        assert r.returncode == 42 and r.stderr == ""
        return json.loads(stats.read_text()), json.loads(report.read_text())

    return run


@pytest.mark.parametrize("mode", ["fast", "warm", "timed"])
def test_regions_hold_what_lies_behind_begin_up_to_end(measured, mode):
    stats, report = measured("--mode", mode)
    found = stats["control"]["regions"]
    assert list(found) == ["outer", "sort", "7", "8"]
    assert {name: (r["times"], r["open"]) for name, r in found.items()} == {
        "outer": (1, False), "sort": (3, False), "7": (1, False), "8": (1, True)}
    # li, jal, n times two instructions, two, and the marker.
    assert found["sort"]["counts"]["instructions"] == 3 * (2 + 200 + 2 + 1)
    assert found["7"]["counts"]["instructions"] == 2 + 100 + 2 + 1
    assert found["8"]["counts"]["instructions"] == 2 + 20 + 2 + 1
    assert found["outer"]["counts"]["instructions"] > found["sort"]["counts"]["instructions"]
    assert stats["control"]["refused"] == 2
    for name, r in found.items():
        counts = r["counts"]
        assert sum(h["retired"] for h in counts["harts"]) == counts["instructions"]
        assert sum(a["instructions"] for a in counts["harts"][0]["accounts"]) == counts["instructions"]
        row = report["regions"][name]
        assert (row["times"], row["open"], row["instructions"]) == (r["times"], r["open"], counts["instructions"])
        assert row["cycles"] == counts["harts"][0]["cycles"]
        assert row["time_fs"] == counts["time"] == counts["harts"][0]["cycles"] * 500_000


def test_a_region_of_timed_is_wholly_timed(measured):
    stats, report = measured()
    counts = stats["control"]["regions"]["7"]["counts"]["harts"][0]
    modes = {k: v["instructions"] for k, v in counts["modes"].items()}
    assert modes == {"fast": 0, "warm": 0, "timed": counts["retired"]}
    # The hint that switches to timed is fast's last, the one that switches back timed's last.
    assert stats["harts"][0]["modes"]["timed"]["instructions"] == counts["retired"] + 2
    assert report["header"]["mode"] == "fast, timed"


def test_repeatable_and_independent_of_accelerators(measured):
    first = measured("--mode", "timed")[0]
    assert measured("--mode", "timed")[0] == first
    for off in ("l0", "decoded_code", "host_fp"):
        assert measured("--mode", "timed", "--set", f"accelerators.{off}=false")[0] == first


def test_without_the_parameter_the_hints_do_nothing(covesim, regions, tmp_path):
    stats = tmp_path / "stats.json"
    r = covesim("run", "--bios", "none", "--max-instructions", 10**6, "--stats", stats, regions)
    assert r.returncode == 9
    assert "control" not in json.loads(stats.read_text())
    assert json.loads(stats.read_text())["harts"][0]["modes"]["timed"]["instructions"] == 0


def test_the_report_has_a_table(covesim, regions):
    r = covesim("run", "--bios", "none", *ON, "--report", "text", regions)
    assert r.returncode == 42
    assert "Regions of interest, all harts" in r.stdout
    rows = {line.split()[0]: line.split()[1:] for line in r.stdout.splitlines() if line and line.split()[0] in ("sort", "outer", "7", "8")}
    assert rows["sort"][:2] == ["3", "615"]
    assert rows["8"][0] == "*"
    assert "* has not ended" in r.stdout


def test_the_stack_boots_with_it(covesim):
    """The device is in the host's tree, and takes nothing from the TSM driver's."""
    r = covesim("boot", "--guest", "tiny", "--mode", "fast", "--console", "none", "--report", "none", *ON)
    assert r.returncode == 0, r.stderr
