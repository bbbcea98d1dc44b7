"""Every address of the site, `include()` resolved."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

# Wagtail's editor brings hundreds of addresses of its own; they are tried as one group.
EDITOR = "cms/"


@dataclass(frozen=True)
class Route:
    """One address: its name with namespaces (or its pattern, if it has none), and its pattern."""

    name: str
    pattern: str

    @property
    def in_editor(self) -> bool:
        """Whether it is one of the editor's."""
        return self.pattern.startswith(EDITOR)


def all_routes() -> list[Route]:
    """Every address, in the order in which they are tried."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, pattern, inner)
        elif isinstance(entry, URLPattern):
            yield Route(f"{namespace}{entry.name}" if entry.name else pattern, pattern)
