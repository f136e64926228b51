"""The GDB remote stub: gdb-multiarch in batch mode, and the protocol by hand where GDB would need a terminal."""

import json
import re
import shutil
import socket
import subprocess
import time

import pytest
from conftest import BINARY, TOP
from elf import COUNT, EXIT_3, LOOP, program

GDB = shutil.which("gdb-multiarch")
COMPILER = shutil.which("riscv64-linux-gnu-gcc")
needs_gdb = pytest.mark.skipif(not (GDB and COMPILER), reason="needs gdb-multiarch and riscv64-linux-gnu-gcc")
BREAK_AND_LOOK = [
    "info threads", "break *touch", "continue", "info all-registers", "bt", "stepi", "stepi", "thread 2", "stepi", "stepi", "x/4i $pc",
    "thread 1", "watch -l *(long long *)($s1 - 0x40000000)", "continue", "continue", "delete", "tbreak *filled", "continue",
    "awatch *(long long *)&other", "continue", "continue", "monitor stats", "monitor translate 0x40000000", "x/64bx &root", "delete",
]  # fmt: skip


@pytest.fixture(scope="module")
def debuggee(tmp_path_factory):
    """The program for a debugger, an ELF file with symbols."""
    elf = tmp_path_factory.mktemp("gdb") / "debug.elf"
    flags = "-march=rv64imafdc_zicsr -mabi=lp64 -mcmodel=medany -nostdlib -static -no-pie -Wl,--build-id=none -Wl,--no-warn-rwx-segments"
    script = TOP / "tests/arch/test.lds"
    subprocess.run([COMPILER, *flags.split(), f"-Wl,-T,{script}", TOP / "tests/e2e/programs/debug.S", "-o", elf], check=True)
    return elf


