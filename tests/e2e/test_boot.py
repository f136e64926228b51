"""The CoVE stack end to end: root of trust, firmware, TSM, host VMM and a confidential guest."""

import json
import subprocess
import sys

import pytest
import switches
from conftest import TOP

MARKER = "TVM-TINY-OK"


def boot(covesim, stats, *arguments):
    """Boot the tiny guest by command line; gives output and statistics."""
    r = covesim("boot", "--guest", "tiny", "--stats", stats, *arguments)
    assert r.returncode == 0, r.stderr
    assert MARKER in r.stdout.splitlines()
    return r.stdout, json.loads(stats.read_text())


def test_fast_and_timed_agree_on_what_happens(covesim, tmp_path):
    fast_out, fast = boot(covesim, tmp_path / "fast.json", "--mode", "fast", "--report", "none")
    timed_out, timed = boot(covesim, tmp_path / "timed.json", "--mode", "timed", "--report", "none")
    assert fast_out == timed_out
    assert fast["instructions"] == timed["instructions"] > 1_000_000

    def instructions(stats):
        return {(a["component"], a["sdid"], a["v"], a["privilege"], a["vmid"]): a["instructions"] for a in stats["harts"][0]["accounts"]}

    assert instructions(fast) == instructions(timed)
    assert sum(instructions(fast).values()) == fast["instructions"]
    assert {"rom", "tsm-driver", "tsm", "host-vmm", "tvm"} <= {key[0] for key in instructions(fast)}
    assert timed["harts"][0]["cycles"] > timed["instructions"]
    assert timed["harts"][0]["mmu"]["mpt"]["load"]["lookups"] > 0


@pytest.mark.parametrize("mode", ["fast", "timed"])
def test_the_same_twice(covesim, tmp_path, mode):
    a, b = tmp_path / "a.json", tmp_path / "b.json"
    first = boot(covesim, a, "--mode", mode)[0]
    assert boot(covesim, b, "--mode", mode)[0] == first
    assert a.read_bytes() == b.read_bytes()


def test_two_harts(covesim, tmp_path):
    _, stats = boot(covesim, tmp_path / "stats.json", "--mode", "fast", "--harts", "2", "--report", "none")
    assert len(stats["harts"]) == 2
    assert all(h["retired"] > 0 for h in stats["harts"])


def test_the_report(covesim, tmp_path):
    report = tmp_path / "report.json"
    text = boot(covesim, tmp_path / "s.json", "--mode", "timed")[0]
    assert "tsm-driver" in text and "MPT" in text
    boot(covesim, tmp_path / "s.json", "--mode", "timed", "--report", "json", "--report-file", report)
    tree = json.loads(report.read_text())
    assert tree["instructions"] == json.loads((tmp_path / "s.json").read_text())["instructions"]


@pytest.mark.parametrize("mode", ["fast", "timed"])
def test_linux(covesim, tmp_path, firmware, mode):
    fetch = subprocess.run([sys.executable, TOP / "guest-images/fetch.py", "linux"], capture_output=True, text=True, check=False)
    if fetch.returncode == 75:
        pytest.skip("the Linux guest's images are not in the cache and Debian's archive cannot be reached")
    assert fetch.returncode == 0, fetch.stderr
    stats, report = tmp_path / "stats.json", tmp_path / "report.json"
    r = covesim("boot", "--guest", "linux", "--mode", mode, "--stats", stats, "--report", "json", "--report-file", report, timeout=850)
    assert r.returncode == 0, r.stderr
    lines = r.stdout.splitlines()
    assert any("Linux" in line and "riscv64" in line for line in lines), "no uname -a"
    assert "COVESIM-LINUX-OK" in lines
    assert json.loads(stats.read_text())["instructions"] > 100_000_000
    tree = json.loads(report.read_text())
    switches.add_up(tree)
    if mode == "timed":
        switches.cost_cycles(tree, switches.expected(firmware))
