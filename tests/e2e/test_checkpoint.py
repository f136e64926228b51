"""Checkpoints: where they are taken, what a restored run may change, and bad files, which are refused and stay as they are.

That a restored run is the straight run: tests/law/restore.py, checkpoint_test.cc.
"""

import json
import os
import stat

import pytest
from conftest import BUILD
from elf import COUNT, ECHO, EXIT_3, program

from covesim import Config, ConfigError, InputFileError, Machine

DRIVER = BUILD / "tests/arch/virtio_blk.elf"  # drives a disk by itself, bare-metal
SECTORS = BUILD / "tests/arch/disk.img"

# addi a1, x0, 0; addi a0, x0, 7; slti x0, a0, 0x5c1 (region 7 begins); count to 4096; slti x0, x0, 0x5c4 (a checkpoint); count back to 0;
# slti x0, a0, 0x5c2 (it ends); addi a0, x0, 3; slti x0, a0, 0x5c5 (exit with 3)
ASKS = [0x00000593, 0x00700513, 0x5C152013, 0x00001637, 0x00158593, 0xFEC59EE3, 0x5C402013, 0xFFF58593, 0xFE059EE3, 0x5C252013, 0x00300513, 0x5C552013, 0x0000006F]


@pytest.fixture
def count(tmp_path):
    path = tmp_path / "count"
    path.write_bytes(program(COUNT, second=0x80000004))
    return path


@pytest.fixture
def saved(covesim, count, tmp_path):
    """A checkpoint of the counting program after at least 1000 instructions."""
    path = tmp_path / "saved"
    r = covesim("run", "--bios", "none", "--checkpoint-at", f"1000,{path}", "--max-instructions", 100000, count)
    assert (r.returncode, r.stderr) == (125, "covesim: error: instruction limit reached (100000)\n")
    return path


def counted(covesim, tmp_path, *options):
    """Instructions by mode, at a limit of the whole run."""
    stats = tmp_path / "stats.json"
    assert covesim("run", *options, "--max-instructions", 200000, "--stats", stats).returncode == 125
    tree = json.loads(stats.read_text())
    assert tree["instructions"] == 200000
    return {k: v["instructions"] for k, v in tree["harts"][0]["modes"].items() if v["instructions"]}


def test_places(covesim, count, tmp_path):
    files = {w: tmp_path / w for w in ("first", "second", "third")}
    r = covesim("run", "--bios", "none", "--checkpoint-at", f"500,{files['first']}", "--checkpoint-at", f"second,{files['second']}",
                "--checkpoint-at", f"0x80000008,{files['third']}", "--stop-on-console", "x", "--max-instructions", 200000, count)
    assert r.stderr == "covesim: error: instruction limit reached (200000)\n"
    sizes = [p.stat().st_size for p in files.values()]
    assert all(0 < s < 100_000 for s in sizes)  # 512 MiB of RAM, nearly all of it untouched
    runs = [counted(covesim, tmp_path, "--restore", p) for p in files.values()]
    assert runs == [{"fast": 200000}] * 3


def test_not_reached(covesim, count, tmp_path):
    never = tmp_path / "never"
    r = covesim("run", "--bios", "none", "--checkpoint-at", f"5000,{never}", "--checkpoint-at", f"guest,{never}", "--max-instructions", 4000, count)
    assert r.stderr.splitlines()[:2] == ["covesim: the run ended before the checkpoint at 5000", "covesim: the run ended before the checkpoint at guest"]
    assert not never.exists()


def test_goes_on_in_another_mode(covesim, saved, tmp_path):
    assert counted(covesim, tmp_path, "--restore", saved) == {"fast": 200000}
    modes = counted(covesim, tmp_path, "--restore", saved, "--mode", "timed")
    assert set(modes) == {"fast", "timed"} and modes["timed"] > 100000
    switched = counted(covesim, tmp_path, "--restore", saved, "--switch-mode", "warm@150000")
    assert switched == {"fast": 150000, "warm": 50000}


def test_stops_by_the_programs_symbols(covesim, saved):
    assert covesim("run", "--restore", saved, "--stop-pc", "second").returncode == 0


