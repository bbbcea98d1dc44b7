"""How calendar entries are written, line by line. Imported when the first one is."""

from datetime import UTC
from functools import lru_cache

from icalendar import Calendar, Event, Parameters, vCalAddress, vText
from icalendar.parser import Contentline

from outbox.events import CalendarEvent, Method

PRODUCT = "-//EK//Calendar//EN"  # stands in discreet letters too, so it does not name us

_ATTENDS = {"PARTSTAT": "NEEDS-ACTION", "ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE"}
_ATTENDEE = f"ATTENDEE;{';'.join(f'{name}={word}' for name, word in _ATTENDS.items())}:mailto:{{}}"


@lru_cache(maxsize=64)
def written(
    events: tuple[CalendarEvent, ...],
    method: Method,
    organizer: tuple[str, str],
    attendee_address: str,
) -> str:
    """The file, as RFC 5545 wants it."""
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
def uid_line(uid: str) -> str:
    """The line that names an entry, between its neighbours."""
    return _whole_line(Contentline.from_parts("UID", Parameters(), vText(uid)))


def attendee_line(address: str) -> str:
    """The line of whoever is invited, between its neighbours."""
    return _whole_line(
        Contentline(_ATTENDEE.format(address))  # type: ignore[no-untyped-call]
    )


def _whole_line(line: Contentline) -> str:
    """A line between its neighbours: no words of an event can look like it."""
    told: bytes = line.to_ical()  # type: ignore[no-untyped-call]
    return f"\r\n{told.decode()}\r\n"
