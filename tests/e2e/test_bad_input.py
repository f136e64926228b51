"""Bad input: one clear line on standard error, the right exit code, nothing half-written."""

import os

import pytest
from elf import EXIT_3, LOOP, X86_64, elf, program, words


@pytest.fixture
def file(tmp_path):
    """Writes a file for the test; gives its path."""

    def write(name, data):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def test_missing_file(refused):
    assert "/nowhere/program" in refused(3, "run", "/nowhere/program")


def test_a_folder_is_no_program(refused, tmp_path):
    assert str(tmp_path) in refused(3, "run", tmp_path)


@pytest.mark.parametrize("length", [0, 3, 10, 40, 80, 121])
def test_truncated_elf(refused, file, length):
    message = refused(3, "run", file("short", program(EXIT_3)[:length]))
    assert "truncated" in message or "not an ELF" in message


def test_another_architecture(refused, file):
    assert "is not for RISC-V" in refused(3, "run", file("x86", elf({0x80000000: words([LOOP])}, machine=X86_64)))


def test_text_is_no_elf(refused, file):
    assert "is not an ELF file" in refused(3, "run", file("notes.txt", b"not a program at all, but long enough to have a header" * 3))


def test_outside_memory(refused, file):
    refused(3, "run", file("low", elf({0x1000_0000_0000: words([LOOP])})))


def test_overlapping_images(refused, file):
    bios, kernel = file("bios", elf({0x80000000: bytes(0x300000)})), file("kernel", elf({0x80200000: words([LOOP])}, entry=0x80200000))
    message = refused(3, "run", "--bios", bios, "--kernel", kernel)
    assert "overlap" in message


def test_overlapping_segments(refused, file):
    assert "overlap" in refused(3, "run", file("twice", elf({0x80000000: words([LOOP]), 0x80001000: words([LOOP])})))


def test_unknown_parameter_names_the_nearest(refused, file):
    elf_file = file("loop", program([LOOP]))
    assert refused(2, "run", "--set", "hart.mmu.l1d.way=4", elf_file) == "unknown parameter 'hart.mmu.l1d.way'; the nearest is 'hart.mmu.l1d.ways'"
    assert "the nearest is 'small-tlb'" in refused(2, "run", "--preset", "smal-tlb", elf_file)
    config = file("machine.toml", b"[hart]\nclock_perod = 5\n")
    assert "'hart.clock_period'" in refused(2, "run", "--config", config, elf_file)


def test_out_of_range(refused, file):
    elf_file = file("loop", program([LOOP]))
    assert refused(2, "run", "--set", "harts=9", elf_file) == "harts = 9: must be 1 to 8"
    assert "must be" in refused(2, "run", "--ram", "1K", elf_file)
    assert "one of fast, warm, timed" in refused(2, "run", "--mode", "slow", elf_file)
    assert "power of two" in refused(2, "run", "--set", "hart.mmu.l1d.sets=3", elf_file)


def test_wrong_usage(refused, file):
    refused(2, "run")
    refused(2, "run", "--nonsense", file("loop", program([LOOP])))
    refused(2, "walk")
    refused(2, "run", "--isa", "rv64imafdc_zfoo", file("loop", program([LOOP])))


def test_too_little_ram(refused):
    message = refused(2, "boot", "--guest", "tiny", "--ram", "16388K")
    assert "--ram" in message or "RAM" in message


def test_a_hang_is_never_a_pass(refused, file):
    loop = file("loop", program([LOOP]))
    assert refused(125, "run", "--max-instructions", "100000", loop) == "instruction limit reached (100000)"
    trap_loop = file("trap-loop", program([0x00000000]))  # illegal, and mtvec is 0: nothing ever retires
    assert refused(125, "run", "--max-instructions", "100000", trap_loop) == "instruction limit reached (100000)"
    for mode in ("fast", "warm", "timed"):
        assert "time limit" in refused(124, "run", "--mode", mode, "--timeout", "0.3", loop)
    sleep = file("sleep", program([0x10500073, 0xFFDFF06F]))  # wfi; j -4
    assert "none can come" in refused(124, "run", "--timeout", "60", sleep)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this machine has no /dev/full")
@pytest.mark.parametrize("option", ["--stats", "--signature", "--report-file"])
def test_full_disk(refused, file, option):
    symbols = {"begin_signature": 0x80001010, "end_signature": 0x80001018}
    arguments = ["--report", "json"] if option == "--report-file" else []
    refused(3, "run", option, "/dev/full", *arguments, file("exit", program(EXIT_3, **symbols)))
    assert os.path.exists("/dev/full")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this machine has no /dev/full")
def test_full_disk_for_the_log(refused, file):
    refused(3, "run", "--log-commits", "--log", "/dev/full", file("exit", program(EXIT_3)))


@pytest.mark.parametrize("option", ["--stats", "--signature", "--log"])
def test_an_output_that_cannot_be_written(refused, file, option):
    symbols = {"begin_signature": 0x80001010, "end_signature": 0x80001018}
    refused(3, "run", "--log-commits", option, "/nowhere/output", file("exit", program(EXIT_3, **symbols)))


def test_outputs_appear_complete_or_not_at_all(covesim, file, tmp_path):
    stats = tmp_path / "stats.json"
    r = covesim("run", "--max-instructions", "1000", "--stats", stats, file("loop", program([LOOP])))
    assert r.returncode == 125
    assert stats.read_text().startswith("{") and stats.read_text().rstrip().endswith("}")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["loop", "stats.json"]


def test_guests(refused, file):
    assert "/nowhere/guest.toml" in refused(3, "boot", "--guest", "/nowhere/guest.toml")
    bad = file("guest.toml", b"[tvm]\nmemory_base = 0x80000000\nmemory_sise = \"32M\"\n")
    message = refused(2, "boot", "--guest", bad)
    assert "memory_size" in message