def test_only_what_changes_no_number_may_differ(refused, covesim, saved, count, tmp_path):
    assert counted(covesim, tmp_path, "--restore", saved, "--set", "accelerators.l0=false", "--harts", 1) == {"fast": 200000}
    assert refused(2, "run", "--restore", saved, "--harts", 2) == f"--restore {saved}: harts is 1 in the checkpoint, not 2"
    assert "hart.mmu.l1d.ways is 32 in the checkpoint, not 16" in refused(2, "run", "--restore", saved, "--set", "hart.mmu.l1d.ways=16")
    assert "the workload is in the checkpoint; an ELF file cannot be given" in refused(2, "run", "--restore", saved, count)
    assert "is a checkpoint of `covesim run`" in refused(2, "boot", "--restore", saved)
    assert "the checkpoint has 0 disks" in refused(2, "run", "--restore", saved, "--disk", count)


def test_wrong_usage(refused, count, tmp_path):
    for wrong in ("1000", "1000,", f",{tmp_path}/x"):
        assert "must be SYM,FILE or 0xADDR,FILE or COUNT,FILE or guest,FILE" in refused(2, "run", "--checkpoint-at", wrong, count)
    assert "neither an address nor a symbol" in refused(2, "run", "--bios", "none", "--checkpoint-at", f"nowhere,{tmp_path}/x", count)
    assert refused(3, "run", "--bios", "none", "--checkpoint-at", "1,/nowhere/x", count) == "cannot write '/nowhere/x': No such file or directory"


