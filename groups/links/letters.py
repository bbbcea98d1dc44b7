"""The letters around a session: one function per letter, built when it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

import clock
from clock.words import (
    day,
    day_and_hour,
    hour,
    near_day,
    near_day_and_hour,
    weekday_and_hour,
    weekday_hour,
)
from design.tags.times import place
from groups.links.calendar import course_events, session_event
from groups.links.tokens import link_path
from groups.links.told import stood_at, which
from groups.seats.models import Enrollment
from groups.sessions.dates import apart
from groups.sessions.models import GroupSession, SessionMove
from groups.sessions.queries import added_for, coming_sessions
from outbox.addresses import site_address
from outbox.compose import compose
from outbox.models import Letter
from outbox.register import letter_kind, mass_letter_kind
from outbox.rendered import CalendarPart, Rendered

CLOCKS_CHANGED = "clocks-changed"  # new rules of clocks moved sessions: groups.clocks.letters
TELLS_THE_HOUR = ("session-moved", "session-tomorrow", "session-in-an-hour", "room-open")


@dataclass(frozen=True)
class Meeting:
    """What every letter about a session knows."""

    enrollment: Enrollment
    session: GroupSession

    @property
    def discreet(self) -> bool:
        """Whether the member chose neutral letters."""
        return self.enrollment.member.discreet

    @property
    def starts_at(self) -> datetime:
        """The start on the member's own clock; on the group's while theirs is unknown."""
        return self.session.starts_at.astimezone(self.enrollment.clock)

    @property
    def is_today(self) -> bool:
        """Whether the member's own calendar shows the session today."""
        return self.starts_at.date() == clock.now().astimezone(self.enrollment.clock).date()


def meetings(letters: Sequence[Letter]) -> dict[UUID, Meeting]:
    """Each letter's session and member as they are now; without those that are of no use any more.

    A session that changed since the letter was posted has a newer letter of its own on the way. Two
    queries for all of them.
    """
    seats = Enrollment.objects.select_related("member__account").in_bulk(
        {UUID(each.about["enrollment"]) for each in letters}
    )
    sessions = GroupSession.objects.select_related("cohort__course").in_bulk(
        {UUID(each.about["session"]) for each in letters}
    )
    found = {}
    for letter in letters:
        seat = seats.get(UUID(letter.about["enrollment"]))
        group_session = sessions.get(UUID(letter.about["session"]))
        if seat is None or group_session is None or not seat.enrolled:
            continue
        if letter.about.get("version", group_session.version) != group_session.version:
            continue
        if not seat.has_session(group_session.number):
            continue  # they begin later than when it was posted
        if seat.cohort_id == group_session.cohort_id:
            seat.cohort = group_session.cohort
        found[letter.pk] = Meeting(seat, group_session)
    return found


def _compose(
    meeting: Meeting,
    template: str,
    *,
    subject: str,
    calendar: CalendarPart | None = None,
    **more: Any,
) -> Rendered:
    enrollment, group_session = meeting.enrollment, meeting.session
    context: dict[str, Any] = {
        "cohort": enrollment.cohort,
        "session": group_session,
        "which": which(group_session, enrollment.cohort, discreet=meeting.discreet),
        # Formatted here: a template's date filter would turn them into the worker's own zone.
        "when": day_and_hour(meeting.starts_at),
        "zone": place(enrollment.clock),
        "group_when": weekday_and_hour(group_session.starts_at.astimezone(enrollment.cohort.zone)),
        "group_zone": place(enrollment.cohort.zone_name),
        "same_time": not apart(group_session.starts_at, enrollment.clock, enrollment.cohort.zone),
        "today": meeting.is_today,
        **more,
    }
    link = site_address(link_path(enrollment, group_session), discreet=meeting.discreet)
    return compose(
        template,
        context,
        subject=subject,
        discreet=meeting.discreet,
        country=enrollment.member.country,
        to=enrollment.member.account.email,
        personal={"name": enrollment.member.name, "link": link},
        calendar=calendar,
    )


def _day_and_hour(meeting: Meeting) -> str:
    return weekday_hour(meeting.starts_at)


@mass_letter_kind("session-tomorrow", read=meetings)
def render_session_tomorrow(meeting: Meeting) -> Rendered | None:
    """The personal link, a day before; "today" where it is late or the session came closer."""
    if meeting.session.state != GroupSession.State.PLANNED:
        return None
    if meeting.discreet:
        subject = _("Your appointment: %(when)s")
    elif meeting.is_today:
        subject = _("Your session is today: %(when)s")
    else:
        subject = _("Your session is tomorrow: %(when)s")
    return _compose(
        meeting,
        "session_tomorrow",
        subject=subject % {"when": _day_and_hour(meeting)},
        calendar=session_event(meeting.enrollment, meeting.session),
    )


@mass_letter_kind("session-in-an-hour", read=meetings)
def render_session_in_an_hour(meeting: Meeting) -> Rendered | None:
    """The personal link, an hour before."""
    if meeting.session.state != GroupSession.State.PLANNED:
        return None
    subject = (
        _("Your appointment is at %(when)s")
        if meeting.discreet
        else _("Your session starts at %(when)s")
    )
    return _compose(
        meeting,
        "session_in_an_hour",
        subject=subject % {"when": hour(meeting.starts_at)},
    )


