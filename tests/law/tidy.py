#!/usr/bin/env python3
"""clang-tidy (.clang-tidy) over every C++ source that the build compiles, for the host and for the firmware.

    tidy.py [--build DIR] [-j N] [--list] [FOLDER|FILE ...]     default: everything; DIR: build/release

A source found clean is remembered in DIR/tidy under a digest of all that the answer depends on (the source, the headers of
the repository that it includes, its command, .clang-tidy), so a second run looks only at what has changed since.
Exit 0: clean. 1: findings. 77 (skipped): no clang-tidy, or no build tree that has been configured.
"""

import argparse
import concurrent.futures
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

SKIPPED = 77
ROOT = Path(__file__).resolve().parents[2]
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)
# Options of the cross compiler that clang 14 does not know for this target (nor the names of the small extensions in -march, which
# it always has); none changes what the source means.
GCC_ONLY = {"-mstrict-align", "-fno-tree-loop-distribute-patterns", "-fno-threadsafe-statics"}
GXX = "riscv64-linux-gnu-g++"


def cross_includes():
    """Where the cross compiler finds the C++ library's freestanding headers: clang does not look there by itself."""
    run = subprocess.run([GXX, "-E", "-v", "-x", "c++", "/dev/null"], capture_output=True, text=True, check=False)
    found = run.stderr.partition("<...> search starts here:")[2].partition("End of search list")[0]
    folders = [os.path.normpath(line.strip()) for line in found.splitlines() if line.strip()]
    return [a for f in folders if "/lib/gcc-cross/" not in f for a in ("-isystem", f)]


def meaningful(words):
    """The options that decide what a source means, as clang knows them."""
    kept, rest = [], iter(words)
    for word in rest:
        if word == "-isystem":
            kept += [word, next(rest)]
        elif word.startswith("-march=rv"):
            kept.append(re.sub("_z[a-z]+", "", word))
        elif word.startswith(("-D", "-I", "-std=", "-m", "-f")) and word not in GCC_ONLY:
            kept.append(word)
    return kept


def commands(build):
    """{source: clang command}, of every compilation of a C++ source of this repository that ninja would do."""
    run = subprocess.run(["ninja", "-C", str(build), "-t", "compdb"], capture_output=True, text=True, check=True)
    cross = cross_includes()
    found = {}
    for entry in json.loads(run.stdout[run.stdout.index("[\n") :]):
        step = next((s for s in entry["command"].split(" && ") if " -c " in s), None)
        words = shlex.split(step) if step else []
        compiler = next((i for i, w in enumerate(words) if w.endswith(("c++", "g++"))), None)
        if compiler is None:
            continue
        firmware = words[compiler].endswith(GXX)
        source = Path(words[words.index("-c") + 1])
        if source.suffix != ".cc" or ROOT not in source.parents or build in source.parents:
            continue
        # A file of the firmware that the host's unit tests compile too is looked at as firmware.
        if source in found and not firmware:
            continue
        own = meaningful(words[compiler + 1 :])
        if firmware:
            own = ["--target=riscv64-linux-gnu", *own, *cross]
        found[source] = ["clang++", *own, "-Wno-ignored-optimization-argument", "-c", str(source)]
    return found


def headers(source, seen):
    """The files of the repository that a source includes, and what they include."""
    for name in INCLUDE.findall(source.read_text(encoding="utf-8")):
        for candidate in (source.parent / name, ROOT / name):
            if candidate.exists() and candidate not in seen:
                seen.add(candidate)
                headers(candidate, seen)
                break
    return seen


def digest(source, command):
    h = hashlib.sha256((ROOT / ".clang-tidy").read_bytes() + "\0".join(command).encode())
    for file in [source, *sorted(headers(source, set()))]:
        h.update(file.read_bytes())
    return h.hexdigest()


def main():
    parser = argparse.ArgumentParser(usage="tidy.py [--build DIR] [-j N] [--list] [FOLDER|FILE ...]")
    parser.add_argument("--build", type=Path, default=ROOT / "build/release")
    parser.add_argument("-j", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="only say which sources a run would look at")
    parser.add_argument("wanted", nargs="*", type=Path)
    options = parser.parse_args()
    build = options.build.resolve()
    if not shutil.which("clang-tidy") or not (build / "build.ninja").exists():
        print(f"clang-tidy and a configured build tree are needed (apt-get install clang-tidy; cmake --preset release): {build}")
        return SKIPPED
    wanted = [w.resolve() for w in options.wanted] or [ROOT]
    known = {s: c for s, c in commands(build).items() if any(w == s or w in s.parents for w in wanted)}
    store = build / "tidy"
    store.mkdir(exist_ok=True)
    todo = {s: (c, store / digest(s, c)) for s, c in sorted(known.items())}
    todo = {s: v for s, v in todo.items() if not v[1].exists()}
    print(f"{len(known)} sources, {len(todo)} to look at", flush=True)
    if options.list or not known:
        print("\n".join(str(s.relative_to(ROOT)) for s in todo))
        return 0 if known else 1

    def check(source):
        command, clean = todo[source]
        run = subprocess.run(
            ["clang-tidy", "--quiet", str(source), "--", *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
        )
        if run.returncode == 0:
            clean.touch()
        return source, run

    bad = 0
    with concurrent.futures.ThreadPoolExecutor(options.j) as pool:
        for n, (source, run) in enumerate(pool.map(check, todo), 1):
            print(f"[{n}/{len(todo)}] {source.relative_to(ROOT)}: {'clean' if run.returncode == 0 else 'findings'}", flush=True)
            if run.returncode != 0:
                bad += 1
                print(run.stdout + "".join(line + "\n" for line in run.stderr.splitlines() if "error:" in line), flush=True)
    print(f"{bad} sources with findings" if bad else "clean")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
