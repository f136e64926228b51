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
    assert {"rom", "tsm-driver", "tsm", "host-vmm", "TVM 1"} <= {key[0] for key in instructions(fast)}
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


MPT_LEVELS = {"smmpt43": 3, "smmpt52": 4, "smmpt64": 5}


@pytest.mark.parametrize("mode", ["fast", "timed"])
def test_mpt_modes_cost_what_they_read(covesim, tmp_path, mode):
    """Without MPT caches every lookup of RAM in 4 KiB pieces reads one entry a level."""
    per_lookup = []
    for name, levels in MPT_LEVELS.items():
        report = tmp_path / "report.json"
        _, stats = boot(covesim, tmp_path / "s.json", "--mode", mode, "--preset", "no-mpt-caches", "--set", f"firmware.mpt_mode={name}",
                        "--report", "json", "--report-file", report)
        assert json.loads(report.read_text())["header"]["mpt_mode"] == name.capitalize()
        mpt = stats["harts"][0]["mmu"]["mpt"]
        by_level = mpt["entries_by_level"]
        assert by_level[levels - 1] == mpt["walks"] > 0
        assert by_level[levels:] == [0] * (5 - levels)
        rows = [mpt[r] for r in ("load", "store", "amo", "fetch", "stage_pte", "g_stage_pte")]
        assert sum(r["entries_read"] for r in rows) == sum(by_level)
        per_lookup.append(sum(by_level) / sum(r["lookups"] for r in rows))
    # Devices' superpage leaves, and faults, end a few walks early.
    for found, levels in zip(per_lookup, MPT_LEVELS.values()):
        assert levels - 0.2 < found <= levels


def test_leaves_of_the_firmware(covesim, tmp_path):
    """Superpage leaves end walks early; NAPOT leaves let one cache entry stand for 2 MiB. The guest sees neither."""
    found = {}
    for leaves in ((), ("superpages",), ("napot",), ("superpages", "napot")):
        settings = [argument for name in leaves for argument in ("--set", f"firmware.mpt_{name}=true")]
        _, stats = boot(covesim, tmp_path / "s.json", "--mode", "fast", "--report", "none", *settings)
        found[leaves] = stats["harts"][0]["mmu"]["mpt"]
    pages = found[()]
    assert pages["superpage_hits"] < found["superpages",]["superpage_hits"]
    assert pages["superpage_hits"] < found["napot",]["superpage_hits"]
    for other in found.values():
        assert other["walks"] <= pages["walks"]
        assert sum(other["entries_by_level"]) <= sum(pages["entries_by_level"])
    assert found["superpages",]["entries_by_level"][0] < pages["entries_by_level"][0]


def test_a_hart_without_the_mpt_mode(covesim):
    isa = "rv64imafdch_zicsr_zifencei_zicntr_zihpm_sstc_svpbmt_zicbom_zicboz_zba_zbb_zbs_svinval_smstateen_smmpt52"
    r = covesim("boot", "--guest", "tiny", "--mode", "fast", "--report", "none", "--isa", isa, "--set", "firmware.mpt_mode=smmpt64")
    assert r.returncode == 5
    assert r.stderr == "covesim: error: the boot failed: tsm-driver: panic: hart without Smmpt64, which covesim,mpt-mode asks for (0x0)\n"


@pytest.fixture
def linux(covesim, tmp_path):
    """Boots the Debian guest; skipped where its images cannot be had."""
    fetch = subprocess.run([sys.executable, TOP / "guest-images/fetch.py", "linux"], capture_output=True, text=True, check=False)
    if fetch.returncode == 75:
        pytest.skip("the Linux guest's images are not in the cache and Debian's archive cannot be reached")
    assert fetch.returncode == 0, fetch.stderr

    def run(*arguments):
        stats, report = tmp_path / "stats.json", tmp_path / "report.json"
        r = covesim("boot", "--guest", "linux", "--stats", stats, "--report", "json", "--report-file", report, *arguments, timeout=3000)
        assert r.returncode == 0, r.stderr
        lines = r.stdout.splitlines()
        assert any("Linux" in line and "riscv64" in line for line in lines), "no uname -a"
        assert "COVESIM-LINUX-OK" in lines
        assert json.loads(stats.read_text())["instructions"] > 100_000_000
        tree = json.loads(report.read_text())
        switches.add_up(tree)
        return tree

    return run


@pytest.mark.parametrize("mode", ["fast", "timed"])
def test_linux(linux, firmware, mode):
    tree = linux("--mode", mode)
    if mode == "timed":
        switches.cost_cycles(tree, switches.expected(firmware))


@pytest.mark.long
@pytest.mark.parametrize("arguments", [
    ("--mode", "warm"),
    ("--mode", "warm", "--harts", "4"),
    ("--mode", "timed", "--preset", "mpt-per-access"),
    ("--mode", "timed", "--preset", "smmpt64-superpages"),
    ("--mode", "fast", "--set", "firmware.mpt_mode=smmpt52", "--set", "firmware.mpt_napot=true"),
    ("--mode", "fast", "--set", "accelerators.decoded_code=false"),
], ids=" ".join)
def test_linux_in_every_way(linux, arguments):
    linux(*arguments)


@pytest.mark.long
@pytest.mark.parametrize("harts", [1, 2, 4, 8])
@pytest.mark.parametrize("mode", ["fast", "warm", "timed"])
@pytest.mark.parametrize("preset", sorted(p.stem for p in (TOP / "presets").glob("*.toml")))
def test_every_preset(covesim, tmp_path, preset, mode, harts):
    boot(covesim, tmp_path / "s.json", "--mode", mode, "--preset", preset, "--harts", str(harts), "--report", "none")
