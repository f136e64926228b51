"""--trace sbi: calls with their arguments by name, and their returns."""

import re
from collections import Counter

import pytest

LINE = re.compile(r" *(\d+) hart(\d+) (\S+) +(\S+) sbi ( *)([<>]) (.*)")
RETURN = re.compile(r"(.+) = (.+) after (\d+) cycles")


@pytest.fixture
def trace(covesim, tmp_path):
    """The calls of the tiny guest's boot, as (cycles, hart, component, privilege, depth, "<" or ">", text)."""

    def run(mode="fast"):
        log = tmp_path / "log"
        r = covesim("boot", "--guest", "tiny", "--mode", mode, "--console", "none", "--report", "none", "--trace", "sbi", "--log", log)
        assert r.returncode == 0, r.stderr
        lines = [LINE.fullmatch(line) for line in log.read_text().splitlines()]
        assert lines and all(lines)
        return [(int(m[1]), int(m[2]), m[3], m[4], len(m[5]) // 2, m[6], m[7]) for m in lines]

    return run


def test_calls_of_a_boot(trace):
    lines = trace()
    text = [line[6] for line in lines]
    # get_tsm_info fills 48 bytes (CoVE, FID 0); BASE probe_extension names what it asks for.
    at = next(i for i, t in enumerate(text) if t.startswith("COVH get_tsm_info(tsm_info_address=0x"))
    assert re.search(r"tsm_info_len=\d+\) domain=1$", text[at])
    assert text[at + 1].startswith("RDSM tee_ret(a0=0x0, a1=0x30, kind=1)") and lines[at + 1][2:5] == ("tsm", "S", 1)
    assert re.match(r"COVH get_tsm_info = SUCCESS value=0x30 after \d+ cycles", text[at + 2])
    assert any(re.fullmatch(r"COVH run_tvm_vcpu\(tvm_guest_id=\d+, tvm_vcpu_id=0\) domain=1", t) for t in text)
    assert any(t.startswith("BASE probe_extension(extension_id=") for t in text)
    # Of every call that the host made, but the last (it ends the machine), the next line of the host is the return.
    host = [line for line in lines if line[2] == "host-vmm"]
    assert host[-1][6].startswith("SRST system_reset(") or len(host) % 2 == 0
    for call, back in zip(host[::2], host[1::2]):
        assert (call[5], back[5], call[4], back[4]) == (">", "<", 0, 0)
        name, _, cycles = RETURN.fullmatch(back[6]).groups()
        assert call[6].startswith(name + "(")
        assert int(cycles) == back[0] - call[0] + 1  # the trap itself takes an instruction's time
    # The guest's calls lie within the host's, and those of the TSM that serve one within both.
    assert {line[4] for line in lines if line[3] == "VS"} == {1}
    calls, returns = Counter(), Counter()
    for line in lines:
        if line[3] == "VS":
            name = RETURN.fullmatch(line[6])[1] if line[5] == "<" else line[6].split("(")[0]
            (returns if line[5] == "<" else calls)[name] += 1
    assert returns and all(calls[name] - n in (0, 1) for name, n in returns.items())
    # tee_ret never returns to its caller.
    assert any(t.startswith("RDSM tee_ret(") for t in text)
    assert not any(t.startswith("RDSM tee_ret =") for t in text)


def test_the_same_twice_and_calls_as_in_another_mode(trace):
    fast = trace()
    assert trace() == fast
    calls = [line[2:4] + line[6:] for line in fast if line[5] == ">" and line[2] == "host-vmm"]
    timed = [line[2:4] + line[6:] for line in trace("timed") if line[5] == ">" and line[2] == "host-vmm"]
    assert calls == timed
