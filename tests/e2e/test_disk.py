"""Virtio block devices: wrong images are refused, and Debian's kernel works with a right one (where its images are)."""

import hashlib
import json
import os
import random
import re
import resource
import signal
import subprocess
from pathlib import Path

import pytest
from conftest import BINARY, BUILD
from elf import EXIT_3, program

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "covesim"
IMAGES = [CACHE / "opensbi/fw_dynamic.bin", CACHE / "linux/Image", CACHE / "linux/initramfs-disk.cpio"]
DRIVER = BUILD / "tests/arch/virtio_blk.elf"  # drives a disk by itself, bare-metal
SECTORS = BUILD / "tests/arch/disk.img"


@pytest.fixture
def exit_3(tmp_path):
    """A program that ends at once."""
    path = tmp_path / "exit-3"
    path.write_bytes(program(EXIT_3))
    return path


@pytest.fixture
def image(tmp_path):
    """A disk image of the given bytes."""

    def write(data, name="disk"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def test_refused(refused, exit_3, image, tmp_path):
    assert refused(3, "run", "--disk", "/nowhere/disk", exit_3) == "disk image '/nowhere/disk': No such file or directory"
    assert "is not a regular file" in refused(3, "run", "--disk", f"{tmp_path},readonly", exit_3)
    assert "its size, 700, is not a multiple of 512" in refused(3, "run", "--disk", image(bytes(700)), exit_3)
    assert "is not an overlay" in refused(3, "run", "--disk", f"{image(bytes(512))},overlay={image(bytes(5000), 'other')}", exit_3)
    assert "'fast' is none of" in refused(2, "run", "--disk", f"{image(bytes(512))},fast", exit_3)
    assert refused(3, "run", "--disk", image(bytes(512)), "--disk", image(bytes(512)), exit_3).endswith("is in use, by another simulator or another --disk")
    disks = [option for n in range(9) for option in ("--disk", image(bytes(512), f"disk{n}"))]
    assert refused(2, "run", *disks, exit_3) == "9 virtio devices, but there are 8 slots"
    read_only = image(bytes(512))
    read_only.chmod(0o444)
    assert ",readonly or ,overlay=FILE or ,snapshot" in refused(3, "run", "--disk", read_only, exit_3)


def test_no_dma_beside_the_mpt(refused):
    """Nothing checks a device's DMA against the memory protection tables, so the CoVE stack has no such device."""
    for setting in ("devices.rng=true", "devices.console=true", "devices.transport=pci"):
        assert "memory protection tables" in refused(2, "boot", "--guest", "tiny", "--set", setting)
    assert refused(2, "boot", "--guest", "tiny", "--disk", "/nowhere")


@pytest.mark.parametrize("mode", ["fast", "warm", "timed"])
def test_twice_the_same_and_the_base_unchanged(covesim, image, tmp_path, mode):
    base = image(SECTORS.read_bytes())
    texts = []
    for n in range(2):
        overlay, stats = tmp_path / f"overlay{n}", tmp_path / f"stats{n}"
        r = covesim("run", "--bios", "none", "--console", "none", "--mode", mode, "--disk", f"{base},overlay={overlay}", "--stats", stats, DRIVER)
        assert r.returncode == 0, r.stderr
        texts.append((stats.read_bytes(), overlay.read_bytes()))
    assert texts[0] == texts[1]
    assert base.read_bytes() == SECTORS.read_bytes()
    # The program has written sectors 7 and 9: whole sectors of one cluster, in the overlay behind header and bitmap.
    written = texts[0][1][8192:]
    assert written[: 7 * 512] == SECTORS.read_bytes()[: 7 * 512]
    assert written[7 * 512 + 256 : 7 * 512 + 264] == bytes.fromhex("8877665544332211")
    accesses = json.loads(texts[0][0])["llc"]["accesses"][8]  # Why::Dma
    assert accesses > 0 if mode != "fast" else accesses == 0


def test_a_write_that_the_host_refuses(covesim, tmp_path):
    """The run ends with code 3 and one line, not with what the guest makes of the I/O error."""
    drive = ["run", "--bios", "none", "--console", "none", "--disk", f"{SECTORS},overlay={tmp_path / 'overlay'}"]
    assert covesim(*drive, DRIVER).returncode == 0

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    r = subprocess.run([BINARY, *drive, DRIVER], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=100, check=False, preexec_fn=limit)
    assert (r.returncode, r.stderr) == (3, f"covesim: error: disk image '{tmp_path / 'overlay'}': writing: File too large\n")


def test_latency_of_the_medium(covesim, tmp_path):
    """Nine requests of the program wait for the medium, one after the other: so much longer it takes."""
    times = []
    for latency in (20_000_000_000, 70_000_000_000):
        stats = tmp_path / "stats"
        r = covesim("run", "--bios", "none", "--console", "none", "--mode", "timed", "--set", f"devices.block.latency={latency}", "--disk", f"{SECTORS},snapshot", "--stats", stats, DRIVER)
        assert r.returncode == 0, r.stderr
        times.append(json.loads(stats.read_text())["time"])
    assert 8.99 < (times[1] - times[0]) / 50_000_000_000 < 9.01


SCRIPT = b"""echo SIZE $(cat /sys/block/vda/size) RO $(cat /sys/block/vda/ro) ID $(cat /sys/block/vda/serial)
echo READ $(dd if=/dev/vda bs=512 skip=16 count=2048 2>/dev/null | md5sum)
dd if=/dev/urandom of=/w bs=4096 count=256 2>/dev/null
dd if=/w of=/dev/vda bs=4096 seek=600 conv=fsync 2>/dev/null && echo WROTE
echo 3 > /proc/sys/vm/drop_caches
a=$(md5sum < /w); b=$(dd if=/dev/vda bs=4096 skip=600 count=256 iflag=direct 2>/dev/null | md5sum)
[ "$a" = "$b" ] && echo SAME $a
grep virtio /proc/interrupts
dd if=/dev/hwrng bs=64 count=1 2>/dev/null | wc -c
"""


@pytest.mark.skipif(not all(p.exists() for p in IMAGES), reason="guest-images/fetch.py kernel initramfs-disk opensbi has not been run")
@pytest.mark.parametrize("transport", ["mmio", "pci"])
def test_debian_kernel(covesim, image, tmp_path, transport):
    data = SCRIPT.ljust(8192, b"\0") + random.Random(1).randbytes((4 << 20) - 8192)
    disk, overlay = image(data), tmp_path / "overlay"
    firmware, kernel, initrd = IMAGES
    boot = ["run", "--bios", firmware, "--kernel", kernel, "--initrd", initrd, "--append", "console=ttyS0 quiet", "--timeout", "600"]
    r = covesim(*boot, "--disk", f"{disk},overlay={overlay}", "--set", "devices.rng=true", "--set", f"devices.transport={transport}", timeout=700)
    assert r.returncode == 0, r.stdout + r.stderr
    assert "SIZE 8192 RO 0 ID covesim-disk-0" in r.stdout
    assert f"READ {hashlib.md5(data[8192 : 8192 + (1 << 20)]).hexdigest()}" in r.stdout
    # Sources of the PLIC: slots 0 and 1; INTA of devices 1 and 2.
    for source in (1, 2) if transport == "mmio" else (33, 34):
        assert re.search(rf"PLIC +{source} ", r.stdout)
    assert "WROTE" in r.stdout and "SAME" in r.stdout and "\n64\n" in r.stdout.replace("\r", "")
    assert disk.read_bytes() == data
    # Header and bitmap take a page each; the rest lies at its own place.
    written = overlay.read_bytes()[8192 + 600 * 4096 :][: 256 * 4096]
    assert hashlib.md5(written).hexdigest() in r.stdout
