"""--histogram and --profile: exact counts that change nothing, on a whole boot."""

import json
import re
import subprocess
from collections import Counter

import pytest
from conftest import TOP
from elf import COUNT, EXIT_3, program


@pytest.fixture
def boot(covesim, tmp_path, firmware):
    """Boots the tiny guest; gives statistics, histogram and profile."""

    def run(mode, *arguments):
        stats = tmp_path / "stats.json"
        r = covesim("boot", "--guest", "tiny", "--mode", mode, "--console", "none", "--report", "none", "--stats", stats, *arguments)
        assert r.returncode == 0 and r.stderr == "", r.stderr
        return json.loads(stats.read_text())

    return run


@pytest.mark.parametrize("mode", ["fast", "timed"])
def test_a_boot(boot, tmp_path, firmware, mode):
    histogram, profile = tmp_path / "histogram.json", tmp_path / "profile.json"
    stats = boot(mode)
    counted = ["--histogram", histogram, "--profile", profile, "--symbols", f"TVM={firmware / 'tiny.elf'}"]
    assert boot(mode, *counted) == stats
    h, p = json.loads(histogram.read_text()), json.loads(profile.read_text())
    hart = stats["harts"][0]
    # Every instruction that retired is in both, and every cycle is some function's or sleep.
    assert h["retired"] == sum(i["count"] for i in h["instructions"]) == stats["instructions"]
    assert all(sum(i["harts"]) == i["count"] >= i["compressed"] for i in h["instructions"])
    assert p["instructions"] == sum(f["instructions"] for f in p["functions"]) == stats["instructions"]
    assert p["cycles"] + p["idle_cycles"] == hart["cycles"] and p["idle_cycles"] == hart["engine"]["idle_cycles"]
    # By component as the accounts have it.
    accounts, functions = Counter(), Counter()
    for a in hart["accounts"]:
        accounts[a["component"]] += a["instructions"]
    for f in p["functions"]:
        functions[f["component"]] += f["instructions"]
    assert functions == +accounts
    named = Counter({c: sum(f["instructions"] for f in p["functions"] if f["component"] == c and f["function"] != "[no symbol]") for c in accounts})
    for component in ("rom", "tsm-driver", "tsm", "host-vmm", "TVM 1"):
        assert named[component] == accounts[component] > 0, component
    # C++ names, and the privilege that each component has.
    assert any(f["function"].startswith("covesim::") for f in p["functions"])
    assert {f["privilege"] for f in p["functions"] if f["component"] == "tsm-driver"} == {"M"}
    assert {f["privilege"] for f in p["functions"] if f["component"] == "TVM 1"} == {"VS"}


def test_a_boot_is_counted_the_same_twice_and_without_accelerators(boot, tmp_path):
    seen = []
    for off in ([], [], ["--set", "accelerators.l0=false"], ["--set", "accelerators.decoded_code=false"]):
        files = tmp_path / "h.json", tmp_path / "p.json"
        boot("timed", "--histogram", files[0], "--profile", files[1], *off)
        seen.append([f.read_text() for f in files])
    assert all(s == seen[0] for s in seen)


def test_against_the_commit_log(covesim, tmp_path):
    """addi a0, a0, 1; addi a1, a1, 2; j -8: what was logged was counted, also beside the log."""
    path, log = tmp_path / "count", tmp_path / "log"
    path.write_bytes(program(COUNT, second=0x80000004))
    for n in (1000, 1001, 1002):
        r = covesim("run", "--bios", "none", "--max-instructions", n, "--log-commits", "--log", log, "--histogram", tmp_path / "h.json",
                    "--profile", tmp_path / "p.txt", path)
        assert r.returncode == 125
        words = Counter(re.findall(r"\(0x([0-9a-f]{8})\)", log.read_text()))
        counts = {i["name"]: i["count"] for i in json.loads((tmp_path / "h.json").read_text())["instructions"]}
        assert counts == {"addi": words["00150513"] + words["00258593"], "jal": words["ff9ff06f"]}
        assert sum(counts.values()) == n


def test_tables(covesim, tmp_path):
    """Without .json a table."""
    out = tmp_path / "program.elf"
    flags = "-O2 -march=rv64imac_zicsr -mabi=lp64 -mcmodel=medany -ffreestanding -fno-pic -nostdlib -static -Wl,--build-id=none -Wl,--no-warn-rwx-segments"
    subprocess.run(["riscv64-linux-gnu-gcc", *flags.split(), f"-Wl,-T,{TOP / 'tests/arch/test.lds'}", f"-I{TOP / 'guest-images/include'}",
                    TOP / "tests/e2e/programs/regions.c", "-o", out], check=True)
    profile, histogram = tmp_path / "profile", tmp_path / "histogram"
    assert covesim("run", "--bios", "none", "--profile", profile, "--histogram", histogram, out).returncode == 9
    rows = {line.split()[0]: line.split()[1:] for line in profile.read_text().splitlines()}
    assert rows["work"][:3] == ["program", "M", str(3 * 202 + 102 + 22)]
    assert rows["run"][0] == "program"
    assert re.search(r"^c?addi +\d+ ", histogram.read_text(), re.M)


def test_what_cannot_be_done(covesim, refused, tmp_path):
    path = tmp_path / "exit"
    path.write_bytes(program(EXIT_3))
    assert "--profile" in refused(2, "run", "--symbols", f"tsm={path}", path)
    assert "COMPONENT=FILE" in refused(2, "run", "--profile", tmp_path / "p", "--symbols", "tsm", path)
    assert "nowhere.elf" in refused(3, "run", "--profile", tmp_path / "p", "--symbols", "tsm=nowhere.elf", path)
    assert "symbols" in refused(3, "run", "--profile", tmp_path / "p", "--symbols", f"tsm={path}", path)
    assert refused(3, "run", "--histogram", tmp_path / "no" / "where", path)
    assert not (tmp_path / "p").exists()
