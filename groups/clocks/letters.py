"""One letter to everybody who takes part, for all sessions that new rules of clocks moved.

It names no old hours. Who lives by the group's clock was told the very hour that stays; and what
another wall showed can only be said by the old rules, which are gone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

import clock
from accounts.models import Account
from accounts.reader import reads_discreetly
from clock.words import day_and_hour, hour
from design.tags.times import place
from groups.clocks.queries import shift_of, still_moved
from groups.cohorts.access import leads
from groups.cohorts.models import Cohort
from groups.links.calendar import course_events, leader_event_of, publish
from groups.links.letters import CLOCKS_CHANGED
from groups.links.told import which
from groups.seats.models import Enrollment
from groups.sessions.models import GroupSession, RulesChange, SessionMove
from outbox.actions import post_letter
from outbox.compose import compose
from outbox.models import Letter
from outbox.register import letter_kind
from outbox.rendered import CalendarPart, Rendered

LEADER_CLOCKS_CHANGED = f"leader-{CLOCKS_CHANGED}"


def post_clocks_changed(change: RulesChange, *, now: datetime) -> None:
    """One letter to each member and each leader of the group; a draft is still being planned."""
    cohort = change.cohort
    if cohort.state == Cohort.State.DRAFT:
        return
    moved = [move.session for move in change.moves.select_related("session")]
    useless_after = max(group_session.starts_at for group_session in moved)
    seats = cohort.enrollments.enrolled().select_related("member__account")
    for seat in seats:
        if not seat.theirs(moved):
            continue
        post_letter(
            CLOCKS_CHANGED,
            key=f"{CLOCKS_CHANGED}:{change.pk}:{seat.pk.hex}",
            to=seat.member.account.email,
            reader=seat.member.reader,
            about={"change": change.pk, "enrollment": str(seat.pk)},
            now=now,
            useless_after=useless_after,
        )
    for leader in Account.objects.filter(leads__cohort=cohort, is_active=True):
        post_letter(
            LEADER_CLOCKS_CHANGED,
            key=f"{LEADER_CLOCKS_CHANGED}:{change.pk}:{leader.pk}",
            to=leader.email,
            reader=leader.reader,
            about={"change": change.pk, "account": leader.pk},
            now=now,
            useless_after=useless_after,
        )


@dataclass(frozen=True)
class _Reader:
    """Whom a letter about new rules is for: a member or a leader."""

    name: str
    zone: ZoneInfo
    discreet: bool
    country: str
    email: str
    leads: bool


@letter_kind(CLOCKS_CHANGED)
def render_clocks_changed(letter: Letter) -> Rendered | None:
    """To a member; None when their part ended, or each session has moved once more."""
    change = RulesChange.objects.select_related("cohort").get(pk=letter.about["change"])
    seat = (
        Enrollment.objects.select_related("member__account", "cohort")
        .enrolled()
        .filter(pk=letter.about["enrollment"])
        .first()
    )
    if seat is None:
        return None
    moves = [
        move
        for move in still_moved(change, now=clock.now())
        if seat.has_session(move.session.number)
    ]
    if not moves:
        return None
    member = seat.member
    reader = _Reader(
        member.name,
        seat.clock,
        member.discreet,
        member.country,
        member.account.email,
        leads=False,
    )
    return _compose(
        change, moves, reader, calendar=course_events(seat, [move.session for move in moves])
    )


@letter_kind(LEADER_CLOCKS_CHANGED)
def render_leader_clocks_changed(letter: Letter) -> Rendered | None:
    """To a leader; None when they lead the group no more, or each session has moved once more."""
    change = RulesChange.objects.select_related("cohort").get(pk=letter.about["change"])
    leader = Account.objects.filter(pk=letter.about["account"], is_active=True).first()
    moves = still_moved(change, now=clock.now())
    if leader is None or not moves or not leads(leader, change.cohort_id):
        return None
    cohort, discreet = change.cohort, reads_discreetly(leader)
    zone = leader.zone if leader.time_zone else cohort.zone
    country = leader.country
    entries = [
        leader_event_of(leader, move.session, cohort=cohort, discreet=discreet) for move in moves
    ]
    return _compose(
        change,
        moves,
        _Reader(leader.first_name, zone, discreet, country, leader.email, leads=True),
        calendar=publish(cohort, entries, discreet=discreet),
    )


def _compose(
    change: RulesChange, moves: list[SessionMove], reader: _Reader, *, calendar: CalendarPart
) -> Rendered:
    cohort = change.cohort
    at_home = reader.zone.key == cohort.zone_name
    hours = {hour(move.session.starts) for move in moves}
    subject = (
        _("New rules for clocks in %(place)s: when your appointments are")
        if reader.discreet
        else _("New rules for clocks in %(place)s: when your group meets")
    )
    context: dict[str, Any] = {
        "name": reader.name,
        "leads": reader.leads,
        "cohort": cohort,
        "zone": place(reader.zone),
        "group_zone": cohort.place,
        "hour": hours.pop() if len(hours) == 1 else "",
        "at_home": at_home,
        "shift": "" if at_home else shift_of(moves),
        "dates": [_date(move.session, cohort, reader) for move in moves],
    }
    return compose(
        "clocks_changed",
        context,
        subject=subject % {"place": cohort.place},
        discreet=reader.discreet,
        country=reader.country,
        to=reader.email,
        calendar=calendar,
    )


def _date(group_session: GroupSession, cohort: Cohort, reader: _Reader) -> tuple[str, str]:
    """Which session, and when on the reader's clock."""
    starts_at = group_session.starts_at.astimezone(reader.zone)
    return (
        which(group_session, cohort, discreet=reader.discreet),
        day_and_hour(starts_at),
    )
