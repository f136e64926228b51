"""Statistics are nested dictionaries with the keys of the command line's --stats file."""

# What tells the rows of a hart's "accounts" apart; the rest of a row counts.
_IDENTITY = ("component", "sdid", "v", "privilege", "vmid")


def delta(after, before):
    """after - before, number by number: what happened in between."""
    if isinstance(after, dict):
        old = before if isinstance(before, dict) else {}
        return {k: v if k in _IDENTITY and "component" in after else delta(v, old.get(k)) for k, v in after.items()}
    if isinstance(after, list):
        old = before if isinstance(before, list) else []
        if any(isinstance(row, dict) and "component" in row for row in after):
            known = {_key(row): row for row in old}
            return [delta(row, known.get(_key(row))) for row in after]
        return [delta(v, old[i] if i < len(old) else None) for i, v in enumerate(after)]
    if isinstance(after, (int, float)) and not isinstance(after, bool):
        return after - (before if before is not None else 0)
    return after


def _key(row):
    return tuple(row.get(name) for name in _IDENTITY)
