"""Modules of Debian's kernel package and the order in which they can be loaded.

A module names what it needs in its .modinfo section: "depends=a,b" and "softdep=pre: c" (scripts/mod/modpost.c,
include/linux/module.h). Module names take "-" and "_" as the same.
"""

import lzma
import re

from recipe.deb import read_members
from recipe.errors import RecipeError

SUFFIX = ".ko.xz"


def _name(path):
    return path.rsplit("/", 1)[-1].removesuffix(SUFFIX).replace("-", "_")


def _needs(module):
    """Hard dependencies, and soft ones that are to be loaded before: "crypto-crc32c" is an alias of crc32c_generic."""
    hard = re.search(rb"\0depends=([^\0]*)\0", module)
    soft = [n for s in re.findall(rb"\0softdep=pre: *([^\0]*)\0", module) for n in s.decode().split()]
    aliases = [n.removeprefix("crypto-") + "_generic" if n.startswith("crypto-") else n for n in soft]
    return [n for n in hard.group(1).decode().split(",") if n] if hard else [], aliases


class KernelModules:
    """Modules of one kernel package with all that they need."""

    def __init__(self, deb, wanted):
        self.files = {}  # path in the package: compressed bytes
        self._needs = {}  # name: (hard, soft)
        self._path = {}
        known = {}
        wanted = {n.replace("-", "_") for n in wanted}
        missing = wanted
        while missing:
            # One pass over the package for each depth of dependency: it does not fit in memory unpacked.
            names = missing
            found = read_members(deb, lambda n, names=names: n.endswith(SUFFIX) and _name(n) in names)
            for path, data in found.items():
                self.files[path], self._path[_name(path)] = data, path
                self._needs[_name(path)] = known[_name(path)] = _needs(lzma.decompress(data))
            if absent := names - known.keys() & names:
                if absent & wanted:
                    raise RecipeError(f"{deb.name} lacks {', '.join(sorted(absent & wanted))}")
                known |= {n: ([], []) for n in absent}  # built in, or a soft dependency of another architecture
            missing = {n.replace("-", "_") for hard, soft in known.values() for n in hard + soft} - known.keys()

    def ordered(self, names):
        """Paths of `names` and what they need, each after what it needs."""
        order = []

        def visit(name):
            name = name.replace("-", "_")
            if name not in self._path or self._path[name] in order:
                return
            for n in (n for needs in self._needs[name] for n in needs):
                visit(n)
            order.append(self._path[name])

        for name in names:
            visit(name)
        return order

    def plain(self, names):
        """(file name, uncompressed bytes) of `names` and what they need, in the order of loading."""
        return [(p.rsplit("/", 1)[-1].removesuffix(".xz"), lzma.decompress(self.files[p])) for p in self.ordered(names)]