class Debugged:
    """A covesim that waits for a debugger."""

    def __init__(self, *arguments, timeout=200):
        command = [BINARY, "run", "--bios", "none", "--console", "none", "--timeout", timeout, "--gdb", "0", *arguments]
        self.process = subprocess.Popen([*map(str, command)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stderr.readline()
        match = re.fullmatch(r"covesim: waiting for a debugger: target remote localhost:(\d+)\n", line)
        assert match, line + self.process.stderr.read()
        self.port = int(match[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def end(self):
        """Its exit code and what it said."""
        _, err = self.process.communicate(timeout=200)
        return self.process.returncode, err

    def gdb(self, elf, *commands, osabi="none"):
        """What GDB prints. For a Linux target it steps by itself, with breakpoints."""
        start = ["set pagination off", "set confirm off", f"set osabi {osabi}", f"target remote localhost:{self.port}"]
        line = [GDB, "-nx", "-batch", "-ex", "set architecture riscv:rv64", str(elf)]
        for c in [*start, *commands]:
            line += ["-ex", c]
        r = subprocess.run(line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=200, check=False)
        return r.stdout


class Wire:
    """The protocol by hand."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)

    def send(self, payload):
        self.socket.sendall(b"$%s#%02x" % (payload, sum(payload) % 256))

    def receive(self):
        data = b""
        while not re.search(rb"#..$", data, re.S):
            part = self.socket.recv(4096)
            assert part, data
            data += part
        return data[data.index(b"$") + 1 : -3]

    def __call__(self, payload):
        self.send(payload)
        answer = self.receive()
        self.socket.sendall(b"+")
        return answer


def has(text, *patterns):
    """The patterns occur in this order."""
    at = 0
    for p in patterns:
        m = re.compile(p).search(text, at)
        assert m, f"{p!r} is missing behind character {at} of:\n{text}"
        at = m.end()


@needs_gdb
@pytest.mark.parametrize(("mode", "osabi"), [("fast", "none"), ("timed", "none"), ("fast", "GNU/Linux")])
def test_breakpoints_steps_registers_and_memory(debuggee, mode, osabi):
    with Debugged("--harts", "2", "--mode", mode, debuggee) as d:
        out = d.gdb(
            debuggee,
            "info threads",
            "p/x $pc",
            "x/i $pc",
            "break *touch",
            "continue",
            "p $priv",
            "p/x $satp >> 60",
            "x/gd &counter",
            "x/gd $s2",
            "p/x $s1 - $s2",
            "stepi",
            "stepi",
            "p $t0",
            "p/x $pc - (long)&touch",
            "set $mscratch = 0x1234567890abcdef",
            "p/x $mscratch",
            "set $s3 = 2",
            "set {long long}&counter = 41",
            "continue",
            "x/gd $s2",
            "delete",
            "tbreak *filled",
            "continue",
            "p/x $v4.l",
            "p $fa0.double",
            "p/x $vtype",
            "p $s3",
            "thread 2",
            "p $priv",
            "p $mhartid",
            "thread 1",
            "set $v5.w[1] = 7",
            "p/x $v5.w",
            "continue",
            osabi=osabi,
        )
        assert d.end() == (0, "")
    has(
        out,
        r"\* 1 +Thread 1.*hart 0.*M-mode.*_start",
        r"2 +Thread 2.*hart 1.*M-mode.*_start",
        r"\$1 = 0x80000000",
        r"=> 0x80000000 <_start>:\s+csrr\s+s0,mhartid",
        r"Thread 1 .*hit Breakpoint 1, .*touch",
        r"\$2 = 1",
        r"\$3 = 0x8",
        r"0x8000\w+[^:]*:\s+0\b",
        r"0x4000\w+:\s+0\b",
        r"\$4 = 0x40000000",
        r"\$5 = 1",
        r"\$6 = .*0x6\b",  # ld and addi, the second compressed
        r"\$7 = 0x1234567890abcdef",
        r"Thread 1 .*hit Breakpoint 1, .*touch",
        r"0x4000\w+:\s+1\b",  # t0 was loaded before 41 was written
        r"Temporary breakpoint 2, .*filled",
        r"\$8 = \{0x123456789abcdef, 0x123456789abcdef\}",
        r"\$9 = 3\b",
        r"\$10 = 0xd8",
        r"\$11 = 0\b",
        r"\$12 = 3\b",
        r"\$13 = 1\b",
        r"\$14 = \{0x0, 0x7, 0x0, 0x0\}",
        r"exited normally",
    )


@needs_gdb
@pytest.mark.parametrize(("mode", "osabi"), [("fast", "none"), ("warm", "none"), ("timed", "none"), ("fast", "GNU/Linux")])
def test_watchpoints(debuggee, mode, osabi):
    with Debugged("--harts", "2", "--mode", mode, debuggee) as d:
        out = d.gdb(
            debuggee,
            "break *touch",
            "continue",
            "delete",
            "watch -l *(long long *)$s2",
            "continue",
            "p $pc == (long)&stored",
            "continue",
            "delete",
            "rwatch -l *(long long *)$s2",
            "continue",
            "p/x $pc - (long)&touch",
            "delete",
            "awatch -l *(long long *)$s2",
            "continue",
            "continue",
            "delete",
            "watch *(long long *)&other",
            "continue",
            "continue",
            "p/d $pc - (long)&hart1",
            "delete",
            "continue",
            osabi=osabi,
        )
        assert d.end() == (0, "")
    has(
        out,
        r"Hardware watchpoint 2",
        r"Old value = 0\s+New value = 1",
        r"\$1 = 1",
        r"Old value = 1\s+New value = 2",
        r"Hardware read watchpoint 3",
        r"Value = 2",
        r"\$2 = 0x4",
        r"Old value = 2\s+New value = 3",
        r"Value = 3",
        r"Thread 2 .*hit Hardware watchpoint 5",
        r"Thread 2 .*hit Hardware watchpoint 5",
        r"\$3 = 20",  # behind the AMO
        r"exited normally",
    )
    values = re.findall(r"Old value = (\d+)\s+New value = (\d+)", out)
    assert all(int(new) == int(old) + 1 for old, new in values) and len(values) == 5, values


@needs_gdb
def test_virtual_and_physical_memory(debuggee):
    with Debugged("--harts", "2", debuggee) as d:
        out = d.gdb(
            debuggee,
            "break *touch",
            "continue",
            "x/gx 0xc0000000",
            "monitor translate 0x40000010",
            "monitor translate 0xc0000010",
            "p/x *(int *)0x40000000 == *(int *)0x80000000",
            "monitor physical on",
            "x/gx 0x40000000",
            "p/x *(int *)0x80000000 == *(int *)_start",
            "monitor physical off",
            "x/wx 0x10000000",
            "thread 2",
            "x/gx 0x40000000",
            "monitor nonsense",
            "monitor help",
            "kill",
        )
        assert d.end()[0] == 130
    has(
        out,
        r"Cannot access memory at address 0xc0000000",
        r"0x80000010",
        r"no physical address",
        r"\$1 = 0x1",
        r"addresses are physical",
        r"Cannot access memory at address 0x40000000",
        r"\$2 = 0x1",
        r"addresses are virtual",
        r"Cannot access memory at address 0x10000000",  # a device
        r"Cannot access memory at address 0x40000000",  # in M-mode
        r"unknown command 'nonsense'",
        r"monitor translate",
    )


@needs_gdb
@pytest.mark.parametrize("mode", ["fast", "warm", "timed"])
def test_a_debugger_changes_no_number(debuggee, covesim, tmp_path, mode):
    alone, debugged = tmp_path / "alone.json", tmp_path / "debugged.json"
    r = covesim("run", "--bios", "none", "--harts", "2", "--mode", mode, "--stats", alone, debuggee)
    assert r.returncode == 0, r.stderr
    with Debugged("--harts", "2", "--mode", mode, "--stats", debugged, debuggee) as d:
        out = d.gdb(debuggee, *BREAK_AND_LOOK, "detach")
        assert d.end() == (0, ""), out
    has(out, "hit Breakpoint 1", "hit Hardware watchpoint 2", "hit Temporary breakpoint 3", "hit Hardware access.*watchpoint 4", '"harts"', "0x80000000")
    assert json.loads(debugged.read_text()) == json.loads(alone.read_text())


@needs_gdb
def test_the_guests_exit_code(tmp_path):
    elf = tmp_path / "exit3.elf"
    elf.write_bytes(program(EXIT_3))
    with Debugged(elf) as d:
        has(d.gdb(elf, "continue"), "exited with code 03")
        assert d.end() == (3, "")


def test_interrupt_kill_and_sleep(tmp_path):
    elf = tmp_path / "count.elf"
    elf.write_bytes(program(COUNT))
    with Debugged(elf) as d:
        w = Wire(d.port)
        assert w(b"?") == b"T05thread:1;core:0;"
        for _ in range(3):
            w.send(b"vCont;c")
            time.sleep(0.1)
            w.socket.sendall(b"\x03")
            assert w.receive() == b"T02thread:1;core:0;"
        before = int.from_bytes(bytes.fromhex(w(b"pa").decode()), "little")
        assert before > 0
        for _ in range(3):
            assert w(b"vCont;s:1") == b"T05thread:1;core:0;"
        assert int.from_bytes(bytes.fromhex(w(b"pa").decode()), "little") == before + 1  # once around the loop
        assert w(b"vKill;1") == b"OK"
        assert d.end() == (130, "covesim: error: stopped by the debugger\n")


def test_a_lost_connection_is_no_end(tmp_path):
    elf = tmp_path / "exit3.elf"
    elf.write_bytes(program(EXIT_3))
    with Debugged(elf) as d:
        Wire(d.port).socket.close()
        assert d.end() == (3, "covesim: the debugger's connection is lost; the run goes on\n")


def test_nobody_comes(covesim, tmp_path):
    elf = tmp_path / "loop.elf"
    elf.write_bytes(program([LOOP]))
    r = covesim("run", "--gdb", "0", "--timeout", "0.5", elf)
    assert (r.returncode, r.stdout) == (124, "")
    assert "time limit" in r.stderr


def test_the_limit_counts_while_the_debugger_thinks(tmp_path):
    elf = tmp_path / "loop.elf"
    elf.write_bytes(program([LOOP]))
    with Debugged(elf, timeout=1) as d:
        w = Wire(d.port)
        assert w(b"?") == b"T05thread:1;core:0;"
        assert d.end()[0] == 124


def test_port_in_use(refused, tmp_path):
    elf = tmp_path / "loop.elf"
    elf.write_bytes(program([LOOP]))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert refused(9, "run", "--gdb", port, elf) == f"--gdb {port}: Address already in use"
    assert "--gdb" in refused(2, "run", "--gdb", "70000", elf)
