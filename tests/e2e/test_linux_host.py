"""Debian's unmodified kernel as the hosting domain's operating system, under the TSM driver and an MPT instead of OpenSBI."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import BINARY, TOP
from test_aia import counts

from covesim import Config, ConfigError, Machine

sys.path.insert(0, str(TOP / "guest-images"))

PRELUDE = """#!/bin/sh
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sysfs /sys
/bin/busybox mount -t devtmpfs devtmpfs /dev 2>/dev/null
"""
POWEROFF = """
/bin/busybox sleep 1
/bin/busybox poweroff -f
"""


@pytest.fixture(scope="session")
def cache():
    """The folder with kernel and initial RAM disk; skipped where they cannot be had."""
    fetch = subprocess.run([sys.executable, TOP / "guest-images/fetch.py", "linux"], capture_output=True, text=True, check=False)
    if fetch.returncode == 75:
        pytest.skip("the Linux host's images are not in the cache and Debian's archive cannot be reached")
    assert fetch.returncode == 0, fetch.stderr
    return Path(json.loads(fetch.stdout)["kernel"]["path"]).parent


@pytest.fixture
def host(cache, tmp_path):
    """A host's description: the stock kernel, whose first process is a shell script."""
    from recipe.linux import Cpio

    def make(script):
        own = Cpio()
        own.add("script", 0o100755, (PRELUDE + script + POWEROFF).encode())
        disk = tmp_path / "initramfs.cpio"
        disk.write_bytes((cache / "initramfs.cpio").read_bytes() + own.finish())
        path = tmp_path / "debian.toml"
        path.write_text(f"""[host]
kernel = "{cache}/Image"
initrd = "{disk}"
bootargs = "console=ttyS0,115200 cryptomgr.notests initcall_blacklist=jent_mod_init rdinit=/script"
""")
        return path

    return make


@pytest.fixture
def boot(covesim, tmp_path):
    """Boots to a clean power-off; gives the console, the statistics and the report."""

    def run(host, *arguments):
        stats, report = tmp_path / "stats.json", tmp_path / "report.json"
        r = covesim("boot", "--host", host, "--stats", stats, "--report", "json", "--report-file", report, *arguments, timeout=3000)
        assert r.returncode == 0, r.stdout[-3000:] + r.stderr
        assert "reboot: Power down" in r.stdout
        return r.stdout, json.loads(stats.read_text()), json.loads(report.read_text())

    return run


def components(report):
    """{(component, domain, privilege): instructions}"""
    return {(c["component"], c["sdid"], c["privilege"]): c["instructions"] for c in report["components"]}


def mpt(stats):
    """The MPT's statistics of all harts, added up for {why: {what: n}}."""
    harts = [h["mmu"]["mpt"] for h in stats["harts"]]
    return {why: {what: sum(h[why][what] for h in harts) for what in ("lookups", "entries_read", "faults")}
            for why in ("load", "store", "amo", "fetch", "stage_pte")}


def check_boot(stats, report):
    """Everybody has a name, and the hosting domain was checked by its MPT in all it did."""
    who = components(report)
    assert set(who) == {("rom", 0, "M"), ("tsm-driver", 0, "M"), ("tsm", 1, "S"), ("linux", 0, "S"), ("linux", 0, "U")}
    assert sum(who.values()) == stats["instructions"]
    assert who["linux", 0, "S"] > 100_000_000 and who["linux", 0, "U"] > 100_000
    assert report["header"]["mpt_mode"] == "Smmpt43"
    for why, n in mpt(stats).items():
        assert n["lookups"] > 0 and n["faults"] == 0, why
    assert sum(n["entries_read"] for n in mpt(stats).values()) > 1000


def test_to_the_shell_and_off(cache, boot, tmp_path):
    log = tmp_path / "trace.log"
    text, stats, report = boot("linux", "--mode", "fast", "--append", "quiet loglevel=6", "--trace", "sbi", "--log", log)
    assert "COVESIM-LINUX-OK" in text.splitlines()
    check_boot(stats, report)
    last = [line for line in log.read_text().splitlines() if " S sbi " in line][-1]
    assert "linux" in last and "SRST system_reset" in last, "the power-off is the firmware's"


