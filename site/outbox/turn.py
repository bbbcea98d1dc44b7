"""One turn of the worker at the outbox: letters are taken in lots, made, carried, written down.

The calling thread speaks to the database and makes the words; carriers only hand letters to the
mail server, each on a connection of its own.
"""

import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from clock.claiming import holds
from outbox.carriers import Carriers
from outbox.models import Letter
from outbox.sending import Made, Outcome, Tried, claim_due, hand_over, make, write_down
from outbox.transport import Transport

LARGEST_LOT = 24
# A lot is made within this time and a letter begins to leave within as much, or it goes back: so a
# letter that was taken back a second ago, or whose words changed, does not leave as it was.
FRESH_SECONDS = 0.5
AHEAD = 4  # letters that lie ready, so that no carrier waits while the next one is made


class Turn:
    """Sends what is due until nothing is left, or `limit` letters or `seconds` are used up."""

    def __init__(self, *, now: datetime, limit: int, seconds: float) -> None:
        self._now = now
        self._left = limit
        self._until = time.monotonic() + seconds
        self._holder = uuid.uuid4()
        self._lot = LARGEST_LOT
        self._late = False
        self._over = False
        self._sent = 0

    def alone(self) -> int:
        """Sends in the calling thread, over one connection; returns how many letters left."""
        with Transport() as transport:
            while lot := self._claim():
                for each in self._made(lot):
                    self._note([each if isinstance(each, Tried) else self._carry(each, transport)])
        return self._sent

    def in_parallel(self, connections: int) -> int:
        """Sends over at most so many connections; returns how many letters left."""
        carriers = Carriers(self._carry, most=connections, note=self._note)
        try:
            while (lot := self._claim()) or carriers.out:
                for each in self._made(lot):
                    carriers.note()
                    if isinstance(each, Tried):
                        self._note([each])
                    else:
                        carriers.give(each)
                    while carriers.waiting >= AHEAD:
                        carriers.note(wait=True)
                while carriers.out and not lot:
                    carriers.note(wait=True)
        finally:
            self._over = True
            carriers.end()
        return self._sent

    def _claim(self) -> list[Letter]:
        """The next lot. Letters that waited too long make the next ones smaller."""
        if self._over or self._left <= 0 or time.monotonic() >= self._until:
            return []
        self._lot = max(1, self._lot // 2) if self._late else min(LARGEST_LOT, self._lot * 2)
        self._late = False
        lot = claim_due(now=self._now, most=min(self._lot, self._left), holder=self._holder)
        self._left -= len(lot)
        return lot

    def _made(self, lot: Sequence[Letter]) -> Iterator[Made | Tried]:
        """The letters of a lot, made one after another; what is left when time is up goes back."""
        until = min(self._until, time.monotonic() + FRESH_SECONDS)
        for place, each in enumerate(make(lot, now=self._now)):
            if self._over or (place and time.monotonic() >= until):
                self._note([Tried(letter, Outcome.NOT_BEGUN) for letter in lot[place:]])
                return
            yield each

    def _carry(
        self,
        made: Made,
        transport: Transport,
        *,
        may_leave: Callable[[], bool] = lambda: True,
    ) -> Tried:
        """Hands a letter over if it may still leave. Carriers call it: no database here."""
        if not self._may_leave(made):
            return Tried(made.letter, Outcome.NOT_BEGUN)
        tried = hand_over(made, transport, may_leave=lambda: may_leave() and self._may_leave(made))
        # The others keep their tries for a server that answers.
        self._over |= tried.outcome is Outcome.SERVER_DOWN
        return tried

    def _may_leave(self, made: Made) -> bool:
        late = time.monotonic() >= min(self._until, made.at + FRESH_SECONDS)
        return not self._over and not late and holds(made.letter)

    def _note(self, tried: Sequence[Tried]) -> None:
        try:
            write_down(tried, now=self._now)
        except Exception:
            self._over = True  # what leaves now could not be written down either
            raise
        for each in tried:
            self._sent += each.outcome is Outcome.SENT
            self._left += each.outcome is Outcome.NOT_BEGUN
            self._late |= each.outcome is Outcome.NOT_BEGUN
