"""--switch-mode: the mode changes on the way, exactly where it says, and statistics and report say so."""

import json

import pytest
from elf import COUNT, EXIT_3, program


@pytest.fixture
def count(tmp_path):
    path = tmp_path / "count"
    path.write_bytes(program(COUNT, second=0x80000004))
    return path


def modes(path):
    return {k: v["instructions"] for k, v in json.loads(path.read_text())["harts"][0]["modes"].items()}


def test_by_count(covesim, count, tmp_path):
    stats = tmp_path / "stats.json"
    r = covesim("run", "--bios", "none", "--switch-mode", "timed@1000", "--switch-mode", "warm@1501", "--switch-mode", "fast@1502",
                "--max-instructions", 5000, "--stats", stats, "--report", "text", count)
    assert r.returncode == 125
    assert modes(stats) == {"fast": 1000 + 5000 - 1502, "warm": 1, "timed": 501}
    tree = json.loads(stats.read_text())
    assert sum(m["cycles"] for m in tree["harts"][0]["modes"].values()) == tree["harts"][0]["cycles"]
    assert "mode fast, warm, timed," in r.stdout and "Several modes" in r.stdout and "CPI stack of timed mode" in r.stdout


def test_by_symbol_and_address(covesim, count, tmp_path):
    stats, report = tmp_path / "stats.json", tmp_path / "report.json"
    r = covesim("run", "--bios", "none", "--mode", "warm", "--switch-mode", "timed@second", "--switch-mode", "fast@0x80000000",
                "--max-instructions", 100, "--stats", stats, "--report", "json", "--report-file", report, count)
    assert r.returncode == 125
    assert modes(stats) == {"fast": 97, "warm": 1, "timed": 2}
    tree = json.loads(report.read_text())
    assert tree["header"]["mode"] == "fast, warm, timed"
    assert tree["modes"]["timed"]["instructions"] == 2


def test_a_switch_changes_no_result_and_stops_at_the_same_place(covesim, count, tmp_path):
    logs = []
    for switches in ([], ["--switch-mode", "timed@second", "--switch-mode", "fast@second", "--switch-mode", "warm@77"]):
        logs.append(tmp_path / f"log{len(logs)}")
        r = covesim("run", "--bios", "none", *switches, "--max-instructions", 1000, "--log-commits", "--log", logs[-1], count)
        assert r.returncode == 125
    assert logs[0].read_text() == logs[1].read_text()


def test_a_switch_and_the_end_at_one_address(covesim, count, tmp_path):
    stats = tmp_path / "stats.json"
    r = covesim("run", "--bios", "none", "--switch-mode", "timed@second", "--stop-pc", "second", "--stats", stats, count)
    assert r.returncode == 0 and r.stderr == ""
    assert modes(stats) == {"fast": 1, "warm": 0, "timed": 0}


def test_one_that_is_not_reached_is_named(covesim, tmp_path):
    path = tmp_path / "exit"
    path.write_bytes(program(EXIT_3))
    r = covesim("run", "--bios", "none", "--switch-mode", "timed@1000000", path)
    assert r.returncode == 3
    assert r.stderr == "covesim: the run ended before the switch to timed mode at 1000000\n"


@pytest.mark.parametrize("text, why", [
    ("timed", "must be MODE@SYM, MODE@0xADDR or MODE@COUNT"),
    ("timed@", "must be MODE@SYM, MODE@0xADDR or MODE@COUNT"),
    ("slow@10", "the mode must be fast, warm or timed"),
    ("timed@nowhere", "neither an address nor a symbol of the program"),
])
def test_bad_ones(refused, count, text, why):
    message = refused(2, "run", "--bios", "none", "--switch-mode", text, count)
    assert "--switch-mode" in message and why in message
