"""What areas above tell of seats, in words: how one is paid, and why one ended."""

from collections.abc import Callable, Collection
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from groups.seats.models import Enrollment

Words = str | Promise
Tells = Callable[[Collection[Enrollment]], dict[UUID, str]]
_tells: list[Tells] = []
_ends: dict[str, Words] = {}


def tells_how_paid(tells: Tells) -> Tells:
    """Registers who says how seats are paid, by their ids; a seat without money is left out."""
    _tells.append(tells)
    return tells


def how_paid(seats: Collection[Enrollment]) -> dict[UUID, str]:
    """How each is paid, in words. As many queries as there are who tell: one."""
    found: dict[UUID, str] = {}
    for tells in _tells if seats else []:
        found |= tells(seats)
    return found


def name_end(reason: str, words: Words) -> None:
    """Registers what a reason of ours is called; whoever ends a seat for one names it."""
    _ends[reason] = words


def end_words(reason: str) -> str:
    """Why a seat ended: our own reasons in words, a coordinator's as they wrote it."""
    named = _ends.get(reason)
    if named is not None:
        return str(named)
    return _("“%(reason)s”") % {"reason": reason} if reason else ""
