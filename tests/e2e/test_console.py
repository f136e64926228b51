"""Console input: from a pipe, a file, a terminal; recorded and replayed; what the keys and signals do."""

import os
import pty
import resource
import select
import signal
import subprocess
import termios
import time

import pytest
from conftest import BINARY
from elf import COUNT, ECHO, ECHO_HTIF, ECHO_SBI, LOOP, elf, program, words


@pytest.fixture
def echo(tmp_path):
    path = tmp_path / "echo.elf"
    path.write_bytes(program(ECHO))
    return path


def signals_as_for_a_user():
    """A shell's background job, as the tests may be, passes on that it ignores SIGINT and SIGQUIT. No core files."""
    for s in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(s, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def start(*arguments, **files):
    return subprocess.Popen([str(BINARY), "run", *map(str, arguments)], preexec_fn=signals_as_for_a_user,
                            **{"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **files})


def expect(fd, text, seconds=60):
    """Reads until the text has come."""
    seen, end = b"", time.monotonic() + seconds
    while text not in seen:
        ready, _, _ = select.select([fd], [], [], max(0, end - time.monotonic()))
        assert ready, f"{text!r} does not come; so far {seen!r}"
        part = os.read(fd, 4096)
        assert part, f"{text!r} does not come; all there is: {seen!r}"
        seen += part
    return seen


@pytest.mark.parametrize("mode", ["fast", "warm", "timed"])
@pytest.mark.parametrize("code", [ECHO, ECHO_HTIF], ids=["uart", "htif"])
def test_all_of_it_arrives(tmp_path, mode, code):
    path, text = tmp_path / "echo.elf", b"".join(b"line %d\n" % i for i in range(2000)) + b"q"
    path.write_bytes(program(code))
    p = start("--mode", mode, path)
    out, err = p.communicate(text, timeout=120)
    assert (p.returncode, out, err) == (0, text, b"")


@pytest.mark.parametrize("mode", ["fast", "timed"])
def test_input_through_the_firmware(tmp_path, mode):
    """Instead of the host VMM, a program in its domain that reads by SBI."""
    (tmp_path / "firmware").mkdir()
    (tmp_path / "firmware/host-vmm.elf").write_bytes(elf({0x81000000: words(ECHO_SBI)}, entry=0x81000000))
    text = b"".join(b"line %d\n" % i for i in range(100)) + b"q"
    command = [BINARY, "boot", "--guest", "tiny", "--mode", mode, "--report", "none"]
    r = subprocess.run(command, input=text, capture_output=True, env={**os.environ, "COVESIM_DATA": str(tmp_path)}, timeout=120, check=False)
    assert (r.returncode, r.stderr) == (0, b"")
    assert r.stdout.endswith(text)


def test_end_of_input_is_the_end_of_waiting(echo):
    p = start(echo)
    out, err = p.communicate(b"no end", timeout=60)
    assert (p.returncode, out) == (124, b"no end") and b"none can come" in err
    assert start("--console", "none", echo).wait(60) == 124, "and without input nobody waits"


def test_waits_for_input_without_work(echo):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    p = start(echo)
    for _ in range(3):
        time.sleep(0.5)
        p.stdin.write(b"a")
        p.stdin.flush()
        assert p.stdout.read(1) == b"a", "and output without a newline is not kept back"
    time.sleep(1)
    p.communicate(b"q", timeout=60)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert p.returncode == 0
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1


def test_the_time_limit_counts_while_waiting(echo):
    p = start("--timeout", "0.5", echo)
    _, err = p.stdout.read(), p.stderr.read()
    assert p.wait(60) == 124 and b"time limit" in err
    p.stdin.close()


@pytest.mark.parametrize("mode", ["fast", "timed"])
@pytest.mark.parametrize("code", [ECHO, ECHO_HTIF], ids=["uart", "htif"])
def test_record_and_replay(tmp_path, covesim, mode, code):
    path, record, again = tmp_path / "echo.elf", tmp_path / "input", tmp_path / "again"
    path.write_bytes(program(code))
    arguments = ["--mode", mode, "--harts", "2", path]
    p = start("--console-record", record, "--stats", tmp_path / "live.json", *arguments)
    for text in (b"one ", b"two ", b"three ", b"q"):
        time.sleep(0.2)
        p.stdin.write(text)
        p.stdin.flush()
    out, _ = p.communicate(timeout=60)
    assert p.returncode == 0
    r = covesim("run", "--console-replay", record, "--console-record", again, "--stats", tmp_path / "replay.json", *arguments)
    assert (r.returncode, r.stdout.encode()) == (0, out)
    assert record.read_text() == again.read_text()
    assert (tmp_path / "live.json").read_bytes() == (tmp_path / "replay.json").read_bytes()


def test_input_at_a_time_of_ones_choice(tmp_path, covesim, echo):
    record, again = tmp_path / "input", tmp_path / "again"
    record.write_text(f"# two seconds, and then\n2000000000000001 {b'hi'.hex()}\n3000000000000000 {b'q'.hex()}\n")
    r = covesim("run", "--console-replay", record, "--console-record", again, echo)
    assert (r.returncode, r.stdout) == (0, "hiq")
    assert again.read_text().splitlines()[1:] == [f"2000010000000000 {b'hi'.hex()}", f"3000000000000000 {b'q'.hex()}"], "quantum boundaries, 10 us"


@pytest.mark.parametrize("text", ["soon 61", "12", "12 6", "12 6x", "12  61", "5 61\n4 61"])
def test_a_bad_recording(tmp_path, refused, echo, text):
    record = tmp_path / "input"
    record.write_text(text + "\n")
    assert f"{record}', line {text.count(chr(10)) + 1}" in refused(3, "run", "--console-replay", record, echo)


# --- terminal


class Terminal:
    """covesim with a pseudo-terminal for a keyboard."""

    def __init__(self, *arguments, **files):
        try:
            self.master, self.slave = pty.openpty()
        except OSError as e:
            pytest.skip(f"no pseudo-terminal to be had: {e}")
        self.modes = termios.tcgetattr(self.slave)
        self.process = start(*arguments, **{"stdin": self.slave, **files})

    def type(self, keys):
        os.write(self.master, keys)

    def raw(self, wanted, seconds=60):
        """Waits until the terminal is raw, or as before."""
        end = time.monotonic() + seconds
        while (termios.tcgetattr(self.slave) != self.modes) != wanted:
            assert time.monotonic() < end
            time.sleep(0.01)

    def close(self):
        self.process.kill()
        self.process.communicate()
        os.close(self.master)
        os.close(self.slave)


@pytest.fixture
def terminal():
    terminals = []

    def make(*arguments, **files):
        terminals.append(Terminal(*arguments, **files))
        return terminals[-1]

    yield make
    for t in terminals:
        t.close()


def test_keys_go_to_the_guest_unchanged(terminal, echo):
    t = terminal(echo)
    t.raw(True)
    t.type(b"\x03\r\x01\x01\x1a\x04")  # Ctrl-C, Enter, Ctrl-A twice, Ctrl-Z, Ctrl-D
    expect(t.process.stdout.fileno(), b"\x03\r\x01\x1a\x04")
    t.type(b"q")
    assert t.process.wait(60) == 0
    t.raw(False)


@pytest.mark.parametrize("code", [ECHO, [LOOP]], ids=["asleep", "busy"])
def test_ctrl_a_x_ends_the_run(terminal, tmp_path, code):
    path, stats = tmp_path / "program", tmp_path / "stats"
    path.write_bytes(program(code))
    t = terminal("--stats", stats, path)
    t.raw(True)
    t.type(b"x\x01x")
    assert t.process.wait(60) == 128 + signal.SIGINT
    assert t.process.stderr.read() == b"covesim: error: stopped from the terminal (Ctrl-A x)\n"
    assert stats.exists()
    t.raw(False)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGABRT", "SIGSEGV"])
@pytest.mark.parametrize("code", [ECHO, [LOOP]], ids=["asleep", "busy"])
def test_a_signal_leaves_the_terminal_as_it_was(terminal, tmp_path, name, code):
    path = tmp_path / "program"
    path.write_bytes(program(code))
    t = terminal(path)
    t.raw(True)
    t.process.send_signal(signal.Signals[name])
    assert t.process.wait(60) == -signal.Signals[name]
    t.raw(False)


def test_a_closed_pipe_leaves_the_terminal_as_it_was(terminal, echo):
    t = terminal(echo)
    t.raw(True)
    t.process.stdout.close()
    t.type(b"a")
    assert t.process.wait(60) == -signal.SIGPIPE
    t.raw(False)
    t.process.stdout = None


def test_suspend_and_continue(terminal, echo):
    t = terminal(echo)
    t.raw(True)
    t.process.send_signal(signal.SIGTSTP)
    t.raw(False)
    t.process.send_signal(signal.SIGCONT)
    t.raw(True)
    t.type(b"q")
    assert t.process.wait(60) == 0


# --- signals without a terminal


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_stopped_run_still_has_its_outputs(tmp_path, name):
    path, stats, ready = tmp_path / "program", tmp_path / "stats", tmp_path / "log"
    path.write_bytes(program(COUNT))
    p = start("--stats", stats, "--trace", "traps", "--log", ready, path, stdin=subprocess.DEVNULL)
    while not ready.exists():
        time.sleep(0.01)
    time.sleep(0.3)
    p.send_signal(signal.Signals[name])
    _, err = p.communicate(timeout=60)
    assert p.returncode == -signal.Signals[name], "as a shell wants to see it"
    assert err.decode() == f"covesim: error: stopped by {name}\n"
    assert stats.read_text().rstrip().endswith("}")
    assert sorted(f.name for f in tmp_path.iterdir()) == ["log", "program", "stats"]


def test_a_killed_run_leaves_nothing(tmp_path):
    path, stats = tmp_path / "program", tmp_path / "stats"
    path.write_bytes(program(COUNT))
    p = start("--stats", stats, path, stdin=subprocess.DEVNULL)
    time.sleep(0.5)
    p.kill()
    p.communicate()
    assert [f.name for f in tmp_path.iterdir()] == ["program"]
