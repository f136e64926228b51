"""Config: the parameters of a machine as attributes.

The classes below Config are made from the simulator's parameter table when this module is imported, one for each group,
so names, units, sentences, defaults and rules are those of `covesim params`.
"""

import json
import re

from . import _core
from .errors import error_of

__all__ = ["Config", "presets"]


def presets():
    """Names of all presets."""
    return _core.preset_names()


class _Group:
    """Parameters that belong together; made from the parameter table."""

    __slots__ = ("_params",)
    _path = ""
    _rows = {}

    def __init__(self, params):
        object.__setattr__(self, "_params", params)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(self._unknown(name))

    def __setattr__(self, name, value):
        row = self._rows.get(name)
        if row is None:
            raise AttributeError(self._unknown(name))
        _assign(self._params, _join(self._path, name), row, value)

    def __dir__(self):
        return [*self._rows, "describe", "to_dict"]

    def __repr__(self):
        return f"<covesim parameters {self._path}: {self.to_dict()}>"

    def __eq__(self, other):
        return type(self) is type(other) and self.to_dict() == other.to_dict()

    __hash__ = None

    def _unknown(self, name):
        try:
            self._params.get(_join(self._path, name))
        except _core.Error as e:
            return e.args[1]
        return f"unknown parameter '{name}'"

    def describe(self, name=None):
        """What a parameter is, or every one below: path, value, unit, sentence, legal values."""
        path = self._path if name is None else _join(self._path, name)
        lines = []
        for row in _core_rows():
            if row["default"] is not None and (not path or row["path"] == path or row["path"].startswith(path + ".")):
                value = self._params.get(row["path"])
                shown = json.dumps(value) if isinstance(value, bool) else value
                lines.append(f"{row['path']} = {shown}: {_sentence(row)}")
        if not lines:
            raise AttributeError(self._unknown(name))
        return "\n".join(lines)

    def to_dict(self):
        """The values as nested dictionaries and lists."""
        tree = json.loads(self._params.json())
        for part in self._path.split(".") if self._path else []:
            tree = tree[int(part)] if isinstance(tree, list) else tree[part]
        return tree


class _Array(_Group):
    """A fixed number of parameters or groups, by index."""

    __slots__ = ()

    def __len__(self):
        return len(self._rows)

    def _name(self, index):
        if not isinstance(index, int):
            raise TypeError(f"{self._path}: an index is a whole number")
        name = str(index + len(self) if index < 0 else index)
        if name not in self._rows:
            raise IndexError(f"{self._path}: has {len(self)} elements")
        return name

    def __getitem__(self, index):
        return getattr(self, self._name(index))

    def __setitem__(self, index, value):
        setattr(self, self._name(index), value)


def _join(path, name):
    return f"{path}.{name}" if path else name


def _sentence(row):
    notes = [n for n in (row["unit"] if row["unit"] != "bool" else "", f"default {row['default']}", row["legal"]) if n]
    return f"{row['doc']} ({'; '.join(notes)})"


def _assign(params, path, row, value):
    """Set one parameter, or all of a group or array from a dictionary, list or group."""
    if isinstance(value, _Group):
        value = value.to_dict()
    if row["kind"] in ("group", "array"):
        if not isinstance(value, (dict, list, tuple)):
            raise TypeError(f"{path} is a group of parameters, not a value")
        tree = list(value) if isinstance(value, tuple) else value
        for part in reversed(path.split(".")):
            if part.isdigit():
                raise TypeError(f"{path}: set the elements' parameters one by one")
            tree = {part: tree}
        _checked(params.apply_json, json.dumps(tree), path)
        return
    if isinstance(value, bool):
        if row["kind"] != "bool":
            raise TypeError(f"{path} is not true or false")
        text = "true" if value else "false"
    elif isinstance(value, int) and row["kind"] in ("int", "str"):
        text = str(value)
    elif isinstance(value, str):
        text = value
    else:
        raise TypeError(f"{path}: {value!r} is not a value for this parameter ({row['doc']})")
    _checked(params.set, path, text)


def _checked(function, *args):
    try:
        return function(*args)
    except _core.Error as e:
        raise error_of(*e.args) from None


_ROWS = None


def _core_rows():
    global _ROWS
    if _ROWS is None:
        _ROWS = _core.leaves()
    return _ROWS


def _property(path, row):
    def read(self):
        return self._params.get(path)

    def write(self, value):
        _assign(self._params, path, row, value)

    return property(read, write, doc=_sentence(row))


def _child(cls, row):
    return property(lambda self: cls(self._params), lambda self, v: _assign(self._params, row["path"], row, v), doc=row["doc"])


