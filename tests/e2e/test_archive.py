"""Unmodified software from Debian's archive, on console and disk as anybody would use it. Skipped where it has not been fetched."""

import re
import shutil
import subprocess

import pytest
from archive import Console, debian, images, root_shell

pytestmark = pytest.mark.long


def opensbi_and_linux(*arguments, append, **more):
    path = images("opensbi", "kernel", "initramfs")
    return Console("--bios", path["opensbi"], "--kernel", path["kernel"], "--initrd", path["initramfs"], "--append", f"console=ttyS0 {append}", *arguments, **more)


@pytest.mark.parametrize("irqchip", ["plic", "aia"])
@pytest.mark.parametrize("harts", [1, 2, 4, 8])
def test_smp(harts, irqchip):
    """To a busybox shell, on every hart; each goes offline and comes back (SBI HSM)."""
    with opensbi_and_linux("--harts", harts, "--set", f"irqchip={irqchip}", append="quiet rdinit=/bin/sh") as c:
        c.expect(r"~ # ")
        c.shell("busybox mount -t proc proc /proc && busybox mount -t sysfs sysfs /sys && busybox mount -t devtmpfs dev /dev; export PATH=/; alias bb=/bin/busybox")
        assert c.shell("bb cat /sys/devices/system/cpu/online").split()[0] == ("0" if harts == 1 else f"0-{harts - 1}")
        if harts > 1:
            c.shell(f"for i in {' '.join(map(str, range(1, harts)))}; do echo 0 > /sys/devices/system/cpu/cpu$i/online || break; done")
            assert c.shell("bb cat /sys/devices/system/cpu/online").split()[0] == "0"
            c.shell(f"for i in {' '.join(map(str, range(1, harts)))}; do echo 1 > /sys/devices/system/cpu/cpu$i/online || break; done")
            assert c.shell("bb cat /sys/devices/system/cpu/online").split()[0] == f"0-{harts - 1}"
        c.send("bb poweroff -f")
        c.end()


def test_uboot_supervisor():
    """U-Boot in S-mode under OpenSBI."""
    path = images("opensbi", "u-boot")
    with Console("--bios", path["opensbi"], "--kernel", path["u-boot"].with_name("u-boot-smode.bin")) as c:
        c.expect("Hit any key")
        c.send("")
        c.expect("=> ")
        c.send("sbi")
        c.expect(r"SBI \d+\.\d+\nOpenSBI \d+\.\d+\n")
        c.expect("System Reset Extension")
        c.send("poweroff")
        c.end()


def test_uboot_machine():
    """U-Boot in M-mode, as the firmware; its reset brings it up again."""
    with Console("--bios", images("u-boot")["u-boot"]) as c:
        for command in ("reset", "poweroff"):
            c.expect(r"DRAM: +512 MiB")
            c.expect("Hit any key")
            c.send("")
            c.expect("=> ")
            c.send(command)
        c.end()


def test_uboot_boots_debian():
    """OpenSBI, U-Boot, and what the disk's extlinux.conf names: kernel, initial RAM disk, Debian up to its login."""
    path = images("opensbi", "u-boot", "userland")
    with Console("--bios", path["opensbi"], "--kernel", path["u-boot"].with_name("u-boot-smode.bin"), "--disk", f"{path['userland']},snapshot", "--ram", "1G") as c:
        c.expect("Hit any key")
        c.send("")
        c.expect("=> ")
        c.send("virtio scan; sysboot virtio 0:0 any ${scriptaddr} /boot/extlinux/extlinux.conf")
        c.expect("Linux version")
        c.expect("covesim login:")


@pytest.fixture
def disk(tmp_path):
    """A disk of its own."""
    path = tmp_path / "disk"
    subprocess.run(["cp", "--sparse=always", images("userland")["userland"], path], check=True)
    return path


def log_in(c):
    c.expect("covesim login:")
    c.send("root")
    c.expect(r"bash-[\d.]+# ")


def consistent(disk):
    """The file system is clean: unmounted, and e2fsck finds nothing."""
    tool = shutil.which("e2fsck", path="/usr/sbin:/sbin")
    if not tool:
        pytest.skip("e2fsck is not installed")
    r = subprocess.run([tool, "-fn", disk], capture_output=True, text=True, check=False)
    assert r.returncode == 0, r.stdout + r.stderr
    assert "recovering journal" not in r.stdout


@pytest.mark.parametrize("transport", ["mmio", "pci"])
def test_debian(disk, transport):
    """systemd, a login, a reboot, a second life that finds what the first wrote, and a clean shutdown."""
    with debian("--set", f"devices.transport={transport}", "--harts", 2, disk=disk) as c:
        log_in(c)
        c.shell("for i in $(seq 60); do systemctl is-system-running > state && break; sleep 1; done; systemctl --failed --no-legend --plain")
        assert c.shell("cat state").strip() == "running"
        assert "trixie" in c.shell("cat /etc/os-release")
        c.shell("dd if=/dev/urandom of=/root/data bs=64k count=16 2>/dev/null; sha256sum /root/data > /root/sum")
        c.send("reboot")
        c.expect("reboot: Restarting system")
        c.expect("OpenSBI v")
        log_in(c)
        c.shell("sha256sum -c /root/sum")
        c.send("poweroff")
        c.expect("reboot: Power down")
        c.end()
    consistent(disk)


