"""What every part of the running program shares: settings, store, clock, and how to open a book."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from stripe_sandbox.book import Book
from stripe_sandbox.clock import BusinessClock
from stripe_sandbox.store import Store
from stripe_sandbox.sweeping import sweep


@dataclass(frozen=True)
class Settings:
    """The command line, read."""

    port: int
    data: Path
    webhook_url: str
    webhook_secret: str
    public_url: str
    clock_file: Path | None = None

    @property
    def hosts(self) -> frozenset[str]:
        """Return the names under which a browser may reach us.

        A page elsewhere whose name was made to point at this machine brings its own name along.
        """
        return frozenset({"127.0.0.1", "localhost", urlsplit(self.public_url).hostname or ""})


@dataclass
class Desk:
    """The sandbox at work.

    ``busy_keys`` are the idempotency keys whose request is not done yet; ``sending`` is true while
    a webhook is on its way.
    """

    settings: Settings
    store: Store
    clock: BusinessClock
    busy_keys: set[tuple[str, str]] = field(default_factory=set)
    sending: bool = False
    post_waits: asyncio.Event = field(default_factory=asyncio.Event)

    @contextmanager
    def book(
        self, *, request_id: str | None = None, idempotency_key: str | None = None
    ) -> Iterator[Book]:
        """Open a transaction in which everything that is due has happened already."""
        now = self.clock.now()
        if self.store.due_plans(now):
            with self.store.transaction():
                sweep(Book(self.store, now, self.settings.public_url))
        with self.store.transaction():
            yield Book(self.store, now, self.settings.public_url, request_id, idempotency_key)
        self.post_waits.set()
