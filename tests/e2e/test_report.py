"""The report counted again: from the commit log and the traces, by the rules that docs/timing.md states."""

import json
import re
from collections import Counter

import pytest

TIMED = {
    "load_latency": 3, "mul_latency": 5, "div_latency": 20, "amo_latency": 7, "fp_add_latency": 4, "fp_mul_latency": 6, "fp_fma_latency": 8,
    "fp_div_latency": 21, "fp_sqrt_latency": 26, "fp_cvt_latency": 9, "fp_move_latency": 2, "system_latency": 4, "trap_latency": 11,
}
LINE = 64


@pytest.fixture
def measure(covesim, tmp_path):
    """Runs covesim; gives report, statistics and what --log-commits or --trace wrote."""

    def run(*arguments):
        report, stats, log = (tmp_path / name for name in ("report.json", "stats.json", "log"))
        log.write_text("")
        r = covesim(*arguments, "--console", "none", "--report", "json", "--report-file", report, "--stats", stats, "--log", log)
        assert r.returncode == 0, r.stderr
        return json.loads(report.read_text()), json.loads(stats.read_text()), log.read_text().splitlines()

    return run


def commits(lines):
    """(privilege, pc, instruction word) of each retired instruction."""
    found = [re.match(r"core +\d+: (\d) 0x([0-9a-f]{16}) \(0x([0-9a-f]{4,8})\)", line) for line in lines]
    assert found and all(found)
    return [(int(m[1]), int(m[2], 16), int(m[3], 16)) for m in found]


def field(word, low, bits):
    """A field of an instruction."""
    return word >> low & ((1 << bits) - 1)


def sign_extended(value, bits):
    """Two's complement of that many bits."""
    return value - (value >> (bits - 1) << bits)


def length(word):
    """Bytes of an instruction."""
    return 4 if word & 3 == 3 else 2


def is_transfer(word):
    """Branch, jump or mret, also a 2-byte one."""
    if length(word) == 4:
        return word & 0x7F in (0x63, 0x67, 0x6F) or word == 0x30200073
    quadrant, f3 = word & 3, word >> 13
    return (quadrant == 1 and f3 >= 5) or (quadrant == 2 and f3 == 4 and field(word, 2, 5) == 0 and field(word, 7, 5) != 0)


def is_load(word):
    """lb to ld, c.ld."""
    return word & 0x7F == 0x03 if length(word) == 4 else word & 0xE003 == 0x6000


def with_traps(retired):
    """The same with the instructions that trapped put in: those after which M-mode's handler goes on without a transfer. They do not retire."""
    handler = next(pc for (_, before, word), (_, pc, _) in zip(retired, retired[1:]) if not is_transfer(word) and pc != before + length(word))
    out = []
    for previous, this in zip([None, *retired], retired):
        if previous and this[1] == handler:
            assert not is_transfer(previous[2])
            out.append((previous[0], previous[1] + length(previous[2]), None))
        out.append(this)
    return out


def unit(word):
    """What an instruction writes ("x5", "f3" or nothing), its latency, and whether it blocks."""
    opcode, f3, f7, rd = field(word, 0, 7), field(word, 12, 3), field(word, 25, 7), field(word, 7, 5)
    x, f = f"x{rd}" if rd else None, f"f{rd}"
    simple = {0x03: (x, "load_latency"), 0x07: (f, "load_latency"), 0x43: (f, "fp_fma_latency")}
    floating = {
        0x01: (f, "fp_add_latency"), 0x09: (f, "fp_mul_latency"), 0x11: (f, "fp_move_latency"), 0x61: (x, "fp_cvt_latency"), 0x69: (f, "fp_cvt_latency"),
        0x0D: (f, "fp_div_latency", True), 0x2D: (f, "fp_sqrt_latency", True),
    }
    if opcode in simple:
        return (*simple[opcode], False)
    if opcode == 0x53:
        return (*floating[f7], False)[:3]
    if opcode == 0x2F:
        return x, "amo_latency", True
    if opcode == 0x33 and f7 == 1:
        return (x, "mul_latency", False) if f3 < 4 else (x, "div_latency", True)
    return (None if opcode in (0x23, 0x27, 0x63, 0x0F) else x), None, False


