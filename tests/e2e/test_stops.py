"""Stopping and going on changes nothing: laws 2 and 3 on a whole machine, between whose harts a stop must not interfere."""

import random

import pytest
from conftest import BUILD

from covesim import Config, Machine

PROGRAM = BUILD / "tests" / "arch" / "time_order.elf"  # two harts, timer and software interrupts, atomics, time


def machine(mode, **settings):
    m = Machine(Config(mode=mode, harts=2, **settings))
    m.load(PROGRAM, bios="none")
    return m


def everything(m):
    harts = [{"x": list(h.x), "csrs": h.csrs()} for h in m.harts]
    return m.stats(), m.report(), harts, m.time_fs, bytes(m.mem.read(0x80000000, 0x8000))


@pytest.mark.parametrize("mode", ["fast", "warm", "timed"])
@pytest.mark.skipif(not PROGRAM.exists(), reason="needs the RISC-V compiler")
def test_stops_change_nothing(mode):
    with machine(mode) as whole:
        assert (whole.run(timeout=100).reason, whole.exit_code) == ("exit", 0)
        expected = everything(whole)
        addresses = [whole.symbol(s) + 2 * i for s in ("round", "work", "handler") for i in range(12)]
    for seed in range(3):
        rnd = random.Random(seed)
        stops = {"address": 0, "instructions": 0}
        with machine(mode) as m:
            while m.exit_code is None:
                until = rnd.choice(addresses) if rnd.random() < 0.7 else None
                end = m.run(until, instructions=rnd.randrange(1, 3 ** rnd.randrange(1, 9)), timeout=100)
                assert end.reason in (*stops, "exit"), end
                if end.reason == "address":
                    assert until in [h.pc for h in m.harts]
                if end.reason != "exit":
                    stops[end.reason] += 1
                if rnd.random() < 0.02:
                    m.stats()
                if rnd.random() < 0.1:
                    m.mode = mode
            assert m.exit_code == 0
            assert min(stops.values()) > 50, stops
            assert everything(m) == expected
