"""A Debian userland on a disk: packages unpacked into an ext4 image, with the configuration their scripts would write.

No maintainer script runs (the packages are riscv64's). What those of base-passwd, libpam-runtime, login and kmod would
leave behind is written here; systemd makes the rest when it starts.
"""

import re
import tempfile
from pathlib import Path

from recipe import ext4, linux
from recipe.closure import closure
from recipe.deb import unpack
from recipe.download import Progress
from recipe.kernel_modules import KernelModules
from recipe.tool import run_tool

PACKAGES = (
    # Where it begins: a Debian system that boots and lets somebody log in.
    "base-files base-passwd bash bsdutils coreutils dash debianutils diffutils findutils grep gzip hostname init kmod libc-bin login mawk mount ncurses-base ncurses-bin "
    "e2fsprogs passwd procps sed systemd systemd-sysv tar udev util-linux iproute2 "
    # What is run in it.
    "fio libpython3.13-testsuite openssl python3 qemu-system-riscv redis-server sqlite3 stress-ng"
).split()
# Not needed by what is run: configuration at installation, another awk, desktops, sound, Mesa's drivers with LLVM.
SKIP = re.compile(r"cdebconf|debconf|perl|libperl.*|gawk|adduser|dbus|media-types|mesa-libgallium|libllvm.*|libegl-mesa0|libgl1-mesa-dri")
NOT_WANTED = tuple(f"usr/share/{n}/" for n in ("bash-completion", "bug", "doc", "help", "info", "lintian", "locale", "man", "zsh"))
# Modules for the running system; those of the root file system are in the initial RAM disk too.
ROOT_MODULES = ("virtio_mmio", "virtio_blk", "ext4")
MODULES = (*ROOT_MODULES, "virtio-rng", "virtio_net", "kvm", "tun", "loop")
INIT_ROOT = linux.INIT.with_name("init-root")
# What U-Boot finds and boots by itself; a virtual machine in this userland boots the same kernel.
BOOT = {"default": "debian", "label": "debian", "kernel": "/boot/Image", "initrd": "/boot/initramfs-root.cpio", "append": "console=ttyS0 root=/dev/vda"}
NESTED_INITRAMFS = "boot/initramfs.cpio"
# Room for what the programs write.
FREE_MEGABYTES = 768

HOSTNAME = "covesim"
# Of pam-auth-update, with pam_unix alone.
PAM = {
    "common-auth": "auth [success=1 default=ignore] pam_unix.so nullok\nauth requisite pam_deny.so\nauth required pam_permit.so\n",
    "common-account": "account [success=1 new_authtok_reqd=done default=ignore] pam_unix.so\naccount requisite pam_deny.so\naccount required pam_permit.so\n",
    "common-password": "password [success=1 default=ignore] pam_unix.so obscure yescrypt\npassword requisite pam_deny.so\npassword required pam_permit.so\n",
    "common-session": "session [default=1] pam_permit.so\nsession requisite pam_deny.so\nsession required pam_permit.so\nsession required pam_unix.so\n",
    "common-session-noninteractive": "session [default=1] pam_permit.so\nsession requisite pam_deny.so\nsession required pam_permit.so\nsession required pam_unix.so\n",
}


def _configure(root):
    """Write below `root` what the packages' scripts would."""
    files = {
        "etc/fstab": "/dev/vda / ext4 defaults 0 1\n",
        "etc/hostname": f"{HOSTNAME}\n",
        "etc/hosts": f"127.0.0.1 localhost {HOSTNAME}\n::1 localhost\n",
        "etc/machine-id": "c0f351b0000040008000000000000001\n",
        "etc/nsswitch.conf": "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\n",
        "etc/passwd": (root / "usr/share/base-passwd/passwd.master").read_text(encoding="utf-8").replace("root:*:", "root:x:"),
        "etc/group": (root / "usr/share/base-passwd/group.master").read_text(encoding="utf-8"),
        # No password: whoever is at the console is root.
        "etc/shadow": "root::20000:0:99999:7:::\n",
        # Newer than /usr: systemd need not bring /etc and /var up to date with it.
        "etc/.updated": "",
        "var/.updated": "",
        "boot/extlinux/extlinux.conf": "".join(f"{key} {value}\n" for key, value in BOOT.items()),
    } | {f"etc/pam.d/{name}": text for name, text in PAM.items()}
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for link, target in {"usr/bin/awk": "mawk", "etc/systemd/system/getty-static.service": "/dev/null", "etc/mtab": "../proc/self/mounts", "etc/localtime": "../usr/share/zoneinfo/Etc/UTC"}.items():
        if not (root / link).is_symlink():
            (root / link).symlink_to(target)
    for folder in ("dev", "proc", "sys", "run", "tmp", "root", "mnt", "srv"):
        (root / folder).mkdir(exist_ok=True)


def _modules(archive, root):
    """The kernel's modules, with the index that modprobe reads; returns the kernel package."""
    package = linux.kernel_package(archive)
    modules = KernelModules(archive.fetch(package), MODULES)
    for name, data in modules.files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    run_tool(["depmod", "-b", str(root), package.name.removeprefix("linux-image-")])
    return package


def userland(archive, path):
    """Write the disk image to `path`; returns how many packages are in it, and the kernel's."""
    parts = closure(archive.packages(linux.ARCH), PACKAGES, SKIP)
    # base-files first: its links /bin, /lib and /sbin are what other packages unpack through.
    parts.sort(key=lambda p: (p.name != "base-files", p.name))
    debs = [archive.fetch(p) for p in parts]
    special = {}
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
        root = Path(folder) / "root"
        root.mkdir()
        progress = Progress("unpacking packages", sum(p.size for p in parts))
        for part, deb in zip(parts, debs):
            special |= unpack(deb, root, lambda n: not n.startswith(NOT_WANTED))
            progress.add(part.size)
        progress.end()
        _configure(root)
        kernel = _modules(archive, root)
        linux.kernel(archive, root / BOOT["kernel"][1:])
        initramfs_root(archive, root / BOOT["initrd"][1:])
        linux.initramfs(archive, root / NESTED_INITRAMFS)
        special |= {"etc/shadow": (0, 42, 0o640), "tmp": (0, 0, 0o1777), "root": (0, 0, 0o700)}
        image = Path(folder) / "image"
        ext4.make_ext4(root, image, ext4.folder_megabytes(root) + FREE_MEGABYTES, special)
        image.replace(path)
    return f"{len(parts)} packages of trixie, modules of {kernel.name} {kernel.version}"


def initramfs_root(archive, path):
    """Write a RAM disk that loads the modules of the root file system's disk, mounts it and hands over to its init."""
    package = linux.kernel_package(archive)
    modules = KernelModules(archive.fetch(package), ROOT_MODULES).plain(ROOT_MODULES)
    # The number is the order of loading.
    files = [(f"modules/{i:02}-{name}", data) for i, (name, data) in enumerate(modules)]
    return f"{package.name} {package.version}, {linux.initramfs(archive, path, INIT_ROOT, files, ('modules', 'newroot'))}"
