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
from dataclasses import replace

from outbox.events import CalendarEvent, Method, Status
from outbox.rendered import CalendarPart

_ANYBODY = "anybody"  # stands where each attendee's own address comes


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
    # Two megabytes that only the worker and whoever fetches a calendar file need.
    from outbox import entries  # noqa: PLC0415

    shared = tuple(
        replace(event, uid=f"{place}", stamp=event.stamp.replace(microsecond=0))
        for place, event in enumerate(events)
    )
    attendee = _ANYBODY if attendee_address else ""
    content = entries.written(shared, method, organizer, attendee)
    for event, own in zip(shared, events, strict=True):
        content = content.replace(entries.uid_line(event.uid), entries.uid_line(own.uid), 1)
    if attendee_address:
        content = content.replace(
            entries.attendee_line(_ANYBODY), entries.attendee_line(attendee_address)
        )
    return content
