"""Calendar files that mail programs understand (RFC 5545 and 5546).

Times are written in UTC ("…T170000Z"), each date an event of its own. Measured with icalendar,
vobject, khal, ical.js, node-ical (tests/outbox/test_readers.py) and libical: all of them read a
moment in UTC as that moment, on a machine of any zone and with zone rules of any age. A wall time
with a zone they do not: icalendar, khal and node-ical look its name up in rules of their own and
ignore the part of the file that states the zone; vobject, ical.js and libical go by that part, and
without it the first and the last by the machine's rules, ical.js by the machine's own zone. One
group would meet at two hours. What a wall time would save, new entries when a government changes
its clocks, is done by a letter (groups/clocks).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache

from icalendar import Calendar, Event, Parameters, vCalAddress, vText
from icalendar.parser import Contentline

from outbox.rendered import CalendarPart

PRODUCT = "-//EK//Calendar//EN"  # stands in discreet letters too, so it does not name us

_ANYBODY = "anybody"  # stands where each attendee's own address comes
_ATTENDS = {"PARTSTAT": "NEEDS-ACTION", "ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE"}
_ATTENDEE = f"ATTENDEE;{';'.join(f'{name}={word}' for name, word in _ATTENDS.items())}:mailto:{{}}"


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
    that a calendar ignores an older letter that arrives late. Times are aware. `stamp` is when this
    version was made.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
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
    also: Sequence[CalendarEvent] = (),
) -> CalendarPart:
    """The calendar of one letter: what mail programs act on, and the file that comes with it.

    They are the same, unless there is `also` something to say that the method has no room for, as
    the date that stands in for a cancelled one: then the file publishes both. The organizer's
    address must be the one that these entries were first sent with: calendars ignore another's.

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
    organizer = (organizer_address, organizer_name)
    content = _content(events, method, organizer=organizer, attendee_address=attendee_address)
    file = _content([*events, *also], Method.PUBLISH, organizer=organizer) if also else content
    return CalendarPart(content=content, method=method.value, filename=filename, file=file)


def _content(
    events: Sequence[CalendarEvent],
    method: Method,
    *,
    organizer: tuple[str, str],
    attendee_address: str = "",
) -> str:
    """The file. What everybody gets of it is made once a second, and each one's own lines are put
    into it: a tenth of what it takes to make the whole."""
    shared = tuple(
        replace(event, uid=f"{place}", stamp=event.stamp.replace(microsecond=0))
        for place, event in enumerate(events)
    )
    attendee = _ANYBODY if attendee_address else ""
    content = _shared_content(shared, method, organizer, attendee)
    for event, own in zip(shared, events, strict=True):
        content = content.replace(_uid_line(event.uid), _uid_line(own.uid), 1)
    if attendee_address:
        content = content.replace(_attendee_line(_ANYBODY), _attendee_line(attendee_address))
    return content


@lru_cache(maxsize=64)
def _shared_content(
    events: tuple[CalendarEvent, ...],
    method: Method,
    organizer: tuple[str, str],
    attendee_address: str,
) -> str:
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODUCT)
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method.value)
    for event in events:
        calendar.add_component(
            _event_component(event, organizer=organizer, attendee_address=attendee_address)
        )
    content: str = calendar.to_ical().decode()
    return content


def _event_component(
    event: CalendarEvent, *, organizer: tuple[str, str], attendee_address: str
) -> Event:
    component = Event()
    component.add("UID", event.uid)
    component.add("SEQUENCE", event.sequence)
    component.add("DTSTAMP", event.stamp.astimezone(UTC))
    component.add("DTSTART", event.starts_at.astimezone(UTC))
    component.add("DTEND", event.ends_at.astimezone(UTC))
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
    address, name = organizer
    component.add("ORGANIZER", _person(address, CN=name) if name else _person(address))
    if attendee_address:
        component.add("ATTENDEE", _person(attendee_address, **_ATTENDS), encode=False)
    return component


def _person(address: str, **parameters: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    person.params.update(parameters)
    return person


@lru_cache(maxsize=128)
def _uid_line(uid: str) -> str:
    return _whole_line(Contentline.from_parts("UID", Parameters(), vText(uid)))


def _attendee_line(address: str) -> str:
    return _whole_line(
        Contentline(_ATTENDEE.format(address))  # type: ignore[no-untyped-call]
    )


def _whole_line(line: Contentline) -> str:
    """A line between its neighbours: no words of an event can look like it."""
    told: bytes = line.to_ical()  # type: ignore[no-untyped-call]
    return f"\r\n{told.decode()}\r\n"
