"""A reset by software: the machine starts anew, or with --no-reboot the run ends."""

import json

import pytest

OPTIONS = ["run", "--bios", "none", "--console", "none", "--harts", "2"]


@pytest.fixture
def program(assemble):
    return assemble("reset", "rv64ima_zicsr")


@pytest.mark.parametrize("mode", ["fast", "warm", "timed"])
@pytest.mark.parametrize("irqchip", ["plic", "aia"])
def test_what_a_reset_leaves(covesim, program, tmp_path, mode, irqchip):
    """The program's second life finds nothing of its first but what it left in RAM; no accelerator changes a number."""
    texts = []
    for setting in ("l0=true", "l0=false", "decoded_code=false"):
        stats, report = tmp_path / setting, tmp_path / "report"
        r = covesim(*OPTIONS, "--mode", mode, "--set", f"irqchip={irqchip}", "--set", f"accelerators.{setting}", "--stats", stats,
                    "--report", "json", "--report-file", report, program)
        assert (r.returncode, r.stderr) == (0, ""), "the exit code is the number of the check in reset.S"
        texts.append(stats.read_bytes())
    assert texts[0] == texts[1] == texts[2]
    assert [m["name"] for m in json.loads(report.read_text())["milestones"]].count("reset") == 1


def test_no_reboot(covesim, program, tmp_path):
    """The first life alone."""
    short, whole = tmp_path / "short", tmp_path / "whole"
    for stats, more in ((short, ["--no-reboot"]), (whole, [])):
        r = covesim(*OPTIONS, *more, "--stats", stats, program)
        assert (r.returncode, r.stderr) == (0, "")
    assert json.loads(short.read_text())["instructions"] < json.loads(whole.read_text())["instructions"]


def test_limits_go_on(covesim, program):
    """A reset gives nothing back: the limit counts from the beginning."""
    r = covesim(*OPTIONS, "--max-instructions", "150", program)
    assert (r.returncode, r.stderr) == (125, "covesim: error: instruction limit reached (150)\n")
