"""How letters name a session, and what its reader knew of its hour before."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from groups.cohorts.models import Cohort
from groups.sessions.models import GroupSession, SessionMove
from outbox.models import Letter

# Whether somebody was told of a move, by the keys of the letters that could have told it.
Keys = Callable[[SessionMove], Iterable[str]]


def which(group_session: GroupSession, cohort: Cohort, *, discreet: bool) -> str:
    """The session as a letter names it: its number, and its group unless that tells too much."""
    words = _("Appointment %(number)s") if discreet else _("%(group)s, session %(number)s")
    return words % {"group": cohort.name, "number": group_session.number}


def stood_at(
    group_session: GroupSession,
    *,
    keys: Keys,
    at_home: bool,
    since: datetime | None = None,
    told_unless_posted: bool = False,
) -> datetime | None:
    """When the session was to be as its reader last heard; None where it has not moved for them.

    A session that moved twice within a minute is told once, by the letter about the second move,
    and that names the hour before the first. `since` is when the reader came: earlier moves are
    none to them. `told_unless_posted`: a move without a letter was their own. `at_home`: they live
    by the group's clock, and what new rules of clocks moved is where it was to them. Two queries.
    """
    moves = [
        move
        for move in group_session.moves.order_by("-version")
        if since is None or move.moved_at > since
    ]
    letters = {move.version: set(keys(move)) for move in moves}
    keys_of_all = set().union(*letters.values())
    posted = {letter.key: letter for letter in Letter.objects.filter(key__in=keys_of_all)}

    def heard_of(move: SessionMove, *, before: datetime) -> bool:
        found = [posted[key] for key in letters[move.version] if key in posted]
        # One about several sessions leaves out what has moved on before it left.
        return any(letter.sent_at and letter.sent_at <= before for letter in found) or (
            told_unless_posted and not found
        )

    stood = group_session.starts_at
    later: SessionMove | None = None
    for move in moves:
        if later is not None and heard_of(move, before=later.moved_at):
            break
        stayed = move.rules_id is not None and at_home
        stood, later = move.starts_at if stayed else move.was_at, move
    return stood if stood != group_session.starts_at else None