def class_name(path):
    """Name of the class of a group: HartMmuL1d for hart.mmu.l1d."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[._]", path))


def _build(base, path, rows, body):
    """The class for the group at `path`, and those of the groups below it."""
    prefix = path + "." if path else ""
    members = {r["path"][len(prefix):]: r for r in rows if r["path"].startswith(prefix) and "." not in r["path"][len(prefix):]}
    body = {**body, "_path": path, "_rows": members, "__slots__": ()}
    for name, row in members.items():
        if row["kind"] in ("group", "array"):
            kind = _Array if row["kind"] == "array" else _Group
            child = _build(kind, row["path"], rows, {"__doc__": row["doc"], "__module__": __name__})
            body[name] = _child(child, row)
        else:
            body[name] = _property(row["path"], row)
    return type(class_name(path) or base.__name__.strip("_"), (base,), body)


class _Config(_Group):
    __slots__ = ()

    def __init__(self, preset=None, **parameters):
        super().__init__(_core.Params())
        if preset is not None:
            _checked(self._params.apply_preset, preset)
        for name, value in parameters.items():
            setattr(self, name, value)

    @classmethod
    def load(cls, path):
        """The defaults, changed by a TOML file (or JSON, by its suffix)."""
        config = cls()
        _checked(config._params.apply_file, str(path))
        return config

    @classmethod
    def from_toml(cls, text):
        """The defaults, changed by TOML text."""
        config = cls()
        _checked(config._params.apply_toml, text, "TOML")
        return config

    @classmethod
    def from_json(cls, text):
        """The defaults, changed by JSON text."""
        config = cls()
        _checked(config._params.apply_json, text, "JSON")
        return config

    def apply_preset(self, name):
        """Change what presets/NAME.toml says."""
        _checked(self._params.apply_preset, name)

    def set(self, path, value):
        """Set a parameter by its path, such as "hart.mmu.l1d.ways"; text is taken as --set takes it."""
        text = ("true" if value else "false") if isinstance(value, bool) else str(value)
        _checked(self._params.set, path, text)

    def get(self, path):
        """A parameter by its path."""
        return _checked(self._params.get, path)

    def to_json(self):
        """Every parameter, as JSON text."""
        return self._params.json()

    def to_toml(self):
        """Every parameter, as TOML text."""
        return _toml(self.to_dict())

    def copy(self):
        """An independent copy."""
        other = type(self)()
        object.__setattr__(other, "_params", self._params.copy())
        return other

    __copy__ = copy

    def __deepcopy__(self, memo):
        return self.copy()

    def __reduce__(self):
        return type(self).from_json, (self.to_json(),)

    def __dir__(self):
        return [*super().__dir__(), "apply_preset", "copy", "from_json", "from_toml", "get", "load", "set", "to_json", "to_toml"]

    def __repr__(self):
        default = _flat(type(self)().to_dict())
        changed = [f"{k}={v!r}" for k, v in _flat(self.to_dict()).items() if default[k] != v]
        return f"Config({', '.join(changed)})"


def _flat(tree, path=""):
    items = tree.items() if isinstance(tree, dict) else enumerate(tree)
    out = {}
    for key, value in items:
        where = _join(path, str(key))
        out.update(_flat(value, where) if isinstance(value, (dict, list)) else {where: value})
    return out


def _toml_value(value):
    if isinstance(value, list):
        return "[" + ", ".join(_toml_value(v) for v in value) + "]"
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1 << 63:
        return f'"{value}"'  # TOML's integers are signed; parameters may be given as text
    return json.dumps(value)


def _toml(tree, path=""):
    """TOML of a table: its own values first, then its tables."""
    tables = {k: v for k, v in tree.items() if isinstance(v, dict)}
    lists = {k: v for k, v in tree.items() if isinstance(v, list) and v and isinstance(v[0], dict)}
    out = "".join(f"{k} = {_toml_value(v)}\n" for k, v in tree.items() if k not in tables and k not in lists)
    for k, v in tables.items():
        where = _join(path, k)
        out += f"\n[{where}]\n{_toml(v, where)}"
    for k, items in lists.items():
        where = _join(path, k)
        out += "".join(f"\n[[{where}]]\n{_toml(v, where)}" for v in items)
    return out


Config = _build(
    _Config,
    "",
    _core_rows(),
    {
        "__doc__": """The parameters of a machine: defaults, then a preset, then keyword arguments.

    Every parameter is an attribute at its path (cfg.hart.mmu.l1d.ways = 16). A name that does not exist raises
    AttributeError and names the nearest; a value out of range raises ConfigError (a ValueError) with the rule.
    """,
        "__module__": __name__,
        "__qualname__": "Config",
    },
)
Config.__name__ = "Config"
