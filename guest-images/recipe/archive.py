"""A Debian archive: from the signed InRelease to the hash of every package, and the packages themselves."""

import glob
import lzma
import re
import shutil
import subprocess
import sys

from recipe.download import download, file_sha256
from recipe.errors import RecipeError, Unreachable

SUITE = "trixie"
DEFAULT_MIRROR = "http://deb.debian.org/debian"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


def machine_mirror():
    """The Debian mirror that this machine's apt uses, or None."""
    for name in sorted(glob.glob("/etc/apt/sources.list.d/*")) + ["/etc/apt/sources.list"]:
        try:
            with open(name, encoding="utf-8", errors="replace") as f:
                text = re.sub(r"^\s*#.*$", "", f.read(), flags=re.M)
        except OSError:
            continue
        if name.endswith(".sources"):
            found = re.findall(r"^URIs:\s*(\S+)", text, flags=re.M | re.I)
        else:
            found = re.findall(r"^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)", text, flags=re.M)
        for uri in found:
            if re.fullmatch(r"https?://\S+/debian/?", uri):
                return uri.rstrip("/")
    return None


def _fields(stanza):
    """The fields of one control stanza; continuation lines are joined."""
    out, key = {}, None
    for line in stanza.split("\n"):
        if line[:1] in (" ", "\t"):
            out[key] += "\n" + line.strip()
        elif ":" in line:
            key, _, value = line.partition(":")
            out[key] = value.strip()
    return out


class Package:
    """One entry of a Packages index."""

    def __init__(self, fields):
        self.name, self.version = fields["Package"], fields["Version"]
        self.filename, self.sha256, self.size = fields["Filename"], fields["SHA256"], int(fields["Size"])
        depends = ", ".join(fields[k] for k in ("Pre-Depends", "Depends") if k in fields)
        # Each dependency is a list of alternatives; versions and architectures are settled by the archive.
        self.depends = [[re.split(r"[\s(:\[]", a.strip())[0] for a in group.split("|")] for group in depends.split(",") if group.strip()]
        self.provides = [re.split(r"[\s(]", p.strip())[0] for p in fields.get("Provides", "").split(",") if p.strip()]


class Archive:
    """`mirror`'s SUITE, with everything that was fetched kept under `cache`."""

    def __init__(self, cache, mirror=None):
        self.cache = cache
        mirrors = [mirror] if mirror else [machine_mirror(), DEFAULT_MIRROR]
        self.mirrors = list(dict.fromkeys(m.rstrip("/") for m in mirrors if m))
        self.mirror = None
        self._hashes = None
        self._packages = {}

    def _release(self):
        """Hashes of the index files, from the InRelease file of the first mirror that answers."""
        if self._hashes is not None:
            return self._hashes
        path = self.cache / "archive" / SUITE / "InRelease"
        errors = []
        for mirror in self.mirrors:
            try:
                download(f"{mirror}/dists/{SUITE}/InRelease", path, label=f"{SUITE} InRelease")
                self.mirror = mirror
                break
            except Unreachable as e:
                errors.append(str(e))
        else:
            raise Unreachable("; ".join(errors))
        text = self._verified(path)
        if f"\nCodename: {SUITE}\n" not in text:
            raise RecipeError(f"{self.mirror}: InRelease is not that of {SUITE}")
        section = re.search(r"^SHA256:\n((?: .*\n)+)", text, flags=re.M)
        if not section:
            raise RecipeError(f"{self.mirror}: InRelease has no SHA256 section")
        self._hashes = {name: sha for sha, _, name in (line.split() for line in section.group(1).splitlines())}
        return self._hashes

    def _verified(self, path):
        """The signed text of an InRelease file."""
        keyring = glob.glob(KEYRING)
        if not (keyring and shutil.which("gpgv")):
            print("note: no gpgv or no Debian keyring here, so the archive's signature is not checked", file=sys.stderr)
            return path.read_text(encoding="utf-8")
        run = subprocess.run(["gpgv", "--quiet", "--keyring", KEYRING, "--output", "-", str(path)], capture_output=True, check=False)
        if run.returncode != 0:
            path.unlink()
            why = run.stderr.decode(errors="replace").strip().splitlines()
            raise RecipeError(f"{self.mirror}: the signature of InRelease is not valid ({why[-1] if why else 'gpgv failed'})")
        return run.stdout.decode()

    def packages(self, arch):
        """All packages of main for `arch`, by name (the newest of each)."""
        if arch in self._packages:
            return self._packages[arch]
        name = f"main/binary-{arch}/Packages.xz"
        sha = self._release().get(name)
        if not sha:
            raise RecipeError(f"{self.mirror} has no packages for {arch}")
        path = self.cache / "archive" / SUITE / f"Packages-{arch}.xz"
        if not (path.exists() and file_sha256(path) == sha):
            try:
                download(f"{self.mirror}/dists/{SUITE}/main/binary-{arch}/by-hash/SHA256/{sha}", path, sha, f"{arch} package index")
            except Unreachable:
                download(f"{self.mirror}/dists/{SUITE}/{name}", path, sha, f"{arch} package index")
        with lzma.open(path, "rt", encoding="utf-8") as f:
            stanzas = f.read().split("\n\n")
        table = {}
        for stanza in stanzas:
            fields = _fields(stanza)
            if "Package" in fields:
                table.setdefault(fields["Package"], Package(fields))
        self._packages[arch] = table
        return table

    def package(self, arch, name):
        """One package; an error when the archive has none of that name."""
        found = self.packages(arch).get(name)
        if not found:
            raise RecipeError(f"{self.mirror} has no package {name} for {arch}")
        return found

    def fetch(self, package):
        """The package's file: from the cache when its hash is right."""
        path = self.cache / "archive" / "packages" / package.filename.rsplit("/", 1)[-1]
        if not (path.exists() and file_sha256(path) == package.sha256):
            download(f"{self.mirror}/{package.filename}", path, package.sha256)
        return path
