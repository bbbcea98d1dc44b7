"""Calendar files that mail programs understand (RFC 5545 and 5546)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

from outbox.zones import zone_part

PRODUCT = "-//Evenkeel//Calendar//EN"
DISCREET_PRODUCT = "-//Calendar//Calendar//EN"
_ZULU = {"UTC", "Etc/UTC"}


class Method(StrEnum):
    """What the calendar is asked to do. PUBLISH may carry many events, the others one."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True)
class CalendarEvent:
    """One dated event.

    `uid` stays the same for the event's whole life; `sequence` rises with every change of it, so
    that a calendar ignores an older letter that arrives late. Times are aware; they are written in
    the wall time of `zone` (an IANA name), so that the event stays at its hour across clock
    changes.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    summary: str
    description: str = ""
    url: str = ""
    location: str = ""
    cancelled: bool = False


@dataclass(frozen=True)
class CalendarPart:
    """The calendar of a letter; it becomes a file once the letter's sender and receiver are known.

    `discreet` keeps our name out of the file and its own name.
    """

    events: tuple[CalendarEvent, ...]
    method: Method
    discreet: bool = False

    @property
    def filename(self) -> str:
        """A name that says no more than that it is an appointment."""
        return "appointment.ics"


def calendar_part(
    events: Sequence[CalendarEvent], *, method: Method | str, discreet: bool = False
) -> CalendarPart:
    """The calendar part of a letter.

    Raises ValueError for several events with REQUEST or CANCEL (calendars take over the first or
    none), for no event at all, and for CANCEL of an event that is not cancelled.
    """
    method = Method(method)
    if not events or (method is not Method.PUBLISH and len(events) != 1):
        raise ValueError(f"{method} with {len(events)} events")
    if method is Method.CANCEL and not events[0].cancelled:
        raise ValueError("CANCEL of an event that still takes place")
    return CalendarPart(events=tuple(events), method=method, discreet=discreet)


def calendar_file(part: CalendarPart, *, organizer: str, attendee: str, stamp: datetime) -> str:
    """The text of the calendar file, lines folded and ended as the RFC wants.

    `organizer` may carry a name ("Name <mail@host>"). Both are needed: without an attendee mail
    programs show no buttons and do not take a change over. `stamp` is when this was written.
    """
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", DISCREET_PRODUCT if part.discreet else PRODUCT)
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", part.method.value)
    for zone in sorted({event.zone for event in part.events} - _ZULU):
        own = [event for event in part.events if event.zone == zone]
        calendar.add_component(
            zone_part(
                ZoneInfo(zone),
                first=min(event.starts_at for event in own).date(),
                last=max(event.ends_at for event in own).date(),
            )
        )
    name, address = parseaddr(organizer)
    for event in part.events:
        calendar.add_component(
            _event_component(
                event,
                organizer=_person(address, name=name),
                attendee=_person(attendee),
                stamp=stamp,
            )
        )
    return calendar.to_ical().decode()


def _event_component(
    event: CalendarEvent, *, organizer: vCalAddress, attendee: vCalAddress, stamp: datetime
) -> Event:
    component = Event()
    component.add("UID", event.uid)
    component.add("SEQUENCE", event.sequence)
    component.add("DTSTAMP", stamp.astimezone(UTC))
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
    component.add("STATUS", "CANCELLED" if event.cancelled else "CONFIRMED")
    component.add("TRANSP", "OPAQUE")
    component.add("ORGANIZER", organizer)
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = "NEEDS-ACTION"
    attendee.params["RSVP"] = "FALSE"  # coming is not answered by mail
    component.add("ATTENDEE", attendee)
    return component


def _wall_time(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(UTC if zone in _ZULU else ZoneInfo(zone))


def _person(address: str, *, name: str = "") -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    if name:
        person.params["CN"] = name
    return person
