"""Unpacks Debian packages (an `ar` archive with a compressed tar inside, deb(5)) as an ordinary user."""

import contextlib
import gzip
import io
import lzma
import os
import shutil
import subprocess
import tarfile

from recipe.errors import RecipeError


def _members(f):
    """(name, size) of each member of an ar archive, with the file positioned at its data."""
    if f.read(8) != b"!<arch>\n":
        raise RecipeError(f"{f.name} is not a Debian package")
    while len(header := f.read(60)) == 60:
        name, size = header[:16].decode().strip().rstrip("/"), int(header[48:58])
        start = f.tell()
        yield name, size
        f.seek(start + size + size % 2)


@contextlib.contextmanager
def _data(deb):
    """The package's uncompressed data tar as a stream."""
    with open(deb, "rb") as f:
        for name, size in _members(f):
            if not name.startswith("data.tar"):
                continue
            if name.endswith(".zst"):
                if not shutil.which("zstd"):
                    raise RecipeError(f"{deb.name} is compressed with zstd, which is not installed")
                run = subprocess.run(["zstd", "-dc"], input=f.read(size), capture_output=True, check=True)
                yield io.BytesIO(run.stdout)
            elif name.endswith(".xz"):
                with lzma.open(f) as x:
                    yield x
            elif name.endswith(".gz"):
                with gzip.open(io.BytesIO(f.read(size))) as x:
                    yield x
            else:
                yield io.BytesIO(f.read(size))
            return
    raise RecipeError(f"{deb.name} holds no data.tar")


def _relative(name):
    parts = [p for p in name.split("/") if p not in ("", ".")]
    if ".." in parts:
        raise RecipeError(f"a package has a member named {name}")
    return "/".join(parts)


def read_member(deb, matches):
    """(name, bytes) of the first regular file whose path (without a leading slash) satisfies `matches`."""
    with _data(deb) as data, tarfile.open(fileobj=data, mode="r|") as tar:
        for member in tar:
            name = _relative(member.name)
            if member.isfile() and matches(name):
                return name, tar.extractfile(member).read()
    raise RecipeError(f"{deb.name} does not hold the expected file")


def read_members(deb, matches):
    """{name: bytes} of all regular files whose path satisfies `matches`."""
    with _data(deb) as data, tarfile.open(fileobj=data, mode="r|") as tar:
        return {name: tar.extractfile(m).read() for m in tar if m.isfile() and matches(name := _relative(m.name))}


def unpack(deb, root, wanted=lambda name: True):
    """Unpack files, folders and symbolic links into `root`; devices are left out.

    An ordinary user can neither give files away nor may make them executable as somebody else, so both are returned:
    {name: (user id, group id, mode)} of what is not root's or has more than the usual permissions.
    """
    special = {}
    with _data(deb) as data, tarfile.open(fileobj=data, mode="r|") as tar:
        for member in tar:
            name = _relative(member.name)
            path = root / name
            if name and not member.issym() and (member.uid or member.gid or member.mode & 0o7000 or not member.mode & 0o044):
                special[name] = (member.uid, member.gid, member.mode & 0o7777)
            if member.isdir():
                path.mkdir(parents=True, exist_ok=True)
            elif not wanted(name):
                special.pop(name, None)
            elif member.issym():
                path.parent.mkdir(parents=True, exist_ok=True)
                with contextlib.suppress(FileNotFoundError):
                    path.unlink()
                # An absolute target means the package's root, which is `root` here; `path` may lead through a link itself.
                target = member.linkname
                if target.startswith("/"):
                    target = os.path.relpath(root.resolve() / target.lstrip("/"), path.parent.resolve())
                path.symlink_to(target)
            elif member.islnk():
                shutil.copy2(root / _relative(member.linkname), path)
            elif member.isfile():
                path.parent.mkdir(parents=True, exist_ok=True)
                with open(path, "wb") as f:
                    shutil.copyfileobj(tar.extractfile(member), f)
                path.chmod(0o755 if member.mode & 0o111 else 0o644)
    return special