@mass_letter_kind("room-open", read=meetings)
def render_room_open(meeting: Meeting) -> Rendered | None:
    """The room is open."""
    if not meeting.session.room_is_open(clock.now()):
        return None
    subject = _("You can come in now") if meeting.discreet else _("Your room is open")
    return _compose(meeting, "room_open", subject=subject)


@mass_letter_kind("session-moved", read=meetings)
def render_session_moved(meeting: Meeting) -> Rendered | None:
    """The session has a new time, and which it had; the calendar entry moves with it."""
    if meeting.session.state != GroupSession.State.PLANNED:
        return None
    subject = (
        _("New time for your appointment: %(when)s")
        if meeting.discreet
        else _("Your session has moved: %(when)s")
    )
    return _compose(
        meeting,
        "session_moved",
        subject=subject % {"when": near_day_and_hour(meeting.starts_at)},
        calendar=session_event(meeting.enrollment, meeting.session),
        was_when=_was_when(meeting),
    )


def _was_when(meeting: Meeting) -> str:
    """The hour that the member knew, on their clock; empty where they knew no other."""
    enrollment = meeting.enrollment

    def keys(move: SessionMove) -> list[str]:
        about = f"{move.session_id.hex}:{enrollment.pk.hex}:{move.version}"
        told = [f"{kind}:{about}" for kind in TELLS_THE_HOUR]
        return [*told, f"{CLOCKS_CHANGED}:{move.rules_id}:{enrollment.pk.hex}"]

    was_at = stood_at(
        meeting.session,
        keys=keys,
        at_home=enrollment.clock == enrollment.cohort.zone,
        since=enrollment.activated_at,
    )
    if was_at is None:
        return ""
    return day_and_hour(was_at.astimezone(enrollment.clock))


@mass_letter_kind("session-cancelled", read=meetings)
def render_session_cancelled(meeting: Meeting) -> Rendered | None:
    """The session will not take place; the calendar entry is taken back, and what follows is told.

    The session that is added at the end stands in no calendar yet: its day is named here, and the
    attached file holds it.
    """
    if meeting.session.state != GroupSession.State.CANCELLED:
        return None
    subject = (
        _("Your appointment on %(when)s is cancelled")
        if meeting.discreet
        else _("No session on %(when)s")
    )
    added = added_for(meeting.session)
    return _compose(
        meeting,
        "session_cancelled",
        subject=subject % {"when": near_day(meeting.starts_at)},
        calendar=session_event(meeting.enrollment, meeting.session, added=added),
        **_what_follows(meeting, added),
    )


def _what_follows(meeting: Meeting, added: GroupSession | None) -> dict[str, str]:
    """When the group meets after that and last, and what was added, on the member's clock."""
    zone = meeting.enrollment.clock
    cohort, told = meeting.enrollment.cohort, {}
    coming = meeting.enrollment.theirs(coming_sessions(cohort, now=clock.now()))
    after = [one for one in coming if one.starts_at > meeting.session.starts_at]
    if after:
        told["next_when"] = day_and_hour(after[0].starts_at.astimezone(zone))
        told["last_day"] = day(coming[-1].starts_at.astimezone(zone))
    if added is not None:
        told["added"] = which(added, cohort, discreet=meeting.discreet)
        told["added_when"] = day_and_hour(added.starts_at.astimezone(zone))
    return told


@letter_kind("calendar-anew")
def render_calendar_anew(letter: Letter) -> Rendered | None:
    """All dates ahead as new entries, after a change between ordinary and discreet letters.

    None when the member has changed back meanwhile: that posted a letter of its own.
    """
    enrollment = (
        Enrollment.objects.select_related("member__account", "cohort")
        .filter(pk=letter.about["enrollment"], entries=letter.about["entries"])
        .first()
    )
    if enrollment is None or not enrollment.enrolled:
        return None
    cohort, member = enrollment.cohort, enrollment.member
    coming = enrollment.theirs(coming_sessions(cohort, now=clock.now()))
    if not coming:
        return None
    dates = [
        (
            which(one, cohort, discreet=member.discreet),
            day_and_hour(one.starts_at.astimezone(enrollment.clock)),
        )
        for one in coming
    ]
    subject = _("Your dates") if member.discreet else _("Your dates in %(group)s")
    return compose(
        "calendar_anew",
        {"member": member, "cohort": cohort, "dates": dates, "zone": place(enrollment.clock)},
        subject=subject % {"group": cohort.name},
        discreet=member.discreet,
        country=member.country,
        to=member.account.email,
        calendar=course_events(enrollment, coming),
    )


@mass_letter_kind("link-again", read=meetings)
def render_link_again(meeting: Meeting) -> Rendered | None:
    """The same link once more, because its owner asked."""
    if meeting.session.state != GroupSession.State.PLANNED:
        return None
    subject = _("Your link") if meeting.discreet else _("Your link to the next session")
    return _compose(meeting, "link_again", subject=subject)