def reads(word):
    """The registers that an instruction uses."""
    opcode, f3, f7 = field(word, 0, 7), field(word, 12, 3), field(word, 25, 7)
    rs1, rs2, rs3 = (field(word, low, 5) for low in (15, 20, 27))
    if opcode == 0x53:
        return {f"x{rs1}" if f7 == 0x69 else f"f{rs1}"} | ({f"f{rs2}"} if f7 in (0x01, 0x09, 0x0D, 0x11) else set())
    if opcode == 0x43:
        return {f"f{rs1}", f"f{rs2}", f"f{rs3}"}
    if opcode in (0x37, 0x17, 0x6F, 0x0F) or (opcode == 0x73 and (f3 == 0 or f3 > 4)):
        return set()
    second = {0x33: "x", 0x3B: "x", 0x23: "x", 0x63: "x", 0x2F: "x", 0x27: "f"}.get(opcode)
    return {f"x{rs1}"} | ({f"{second}{rs2}"} if second else set())


def gap(word, following, latencies):
    """Cycles from one instruction's issue to the next one's."""
    writes, latency, blocks = unit(word)
    uses = following is not None and writes in reads(following)
    return latencies[latency] if latency and (blocks or uses) else 1


def test_issue_systems_and_traps(measure, assemble):
    options = [text for name, cycles in TIMED.items() for text in ("--set", f"hart.pipeline.{name}={cycles}")]
    report, stats, log = measure("run", "--bios", "none", "--mode", "timed", "--log-commits", *options, assemble("issue"))
    retired = commits(log)
    issued = with_traps(retired)
    words = [word for _, _, word in issued]
    assert report["instructions"] == len(retired) > 1000
    engine = report["engine"]
    assert engine["exceptions"] == words.count(None) == 10
    assert engine["stall_trap"] == 10 * TIMED["trap_latency"]
    assert engine["stall_system"] == sum(word is not None and word & 0x7F == 0x73 for word in words) * TIMED["system_latency"]
    cost = [1 if word is None else gap(word, following, TIMED) for word, following in zip(words, words[1:])]
    assert len(set(cost)) > 8, "the program shows every kind"
    assert report["issue_cycles"] == sum(cost) + 1
    stalls = sum(n for name, n in engine.items() if name.startswith("stall_"))
    assert stats["harts"][0]["cycles"] == sum(cost) + 1 + stalls


