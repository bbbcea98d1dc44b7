"""What a process keeps in its own memory, by all that it depends on.

Nothing here grows old: a key holds the version (or whatever else may change), and what nobody asks
for any more makes room. Without pickling and locks a look costs a microsecond; the cache costs
twenty in memory, and a hundred and fifty in Redis.
"""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")
_memos: list["Memo[object]"] = []


class Memo(Generic[T]):
    """At most `most` values by key; the one that came first goes first. For all threads.

    Values are shared by whoever asks: nobody changes them.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: dict[Hashable, T] = {}
        self._lock = Lock()
        _memos.append(self)  # type: ignore[arg-type]

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of `key`, made where it is missing: outside the lock, so perhaps twice."""
        try:
            return self._values[key]
        except KeyError:
            value = make()
        with self._lock:
            while len(self._values) >= self._most:
                del self._values[next(iter(self._values))]
            self._values[key] = value
        return value

    def clear(self) -> None:
        """Forgets all values."""
        with self._lock:
            self._values.clear()


def forget_all() -> None:
    """Every memo is empty, as in a process that begins."""
    for memo in _memos:
        memo.clear()
