"""Machine: a simulated machine in a process of its own, driven from Python."""

import os
import signal
import threading
import time

import pytest
from elf import COUNT, ECHO, EXIT_3, LOOP, PRINT_A, X86_64, elf, program, words

from covesim import BootRefused, Config, ConfigError, CovesimError, InputFileError, Machine, WorkerDied, delta


@pytest.fixture
def load(tmp_path):
    """A machine with this code loaded."""
    machines = []

    def make(code, config=None, **symbols):
        path = tmp_path / f"program{len(machines)}"
        path.write_bytes(program(code, **symbols))
        machines.append(Machine(config))
        machines[-1].load(path)
        return machines[-1]

    yield make
    for m in machines:
        m.close()


@pytest.mark.parametrize("mode", ["fast", "warm", "timed"])
def test_a_program_ends(load, mode):
    m = load(EXIT_3, Config(mode=mode))
    assert m.exit_code is None and m.mode == mode
    end = m.run(timeout=60)
    assert (end.reason, end.code, m.exit_code) == ("exit", 3, 3)
    assert m.stats()["instructions"] == m.instructions >= 4
    assert m.run().reason == "exit", "it is still over"


def test_a_double_trap_is_a_critical_error(load):
    ecall = [0x00000073]
    m = load(ecall, Config(isa="rv64i_smdbltrp"))
    end = m.run(timeout=60)  # out of reset MDT is 1
    assert (end.reason, end.code) == ("critical-error", 7)
    assert "0x80000000" in end.message and m.regs.pc == 0x80000000
    m = load(EXIT_3, Config(isa="rv64i_smdbltrp"))
    assert m.run(timeout=60).code == 3


def test_console(load):
    m = load(PRINT_A)
    assert m.run(console="A", timeout=60).reason == "console"
    assert m.console == "A"
    assert m.run(instructions=100).reason == "instructions", "the pattern is for one run"


def test_console_input(load):
    m = load(ECHO)
    assert m.run(timeout=60).reason == "deadlock"
    m.console_write("hello")
    assert m.run(console="hello", timeout=60).reason == "console"
    m.console_write(b" q")
    assert m.run(timeout=60).reason == "power-off"
    assert m.console == "hello q" and m.exit_code == 0


@pytest.mark.parametrize("mode", ["fast", "warm", "timed"])
def test_stops_before_the_instruction(load, mode):
    m = load(COUNT, Config(mode=mode), second=0x80000004)
    assert m.symbol("second") == 0x80000004
    assert m.run(until="second", timeout=60).reason == "address"
    assert (m.regs.pc, m.instructions, m.regs["a0"], m.regs["a1"]) == (0x80000004, 1, 1, m.regs.x[11])
    a1 = m.regs["a1"]
    # It goes on from there, and comes back after one round.
    assert m.run(until=0x80000004, timeout=60).reason == "address"
    assert (m.instructions, m.regs["a0"], m.regs["a1"]) == (4, 2, a1 + 2)
    assert m.run(until=0x80000000, timeout=60).reason == "address"
    assert (m.instructions, m.regs["a0"], m.regs["a1"]) == (6, 2, a1 + 4)


def test_stopping_changes_no_number(load):
    whole, parts = load(COUNT, Config(mode="timed")), load(COUNT, Config(mode="timed"))
    whole.run(instructions=3000)
    parts.run(until=0x80000008)
    parts.run(instructions=whole.instructions - parts.instructions)
    assert parts.instructions == whole.instructions
    assert parts.stats()["harts"][0]["cycles"] == whole.stats()["harts"][0]["cycles"]


def test_stops_at_the_first_instruction(load):
    m = load(COUNT)
    assert m.run(until=0x80000000, timeout=60).reason == "address"
    assert m.instructions == 0


def test_instruction_count_and_modes(load):
    m = load(COUNT)
    end = m.run(instructions=3000)
    assert end.reason == "instructions" and end.code == 125
    assert 3000 <= m.instructions < 3100
    m.mode = "timed"
    with m.region() as r:
        m.run(instructions=3000)
    assert m.mode == "timed"
    assert 3000 <= r.stats["instructions"] < 3100
    assert r.stats["harts"][0]["cycles"] >= r.stats["instructions"]
    assert m.regs["a0"] == m.instructions // 3 + (m.instructions % 3 > 0)
    with pytest.raises(ConfigError, match="one of fast, warm, timed"):
        m.mode = "slow"


def test_registers(load):
    m = load(COUNT)
    m.run(instructions=30)
    assert len(list(m.regs.x)) == len(list(m.regs.f)) == 32
    assert m.regs.x[0] == 0 and m.regs["zero"] == 0
    m.regs["a0"] = 1000
    m.regs.x[0] = 5
    m.regs.f[1] = 0x3FF0000000000000
    m.regs["s0"] = -1
    assert m.regs["x10"] == 1000 and m.regs["zero"] == 0 and m.regs["ft1"] == 0x3FF0000000000000
    assert m.regs["fp"] == (1 << 64) - 1
    m.regs.pc = 0x80000000
    m.run(until=0x80000004)
    assert m.regs["a0"] == 1001
    csrs = m.regs.csrs()
    assert csrs["mhartid"] == 0 and m.regs["misa"] == csrs["misa"] != 0
    assert csrs["mmpt"] == 0 and m.regs.privilege == "M"
    with pytest.raises(ConfigError, match="the nearest is 'mstatus'"):
        m.regs["mstatos"]  # pylint: disable=expression-not-assigned
    with pytest.raises(ConfigError, match="can only be read"):
        m.regs["mstatus"] = 1
    with pytest.raises(IndexError):
        m.regs.x[32]  # pylint: disable=expression-not-assigned