@pytest.mark.parametrize("guest_files", [0, 3])
@pytest.mark.parametrize("vcpus", [1, 2])
def test_kvm(vcpus, guest_files):
    """A virtual machine on KVM in the guest, with the kernel's AIA: without and with guest interrupt files."""
    with root_shell("--set", "irqchip=aia", "--set", f"hart.priv.geilen={guest_files}", "--harts", vcpus, ram="2G", seconds=3000) as c:
        c.shell("modprobe kvm")
        log = c.shell("dmesg")
        assert "kvm" in log and f"AIA available with {guest_files} guest external interrupts" in log
        c.send("qemu-system-riscv64 -accel kvm -M virt,aia=aplic-imsic -cpu host -m 256M -nographic -nic none -kernel /boot/Image "
               f"-initrd /boot/initramfs.cpio -append 'console=ttyS0 earlycon=sbi' -smp {vcpus}; echo END=$?=")
        c.expect(r"riscv-imsic: interrupt-controller@\w+: providing IPIs")
        if vcpus > 1:
            c.expect(f"smp: Brought up 1 node, {vcpus} CPUs")
        c.expect("COVESIM-LINUX-OK")
        c.expect("reboot: Power down")
        c.expect("END=0=")
        c.send("poweroff -ff")
        c.end()


def test_openssl():
    """Digests as FIPS 180-4 and 202 give them, a signature there and back, and a speed test."""
    with root_shell() as c:
        assert "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" in c.shell("printf abc | openssl dgst -sha256")
        assert "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532" in c.shell("printf abc | openssl dgst -sha3-256")
        c.shell("cd /tmp; openssl genpkey -algorithm ed25519 -out k && openssl pkey -in k -pubout -out p && echo text > m")
        c.shell("openssl pkeyutl -sign -rawin -inkey k -in m -out s")
        assert "Verified Successfully" in c.shell("openssl pkeyutl -verify -rawin -pubin -inkey p -in m -sigfile s")
        assert re.search(r"sha256 +\d+", c.shell("openssl speed -seconds 1 -bytes 1024 sha256 2>&1"))
        assert re.search(r"AES-128-GCM +\d+", c.shell("openssl speed -seconds 1 -bytes 1024 -evp aes-128-gcm 2>&1"))


def test_sqlite():
    with root_shell() as c:
        sql = ("CREATE TABLE t(a INTEGER PRIMARY KEY, b INT, c TEXT); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<20000) "
               "INSERT INTO t SELECT i, (i*7919)%20011, hex(i) FROM n; CREATE INDEX x ON t(b); SELECT count(*), sum(b), max(c) FROM t WHERE b<10000; "
               "PRAGMA integrity_check;")
        rows = [(i * 7919 % 20011, str(i).encode().hex()) for i in range(1, 20001)]
        rows = [r for r in rows if r[0] < 10000]
        expected = f"{len(rows)}|{sum(b for b, _ in rows)}|{max(h for _, h in rows)}"
        assert c.shell(f'sqlite3 /tmp/t.db "{sql}"').split() == [expected, "ok"]


def test_redis():
    with root_shell() as c:
        c.shell("redis-server --daemonize yes --save '' --dir /tmp > /tmp/log; for i in $(seq 50); do redis-cli ping > /tmp/pong 2>&1 && break; sleep 0.2; done")
        assert c.shell("cat /tmp/pong").strip() == "PONG"
        text = c.shell("redis-benchmark -n 2000 -c 10 --csv -t set,get,incr,lpush")
        rates = dict(re.findall(r'^"(\w+)","([\d.]+)"', text, re.M))
        assert set(rates) == {"SET", "GET", "INCR", "LPUSH"} and all(float(r) > 0 for r in rates.values()), text
        assert c.shell("redis-cli --raw llen mylist; redis-cli --raw get counter:__rand_int__").split() == ["2000", "2000"]
        c.shell("redis-cli shutdown nosave")


def test_python():
    """A part of CPython's own tests: numbers, floating point, threads."""
    with root_shell() as c:
        text = c.shell("cd /tmp; python3 -m test test_struct test_float test_math test_thread 2>&1")
        assert "Result: SUCCESS" in text


def test_fio():
    """Random writes past the page cache to the virtio disk, with a checksum in every block that is read back."""
    with root_shell() as c:
        job = "--name=v --filename=/root/f --size=8M --bs=4k --direct=1 --ioengine=libaio --iodepth=8 --verify=crc32c --randseed=1"
        text = c.shell(f"fio {job} --rw=randwrite --do_verify=1")
        assert re.search(r"err= 0", text) and re.search(r"write: IOPS=", text) and re.search(r"READ: bw=", text)
        # It would find a wrong block.
        c.shell("printf x | dd of=/root/f bs=1 seek=4195000 conv=notrunc 2>/dev/null; sync; echo 3 > /proc/sys/vm/drop_caches")
        assert "verify" in c.shell(f"fio {job} --rw=read 2>&1; test $? -ne 0")


@pytest.mark.parametrize("stressor", [
    "--cpu 1 --cpu-ops 60",
    "--vm 1 --vm-bytes 4M --vm-ops 2000",
    "--vecmath 1 --vecmath-ops 200 --vecwide 1 --vecwide-ops 200 --vecshuf 1 --vecshuf-ops 200",
    "--syscall 1 --syscall-ops 2",
])
def test_stress_ng(stressor):
    with root_shell() as c:
        text = c.shell(f"stress-ng --verify --timeout 60s {stressor} 2>&1")
        assert "successful run completed" in text and re.search(r"passed: [1-9]", text) and re.search(r"failed: 0$", text, re.M)