def translated_fetches(executed):
    """Fetches below M-mode: at each transfer of control and at each new line."""
    count = 0
    for (before, last, word), (privilege, pc, _) in zip(executed, executed[1:]):
        follows = word is not None and pc == last + length(word)
        count += privilege < 3 and (before != privilege or not follows or pc // LINE != last // LINE)
    return count


@pytest.mark.parametrize("mode", ["fast", "warm", "timed"])
@pytest.mark.parametrize("preset", ["default", "mpt-per-access"])
@pytest.mark.parametrize("isa", ["rv64ia_zicsr", "rv64iac_zicsr"])
def test_protection_table(measure, assemble, mode, preset, isa):
    program = assemble("mpt", isa)
    report, stats, log = measure("run", "--bios", "none", "--mode", mode, "--preset", preset, "--log-commits", program)
    retired = commits(log)
    executed = with_traps(retired)
    by_privilege = Counter(privilege for privilege, _, _ in retired)
    rows = {row["privilege"]: row["instructions"] for row in report["components"]}
    assert rows == {"M": by_privilege[3], "S": by_privilege[1]}
    loads = sum(privilege == 1 and is_load(word) for privilege, _, word in retired)
    mpt = report["mmu"]["mpt"]
    assert (loads, mpt["load"]["faults"], mpt["store"]["faults"], mpt["fetch"]["faults"]) == (20, 0, 5, 0)
    if preset == "mpt-per-access" and mode != "fast":  # fast has the permission in its TLB always
        assert (mpt["load"]["lookups"], mpt["store"]["lookups"]) == (20, 5)
        assert mpt["fetch"]["lookups"] == translated_fetches(executed)
    else:  # one for the TLB entry that holds the answer
        assert (mpt["load"]["lookups"], mpt["store"]["lookups"]) == (1, 0)
        assert mpt["fetch"]["lookups"] == 1
    lookups = sum(mpt[kind]["lookups"] for kind in ("load", "store", "fetch"))
    assert mpt["walks"] == 2, "one leaf for the code, one for the data"
    assert lookups == mpt["permission_hits"] + mpt["superpage_hits"] + mpt["walks"]
    # The same without the log and without host pointers.
    assert measure("run", "--bios", "none", "--mode", mode, "--preset", preset, program)[1] == stats
    assert measure("run", "--bios", "none", "--mode", mode, "--preset", preset, "--set", "accelerators.l0=false", program)[1] == stats


def check_cycles(report, stats):
    """Every cycle of every hart is somebody's, or asleep."""
    for hart in stats["harts"]:
        accounts = hart["accounts"] or []
        assert sum(a["cycles"] for a in accounts) + hart["engine"]["idle_cycles"] == hart["cycles"]
        assert sum(a["instructions"] for a in accounts) == hart["retired"]
    assert report["cycles"] == sum(hart["cycles"] for hart in stats["harts"])
    assert report["cycles"] == sum(row["cycles"] for row in report["components"]) + report["engine"]["idle_cycles"]
    # Nobody ends earlier than a quantum before the one who got furthest.
    header = report["header"]
    for hart in stats["harts"]:
        assert 0 <= report["time_fs"] - hart["cycles"] * header["clock_period_fs"] <= header["quantum_fs"]


@pytest.mark.parametrize("mode", ["fast", "warm", "timed"])
@pytest.mark.parametrize("harts", [1, 4])
def test_every_cycle_is_accounted_for(measure, mode, harts):
    report, stats, _ = measure("boot", "--guest", "tiny", "--mode", mode, "--harts", harts)
    assert len(stats["harts"]) == harts
    check_cycles(report, stats)


@pytest.mark.parametrize("mode", ["fast", "warm", "timed"])
def test_harts_that_sleep_to_the_end(measure, assemble, mode):
    report, stats, _ = measure("run", "--bios", "none", "--mode", mode, "--harts", 4, assemble("sleep"))
    check_cycles(report, stats)
    for hart in stats["harts"][1:]:
        assert hart["retired"] < 10
        assert hart["engine"]["idle_cycles"] > 0.99 * hart["cycles"] > 300_000


def test_world_switches(measure):
    report, _, log = measure("boot", "--guest", "tiny", "--mode", "fast", "--trace", "sbi,traps")
    counted = Counter()
    for line in log:
        privilege, event = re.match(r" *\d+ hart\d+ +\S+ +(\S+) (.*)", line).groups()
        if call := re.match(r"sbi +> (\S+ \S+)\(", event):
            if privilege == "VS":
                counted[call[1], "TVM", "TSM"] += 1
            elif call[1].startswith(("COVH ", "NACL ")):
                counted[call[1], "host", "TSM"] += 1
        elif trap := re.match(r"exception 2[0-3] \((.*)\) tval", event):  # no others leave the guest: hedeleg cannot hold these
            counted[f"trap: {trap[1]}", "TVM", "TSM"] += 1
    kinds = {(row["kind"], row["from"], row["to"].split()[0]): row["count"] for row in report["world_switches"]}
    called = {key: count for key, count in kinds.items() if key[2] == "TSM"}
    assert called == counted
    assert counted["COVH run_tvm_vcpu", "host", "TSM"] > 50
    assert kinds["TVM entry", "TSM", "TVM"] <= sum(count for key, count in counted.items() if key[1] == "TVM") + 1
