"""Circles among neighbours: which modules and packages of one folder import each other."""

from collections.abc import Collection, Iterable

Graph = dict[str, set[str]]


def neighbours(names: Collection[str], imports: Iterable[tuple[str, str]]) -> dict[str, Graph]:
    """By package ("" for the roots) which of its direct children imports which.

    `names` are the modules there are; an import of a name inside one counts as one of it.
    """
    known = set(names)
    graphs: dict[str, Graph] = {}
    for importer, imported in imports:
        target = _module_of(imported, known)
        if not target or target == importer:
            continue
        mine, theirs = importer.split("."), target.split(".")
        depth = _shared(mine, theirs)
        if depth < min(len(mine), len(theirs)):  # a package and what is inside it are one place
            graph = graphs.setdefault(".".join(mine[:depth]), {})
            graph.setdefault(mine[depth], set()).add(theirs[depth])
    return graphs


def circles(graph: Graph) -> list[list[str]]:
    """The groups of neighbours in which each reaches each other, by name."""
    reach = {name: _reached_from(name, graph) for name in graph}
    together = {
        frozenset(other for other in reached if name in reach.get(other, set()))
        for name, reached in reach.items()
        if name in reached
    }
    return sorted(sorted(group) for group in together)


def _reached_from(name: str, graph: Graph) -> set[str]:
    found: set[str] = set()
    ahead = list(graph[name])
    while ahead:
        if (one := ahead.pop()) not in found:
            found.add(one)
            ahead.extend(graph.get(one, ()))
    return found


def _module_of(imported: str, known: set[str]) -> str:
    while imported and imported not in known:
        imported = imported.rpartition(".")[0]
    return imported


def _shared(one: list[str], other: list[str]) -> int:
    return next(
        (depth for depth, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