@pytest.mark.long
def test_timed(cache, boot):
    text, stats, report = boot("linux", "--mode", "timed")
    assert "COVESIM-LINUX-OK" in text.splitlines()
    check_boot(stats, report)
    assert all(stats["harts"][0]["mmu"]["mpt"][why]["time"] > 0 for why in ("load", "store", "fetch", "stage_pte"))


@pytest.mark.long
@pytest.mark.parametrize("settings", [("mpt_mode=smmpt52", "mpt_napot=true"), ("mpt_mode=smmpt64", "mpt_superpages=true")], ids=" ".join)
def test_other_tables(cache, boot, settings):
    options = [option for s in settings for option in ("--set", f"firmware.{s}")]
    text, stats, report = boot("linux", "--mode", "fast", *options)
    assert "COVESIM-LINUX-OK" in text.splitlines()
    assert report["header"]["mpt_mode"] == settings[0].partition("=")[2].capitalize()
    assert all(n["lookups"] > 0 and n["faults"] == 0 for n in mpt(stats).values())


def test_what_is_not_the_hosts(host, boot):
    """What the kernel is told of the machine; what root reaches through /dev/mem; the kernel's report of an access that the MPT refuses."""
    addresses = {
        "TSM": 0x8020_0000, "TSM's pool": 0x9F80_0000,  # MPT
        "TSM driver": 0x8000_0000, "MPTs": 0x9FE0_0000, "root of trust": 0x1020_0000, "encryption table": 0x1021_0000, "ACLINT": 0x0200_0000,
        "finisher": 0x10_0000,  # PMP, before the MPT is looked at
    }
    script = "/bin/busybox cat /proc/cpuinfo /proc/iomem\necho 1000 > /proc/sys/kernel/printk_ratelimit_burst\n"
    for a in addresses.values():
        script += f"for v in '' 0; do echo try {a:x} $v; /bin/busybox devmem {a:#x} 32 $v; echo status $?; done\n"
    # Priority 1 of the PLIC's source 10, which the kernel's driver has set.
    script += "echo control; /bin/busybox devmem 0x0c000028 32\n"
    text, stats, _ = boot(host(script), "--mode", "fast", "--ram", "512M")

    isa = re.search(r"^isa\s*: (\S+)", text, re.MULTILINE).group(1).split("_")
    assert isa[0] == "rv64imafdcvh"
    assert {"sstc", "svpbmt", "zicbom", "zicboz", "sscofpmf"} <= set(isa)
    assert not {e for e in isa if e.startswith("sm")} - {"smstateen"}, "extensions of M-level"
    ram = re.search(r"^([0-9a-f]+)-([0-9a-f]+) : System RAM", text, re.MULTILINE)
    assert (int(ram.group(1), 16), int(ram.group(2), 16) + 1) == (0x8040_0000, 0x9F80_0000)
    assert not re.search(r"clint|root-of-trust|encryption-table|syscon", text)

    for name, a in addresses.items():
        for value, cause in (("", 5), (" 0", 7)):
            part = re.search(rf"^try {a:x}{value} ?\n(.*?)^status (\d+)$", text.replace("\r", ""), re.MULTILINE | re.DOTALL)
            assert part, name
            assert part.group(2) == "139", f"{name}: not killed by SIGSEGV\n{part.group(1)}"
            assert f"cause: {cause:016x}" in part.group(1), name
    assert "0x00000001" in text[text.index("control"):].split()[1]
    found = mpt(stats)
    assert found["load"]["faults"] == found["store"]["faults"] == 2, "TSM and its pool: the others are PMP's"


def test_without_the_tsm(cache, boot, covesim):
    """It is measured and placed, but not entered: its domain cannot be called. The hosting domain has its MPT all the same."""
    text, stats, report = boot("linux", "--mode", "fast", "--append", "quiet loglevel=6", "--set", "firmware.tsm=false")
    assert "COVESIM-LINUX-OK" in text.splitlines()
    assert not any(name == "tsm" for name, _, _ in components(report))
    assert all(n["lookups"] > 0 for n in mpt(stats).values())
    r = covesim("boot", "--guest", "tiny", "--mode", "fast", "--report", "none", "--set", "firmware.tsm=false")
    assert (r.returncode, r.stderr) == (6, "covesim: error: the boot failed: [host-vmm] FAILED: firmware without SUPD or COVH\n")


