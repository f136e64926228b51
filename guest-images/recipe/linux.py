"""The Linux guest: Debian's unmodified riscv64 kernel, and an initial RAM disk with its static busybox.

linux.toml gives the addresses; the room that it leaves between kernel and RAM disk is checked here.
"""

import lzma
import re
import struct
from pathlib import Path

from recipe.deb import read_member, read_members
from recipe.download import new_file
from recipe.errors import RecipeError

ARCH = "riscv64"
# From linux.toml: the kernel's 0x80200000 up to the RAM disk's 0x82200000. The Image header's image_size counts the
# BSS behind the file, which the kernel zeroes.
KERNEL_ROOM = 0x200_0000
INIT = Path(__file__).resolve().parent.parent / "init"
INIT_DISK = INIT.with_name("init-disk")
# What Debian's kernel needs for a virtio-mmio block device and does not have built in, in the order of loading.
DISK_MODULES = ("virtio_mmio", "virtio_blk", "virtio-rng")


def _check_image(name, data):
    """Documentation/arch/riscv/boot-image-header.rst: magic2 "RSC\\x05" at 0x38, image_size at 0x10."""
    if len(data) < 64 or data[0x38:0x3C] != b"RSC\x05":
        raise RecipeError(f"{name} is not a plain RISC-V kernel Image")
    size = struct.unpack_from("<Q", data, 0x10)[0]
    if max(size, len(data)) > KERNEL_ROOM:
        raise RecipeError(f"{name} needs {size} bytes, but linux.toml leaves {KERNEL_ROOM}")


def kernel_package(archive):
    """What linux-image-riscv64 depends on: the newest kernel of the suite."""
    for group in archive.package(ARCH, "linux-image-riscv64").depends:
        for name in group:
            if re.fullmatch(r"linux-image-[0-9].*-riscv64", name):
                return archive.package(ARCH, name)
    raise RecipeError("linux-image-riscv64 depends on no kernel")


def kernel(archive, path):
    """Write the kernel's Image to `path`; returns the package's name and version."""
    package = kernel_package(archive)
    name, data = read_member(archive.fetch(package), lambda n: re.match(r"boot/vmlinu[xz]-", n))
    _check_image(name, data)
    with new_file(path) as f:
        f.write(data)
    return f"{package.name} {package.version}"


class Cpio:
    """A "newc" archive (Documentation/driver-api/early-userspace/buffer-format.rst) in which nothing varies."""

    def __init__(self):
        self.data = bytearray()
        self.inode = 0

    def add(self, name, mode, data=b"", device=(0, 0)):
        self.inode += 1
        links = 2 if mode & 0o170000 == 0o040000 else 1
        fields = [self.inode, mode, 0, 0, links, 0, len(data), 0, 0, *device, len(name) + 1, 0]
        self.data += b"070701" + "".join(f"{v:08X}" for v in fields).encode()
        self._padded(name.encode() + b"\0")
        self._padded(data)

    def _padded(self, data):
        self.data += data
        self.data += bytes(-len(self.data) % 4)

    def finish(self):
        self.add("TRAILER!!!", 0)
        self.data += bytes(-len(self.data) % 512)
        return bytes(self.data)


def initramfs(archive, path, init=INIT, more=(), folders=()):
    """Write the initial RAM disk to `path`, with `more` files (name, bytes); returns busybox' package and version."""
    package = archive.package(ARCH, "busybox-static")
    _, busybox = read_member(archive.fetch(package), lambda n: n in ("bin/busybox", "usr/bin/busybox"))
    cpio = Cpio()
    for folder in ("bin", "dev", "proc", "sys", *folders):
        cpio.add(folder, 0o040755)
    # The kernel opens this one for init before anything is mounted.
    cpio.add("dev/console", 0o020600, device=(5, 1))
    cpio.add("bin/busybox", 0o100755, busybox)
    cpio.add("bin/sh", 0o120777, b"busybox")
    cpio.add("init", 0o100755, init.read_bytes())
    for name, data in more:
        cpio.add(name, 0o100644, data)
    with new_file(path) as f:
        f.write(cpio.finish())
    return f"{package.name} {package.version}"


def initramfs_disk(archive, path):
    """Write a RAM disk that loads the virtio modules and runs the script at the beginning of the first disk."""
    package = kernel_package(archive)
    wanted = {f"{name}.ko.xz": name for name in DISK_MODULES}
    modules = read_members(archive.fetch(package), lambda n: n.rsplit("/", 1)[-1] in wanted)
    if missing := set(wanted) - {n.rsplit("/", 1)[-1] for n in modules}:
        raise RecipeError(f"{package.name} lacks {', '.join(sorted(missing))}")
    files = sorted((wanted[n.rsplit("/", 1)[-1]] + ".ko", lzma.decompress(data)) for n, data in modules.items())
    return f"{package.name} {package.version}, {initramfs(archive, path, INIT_DISK, files)}"
