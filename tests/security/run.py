"""Runs the malicious host on the simulator and counts: every declared case was executed once and passed."""
import argparse
import os
import re
import subprocess
import sys


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--covesim", required=True)
    parser.add_argument("--data", required=True, help="folder with the stack in firmware/")
    parser.add_argument("--mode", default="fast")
    parser.add_argument("--cases", type=int, required=True, help="how many cases there are, counted independently of the firmware")
    parser.add_argument("--preset", action="append", default=[])
    args = parser.parse_args()
    command = [args.covesim, "boot", "--guest", "tiny", "--mode", args.mode, "--harts", "2", "--ram", "256M", "--console", "stdio",
               "--report", "none", "--timeout", "500"]
    for name in args.preset:
        command += ["--preset", name]
    run = subprocess.run(command, env={**os.environ, "COVESIM_DATA": args.data}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                         text=True, errors="replace", check=False)
    passed = re.findall(r"^PASS (\S+)$", run.stdout, re.M)
    failed = re.findall(r"^FAIL .*$", run.stdout, re.M)
    summary = re.search(r"^evil-host: (\d+) cases declared, (\d+) executed, (\d+) failed$", run.stdout, re.M)
    problems = list(failed)
    if run.returncode != 0:
        problems.append(f"exit code {run.returncode}")
    if not summary:
        problems.append("no summary; the last lines:\n" + "\n".join(run.stdout.splitlines()[-15:]))
    elif [int(n) for n in summary.groups()] != [args.cases, args.cases, 0]:
        problems.append(f"{summary.group(0)}; this test knows of {args.cases}")
    if len(passed) != args.cases or len(set(passed)) != len(passed):
        problems.append(f"{len(passed)} passed, {len(set(passed))} different names")
    print(f"{len(passed)} passed, {len(failed)} failed ({args.mode})")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
