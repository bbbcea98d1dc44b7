"""Addresses that belong to the site itself: a page under one of them would never be shown."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

# Its own patterns are the pages of the tree. By name: it cannot be imported before the models are.
THE_TREE = "wagtail.urls"
# The rooms' sockets, which are no pages of Django's.
SOCKETS = "ws"
_WORD = re.compile(r"[\w-]+")


@cache
def reserved() -> frozenset[str]:
    """The first parts of all addresses that are not pages of the tree."""
    files = (settings.STATIC_URL, settings.MEDIA_URL)
    served = {url.strip("/").partition("/")[0] for url in files if url.startswith("/")}
    return frozenset(_first_parts(get_resolver().url_patterns)) | served | {SOCKETS}


def is_reserved(slug: str) -> bool:
    """Whether a page right below the home page may not be called so."""
    return slug.lower() in reserved()


def _first_parts(patterns: Iterable[Any]) -> Iterator[str]:
    for pattern in patterns:
        written = str(pattern.pattern)
        if isinstance(pattern, URLResolver) and not written.strip("^"):
            if getattr(pattern.urlconf_module, "__name__", "") != THE_TREE:
                yield from _first_parts(pattern.url_patterns)
        elif isinstance(pattern, URLPattern | URLResolver):
            yield from _words_of(written)


def _words_of(written: str) -> Iterator[str]:
    """Those that begin a route ("desk/lessons/") or a pattern ("^(?:cms|admin)/login/")."""
    first = written.lstrip("^").partition("/")[0]
    if "<" not in first:
        yield from _WORD.findall(first.replace("?:", ""))
