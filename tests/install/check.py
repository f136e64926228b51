"""Installs the build, builds program/ against nothing but the installed tree, and runs it: the guest sees that the user's
memory model and device are in the machine; a device that cannot be placed is one line and exit code 2."""
import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).parent / "program"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ("cmake", "build", "guest", "compiler", "launcher"):
        parser.add_argument("--" + option, required=True)
    a = parser.parse_args()
    work = Path(a.build) / "tests/install/work"
    shutil.rmtree(work, ignore_errors=True)
    prefix = work / "prefix"

    def run(*command, **more):
        r = subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, **more)
        return r.returncode, r.stdout, r.stderr

    def need(*command):
        code, out, err = run(*command)
        if code:
            sys.exit(f"{' '.join(map(str, command))}: {code}\n{out[-4000:]}{err[-4000:]}")

    need(a.cmake, "--install", a.build, "--prefix", prefix)
    internal = [h for h in (prefix / "include").rglob("*.h") if h.stem.endswith(("_impl", "_links"))]
    if internal:
        sys.exit(f"internal headers are installed: {internal}")
    need(a.cmake, "-S", PROGRAM, "-B", work / "program", "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}",
         f"-DCMAKE_CXX_COMPILER={a.compiler}", f"-DCMAKE_CXX_COMPILER_LAUNCHER={a.launcher}")
    need(a.cmake, "--build", work / "program")

    command = [work / "program/embedding", "run", "--bios", "none", "--console", "none", "--report", "none", "--mode", "timed",
               "--max-instructions", "1000", "--timeout", "60", a.guest]
    code, _, err = run(*command)
    if code:
        sys.exit(f"the guest says {code}: {err}")
    code, _, err = run(*command, env={**os.environ, "COUNTER_BASE": "80000000"})
    if code != 2 or err != "covesim: error: device counter overlaps ram\n":
        sys.exit(f"a device in RAM: exit code {code}, {err}")
    print("an installed tree embeds a memory model and a device")
    return 0


if __name__ == "__main__":
    sys.exit(main())
