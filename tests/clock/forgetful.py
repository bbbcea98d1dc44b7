"""Caches that lose a key at the worst moment."""

from typing import Any

from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.locmem import LocMemCache


class RunsOut(LocMemCache):
    """The key runs out once, between being found and being counted."""

    run_out = False

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Counts, unless this is the moment at which the key runs out."""
        if not self.run_out:
            self.run_out = True
            self.delete(key, version=version)
        return super().incr(key, delta, version)


class KeepsNothing(DummyCache):
    """A cache whose server is away: it takes nothing and finds nothing."""

    def add(self, key: str, value: object, *_: Any, **__: Any) -> bool:
        """Says that the key was not taken."""
        return False
