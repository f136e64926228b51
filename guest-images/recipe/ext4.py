"""An ext4 image of a folder, without root: mke2fs(8) copies the folder, fakeroot(1) says whose the files are."""

import shlex
from pathlib import Path

from recipe.tool import run_tool, tool

# Fixed, so that nothing in the image is random.
UUID = "c0f351b0-0000-4000-8000-000000000001"
EXT4 = ["-t", "ext4", "-q", "-F", "-L", "root", "-U", UUID, "-E", f"hash_seed={UUID},lazy_itable_init=0,root_owner=0:0", "-m", "0"]


def make_ext4(root, image, megabytes, special):
    """Write an image of `megabytes` with the files below `root`: root's, but for `special` {name: (uid, gid, mode)}."""
    names = sorted(n for n in special if (root / n).exists())
    changes = "".join(f"chown -h {special[n][0]}:{special[n][1]} {shlex.quote(n)}\nchmod {special[n][2]:o} {shlex.quote(n)}\n" for n in names)
    mke2fs = shlex.join([tool("mke2fs"), *EXT4, "-d", ".", str(image), f"{megabytes}M"])
    script = f"set -e\nchown -hR 0:0 .\n{changes}{mke2fs}\n"
    run_tool(["fakeroot", "--", "sh"], input=script, cwd=root)


def folder_megabytes(root):
    """What the files below `root` take, in whole blocks of 4 KiB."""
    blocks = sum(-(-p.lstat().st_size // 4096) + 1 for p in Path(root).rglob("*"))
    return -(-blocks // 256)
