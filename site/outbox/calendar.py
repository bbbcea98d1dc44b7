"""Calendar files that mail programs understand (RFC 5545 and 5546)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

from outbox.rendered import CalendarPart
from outbox.zones import zone_part

PRODUCT = "-//EK//Calendar//EN"  # stands in discreet letters too, so it does not name us
_ZULU = {"UTC", "Etc/UTC"}


class Method(StrEnum):
    """What the calendar is asked to do. PUBLISH may carry many events, the others one."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


class Status(StrEnum):
    """Whether the event takes place."""

    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class CalendarEvent:
    """One dated event.

    `uid` stays the same for the event's whole life; `sequence` rises with every change of it, so
    that a calendar ignores an older letter that arrives late. Times are aware; they are written in
    the wall time of `zone`, so that the event stays at its hour across clock changes. `stamp` is
    when this version was made.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    zone: ZoneInfo
    summary: str
    stamp: datetime
    description: str = ""
    url: str = ""
    location: str = ""
    status: Status = Status.CONFIRMED


def calendar_part(
    events: Sequence[CalendarEvent],
    *,
    method: Method,
    organizer_name: str,
    organizer_address: str,
    attendee_address: str = "",
    filename: str = "invite.ics",
) -> CalendarPart:
    """The calendar file of one letter.

    REQUEST and CANCEL need the attendee's address: without it mail programs show no buttons and do
    not take a change over. Raises ValueError for several events with REQUEST or CANCEL, for none at
    all, and for CANCEL of an event that is not cancelled.
    """
    if not events or (method is not Method.PUBLISH and len(events) != 1):
        raise ValueError(f"{method} with {len(events)} events")
    if method is Method.CANCEL and events[0].status is not Status.CANCELLED:
        raise ValueError("CANCEL of an event that still takes place")
    if method is not Method.PUBLISH and not attendee_address:
        raise ValueError(f"{method} without an attendee")
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODUCT)
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method.value)
    for zone in {event.zone for event in events if event.zone.key not in _ZULU}:
        days = [
            moment.astimezone(zone).date()
            for event in events
            if event.zone == zone
            for moment in (event.starts_at, event.ends_at)
        ]
        calendar.add_component(zone_part(zone, first=min(days), last=max(days)))
    for event in events:
        calendar.add_component(
            _event_component(
                event,
                organizer=_person(organizer_address, name=organizer_name),
                attendee=_person(attendee_address) if attendee_address else None,
            )
        )
    content = calendar.to_ical().decode()
    return CalendarPart(content=content, method=method.value, filename=filename)


def _event_component(
    event: CalendarEvent, *, organizer: vCalAddress, attendee: vCalAddress | None
) -> Event:
    component = Event()
    component.add("UID", event.uid)
    component.add("SEQUENCE", event.sequence)
    component.add("DTSTAMP", event.stamp.astimezone(UTC))
    component.add("DTSTART", _wall_time(event.starts_at, event.zone))
    component.add("DTEND", _wall_time(event.ends_at, event.zone))
    component.add("SUMMARY", event.summary)
    for name, value in (
        ("DESCRIPTION", event.description),
        ("URL", event.url),
        ("LOCATION", event.location),
    ):
        if value:
            component.add(name, value)
    component.add("STATUS", event.status.value)
    component.add("TRANSP", "OPAQUE")
    component.add("ORGANIZER", organizer)
    if attendee is not None:
        attendee.params["ROLE"] = "REQ-PARTICIPANT"
        attendee.params["PARTSTAT"] = "NEEDS-ACTION"
        attendee.params["RSVP"] = "FALSE"
        component.add("ATTENDEE", attendee, encode=False)
    return component


def _wall_time(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(UTC if zone.key in _ZULU else zone)


def _person(address: str, *, name: str = "") -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    if name:
        person.params["CN"] = name
    return person
