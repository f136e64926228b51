"""Runs programs of the host's distribution."""

import os
import shlex
import shutil
import subprocess

from recipe.errors import RecipeError

# What is not everywhere, with its Debian package. Administrators' tools are not always in an ordinary user's path.
PACKAGES = {"depmod": "kmod", "fakeroot": "fakeroot", "mke2fs": "e2fsprogs"}
PATH = os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin"


def tool(name):
    """The program's path; an error that names its package when it is not there."""
    path = shutil.which(name, path=PATH)
    if not path:
        raise RecipeError(f"{name} is not installed (Debian package {PACKAGES.get(name, name)})")
    return path


def run_tool(command, **more):
    """Run a program; an error with the last line of what it said when it fails."""
    run = subprocess.run([tool(command[0]), *command[1:]], capture_output=True, text=True, check=False, **more)
    if run.returncode != 0:
        raise RecipeError(f"{shlex.join(command)}: {(run.stderr.strip().splitlines() or ['failed'])[-1]}")
