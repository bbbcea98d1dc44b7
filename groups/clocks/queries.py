"""What new rules of clocks moved, for the letters, the members' pages and the desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.sessions.models import GroupSession, RulesChange, SessionMove

TOLD_FOR = timedelta(days=14)
HOUR = timedelta(hours=1)


def still_moved(change: RulesChange, *, now: datetime) -> list[SessionMove]:
    """Its moves that still say when a session is, soonest first; what moved on has newer letters.

    One query.
    """
    return list(
        change.moves.filter(
            session__state=GroupSession.State.PLANNED,
            session__version=F("version"),
            session__starts_at__gt=now,
        )
        .select_related("session")
        .order_by("starts_at")
    )


def shift_of(moves: Iterable[SessionMove]) -> str:
    """“an hour earlier”, as a place sees it whose own clocks stay; empty where they differ."""
    shifts = {move.starts_at - move.was_at for move in moves}
    if len(shifts) != 1:
        return ""
    shift = shifts.pop()
    if abs(shift) == HOUR:
        return _("an hour later") if shift > timedelta(0) else _("an hour earlier")
    minutes = abs(shift) // timedelta(minutes=1)
    if shift > timedelta(0):
        return ngettext("%(n)d minute later", "%(n)d minutes later", minutes) % {"n": minutes}
    return ngettext("%(n)d minute earlier", "%(n)d minutes earlier", minutes) % {"n": minutes}


@dataclass(frozen=True)
class ChangeLine:
    """One change of clocks as the desk lists it; `shift` as `shift_of` says it."""

    change: RulesChange
    moves: tuple[SessionMove, ...]
    shift: str


def change_line(change: RulesChange) -> ChangeLine:
    """A change with what it moved. No query for one of `changes_newest_first`."""
    moves = sorted(change.moves.all(), key=lambda move: move.session.number)
    return ChangeLine(change, tuple(moves), shift_of(moves))


def changes_newest_first() -> QuerySet[RulesChange]:
    """Every change of clocks that moved something. Three queries for a page of them."""
    return (
        RulesChange.objects.select_related("cohort")
        .prefetch_related("moves__session")
        .order_by("-at", "cohort__name")
    )


def recent_changes(*, now: datetime) -> QuerySet[RulesChange]:
    """Those of the last two weeks."""
    return RulesChange.objects.filter(at__gt=now - TOLD_FOR, at__lte=now)


def recently_moved(*, now: datetime) -> int:
    """How many groups new rules moved in the last two weeks."""
    found = recent_changes(now=now).aggregate(groups=Count("cohort", distinct=True))
    return int(found["groups"])


def changed_since_enrolling(*, now: datetime) -> Exists:
    """To annotate enrolments: whether the clocks of their group changed lately, and after them."""
    return Exists(
        recent_changes(now=now).filter(cohort=OuterRef("cohort"), at__gte=OuterRef("activated_at"))
    )