SMP = """
echo READER-READY
read line
echo "got <$line>"
/bin/busybox grep -c ^processor /proc/cpuinfo
if [ -e /sys/devices/system/cpu/cpu1 ]; then
  cd /sys/devices/system/cpu/cpu1
  for state in 0 1; do echo $state > online; echo "cpu1 online: $(/bin/busybox cat online) of $(/bin/busybox cat ../online)"; done
fi
/bin/busybox cat /proc/interrupts
"""


@pytest.mark.long
@pytest.mark.parametrize("irqchip", ["plic", "aplic", "aia"])
@pytest.mark.parametrize("harts", [1, 2, 4])
def test_harts_and_interrupts(host, harts, irqchip):
    """Console input by the UART's wire, IPIs and remote fences, a hart that is stopped and started again."""
    command = [str(BINARY), "boot", "--host", str(host(SMP)), "--mode", "fast", "--report", "none", "--timeout", "1800",
               "--harts", str(harts), "--set", f"irqchip={irqchip}"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as run:
        seen = b""
        while b"READER-READY" not in seen:
            part = run.stdout.read1()
            assert part, seen[-4000:].decode()
            seen += part
        run.stdin.write(b"hello from outside\n")
        run.stdin.flush()
        text = (seen + run.stdout.read()).decode().replace("\r", "")
        assert run.wait() == 0, text[-4000:]
    assert f"got <hello from outside>\n{harts}\n" in text
    assert sum(counts(text, {"plic": "SiFive PLIC.*ttyS0", "aplic": "APLIC.*ttyS0", "aia": "APLIC-MSI.*ttyS0"}[irqchip])) > 3
    assert all(n > 0 for n in counts(text, "RISC-V INTC .*riscv-timer"))
    if harts > 1:
        assert f"cpu1 online: 0 of 0{',' if harts > 2 else ''}" in text
        assert f"cpu1 online: 1 of 0-{harts - 1}\n" in text
        assert sum(counts(text, "Function call interrupts")) > 0
        assert "riscv-imsic" in text if irqchip == "aia" else "providing IPIs using SBI IPI extension" in text


def test_from_python(cache):
    with Machine(Config(mode="fast")) as m:
        with pytest.raises(ConfigError):
            m.boot("tiny", host="linux")
        with pytest.raises(ConfigError):
            m.boot(append="quiet")
        m.boot(host="linux", append="covesim.probe")
        assert m.run(console="Kernel command line: .* covesim.probe", timeout=120).reason == "console"


def test_missing_images(refused, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    message = refused(3, "boot", "--host", "linux")
    assert message == "the Linux host lacks 'linux/Image'; `./covesim boot --host linux` or `guest-images/fetch.py linux` gets it"


def test_too_little_ram(cache, refused):
    assert re.fullmatch(r"RAM is too small: this host needs at least \d+ MiB to start, .*", refused(2, "boot", "--host", "linux", "--ram", "32M"))


@pytest.mark.parametrize("text, code, message", [
    ("[host]\nkernel = \"gone\"\n", 3, "cannot open 'gone': No such file or directory"),
    ("[host]\nkernel = \"host.toml\"\ninitrd = \"gone\"\n", 3, "cannot open 'gone': No such file or directory"),
    ("[host]\nkernel = \"empty\"\n", 3, "'{folder}/empty' is empty"),
    ("[tvm]\n", 2, "{folder}/host.toml: unknown key 'tvm'; the nearest is 'host'"),
])
def test_bad_descriptions(refused, tmp_path, text, code, message):
    path = tmp_path / "host.toml"
    path.write_text(text)
    (tmp_path / "empty").touch()
    assert refused(code, "boot", "--host", path) == message.format(folder=tmp_path)
