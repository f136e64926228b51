"""Machine: a simulated machine in a process of its own.

SystemC has one kernel in a process and builds nothing after it has started, so every Machine owns a worker process; the
two exchange messages (_messages.py). Machines are independent of each other and may run in parallel threads.
"""

import contextlib
import dataclasses
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import weakref
from pathlib import Path

from . import _core, _messages
from .config import Config
from .errors import ConfigError, WorkerDied, error_of
from .statistics import delta

__all__ = ["Hart", "Machine", "Memory", "Region", "RunResult"]

_START = "import sys; sys.path.insert(0, sys.argv[1]); from covesim._worker import main; main(int(sys.argv[2]))"


@dataclasses.dataclass(frozen=True)
class RunResult:
    """How a run ended.

    reason: "exit" (HTIF, semihosting, finisher), "power-off", "reset", "address", "console", "instructions", "timeout",
    "deadlock" (every hart sleeps and nothing can wake one), "time-end" (of simulated time) or "critical-error" (a double
    trap that nothing can take). code: the exit code the command line would end with. message: its line of error, or "".
    """

    reason: str
    code: int
    message: str = ""


class Memory:
    """The machine's memory by physical address, or by virtual address as a hart's loads and stores see it."""

    def __init__(self, machine, hart=None):
        self._machine = machine
        self._hart = hart

    def read(self, address, size):
        """`size` bytes as the harts see them (plaintext); ConfigError where there is no memory."""
        return self._machine._ask("read_memory", address=_word(address), size=_word(size), hart=self._hart)

    def write(self, address, data):
        """Change memory; decoded code and reservations follow."""
        self._machine._ask("write_memory", bytes(data), address=_word(address), hart=self._hart)


class _Registers:
    """32 registers of a kind, by index."""

    def __init__(self, hart, letter):
        self._hart = hart
        self._letter = letter

    def __len__(self):
        return 32

    def _name(self, index):
        if not 0 <= index < 32:
            raise IndexError(f"{self._letter}{index}: there are 32 registers")
        return f"{self._letter}{index}"

    def __getitem__(self, index):
        return self._hart[self._name(index)]

    def __setitem__(self, index, value):
        self._hart[self._name(index)] = value

    def __iter__(self):
        return iter(self._hart._machine._ask("registers", hart=self._hart.id, letter=self._letter))


class _VectorRegisters:
    """v0 to v31, each as its VLEN / 8 bytes, least significant first."""

    def __init__(self, hart):
        self._hart = hart

    def __len__(self):
        return 32

    def __getitem__(self, index):
        if not 0 <= index < 32:
            raise IndexError(f"v{index}: there are 32 registers")
        return self._hart._machine._ask("read_vector", hart=self._hart.id, index=index)

    def __setitem__(self, index, value):
        if not 0 <= index < 32:
            raise IndexError(f"v{index}: there are 32 registers")
        self._hart._machine._ask("write_vector", bytes(value), hart=self._hart.id, index=index)


class Hart:
    """Registers of one hart between runs.

    By name: hart["a0"], hart["x10"], hart["fa0"], hart["pc"], hart["mstatus"]; integer and floating-point registers and
    pc can be set. Floating-point registers are 64-bit patterns (NaN-boxed). Vector registers are bytes: hart.v[3].
    """

    def __init__(self, machine, number):
        self._machine = machine
        self.id = number
        self.x = _Registers(self, "x")
        self.f = _Registers(self, "f")
        self.v = _VectorRegisters(self)
        self.mem = Memory(machine, number)

    def __getitem__(self, name):
        return self._machine._ask("read_register", hart=self.id, name=name)

    def __setitem__(self, name, value):
        self._machine._ask("write_register", hart=self.id, name=name, value=_word(value))

    @property
    def pc(self):
        """Address of the next instruction."""
        return self["pc"]

    @pc.setter
    def pc(self, value):
        self["pc"] = value

    @property
    def privilege(self):
        """M, HS (or S), U, VS or VU."""
        level = "USHM"[self["priv"]]
        return "V" + level if self["v"] else "HS" if level == "S" else level

    def csrs(self):
        """Every CSR that the hart has: name to value."""
        return self._machine._ask("csrs", hart=self.id)


class Region:
    """The statistics of a part of a run: filled when the `with` block of Machine.region() ends."""

    stats = None


