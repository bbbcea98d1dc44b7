"""A session as a calendar entry: a stable UID, and a SEQUENCE that rises with every change."""

from dataclasses import replace
from email.utils import parseaddr

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

import clock
from accounts.models import Account
from groups.seats.models import Enrollment
from groups.sessions.models import GroupSession
from help.brand import brand
from outbox.addresses import site_address
from outbox.calendar import CalendarEvent, Method, Status, calendar_part
from outbox.rendered import CalendarPart


def event_uid(enrollment: Enrollment, group_session: GroupSession) -> str:
    """The entry's UID: the same in every letter about this session to this member.

    Without a host: it would name the clinic, and a move of the site would double every entry.
    """
    return f"{group_session.pk.hex}-{enrollment.pk.hex[:8]}"


def event_of(enrollment: Enrollment, group_session: GroupSession) -> CalendarEvent:
    """One session as an entry in the member's calendar; neutral in discreet mode."""
    cancelled = group_session.state == GroupSession.State.CANCELLED
    discreet = enrollment.member.discreet
    comes = "" if discreet else _("Your personal link comes by e-mail before the session.")
    return CalendarEvent(
        uid=event_uid(enrollment, group_session),
        sequence=group_session.version,
        starts_at=group_session.starts_at,
        ends_at=group_session.ends_at,
        zone=enrollment.cohort.zone,
        summary=_title(group_session, enrollment.cohort.name, discreet=discreet),
        stamp=clock.now(),
        description=comes,
        url=site_address(reverse("today"), discreet=discreet),
        status=Status.CANCELLED if cancelled else Status.CONFIRMED,
    )


def session_event(enrollment: Enrollment, group_session: GroupSession) -> CalendarPart:
    """The calendar part of a letter about one session."""
    cancelled = group_session.state == GroupSession.State.CANCELLED
    return _part(enrollment, [group_session], method=Method.CANCEL if cancelled else Method.REQUEST)


def leader_event(
    leader: Account, group_session: GroupSession, *, discreet: bool = False
) -> CalendarPart:
    """The calendar part of a letter to somebody who leads the session: an entry of their own."""
    cancelled = group_session.state == GroupSession.State.CANCELLED
    cohort = group_session.cohort
    event = CalendarEvent(
        uid=f"{group_session.pk.hex}-own-{leader.pk}",
        sequence=group_session.version,
        starts_at=group_session.starts_at,
        ends_at=group_session.ends_at,
        zone=cohort.zone,
        summary=_title(group_session, cohort.name, discreet=discreet),
        stamp=clock.now(),
        url=site_address(reverse("today"), discreet=discreet),
        status=Status.CANCELLED if cancelled else Status.CONFIRMED,
    )
    return _part_of(
        [event],
        method=Method.CANCEL if cancelled else Method.REQUEST,
        attendee_address=leader.email,
        discreet=discreet,
    )


def course_events(enrollment: Enrollment, sessions: list[GroupSession]) -> CalendarPart:
    """The calendar part of the confirmation: every coming session of the course."""
    return _part(enrollment, sessions, method=Method.PUBLISH)


def course_taken_back(enrollment: Enrollment, sessions: list[GroupSession]) -> CalendarPart:
    """The calendar part for somebody whose place ended: the same entries, cancelled.

    CANCEL may name one event only (RFC 5546, 3.2.5), so they are published anew.
    """
    return _part(enrollment, sessions, method=Method.PUBLISH, taken_back=True)


def _taken_back(event: CalendarEvent) -> CalendarEvent:
    return replace(event, status=Status.CANCELLED, sequence=event.sequence + 1)


def _part(
    enrollment: Enrollment,
    sessions: list[GroupSession],
    *,
    method: Method,
    taken_back: bool = False,
) -> CalendarPart:
    events = [event_of(enrollment, group_session) for group_session in sessions]
    return _part_of(
        [_taken_back(event) for event in events] if taken_back else events,
        method=method,
        attendee_address="" if method is Method.PUBLISH else enrollment.member.account.email,
        discreet=enrollment.member.discreet,
    )


def _part_of(
    events: list[CalendarEvent], *, method: Method, attendee_address: str, discreet: bool
) -> CalendarPart:
    clinic = brand()
    address = settings.DISCREET_FROM_EMAIL if discreet else settings.DEFAULT_FROM_EMAIL
    return calendar_part(
        events,
        method=method,
        organizer_name=clinic.discreet_sender_name if discreet else clinic.sender_name,
        organizer_address=parseaddr(address)[1],
        attendee_address=attendee_address,
        filename="appointment.ics" if discreet else "session.ics",
    )


def _title(group_session: GroupSession, group: str, *, discreet: bool) -> str:
    if discreet:
        return _("Appointment")
    return _("Session %(number)s: %(group)s") % {"number": group_session.number, "group": group}
