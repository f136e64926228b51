#!/usr/bin/env python3
"""Makes the Linux guest's images and the comparison tools from Debian 13 packages.

    guest-images/fetch.py [--mirror URL] [--refresh] kernel | initramfs | initramfs-disk | initramfs-root | userland | qemu | opensbi | u-boot ...
    guest-images/fetch.py [...] linux | tests | all

prints the resulting paths and versions as JSON. What is there already is used without asking the archive (--refresh
asks). Exit code 75: the archive cannot be reached; 1: anything else.
"""

import argparse
import json
import os
import sys
from pathlib import Path

from recipe import linux, qemu, userland
from recipe.archive import Archive
from recipe.deb import read_member
from recipe.download import new_file
from recipe.errors import RecipeError
from recipe.uboot import uboot


def cache_folder():
    """Where everything fetched is kept; the simulator looks for the guest's images there too."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if base.startswith("/") else Path.home() / ".cache") / "covesim"


def opensbi(archive, path):
    """Write OpenSBI's generic firmware (fw_dynamic) to `path`."""
    package = archive.package("riscv64", "opensbi")
    _, data = read_member(archive.fetch(package), lambda n: n.endswith("riscv64-linux-gnu/opensbi/generic/fw_dynamic.bin"))
    with new_file(path) as f:
        f.write(data)
    return f"{package.name} {package.version}"


# name: (path in the cache, what must exist there, how it is made)
ITEMS = {
    "kernel": ("linux/Image", "linux/Image", linux.kernel),
    "initramfs": ("linux/initramfs.cpio", "linux/initramfs.cpio", linux.initramfs),
    "initramfs-disk": ("linux/initramfs-disk.cpio", "linux/initramfs-disk.cpio", linux.initramfs_disk),
    "initramfs-root": ("linux/initramfs-root.cpio", "linux/initramfs-root.cpio", userland.initramfs_root),
    "userland": ("linux/userland.ext4", "linux/userland.ext4", userland.userland),
    "qemu": ("qemu", "qemu/qemu-system-riscv64", qemu.qemu),
    "opensbi": ("opensbi/fw_dynamic.bin", "opensbi/fw_dynamic.bin", opensbi),
    "u-boot": ("u-boot", "u-boot/u-boot.bin", uboot),
}
# linux: the guest of `covesim boot`; tests: what tests use that are not long; all: the Debian system on a disk, too.
GROUPS = {
    "linux": ["kernel", "initramfs"],
    "tests": ["kernel", "initramfs", "initramfs-disk", "qemu", "opensbi", "u-boot"],
    "all": list(ITEMS),
}
# Files of ours that items hold: these are made again when one of them has changed.
OURS = {
    "initramfs": [linux.INIT],
    "initramfs-disk": [linux.INIT_DISK],
    "initramfs-root": [userland.INIT_ROOT],
    "userland": [Path(userland.__file__), userland.INIT_ROOT, linux.INIT],
}


def stamp_of(cache, name):
    """The file that names the packages an item was made from; it exists only when the item is complete."""
    return cache / "stamps" / name


def recipe_newer(stamp, name):
    """A file of ours changed since the item was made."""
    return any(f.stat().st_mtime > stamp.stat().st_mtime for f in OURS.get(name, []))


def make(cache, archive, name, refresh):
    target, product, maker = ITEMS[name]
    stamp = stamp_of(cache, name)
    if refresh or not (stamp.exists() and (cache / product).exists()) or recipe_newer(stamp, name):
        print(f"fetching {name} ...", file=sys.stderr)
        text = maker(archive, cache / target)
        with new_file(stamp) as f:
            f.write(text.encode())
    return {"path": str(cache / product), "version": stamp.read_text(encoding="utf-8")}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("item", nargs="+", choices=[*ITEMS, *GROUPS])
    parser.add_argument("--mirror", default=os.environ.get("COVESIM_MIRROR"), help="a Debian archive (default: that of apt, then deb.debian.org)")
    parser.add_argument("--refresh", action="store_true", help="ask the archive for newer packages")
    args = parser.parse_args()
    names = dict.fromkeys(n for item in args.item for n in GROUPS.get(item, [item]))
    cache = cache_folder()
    archive = Archive(cache, args.mirror)
    try:
        result = {name: make(cache, archive, name, args.refresh) for name in names}
    except RecipeError as e:
        print(f"fetch: {e}", file=sys.stderr)
        return e.exit_code
    except OSError as e:
        print(f"fetch: {e.strerror or e}: {e.filename or cache}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("fetch: interrupted", file=sys.stderr)
        return 130
    print(json.dumps(result, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
