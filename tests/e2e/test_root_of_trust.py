"""A flash image that is tampered with, unsigned or too old stops the boot with code 4, and no hart runs."""

import hashlib

import pytest
from ed25519 import public_key, sign
from flash import PAGE, build

MARKER = "TVM-TINY-OK"


@pytest.fixture
def boot(tmp_path, refused):
    """Boots from a flash image that must be refused; gives the message."""

    def check(data, *arguments):
        flash, log, stats = tmp_path / "flash.bin", tmp_path / "commits.log", tmp_path / "stats.json"
        flash.write_bytes(data)
        message = refused(4, "boot", "--guest", "tiny", "--mode", "fast", "--flash", flash, "--log-commits", "--log", log, "--stats", stats, *arguments)
        assert not log.exists() or log.read_text() == "", "an instruction was executed"
        assert sorted(p.name for p in tmp_path.iterdir()) in (["flash.bin"], ["commits.log", "flash.bin"])
        return message

    return check


def test_signature_matches_rfc_8032():
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    assert public_key(seed).hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert sign(seed, b"").hex() == (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )


def test_a_good_image_boots(tmp_path, covesim, firmware):
    flash = tmp_path / "flash.bin"
    flash.write_bytes(build(firmware, version=7))
    r = covesim("boot", "--guest", "tiny", "--mode", "fast", "--report", "none", "--flash", flash, "--set", "rot.security_version=7")
    assert r.returncode == 0, r.stderr
    assert MARKER in r.stdout


@pytest.mark.parametrize("where", ["rom", "tsm-driver", "tsm"])
def test_tampered_image(boot, firmware, where):
    data = bytearray(build(firmware))
    entry = 0x80 + 0x20 + ["rom", "tsm-driver", "tsm"].index(where) * 0x80
    offset = int.from_bytes(data[entry + 0x10:entry + 0x18], "little")
    data[offset + 16] ^= 1
    assert boot(bytes(data)).endswith(f"image {where} has been tampered with")


def test_tampered_manifest(boot, firmware):
    data = bytearray(build(firmware))
    data[0x80 + 0x10] ^= 1  # the security version
    assert "bad signature" in boot(bytes(data))


def test_unsigned(boot, firmware):
    assert boot(build(firmware, seed=None)).endswith("flash image is unsigned")


def test_signed_by_somebody_else(boot, firmware):
    assert "bad signature" in boot(build(firmware, seed=bytes(range(32))))


def test_older_than_the_rollback_counter(boot, firmware):
    assert "security version 4 is older than 5" in boot(build(firmware, version=4), "--set", "rot.security_version=5")


@pytest.mark.parametrize("length", [0, 0x40, PAGE, -1])
def test_truncated(boot, firmware, length):
    data = build(firmware)
    assert "truncated" in boot(data[:length])


def test_another_trust_anchor(boot, firmware):
    other = bytes(range(32))
    anchor = hashlib.sha384(public_key(other)).hexdigest()
    assert "bad signature" in boot(build(firmware), "--set", f"rot.anchor={anchor}")
