"""U-Boot for QEMU's `virt` machine, whose memory map the simulator has: one image for each privilege level."""

from recipe.deb import read_member
from recipe.download import new_folder

# File here: folder of the package.
IMAGES = {"u-boot.bin": "qemu-riscv64", "u-boot-smode.bin": "qemu-riscv64_smode"}


def uboot(archive, folder):
    """Write the images for M-mode (u-boot.bin) and S-mode (u-boot-smode.bin) into `folder`."""
    package = archive.package("riscv64", "u-boot-qemu")
    deb = archive.fetch(package)
    with new_folder(folder) as root:
        for name, source in IMAGES.items():
            _, data = read_member(deb, lambda n, source=source: n.endswith(f"/{source}/u-boot.bin"))
            (root / name).write_bytes(data)
    return f"{package.name} {package.version}"