def test_bad_files(refused, saved, tmp_path):
    """One line, code 3, and the file stays as it was."""
    good = saved.read_bytes()
    bad = tmp_path / "bad"

    def refusal(data):
        bad.write_bytes(data)
        message = refused(3, "run", "--restore", bad)
        assert bad.read_bytes() == data
        return message.removeprefix(f"checkpoint '{bad}': ")

    assert refusal(b"") == "is not a checkpoint of covesim"
    assert refusal(b"\x7fELF" + good[4:]) == "is not a checkpoint of covesim"
    assert refusal(good[:16] + b"\xff\0\0\0" + good[20:]) == "has format version 255; this covesim reads version 1"
    for n in (24, 30, len(good) // 2, len(good) - 1):
        assert refusal(good[:n]) == "is truncated"
    for n in range(30, len(good), len(good) // 40):
        changed = bytearray(good)
        changed[n] ^= 0x10
        assert refusal(bytes(changed)) in ("is corrupted", "is truncated")
    assert refusal(good + b"x") == "is corrupted"
    assert refused(3, "run", "--restore", tmp_path) == f"checkpoint '{tmp_path}': is not a regular file"
    assert refused(3, "run", "--restore", "/nowhere/x") == "checkpoint '/nowhere/x': No such file or directory"


def test_a_full_disk_leaves_the_old_file(covesim, count, tmp_path):
    """The file under the name is replaced when the new one is complete."""
    old = tmp_path / "old"
    old.write_bytes(b"old")
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        r = covesim("run", "--bios", "none", "--checkpoint-at", f"1000,{old}", "--max-instructions", 100000, count)
        if os.geteuid() != 0:
            assert r.returncode == 3 and "cannot write" in r.stderr
    finally:
        tmp_path.chmod(stat.S_IRWXU)
    if os.geteuid() != 0:
        assert old.read_bytes() == b"old"
    assert sorted(p.name for p in tmp_path.iterdir() if ".tmp" in p.name) == []


@pytest.mark.skipif(not DRIVER.exists(), reason="needs the RISC-V compiler")
@pytest.mark.parametrize("transport", ["mmio", "pci"])
@pytest.mark.parametrize("mode", ["fast", "timed"])
def test_a_disk_while_it_works(covesim, tmp_path, transport, mode):
    """What was written is in the checkpoint: the program reads its sectors back."""
    driver = DRIVER if transport == "mmio" else BUILD / "tests/arch/virtio_pci.elf"
    options = ["--bios", "none", "--mode", mode, "--set", f"devices.transport={transport}", "--set", "quantum=100000000"]
    whole = covesim("run", *options, "--disk", f"{SECTORS},snapshot", "--stats", tmp_path / "whole", driver)
    assert whole.returncode == 0, whole.stderr
    total = json.loads((tmp_path / "whole").read_text())["instructions"]
    files = [tmp_path / f"c{i}" for i in range(8)]
    places = [x for i, f in enumerate(files) for x in ("--checkpoint-at", f"{total * (i + 1) // 10},{f}")]
    r = covesim("run", *options, *places, "--disk", f"{SECTORS},snapshot", "--stats", tmp_path / "saving", driver)
    assert r.returncode == 0, r.stderr
    assert (tmp_path / "saving").read_bytes() == (tmp_path / "whole").read_bytes()
    taken = [f for f in files if f.exists()]
    assert len(taken) >= 2
    for f in taken:
        r = covesim("run", "--restore", f, "--stats", tmp_path / "restored")
        assert r.returncode == 0, r.stderr
        assert (tmp_path / "restored").read_bytes() == (tmp_path / "whole").read_bytes()


def test_disks_that_cannot_be_saved(refused, covesim, count, tmp_path):
    disk = tmp_path / "disk"
    disk.write_bytes(bytes(4096))
    at = ["--bios", "none", "--checkpoint-at", f"10,{tmp_path}/c", "--max-instructions", 200000]
    message = refused(2, "run", *at, "--disk", disk, count)
    assert message == f"no checkpoint can be taken: disk image '{disk}': is written in place; give it ,readonly or ,overlay=FILE or ,snapshot"
    assert covesim("run", *at, "--disk", f"{disk},snapshot", count).returncode == 125
    assert covesim("run", "--restore", tmp_path / "c", "--max-instructions", 200000).returncode == 125
    disk.write_bytes(bytes(4097 + 511))
    assert f"disk image '{disk}': has been changed since, or is another file" in refused(3, "run", "--restore", tmp_path / "c")


def test_console_input_goes_on(tmp_path):
    """Bytes that had been typed and not yet read are there."""
    path = tmp_path / "echo"
    path.write_bytes(program(ECHO))
    with Machine(Config(mode="timed")) as m:
        m.load(path, bios="none")
        m.run(instructions=100, timeout=100)
        m.console_write("ab")
        assert m.checkpoint(tmp_path / "c").reason == "checkpoint"
        before = m.console
        m.console_write("q")
        m.run(timeout=100)
        expected = m.console, m.stats()["instructions"]
    for _ in range(2):
        with Machine.restore(tmp_path / "c") as m:
            m.console_write("q")
            assert m.run(timeout=100).reason == "power-off"
            assert m.console == expected[0] and m.console.startswith(before)


@pytest.mark.parametrize("mode", ["fast", "timed"])
def test_python(count, tmp_path, mode):
    path = tmp_path / "c"
    with Machine(Config(mode=mode, ram="64M")) as m:
        m.load(count, bios="none")
        m.run("second", timeout=100)
        m.regs["s0"] = 0x1234
        m.mem.write(0x81000000, b"kept")
        end = m.checkpoint(path)
        assert (end.reason, end.code) == ("checkpoint", 0)
        m.run(instructions=100000, timeout=100)
        straight = m.stats(), m.regs["a0"], m.time_fs
        at = m.instructions
    with Machine.restore(path) as m:
        assert m.mode == mode and m.regs["s0"] == 0x1234 and m.mem.read(0x81000000, 4) == b"kept"
        m.run(instructions=at - m.instructions, timeout=100)
        assert (m.stats(), m.regs["a0"], m.time_fs) == straight
        assert m.symbol("second") == 0x80000004
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(InputFileError, match="is truncated"):
        Machine.restore(path)
    with Machine() as m, pytest.raises(ConfigError):
        m.checkpoint(path)


def test_a_program_that_ends_first(tmp_path):
    path = tmp_path / "exit-3"
    path.write_bytes(program(EXIT_3))
    with Machine() as m:
        m.load(path, bios="none")
        assert m.checkpoint(tmp_path / "first").reason == "checkpoint", "nothing has begun"
        assert m.run(timeout=60).reason == "exit"
        assert m.checkpoint(tmp_path / "c").reason == "exit"
        assert not (tmp_path / "c").exists()


@pytest.mark.parametrize("mode", ["fast", "timed"])
def test_the_guest_asks_within_a_region(covesim, tmp_path, mode):
    """What the region has counted so far goes on, too."""
    elf, saved, stats = tmp_path / "asks", tmp_path / "saved", tmp_path / "stats.json"
    elf.write_bytes(program(ASKS))
    on = ("--set", "devices.control=true", "--set", "quantum=200000000", "--mode", mode)
    r = covesim("run", "--bios", "none", "--max-instructions", 10**6, *on, "--checkpoint-at", f"guest,{saved}", "--stats", stats, elf)
    assert (r.returncode, r.stderr) == (3, "")
    straight = json.loads(stats.read_text())
    assert straight["control"]["regions"]["7"]["counts"]["instructions"] == 1 + 2 * 4096 + 1 + 2 * 4096 + 1
    assert straight["control"]["refused"] == 0
    r = covesim("run", "--restore", saved, "--stats", stats)
    assert (r.returncode, r.stderr) == (3, "")
    assert json.loads(stats.read_text()) == straight