class Machine:
    """A simulated machine. Use it as a context manager, or close() it.

        with Machine(Config(harts=2)) as m:
            m.load("program.elf")
            m.run(until="main")

    Errors of the simulator are CovesimError with the command line's message and exit code. After WorkerDied only what was
    read before is left.
    """

    def __init__(self, config=None):
        self._config = (config if config is not None else Config()).copy()
        self._lock = threading.RLock()
        self._text = bytearray()
        self._started = False
        self._end = None
        ours, theirs = socket.socketpair()
        package = str(Path(__file__).resolve().parent.parent)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", _START, package, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        self._sock = ours
        self._finalizer = weakref.finalize(self, _end, self._process, ours)
        self._ask("create", parameters=self._config.to_json())

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def close(self):
        """End the worker process. The console's text and the last run's result stay readable."""
        self._finalizer()

    # --- workloads

    def load(self, elf=None, *, bios=None, kernel=None, initrd=None, append=None, dtb=None, tohost=None, fromhost=None, htif=True, semihosting=False, disks=()):
        """Load a program or a kernel, as `covesim run` does with the options of the same names.

        disks: a path or a --disk option ("image,snapshot") for each virtio block device.
        """
        files = {"elf": elf, "bios": bios, "kernel": kernel, "initrd": initrd, "append": append, "dtb": dtb, "tohost": tohost, "fromhost": fromhost}
        given = {k: _text(v) for k, v in files.items() if v is not None}
        if "elf" in given and "kernel" in given:
            raise ConfigError("give either an ELF file or a kernel, not both")
        if not given.keys() & {"elf", "kernel", "bios"} or (given.get("bios") == "none" and not given.keys() & {"elf", "kernel"}):
            raise ConfigError("nothing to run: give an ELF file, bios or kernel")
        if "kernel" in given and "bios" not in given:
            raise ConfigError('a kernel needs bios=FILE, or bios="none" to enter it in M-mode')
        if "initrd" in given and "kernel" not in given:
            raise ConfigError("initrd needs a kernel")
        self._start({"command": "run", "htif": htif, "semihosting": semihosting, "disks": [_text(d) for d in disks], **given})

    def boot(self, guest=None, *, host=None, append=None, flash=None):
        """Boot the CoVE stack with a confidential guest: "tiny" (the default), "linux" or a description (TOML file).

        host: instead of the host VMM and its guest, "linux" or a description; append: more of its command line.
        The root of trust verifies and starts the firmware (or refuses: BootRefused); then run().
        """
        if host is not None and guest is not None:
            raise ConfigError("guest needs the host VMM: no other host here runs a TVM")
        if append is not None and host is None:
            raise ConfigError('append needs host="linux" or a description')
        if host is None and guest is None:
            guest = "tiny"
        given = {"guest": guest, "host": host, "append": append, "flash": flash}
        self._start({"command": "boot", **{k: _text(v) for k, v in given.items() if v is not None}})

    @classmethod
    def restore(cls, path, *, disks=()):
        """A machine that goes on where checkpoint() or `--checkpoint-at` saved one: its parameters and workload.

        disks: in place of those of the checkpoint (same base images; overlays empty, or as they were then).
        """
        try:
            parameters = _core.checkpoint_parameters(_text(path))
        except _core.Error as e:
            raise error_of(*e.args) from None
        machine = cls(Config.from_json(parameters))
        try:
            machine._start({"command": "run", "restore": _text(path), "disks": [_text(d) for d in disks]})
        except BaseException:
            machine.close()
            raise
        return machine

    def _start(self, workload):
        self._ask("start", workload=workload)
        self._started = True

    # --- running

    def run(self, until=None, *, instructions=None, console=None, timeout=None):
        """Run until the guest ends, or one of these comes first:

        until: a symbol of the program (boot: also "tsm:symbol" and so on) or an address; ends before the instruction there
            is executed. instructions: that many more, of all harts together (exact for one hart; with
            several it may be exceeded by less than a page of code). console: a
            regular expression that a line of the guest's output matches. timeout: seconds of wall-clock time.
        """
        self._need_workload()
        if instructions is not None and (isinstance(instructions, bool) or not isinstance(instructions, int) or instructions < 0):
            raise ConfigError(f"instructions = {instructions}: must be a whole number, not negative")
        if timeout is not None and not timeout > 0:
            raise ConfigError(f"timeout = {timeout}: must be more than 0 seconds")
        where = "" if until is None else hex(until) if isinstance(until, int) else until
        with self._lock:
            answer = self._ask("run", until=where, console=console or "", instructions=instructions, timeout=timeout)
            self._text += self._ask("console", start=len(self._text))
        self._end = RunResult(**answer)
        return self._end

    def checkpoint(self, path):
        """Save the whole machine to a file, from which restore() goes on.

        It is saved between two quanta with no transaction under way, so it first runs on until then, a few quanta at
        most. RunResult.reason is "checkpoint"; any other: the guest has ended before, and there is no file.
        """
        self._need_workload()
        with self._lock:
            answer = self._ask("checkpoint", path=_text(path))
            self._text += self._ask("console", start=len(self._text))
        self._end = RunResult(**answer)
        return self._end

    @property
    def result(self):
        """How the last run ended; None before the first."""
        return self._end

    @property
    def exit_code(self):
        """The guest's exit code; None as long as it has not ended by itself."""
        ended = self._end is not None and self._end.reason in ("exit", "power-off", "reset")
        return self._end.code if ended else None

    @property
    def console(self):
        """All that the guest has written so far."""
        return self._text.decode(errors="replace")

    def console_write(self, text):
        """Type text (or bytes) at the guest's console: it enters the machine at the next quantum boundary."""
        self._need_workload()
        self._ask("type", text.encode() if isinstance(text, str) else bytes(text))

    @property
    def mode(self):
        """fast, warm or timed; may be changed between runs."""
        return self._ask("mode") if self._started else self._config.mode

    @mode.setter
    def mode(self, mode):
        if self._started:
            self._ask("mode", mode=mode)
        else:
            raise ConfigError("set Config.mode, or load first")

    @property
    def config(self):
        """A copy of the parameters that the machine was made with."""
        return self._config.copy()

    @property
    def instructions(self):
        """Instructions that all harts have retired."""
        self._need_workload()
        return self._ask("progress")[0]

    @property
    def time_fs(self):
        """Simulated time in femtoseconds."""
        self._need_workload()
        return self._ask("progress")[1]

    # --- state

    @property
    def harts(self):
        """The harts, in the order of their ids."""
        self._need_workload()
        return [Hart(self, i) for i in range(self._config.harts)]

    @property
    def regs(self):
        """Registers of hart 0."""
        return self.harts[0]

    @property
    def mem(self):
        """Memory by physical address (by virtual address: harts[i].mem)."""
        self._need_workload()
        return Memory(self)

    def symbol(self, name):
        """Address of a symbol of the workload."""
        self._need_workload()
        return self._ask("symbol", name=name)

    def stats(self):
        """Every statistic, by module: the keys of the command line's --stats file."""
        self._need_workload()
        return json.loads(self._ask("stats"))

    def report(self):
        """What the run has cost so far: the command line's --report json."""
        self._need_workload()
        return json.loads(self._ask("report", text=False))

    def report_text(self):
        """The same as tables."""
        self._need_workload()
        return self._ask("report", text=True).decode()

    @contextlib.contextmanager
    def region(self):
        """A region of interest: `with m.region() as r: m.run(...)`; then r.stats is what happened in it."""
        region, before = Region(), self.stats()
        yield region
        region.stats = delta(self.stats(), before)

    # --- messages

    def _need_workload(self):
        if not self._started:
            raise ConfigError("nothing is loaded: call load() or boot() first")

    def _ask(self, request, data=b"", **arguments):
        with self._lock:
            if not self._finalizer.alive:
                raise WorkerDied("the machine is closed")
            try:
                _messages.send(self._sock, {"do": request, **arguments}, data)
                answer, attachment = _messages.receive(self._sock)
            except (EOFError, ConnectionError, BrokenPipeError):
                self._finalizer()
                raise WorkerDied(_how_it_ended(self._process.returncode)) from None
            except BaseException:  # interrupted in the middle of a message: the worker cannot be talked to any more
                self._process.kill()
                self._finalizer()
                raise
        if "error" in answer:
            raise error_of(*answer["error"])
        return answer["result"] if "result" in answer else attachment


def _word(value):
    """A 64-bit word; negative numbers in two's complement."""
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is not a whole number")
    if not -(1 << 63) <= value < 1 << 64:
        raise ConfigError(f"{value} does not fit into 64 bits")
    return value & ((1 << 64) - 1)


def _text(value):
    return os.fspath(value) if isinstance(value, os.PathLike) else str(value)


def _how_it_ended(code):
    if code is not None and code < 0:
        name = signal.Signals(-code).name if -code in signal.Signals._value2member_map_ else f"signal {-code}"
        return f"the simulator's process ended unexpectedly ({name})"
    return f"the simulator's process ended unexpectedly (exit code {code})"


def _end(process, sock):
    """Close the connection; the worker ends by itself, or is killed."""
    sock.close()
    try:
        process.wait(2)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
