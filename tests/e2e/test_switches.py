"""World switches in the report: phases add up, and a TVM's save and restore are the instructions that the TSM's code has."""

import json

import pytest
import switches


@pytest.fixture
def report(covesim, tmp_path):
    """The report of a boot of the tiny guest in this mode."""

    def run(mode):
        path = tmp_path / "report.json"
        r = covesim("boot", "--guest", "tiny", "--mode", mode, "--report", "json", "--report-file", path)
        assert r.returncode == 0, r.stderr
        return json.loads(path.read_text())

    return run


def test_in_fast_mode_save_and_restore_are_the_instructions_of_the_tsm(report, firmware):
    tree = report("fast")
    switches.add_up(tree)
    entries, exits = switches.moves(tree)
    bounds = switches.expected(firmware)
    for rows, phase in ((entries, "restore"), (exits, "save")):
        least, most = bounds[phase]
        for row in rows:
            assert least <= row["phases"][phase]["min"] <= row["phases"][phase]["max"] <= most, row


def test_in_timed_mode_they_cost_cycles(report, firmware):
    tree = report("timed")
    switches.add_up(tree)
    switches.cost_cycles(tree, switches.expected(firmware))
