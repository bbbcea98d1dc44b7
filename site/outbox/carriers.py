"""Threads that hand letters over, each on a mail connection of its own, and what they tell."""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Protocol

from outbox.sending import Made, Outcome, Tried
from outbox.transport import Transport, Unreachable

# Letters whose words are on their way, or whose end is not written down yet: so many copies leave
# at most where a process dies.
MOST_IN_DOUBT = 4


class Carry(Protocol):
    """Hands one letter over, if it `may_leave` when the server is ready for its words."""

    def __call__(
        self, made: Made, transport: Transport, *, may_leave: Callable[[], bool]
    ) -> Tried: ...


class Carriers:
    """At most `most` threads, for one turn. Who gives letters also notes what became of them."""

    def __init__(self, carry: Carry, *, most: int, note: Callable[[Sequence[Tried]], None]) -> None:
        self.out = 0  # letters that were given and are not noted yet
        self._carry = carry
        self._note = note
        self._most = most
        self._threads: list[threading.Thread] = []
        self._ready: SimpleQueue[Made | None] = SimpleQueue()
        self._told: SimpleQueue[tuple[Tried, _Doubt]] = SimpleQueue()
        self._places = threading.Semaphore(MOST_IN_DOUBT)
        self._way = self._in_doubt = 0.0  # seconds before the words, and from there to our note
        self._was_taken = False

    @property
    def waiting(self) -> int:
        """How many letters lie ready and nobody carries yet."""
        return self._ready.qsize()

    def give(self, made: Made) -> None:
        """Has a letter carried, over another connection where that is of use."""
        self.out += 1
        self._ready.put(made)
        while len(self._threads) < min(self.out, self._most, self._useful()):
            thread = threading.Thread(target=self._run, args=[not self._threads], name="letters")
            self._threads.append(thread)
            thread.start()

    def _useful(self) -> int:
        """How many connections have as many letters in doubt as may be: the more, the longer a
        letter's way before that. One until a letter was taken, so that a server that is down costs
        one letter one try."""
        if not self._was_taken:
            return 1
        return MOST_IN_DOUBT + round(MOST_IN_DOUBT * self._way / (self._in_doubt or 1))

    def note(self, *, wait: bool = False) -> None:
        """Writes down what was told since, all of it together."""
        told = []
        with suppress(Empty):
            told.append(self._told.get(block=wait))
            while True:
                told.append(self._told.get_nowait())
        try:
            if told:
                self._note([tried for tried, _doubt in told])
        finally:
            self.out -= len(told)
            for tried, doubt in told:
                doubt.end()
                self._was_taken |= tried.outcome is Outcome.SENT
                self._way += doubt.way
                self._in_doubt += doubt.lasted

    def end(self) -> None:
        """Lets every carrier finish the letter it has, writes down what they tell, ends them."""
        with suppress(Empty):
            while made := self._ready.get_nowait():
                self._told.put((Tried(made.letter, Outcome.NOT_BEGUN), _Doubt(self._places)))
        for _each in self._threads:
            self._ready.put(None)
        try:
            while self.out:
                self.note(wait=True)
        finally:
            self._places.release(len(self._threads) + 1)  # where noting failed, nobody shall wait
            for each in self._threads:
                each.join()

    def _run(self, first: bool) -> None:
        with Transport() as transport:
            if not first:
                try:
                    transport.open()
                except Unreachable:
                    self._most = 0  # the server wants no more connections of ours than it has
                    return
            while made := self._ready.get():
                doubt = _Doubt(self._places)
                self._told.put((self._carry(made, transport, may_leave=doubt.begin), doubt))


class _Doubt:
    """One letter's place among those in doubt; it has none until its words leave.

    `way`: seconds until it wanted one; `lasted`: how long it had it.
    """

    def __init__(self, places: threading.Semaphore) -> None:
        self.way = self.lasted = 0.0
        self._places = places
        self._given_at = time.monotonic()
        self._began_at: float | None = None

    def begin(self) -> bool:
        """Waits for a place; a letter that is tried again on another connection has it already."""
        if self._began_at is None:
            self.way = time.monotonic() - self._given_at
            self._places.acquire()
            self._began_at = time.monotonic()
        return True

    def end(self) -> None:
        """Gives the place back, once what became of the letter is written down."""
        if self._began_at is not None:
            self.lasted = time.monotonic() - self._began_at
            self._places.release()
