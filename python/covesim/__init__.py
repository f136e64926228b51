"""covesim: a full-system, cycle-level RISC-V simulator for confidential computing.

    from covesim import Config, Machine

    cfg = Config(mode="timed")
    cfg.hart.mmu.l1d.ways = 16
    with Machine(cfg) as m:
        m.boot("tiny")
        end = m.run(timeout=120)
        print(end.reason, m.console, m.stats()["instructions"])

Config holds the machine's parameters, derived from the simulator's own declarations; Machine is a simulated machine in a
process of its own.
"""

import os as _os
from pathlib import Path as _Path

# An installed package finds firmware, guests and presets below the prefix it is installed in.
_share = _Path(__file__).resolve().parents[4] / "share" / "covesim" if len(_Path(__file__).resolve().parents) > 4 else None
if _share is not None and _share.is_dir():
    _os.environ.setdefault("COVESIM_DATA", str(_share))

from .config import Config, presets
from .errors import BootRefused, ConfigError, CovesimError, InputFileError, WorkerDied
from .machine import Hart, Machine, Memory, RunResult
from .statistics import delta

__all__ = [
    "BootRefused",
    "Config",
    "ConfigError",
    "CovesimError",
    "Hart",
    "InputFileError",
    "Machine",
    "Memory",
    "RunResult",
    "WorkerDied",
    "delta",
    "presets",
]
__version__ = "0.1.0"
