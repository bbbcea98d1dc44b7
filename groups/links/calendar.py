"""A session as a calendar entry: a stable UID, and a SEQUENCE that rises with every change."""

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

import clock
from accounts.models import Account
from groups.cohorts.models import Cohort
from groups.seats.models import Enrollment
from groups.sessions.models import GroupSession
from help.brand import brand
from outbox.addresses import site_address
from outbox.calendar import calendar_part
from outbox.events import CalendarEvent, Method, Status
from outbox.rendered import CalendarPart


def event_uid(enrollment: Enrollment, group_session: GroupSession) -> str:
    """The entry's UID: the same in every letter about this session to this member, until they
    change between ordinary and discreet letters.

    Those name different organizers, and a calendar drops what another organizer than the entry's
    own says; so from then on they are other entries (`give_entries_anew`). Without a host: it would
    name the clinic, and a move of the site would double every entry.
    """
    uid = f"{group_session.pk.hex}-{enrollment.pk.hex[:8]}"
    return f"{uid}-{enrollment.entries}" if enrollment.entries else uid


def event_of(enrollment: Enrollment, group_session: GroupSession) -> CalendarEvent:
    """One session as an entry in the member's calendar; neutral in discreet mode."""
    discreet = enrollment.member.discreet
    return _event(
        event_uid(enrollment, group_session),
        group_session,
        group=enrollment.cohort.name,
        discreet=discreet,
        comes="" if discreet else _("Your personal link comes by e-mail before the session."),
    )


def leader_event_of(
    leader: Account, group_session: GroupSession, *, cohort: Cohort, discreet: bool
) -> CalendarEvent:
    """One session as an entry in the calendar of somebody who leads it.

    Discreet entries have another organizer, and therefore a UID of another form.
    """
    uid = f"{group_session.pk.hex}-{'for' if discreet else 'own'}-{leader.pk}"
    return _event(uid, group_session, group=cohort.name, discreet=discreet)


def _event(
    uid: str, group_session: GroupSession, *, group: str, discreet: bool, comes: str = ""
) -> CalendarEvent:
    cancelled = group_session.state == GroupSession.State.CANCELLED
    return CalendarEvent(
        uid=uid,
        sequence=group_session.version,
        starts_at=group_session.starts_at,
        ends_at=group_session.ends_at,
        summary=_title(group_session, group, discreet=discreet),
        stamp=clock.now(),
        description=comes,
        url=site_address(reverse("today"), discreet=discreet),
        status=Status.CANCELLED if cancelled else Status.CONFIRMED,
    )


def session_event(
    enrollment: Enrollment, group_session: GroupSession, *, added: GroupSession | None = None
) -> CalendarPart:
    """The calendar of a letter about one session; its file holds the one `added` in its place, too.

    A mail program acts on one entry at a time (RFC 5546, 3.2.5), so the added one is in the file.
    """
    return _part(
        enrollment.cohort,
        [event_of(enrollment, group_session)],
        method=_method(group_session),
        attendee_address=enrollment.member.account.email,
        discreet=enrollment.member.discreet,
        also=[event_of(enrollment, added)] if added else [],
    )


def leader_event(
    leader: Account,
    group_session: GroupSession,
    *,
    discreet: bool,
    added: GroupSession | None = None,
) -> CalendarPart:
    """The calendar of a letter to somebody who leads the session: entries of their own."""
    cohort = group_session.cohort
    events = [
        leader_event_of(leader, one, cohort=cohort, discreet=discreet)
        for one in (group_session, added)
        if one is not None
    ]
    return _part(
        cohort,
        events[:1],
        method=_method(group_session),
        attendee_address=leader.email,
        discreet=discreet,
        also=events[1:],
    )


def _method(group_session: GroupSession) -> Method:
    cancelled = group_session.state == GroupSession.State.CANCELLED
    return Method.CANCEL if cancelled else Method.REQUEST


def course_events(enrollment: Enrollment, sessions: list[GroupSession]) -> CalendarPart:
    """Several sessions in one file: of the confirmation, or all that new clock rules moved."""
    return publish(
        enrollment.cohort,
        [event_of(enrollment, group_session) for group_session in sessions],
        discreet=enrollment.member.discreet,
    )


def course_taken_back(enrollment: Enrollment, sessions: list[GroupSession]) -> CalendarPart:
    """The calendar part for somebody whose place ended: the same entries, cancelled.

    CANCEL may name one event only (RFC 5546, 3.2.5), so they are published anew.
    """
    return publish(
        enrollment.cohort,
        _taken_back(enrollment, sessions),
        discreet=enrollment.member.discreet,
    )


def course_begins_later(
    enrollment: Enrollment, theirs: list[GroupSession], *, before: list[GroupSession]
) -> CalendarPart:
    """All their sessions, and those `before` taken back that are theirs no more."""
    return publish(
        enrollment.cohort,
        [*_taken_back(enrollment, before), *(event_of(enrollment, one) for one in theirs)],
        discreet=enrollment.member.discreet,
    )


def _taken_back(enrollment: Enrollment, sessions: list[GroupSession]) -> list[CalendarEvent]:
    events = [event_of(enrollment, group_session) for group_session in sessions]
    return [
        replace(event, status=Status.CANCELLED, sequence=event.sequence + 1) for event in events
    ]


def publish(cohort: Cohort, events: list[CalendarEvent], *, discreet: bool) -> CalendarPart:
    """Many entries of one cohort in one file, which mail programs offer to take over."""
    return _part(cohort, events, method=Method.PUBLISH, attendee_address="", discreet=discreet)


def _part(
    cohort: Cohort,
    events: list[CalendarEvent],
    *,
    method: Method,
    attendee_address: str,
    discreet: bool,
    also: list[CalendarEvent] | None = None,
) -> CalendarPart:
    clinic = brand()
    return calendar_part(
        events,
        method=method,
        organizer_name=clinic.discreet_sender_name if discreet else clinic.sender_name,
        organizer_address=cohort.discreet_organizer if discreet else cohort.organizer,
        attendee_address=attendee_address,
        filename="appointment.ics" if discreet else "session.ics",
        also=also or [],
    )


def _title(group_session: GroupSession, group: str, *, discreet: bool) -> str:
    if discreet:
        return _("Appointment %(number)s") % {"number": group_session.number}
    return _("Session %(number)s: %(group)s") % {"number": group_session.number, "group": group}
