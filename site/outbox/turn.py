"""One turn of the worker at the outbox: letters are taken in lots, made, carried, written down.

The calling thread speaks to the database and makes the words. Carriers only hand letters to the
mail server, each on a connection of its own, and none takes the next letter before its last one is
written down: a process that dies leaves at most one copy for each connection.
"""

import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from queue import Empty, SimpleQueue

from clock.claiming import holds
from outbox.models import Letter
from outbox.sending import Made, Outcome, Tried, claim_due, hand_over, make, write_down
from outbox.transport import Transport, Unreachable

LARGEST_LOT = 24
# A lot is made within this time and a letter begins to leave within as much, or it goes back: so a
# letter that was taken back a second ago, or whose words changed, does not leave as it was.
FRESH_SECONDS = 0.5
AHEAD = 4  # letters that lie ready, so that no carrier waits while the next one is made
# A far server needs many connections and few letters need few, so they grow with what has left.
FIRST_CONNECTIONS, LETTERS_FOR_ANOTHER = 4, 4


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
        carriers = _Carriers(self._carry, most=connections, note=self._note)
        try:
            while (lot := self._claim()) or carriers.out:
                for each in self._made(lot):
                    carriers.note()
                    if isinstance(each, Tried):
                        self._note([each])
                    else:
                        carriers.give(each, sent=self._sent)
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

    def _carry(self, made: Made, transport: Transport) -> Tried:
        """Hands a letter over if it may still leave. Carriers call it: no database here."""
        now = time.monotonic()
        late = now >= min(self._until, made.at + FRESH_SECONDS)
        if self._over or late or not holds(made.letter):
            return Tried(made.letter, Outcome.NOT_BEGUN)
        return hand_over(made, transport)

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
            # The others keep their tries for a server that answers.
            self._over |= each.outcome is Outcome.SERVER_DOWN


class _Carriers:
    """Threads that hand letters over, and what they tell of them."""

    def __init__(
        self,
        carry: Callable[[Made, Transport], Tried],
        *,
        most: int,
        note: Callable[[Sequence[Tried]], None],
    ) -> None:
        self.out = 0  # letters that were given and are not noted yet
        self._carry = carry
        self._note = note
        self._most = most
        self._threads: list[threading.Thread] = []
        self._noted: list[threading.Event] = []  # one for each thread: its last letter is noted
        self._ready: SimpleQueue[Made | None] = SimpleQueue()
        self._told: SimpleQueue[tuple[threading.Event, Tried]] = SimpleQueue()

    @property
    def waiting(self) -> int:
        """How many letters lie ready and nobody carries yet."""
        return self._ready.qsize()

    def give(self, made: Made, *, sent: int) -> None:
        """Has a letter carried.

        Until one was sent there is one carrier: a server that is down costs one letter one try.
        """
        self.out += 1
        self._ready.put(made)
        allowed = FIRST_CONNECTIONS + sent // LETTERS_FOR_ANOTHER if sent else 1
        while len(self._threads) < min(self.out, allowed, self._most):
            self._start()

    def note(self, *, wait: bool = False) -> None:
        """Writes down what was told since, all of it together, and lets those carriers go on."""
        told = []
        with suppress(Empty):
            told.append(self._told.get(block=wait))
            while True:
                told.append(self._told.get_nowait())
        if not told:
            return
        try:
            self._note([tried for _noted, tried in told])
        finally:
            for noted, _tried in told:
                noted.set()
                self.out -= 1

    def end(self) -> None:
        """Lets every carrier finish the letter it has, writes down what they tell, ends them."""
        with suppress(Empty):
            while made := self._ready.get_nowait():
                self._told.put((threading.Event(), Tried(made.letter, Outcome.NOT_BEGUN)))
        for _each in self._threads:
            self._ready.put(None)
        try:
            while self.out:
                self.note(wait=True)
        finally:
            for noted in self._noted:
                noted.set()
            for each in self._threads:
                each.join()

    def _start(self) -> None:
        first, noted = not self._threads, threading.Event()
        thread = threading.Thread(target=self._run, args=[noted, first], name="letters")
        self._threads.append(thread)
        self._noted.append(noted)
        thread.start()

    def _run(self, noted: threading.Event, first: bool) -> None:
        with Transport() as transport:
            if not first:
                try:
                    transport.open()
                except Unreachable:
                    self._most = 0  # the server wants no more connections of ours than it has
                    return
            while made := self._ready.get():
                noted.clear()
                self._told.put((noted, self._carry(made, transport)))
                noted.wait()
