#!/usr/bin/env python3
"""The law of docs/extensions.md: every extension that the machine has, and every property that it promises, is named by a
test, and the page is what `covesim isa` says today.

A test names extensions in a line such as "// Extensions: zba, zbb". The check fails when

- an extension or a property has no such test;
- a test names what the machine does not have;
- the page differs from `covesim isa --format markdown`.

    check_extensions.py COVESIM [SOURCE_ROOT] [--write]      --write puts the page of today into docs/
"""

import json
import re
import subprocess
import sys
from pathlib import Path

LINE = re.compile(r"^(?:// |# |)Extensions: (.*)$", re.M)


def named(root):
    """Extension → files that name it, read here independently of the build."""
    found = {}
    for file in sorted(p for p in (root / "tests").rglob("*") if p.suffix in (".S", ".cc", ".py")):
        for line in LINE.findall(file.read_text(encoding="utf-8")):
            for name in re.findall(r"[a-z0-9]+", line):
                found.setdefault(name, []).append(file.relative_to(root).as_posix())
    return found


def main():
    arguments = [a for a in sys.argv[1:] if a != "--write"]
    covesim, root = arguments[0], Path(arguments[1] if len(arguments) > 1 else Path(__file__).parents[2]).resolve()

    def isa(form):
        return subprocess.run([covesim, "isa", "--format", form], stdout=subprocess.PIPE, text=True, check=True).stdout

    listed = {e["name"]: e for e in json.loads(isa("json"))["extensions"]}
    tests = named(root)
    bad = [f"{name}: no test names it" for name, e in listed.items() if e["kind"] in ("extension", "property") and not tests.get(name)]
    bad += [f"{name}: named by {', '.join(files)}, but no machine has it" for name, files in tests.items() if name not in listed]
    bad += [f"{name}: covesim isa gives {e['tests']}, the sources {tests.get(name, [])}; build again"
            for name, e in listed.items() if e["tests"] != tests.get(name, [])]
    page, document = isa("markdown"), root / "docs" / "extensions.md"
    if "--write" in sys.argv:
        document.write_text(page, encoding="utf-8")
    elif not document.exists() or document.read_text(encoding="utf-8") != page:
        bad.append(f"docs/extensions.md is not what covesim isa says; run {Path(__file__).name} COVESIM --write")
    for line in bad:
        print(line)
    if bad:
        sys.exit(1)
    print(f"{sum(e['kind'] in ('extension', 'property') for e in listed.values())} extensions and properties, each with a test")


if __name__ == "__main__":
    main()
