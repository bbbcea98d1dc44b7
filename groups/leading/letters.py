"""What leaders are told when a coordinator changes their sessions."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

import clock
from accounts.models import Account
from accounts.reader import reads_discreetly
from clock.words import day_and_hour, near_day, near_day_and_hour, weekday_and_hour
from design.tags.times import place
from groups.clocks.letters import LEADER_CLOCKS_CHANGED
from groups.cohorts.access import leads
from groups.cohorts.models import Cohort
from groups.leading.queries import facilitators
from groups.links.calendar import leader_event
from groups.links.told import stood_at, which
from groups.sessions.dates import apart
from groups.sessions.models import GroupSession, SessionMove
from groups.sessions.queries import added_for, coming_sessions
from outbox.actions import post_letter
from outbox.addresses import site_address
from outbox.compose import compose
from outbox.models import Letter
from outbox.register import letter_kind
from outbox.rendered import Rendered

LEADER_MOVED = "leader-session-moved"
LEADER_CANCELLED = "leader-session-cancelled"


def post_change_to_leaders(
    group_session: GroupSession, *, cohort: Cohort, by: Account, now: datetime
) -> None:
    """A session was moved or cancelled: whoever leads it then is told once, but not its author.

    Posted with the change, since only then it is known who led the group and who decided. A draft
    is still being planned, and tells nobody.
    """
    cancelled = group_session.state == GroupSession.State.CANCELLED
    useless_after = group_session.ends_at if cancelled else group_session.starts_at
    if cohort.state == Cohort.State.DRAFT or useless_after <= now:
        return
    kind = LEADER_CANCELLED if cancelled else LEADER_MOVED
    for leader in facilitators().filter(leads__cohort=cohort).exclude(pk=by.pk):
        post_letter(
            kind,
            key=f"{kind}:{group_session.pk.hex}:{leader.pk}:{group_session.version}",
            to=leader.email,
            reader=leader.reader,
            about={
                "account": leader.pk,
                "session": str(group_session.pk),
                "version": group_session.version,
            },
            now=now,
            useless_after=useless_after,
        )


@letter_kind(LEADER_MOVED)
def render_leader_moved(letter: Letter) -> Rendered | None:
    """A coordinator moved a session of theirs."""
    return _to_leader(letter, state=GroupSession.State.PLANNED)


@letter_kind(LEADER_CANCELLED)
def render_leader_cancelled(letter: Letter) -> Rendered | None:
    """A coordinator cancelled a session of theirs."""
    return _to_leader(letter, state=GroupSession.State.CANCELLED)


def _to_leader(letter: Letter, *, state: GroupSession.State) -> Rendered | None:
    """None when the session changed again, or the reader leads it no more."""
    leader = Account.objects.filter(pk=letter.about["account"], is_active=True).first()
    group_session = (
        GroupSession.objects.select_related("cohort")
        .filter(pk=letter.about["session"], version=letter.about["version"], state=state)
        .first()
    )
    if leader is None or group_session is None or not leads(leader, group_session.cohort_id):
        return None
    cohort, discreet = group_session.cohort, reads_discreetly(leader)
    zone = leader.zone if leader.time_zone else cohort.zone
    starts_at = group_session.starts_at.astimezone(zone)
    cancelled = state == GroupSession.State.CANCELLED
    added = added_for(group_session) if cancelled else None
    page = reverse("today") if discreet else reverse("lead-group", args=[cohort.slug])
    return compose(
        "leader_session",
        {
            "name": leader.first_name,
            "cohort": cohort,
            "session": group_session,
            "which": which(group_session, cohort, discreet=discreet),
            "cancelled": cancelled,
            "when": _day_and_hour(group_session.starts_at, zone),
            "was_when": ""
            if cancelled
            else _day_and_hour(_knew(leader, group_session, zone), zone),
            "zone": place(zone.key),
            "group_when": weekday_and_hour(group_session.starts_at.astimezone(cohort.zone)),
            "group_zone": cohort.place,
            "same_time": not apart(group_session.starts_at, zone, cohort.zone),
            "next_when": _day_and_hour(_next_after(group_session), zone) if cancelled else "",
            "added": which(added, cohort, discreet=discreet) if added else "",
            "added_when": _day_and_hour(added.starts_at if added else None, zone),
            "link": site_address(page, discreet=discreet),
        },
        subject=_leader_subject(cohort, starts_at, cancelled=cancelled, discreet=discreet),
        discreet=discreet,
        country=leader.country,
        to=leader.email,
        calendar=leader_event(leader, group_session, discreet=discreet, added=added),
    )


def _day_and_hour(moment: datetime | None, zone: ZoneInfo) -> str:
    return day_and_hour(moment.astimezone(zone)) if moment else ""


def _next_after(cancelled: GroupSession) -> datetime | None:
    """When the group meets next after a session that does not take place."""
    coming = coming_sessions(cancelled.cohort, now=clock.now())
    return next((one.starts_at for one in coming if one.starts_at > cancelled.starts_at), None)


def _knew(leader: Account, group_session: GroupSession, zone: ZoneInfo) -> datetime | None:
    """The hour that the leader knew; None where they knew no other."""

    def keys(move: SessionMove) -> list[str]:
        return [
            f"{LEADER_MOVED}:{move.session_id.hex}:{leader.pk}:{move.version}",
            f"{LEADER_CLOCKS_CHANGED}:{move.rules_id}:{leader.pk}",
        ]

    at_home = zone.key == group_session.cohort.zone_name
    return stood_at(group_session, keys=keys, at_home=at_home, told_unless_posted=True)


def _leader_subject(cohort: Cohort, starts_at: datetime, *, cancelled: bool, discreet: bool) -> str:
    day, hour = near_day(starts_at), near_day_and_hour(starts_at)
    if cancelled:
        words = (
            _("Your appointment on %(when)s is cancelled")
            if discreet
            else _("%(group)s: no session on %(when)s")
        )
        return words % {"group": cohort.name, "when": day}
    words = (
        _("New time for your appointment: %(when)s")
        if discreet
        else _("%(group)s: a session you lead has moved to %(when)s")
    )
    return words % {"group": cohort.name, "when": hour}
