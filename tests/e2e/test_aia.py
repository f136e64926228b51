"""Debian's kernel under OpenSBI on a machine with AIA: console input and output by the UART's wire through APLIC and IMSICs."""

import re
import subprocess
import sys

import pytest
from conftest import BINARY, TOP

sys.path.insert(0, str(TOP / "guest-images"))

INIT = b"""#!/bin/sh
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t devtmpfs devtmpfs /dev 2>/dev/null
echo READER-READY
read line
echo "got <$line>"
/bin/busybox cat /proc/interrupts
/bin/busybox sleep 1
/bin/busybox poweroff -f
"""


@pytest.fixture
def images(tmp_path):
    """OpenSBI, kernel, and the initial RAM disk with a second archive behind it: our own init."""
    import fetch as recipe
    from recipe.linux import Cpio

    cache = recipe.cache_folder()
    missing = [name for name in ("opensbi", "kernel", "initramfs") if not recipe.stamp_of(cache, name).exists()]
    if missing:
        pytest.skip(f"not in {cache}: {', '.join(missing)} (guest-images/fetch.py {' '.join(missing)})")
    path = {name: cache / recipe.ITEMS[name][1] for name in ("opensbi", "kernel", "initramfs")}
    own = Cpio()
    own.add("reader", 0o100755, INIT)
    disk = tmp_path / "initramfs.cpio"
    disk.write_bytes(path["initramfs"].read_bytes() + own.finish())
    return ["--bios", path["opensbi"], "--kernel", path["kernel"], "--initrd", disk, "--append", "console=ttyS0 rdinit=/reader"]


def boot(images, *arguments):
    """Types a line when the reader is there: what comes before the kernel's driver is lost in its set-up."""
    command = [str(BINARY), "run", "--mode", "fast", "--timeout", "1800", *map(str, arguments), *map(str, images)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as run:
        seen = b""
        while b"READER-READY" not in seen:
            part = run.stdout.read1()
            assert part, seen[-4000:].decode()
            seen += part
        run.stdin.write(b"hello from outside\n")
        run.stdin.flush()
        text = (seen + run.stdout.read()).decode()
        assert run.wait() == 0, text[-4000:]
    return text


def counts(text, pattern):
    """Of the line of /proc/interrupts that matches: its counts, one a hart."""
    line = next((l for l in text.splitlines() if re.search(pattern, l)), None)
    assert line, text
    return [int(n) for n in re.match(r"\s*\w+:((?:\s+\d+)+)\s+\D", line).group(1).split()]


@pytest.mark.long
@pytest.mark.parametrize("harts", [1, 2])
def test_stock_kernel_with_imsics(images, harts):
    text = boot(images, "--set", "irqchip=aia", "--harts", harts)
    assert "got <hello from outside>" in text
    assert re.search(r"Platform IPI Device\s*: aia-imsic", text)
    assert sum(counts(text, r"APLIC-MSI.*ttyS0")) > 3
    if harts == 2:
        assert all(n > 0 for n in counts(text, r"Rescheduling interrupts")) or all(n > 0 for n in counts(text, r"Function call"))


@pytest.mark.long
def test_stock_kernel_with_a_direct_aplic(images):
    text = boot(images, "--set", "irqchip=aplic")
    assert "got <hello from outside>" in text
    assert sum(counts(text, r"APLIC.*ttyS0")) > 3
