"""Debian 13's QEMU in a root of its own, run with its own dynamic linker: the host's libraries may be older."""

import platform
import re
import subprocess

from recipe.closure import closure
from recipe.deb import unpack
from recipe.download import new_folder
from recipe.errors import RecipeError

# machine: (Debian's architecture, multiarch triplet, dynamic linker)
HOSTS = {
    "x86_64": ("amd64", "x86_64-linux-gnu", "usr/lib64/ld-linux-x86-64.so.2"),
    "aarch64": ("arm64", "aarch64-linux-gnu", "usr/lib/ld-linux-aarch64.so.1"),
}
# Not needed to run a headless machine: maintainer tools, helpers of a desktop, and firmware for other boards.
SKIP = re.compile(r"(debconf|dpkg|perl|python3|adduser|systemd|init|qemu-system-common|opensbi|seabios|ipxe-qemu|.*-data)\b.*")
WANTED = re.compile(r"usr/(bin/qemu-system-riscv64$|lib/|lib64/)|lib/|lib64/|usr/share/qemu/(keymaps|opensbi)")


def _wrapper(triplet, loader):
    return f"""#!/bin/sh
# Debian 13's qemu-system-riscv64 with the libraries that came with it.
root=$(dirname -- "$(readlink -f -- "$0")")
libs=$root/usr/lib/{triplet}:$root/usr/lib
exec "$root/{loader}" --inhibit-cache --library-path "$libs" "$root/usr/bin/qemu-system-riscv64" -L "$root/usr/share/qemu" "$@"
"""


def version(wrapper):
    """The first line of --version; an error when it does not run."""
    try:
        run = subprocess.run([str(wrapper), "--version"], capture_output=True, text=True, check=False)
    except OSError as e:
        raise RecipeError(f"{wrapper} does not run: {e.strerror}") from e
    if run.returncode != 0:
        raise RecipeError(f"{wrapper} does not run: {run.stderr.strip().splitlines()[-1:]}")
    return run.stdout.splitlines()[0]


def qemu(archive, folder):
    """Make the private root in `folder`; returns QEMU's version line."""
    machine = platform.machine()
    if machine not in HOSTS:
        raise RecipeError(f"no QEMU recipe for a {machine} host")
    arch, triplet, loader = HOSTS[machine]
    parts = closure(archive.packages(arch), ["qemu-system-riscv"], SKIP)
    debs = [archive.fetch(p) for p in parts]
    with new_folder(folder) as root:
        for deb in debs:
            unpack(deb, root, WANTED.match)
        wrapper = root / "qemu-system-riscv64"
        wrapper.write_text(_wrapper(triplet, loader), encoding="utf-8")
        wrapper.chmod(0o755)
        return version(wrapper)
