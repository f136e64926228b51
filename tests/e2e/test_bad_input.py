"""Bad input: one clear line on standard error, the right exit code, nothing half-written."""

import os
import re
import resource
import signal
import subprocess

import pytest
from conftest import BINARY
from elf import EXIT_3, LOOP, PRINT_A, SLEEP_5_HOURS, X86_64, elf, program, words


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


def test_no_room_for_what_is_placed_around_the_kernel(refused, covesim, file):
    bios, kernel, initrd = file("bios", elf({0x80000000: words([LOOP])})), file("kernel", words([LOOP])), file("initrd", bytes(3 << 20))
    stack = ["--bios", bios, "--kernel", kernel, "--initrd", initrd, "--max-instructions", "100"]
    assert refused(2, "run", "--ram", "5M", *stack) == "RAM is too small for the initial RAM disk; give more with --ram"
    assert covesim("run", "--ram", "6M", *stack).returncode == 125
    high = file("high", elf({0x80000000: words([LOOP]), 0x807FE000: words([LOOP])}))
    assert covesim("run", "--ram", "8M", "--max-instructions", "100", high).returncode == 125, "the device tree goes below"


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
    assert refused(2, "walk") == "unknown command 'walk': must be one of boot, run, params, isa"
    loop = file("loop", program([LOOP]))
    for option, value in (("--max-instructions", "-1"), ("--max-instructions", "1k"), ("--timeout", "0"), ("--timeout", "nan"), ("--timeout", "1e300")):
        assert "must be a" in refused(2, "run", option, value, loop)
    refused(2, "run", "--isa", "rv64imafdc_zfoo", file("loop", program([LOOP])))


def test_too_little_ram(covesim, refused):
    messages = [refused(2, "boot", "--guest", "tiny", "--ram", size) for size in ("2M", "16388K", "18M", "20M")]
    least = {re.search(r"needs at least (\d+) MiB", m).group(1) for m in messages}
    assert len(least) == 1, messages
    r = covesim("boot", "--guest", "tiny", "--ram", f"{least.pop()}M", "--mode", "fast", "--report", "none")
    assert r.returncode == 0, r.stderr


def test_too_little_ram_for_what_the_guest_does(covesim, file, firmware):
    """Enough to start; then the host VMM runs out, says so on its console, and so does the last line."""
    file("tiny.bin", (firmware.parent / "guest-images/tiny.bin").read_bytes())
    guest = file("large.toml", b"""[tvm]
memory_size = "8G"
[[tvm.image]]
file = "tiny.bin"
gpa = 0x80000000
""")
    r = covesim("boot", "--guest", guest, "--ram", "32M", "--mode", "fast")
    assert r.returncode == 6
    assert r.stderr == "covesim: error: the boot failed: [host-vmm] FAILED: not enough memory for the TVM\n"


@pytest.mark.parametrize(
    "code, failure",
    [([LOOP], None), ([0x10500073, 0xFFDFF06F], "the TVM waits for an interrupt that cannot come"), ([0], "the TVM did what no exit answers"), ([0x00000297, 0x10529073, 0], None)],
    ids=["loop", "wfi", "no trap vector", "trap loop"],
)
def test_a_tvm_that_hangs(covesim, file, code, failure):
    file("code.bin", words(code))
    guest = file("hang.toml", b"[tvm]\n[[tvm.image]]\nfile = \"code.bin\"\ngpa = 0x80000000\n")
    if failure is None:
        for option, value, exit_code in (("--timeout", 1, 124), ("--max-instructions", 9000000, 125)):
            r = covesim("boot", "--guest", guest, "--mode", "fast", "--report", "none", option, value)
            assert r.returncode == exit_code and "limit reached" in r.stderr and r.stderr.count("\n") == 1
    else:
        r = covesim("boot", "--guest", guest, "--mode", "fast", "--report", "none")
        assert (r.returncode, r.stderr) == (6, f"covesim: error: the boot failed: [host-vmm] FAILED: {failure}\n")


def test_firmware_that_panics(covesim):
    r = covesim("boot", "--guest", "tiny", "--mode", "fast", "--set", "hart.priv.sdidlen=0")
    assert r.returncode == 5
    assert re.fullmatch("covesim: error: the boot failed: tsm-driver: panic: .*mmpt.*\n", r.stderr)


