"""Software from Debian's archive: its images in the recipe's cache, and a console to type at while it runs."""

import os
import re
import subprocess
import sys

import pytest
from conftest import BINARY, TOP

sys.path.insert(0, str(TOP / "guest-images"))


def images(*names):
    """{name: path} of what guest-images/fetch.py has made; the test is skipped when something is missing."""
    import fetch as recipe

    cache = recipe.cache_folder()
    missing = [n for n in names if not recipe.stamp_of(cache, n).exists()]
    if missing:
        pytest.skip(f"not in {cache}: {', '.join(missing)} (guest-images/fetch.py {' '.join(missing)})")
    return {n: cache / recipe.ITEMS[n][1] for n in names}


class Console:
    """A run of the simulator, with its console. Leaving the `with` block ends it."""

    def __init__(self, *arguments, seconds=1800):
        command = [str(BINARY), "run", "--mode", "fast", "--timeout", str(seconds), *map(str, arguments)]
        self.run = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        os.set_blocking(self.run.stderr.fileno(), False)
        self.text = ""  # all of it
        self.seen = 0  # how much of it was expected

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.run.kill()
        self.run.wait()

    def _read(self):
        """More of the output; false at its end."""
        part = self.run.stdout.read1()
        self.text += part.decode(errors="replace").replace("\r", "")
        return bool(part)

    def _errors(self):
        return (self.run.stderr.read() or b"").decode()

    def expect(self, pattern):
        """Wait for `pattern` in what has not been expected yet; returns the match."""
        while not (found := re.compile(pattern, re.M).search(self.text, self.seen)):
            assert self._read(), f"no {pattern!r} before the end:\n{self.text[-4000:]}{self._errors()}"
        self.seen = found.end()
        return found

    def send(self, line):
        self.run.stdin.write(line.encode() + b"\n")
        self.run.stdin.flush()

    def shell(self, command, code=0):
        """Run a command in the guest's shell, which must end with `code`; returns its output."""
        # The terminal's echo has neither mark: it shows the quotes, and no number.
        self.send(f"echo BEG''IN; {command}; echo END=$?=")
        start = self.expect(r"BEGIN\n").end()
        end = self.expect(r"END=(\d+)=")
        text = self.text[start : end.start()]
        assert int(end.group(1)) == code, f"{command}:\n{text[-4000:]}"
        return text

    def end(self, code=0):
        """Wait for the simulator's end; returns the rest of the output."""
        while self._read():
            pass
        assert self.run.wait() == code, self.text[-4000:] + self._errors()
        return self.text[self.seen :]


def debian(*arguments, disk, append="", ram="1G", seconds=1800):
    """Boots Debian's kernel under OpenSBI with `disk` (as --disk takes it) as its root file system."""
    path = images("opensbi", "kernel", "initramfs-root", "userland")
    words = f"console=ttyS0 root=/dev/vda TERM=dumb {append}"
    return Console("--bios", path["opensbi"], "--kernel", path["kernel"], "--initrd", path["initramfs-root"], "--append", words,
                   "--ram", ram, "--disk", disk, *arguments, seconds=seconds)


def root_shell(*arguments, append="", **more):
    """Debian with nothing but a shell, on a snapshot of its disk; for programs that need no system around them."""
    disk = f"{images('userland')['userland']},snapshot"
    console = debian(*arguments, disk=disk, append=f"quiet init=/bin/bash {append}", **more)
    console.expect(r"root@\(none\):/# ")
    console.shell("mount -o remount,rw /; mount -t proc proc /proc; mount -t sysfs sysfs /sys")
    console.shell("mount -t tmpfs tmpfs /tmp; mkdir -p /dev/shm; mount -t tmpfs tmpfs /dev/shm; ip link set lo up")
    return console
