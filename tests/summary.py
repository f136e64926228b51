#!/usr/bin/env python3
"""Adds up JUnit result files and prints the one line that counts; fails when a test failed or none ran."""

import sys
import xml.etree.ElementTree as ElementTree


def count(path):
    """(passed, failed, names skipped) of one file."""
    passed, failed, skipped = 0, 0, []
    for case in ElementTree.parse(path).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None or case.get("status") == "fail":
            failed += 1
        elif case.find("skipped") is not None or case.get("status") in ("notrun", "disabled"):
            skipped.append(case.get("name"))
        else:
            passed += 1
    return passed, failed, skipped


def main():
    passed = failed = 0
    skipped = []
    for path in sys.argv[1:]:
        try:
            p, f, s = count(path)
        except (OSError, ElementTree.ParseError) as e:
            print(f"{path}: {e}", file=sys.stderr)
            p, f, s = 0, 1, []
        passed, failed, skipped = passed + p, failed + f, skipped + s
    for name in skipped:
        print(f"skipped: {name}")
    print(f"{passed} passed, {failed} failed, {len(skipped)} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