def test_a_hang_is_never_a_pass(refused, file):
    loop = file("loop", program([LOOP]))
    assert refused(125, "run", "--max-instructions", "100000", loop) == "instruction limit reached (100000)"
    trap_loop = file("trap-loop", program([0x00000000]))  # illegal, and mtvec is 0: nothing ever retires
    assert refused(125, "run", "--max-instructions", "100000", trap_loop) == "instruction limit reached (100000)"
    for mode in ("fast", "warm", "timed"):
        assert "time limit" in refused(124, "run", "--mode", mode, "--timeout", "0.3", loop)
    sleep = file("sleep", program([0x10500073, 0xFFDFF06F]))  # wfi; j -4
    assert "none can come" in refused(124, "run", "--timeout", "60", sleep)
    far = file("far", program(SLEEP_5_HOURS))
    for mode in ("fast", "timed"):
        message = refused(124, "run", "--mode", mode, "--max-instructions", "100000", "--timeout", "60", far)
        assert message == "simulated time has come to its end (18000 s)"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this machine has no /dev/full")
@pytest.mark.parametrize("option", ["--stats", "--signature", "--report-file"])
def test_full_disk(refused, file, option):
    symbols = {"begin_signature": 0x80001010, "end_signature": 0x80001018}
    arguments = ["--report", "json"] if option == "--report-file" else []
    refused(3, "run", option, "/dev/full", *arguments, file("exit", program(EXIT_3, **symbols)))
    assert os.path.exists("/dev/full")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this machine has no /dev/full")
def test_full_disk_for_what_grows(refused, covesim, file):
    refused(3, "run", "--log-commits", "--log", "/dev/full", file("exit", program(EXIT_3)))
    loop = file("loop", program([LOOP]))
    refused(3, "run", "--timeout", "60", "--log-commits", "--log", "/dev/full", loop)
    refused(3, "run", "--console", "/dev/full", file("print", program(PRINT_A)), "--max-instructions", "100")
    with open("/dev/full", "w") as full:
        for arguments in (["params"], ["--help"], ["run", "--report", "text", "--max-instructions", "100", loop]):
            r = subprocess.run([BINARY, *arguments], stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
            assert (r.returncode, r.stderr) == (3, "covesim: error: cannot write standard output: No space left on device\n")
        r = subprocess.run([BINARY, "run", "--log-commits", loop], stdin=subprocess.DEVNULL, stderr=full, timeout=60, check=False)
        assert r.returncode == 3


def test_a_file_that_could_not_be_written_is_removed(refused, file, tmp_path):
    """A file system with a little room: the log's beginning would fit."""
    log = tmp_path / "log"
    loop = file("loop", program([LOOP]))
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50000, 50000))
    r = subprocess.run([BINARY, "run", "--log-commits", "--log", log, loop], preexec_fn=limit, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert (r.returncode, r.stderr) == (3, f"covesim: error: cannot write '{log}': File too large\n")
    r = subprocess.run([BINARY, "run", "--max-instructions", "10", "--stats", tmp_path / "stats", loop], preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500)), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert r.returncode == 3 and "File too large" in r.stderr
    assert [f.name for f in tmp_path.iterdir()] == ["loop"]


def test_a_closed_pipe(file, tmp_path):
    """As `covesim run … | head -1`: ends like any program whose reader has left, and leaves nothing."""
    p = subprocess.Popen([BINARY, "run", "--stats", tmp_path / "stats", file("print", program(PRINT_A[:3] + [0xFFDFF06F]))], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    p.stdout.read(1)
    p.stdout.close()
    assert p.stderr.read() == b""
    assert p.wait(60) == -signal.SIGPIPE
    assert [f.name for f in tmp_path.iterdir()] == ["print"]


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


@pytest.mark.parametrize("isa, missing", [("rv64imafdch_smmpt52", "zifencei, sstc"), ("rv64imac_zifencei_sstc", "h, smmpt43")])
def test_a_hart_that_the_boot_stack_cannot_use(refused, isa, missing):
    assert f"--isa: the boot stack needs {missing}" in refused(2, "boot", "--guest", "tiny", "--isa", isa)
