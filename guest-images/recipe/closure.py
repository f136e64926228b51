"""What a package needs: dependencies of an archive's index, first alternative that exists."""


def closure(packages, names, skip):
    """The packages `names` and all that they depend on but those whose name `skip` matches, sorted by name."""
    providers = {}
    for p in packages.values():
        for virtual in p.provides:
            providers.setdefault(virtual, p.name)
    found, todo = {}, list(names)
    while todo:
        n = todo.pop()
        n = n if n in packages else providers.get(n, n)
        if n in found or n not in packages or skip.fullmatch(n):
            continue
        found[n] = packages[n]
        for group in packages[n].depends:
            known = [a for a in group if a in packages or a in providers]
            todo += known[:1]
    return [found[n] for n in sorted(found)]