def test_memory(load):
    m = load(COUNT)
    assert m.mem.read(0x80000000, 12) == words(COUNT)
    m.run(instructions=300)
    m.mem.write(0x80000000, words([LOOP]))  # code that has been decoded
    m.regs.pc = 0x80000000
    before = m.regs["a0"]
    m.run(instructions=300)
    assert m.regs["a0"] == before and m.regs.pc == 0x80000000
    m.harts[0].mem.write(0x80010000, bytes(range(200)))
    assert m.mem.read(0x80010000, 200) == bytes(range(200)) == m.harts[0].mem.read(0x80010000, 200)
    for address, size in ((0x1000_0000_0000, 8), (0x80000000 + (512 << 20) - 4, 8), (0x80000000, 1 << 50)):
        with pytest.raises(ConfigError, match="not memory"):
            m.mem.read(address, size)


def test_the_stack_from_python():
    with Machine(Config(mode="fast")) as m:
        m.boot("tiny")
        assert m.instructions == 0
        assert m.run(until="host-vmm:_start", timeout=120).reason == "address"
        assert m.regs.privilege == "HS" and m.regs["mmpt"] != 0
        assert "TVM-TINY-OK" not in m.console
        with m.region() as r:
            assert m.run(timeout=120).reason == "power-off"
        assert "TVM-TINY-OK" in m.console and m.exit_code == 0
        assert {"tsm", "TVM 1"} <= {a["component"] for a in r.stats["harts"][0]["accounts"] if a["instructions"] > 0}
        assert m.report()["instructions"] == m.instructions
        assert "tsm-driver" in m.report_text()


def test_boot_refused(tmp_path):
    flash = tmp_path / "flash.bin"
    flash.write_bytes(b"no flash image")
    with Machine() as m, pytest.raises(BootRefused, match="root of trust") as e:
        m.boot("tiny", flash=flash)
    assert e.value.exit_code == 4


def test_errors(tmp_path):
    with Machine() as m:
        with pytest.raises(ConfigError, match="nothing is loaded"):
            m.run()
        with pytest.raises(ConfigError, match="nothing to run"):
            m.load()
        with pytest.raises(InputFileError, match="/nowhere/program"):
            m.load("/nowhere/program")
        bad = tmp_path / "x86"
        bad.write_bytes(elf({0x80000000: words([LOOP])}, machine=X86_64))
        with pytest.raises(InputFileError, match="is not for RISC-V"):
            m.load(bad)
        good = tmp_path / "good"
        good.write_bytes(program([LOOP]))
        m.load(good)
        with pytest.raises(ConfigError, match="already"):
            m.load(good)
        with pytest.raises(ConfigError, match="neither an address nor a symbol"):
            m.run(until="nowhere")
        with pytest.raises(ConfigError, match="regular expression"):
            m.run(console="(")
        with pytest.raises(ConfigError):
            m.run(instructions=-1)
        end = m.run(timeout=0.2)
        assert (end.reason, end.code) == ("timeout", 124) and "time limit" in end.message
    with pytest.raises(WorkerDied, match="closed"):
        m.run()


def test_a_worker_that_dies(load):
    m = load([LOOP])
    worker = m._process.pid  # pylint: disable=protected-access
    threading.Timer(0.5, os.kill, (worker, signal.SIGKILL)).start()
    with pytest.raises(WorkerDied, match="SIGKILL"):
        m.run(timeout=60)
    with pytest.raises(CovesimError):
        m.stats()


def test_a_worker_ends_with_its_machine(load):
    m = load([LOOP])
    worker = m._process  # pylint: disable=protected-access
    runner = threading.Thread(target=lambda: pytest.raises(WorkerDied, m.run))
    runner.start()
    time.sleep(0.5)
    m._sock.shutdown(2)  # pylint: disable=protected-access
    runner.join(20)
    assert not runner.is_alive() and worker.wait(20) is not None


def test_machines_in_parallel(tmp_path):
    path = tmp_path / "count"
    path.write_bytes(program(COUNT))
    results = {}

    def work(n):
        with Machine(Config(mode="timed")) as m:
            m.load(path)
            m.run(instructions=1000 * (n % 2 + 1))
            results[n] = m.stats()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join(120)
    assert results[0] == results[2] != results[1] == results[3]


def test_delta():
    rows = [{"component": "a", "sdid": 1, "v": False, "privilege": "M", "vmid": 0, "cycles": 9}]
    new = {"component": "b", "sdid": 0, "v": True, "privilege": "S", "vmid": 1, "cycles": 4}
    before = {"n": 1, "list": [1, 2], "accounts": rows}
    after = {"n": 5, "list": [1, 5], "accounts": [{**rows[0], "cycles": 10}, new]}
    assert delta(after, before) == {"n": 4, "list": [0, 3], "accounts": [{**rows[0], "cycles": 1}, new]}
