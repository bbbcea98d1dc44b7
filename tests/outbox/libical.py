"""What libical reads in the calendar file that is named, as Evolution and GNOME Calendar do.

    python -m tests.outbox.libical session.ics

Debian's package libical3 holds the library; `.ci/packages` installs it. One line of JSON: UID,
start, end (ISO, UTC), SEQUENCE, STATUS, ORGANIZER of every event.
"""

import ctypes
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any


class IcalTime(ctypes.Structure):
    """The library's `struct icaltimetype`; `zone` is empty for an hour without one."""

    _fields_ = (
        ("year", ctypes.c_int), ("month", ctypes.c_int), ("day", ctypes.c_int),
        ("hour", ctypes.c_int), ("minute", ctypes.c_int), ("second", ctypes.c_int),
        ("is_date", ctypes.c_int), ("is_daylight", ctypes.c_int), ("zone", ctypes.c_void_p),
    )  # fmt: skip


def library() -> ctypes.CDLL:
    """libical 3, with the types of what is called here."""
    ical = ctypes.CDLL("libical.so.3")
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    calls: dict[str, tuple[Any, list[Any]]] = {
        "icalparser_parse_string": (pointer, [text]),
        "icalcomponent_string_to_kind": (number, [text]),
        "icalcomponent_get_first_component": (pointer, [pointer, number]),
        "icalcomponent_get_next_component": (pointer, [pointer, number]),
        "icalcomponent_get_uid": (text, [pointer]),
        "icalcomponent_get_dtstart": (IcalTime, [pointer]),
        "icalcomponent_get_dtend": (IcalTime, [pointer]),
        "icalcomponent_get_sequence": (number, [pointer]),
        "icalcomponent_get_status": (number, [pointer]),
        "icalproperty_status_to_string": (text, [number]),
        "icalproperty_string_to_kind": (number, [text]),
        "icalcomponent_get_first_property": (pointer, [pointer, number]),
        "icalproperty_get_organizer": (text, [pointer]),
        "icaltime_as_timet_with_zone": (ctypes.c_int64, [IcalTime, pointer]),
    }
    for name, (result, arguments) in calls.items():
        getattr(ical, name).restype = result
        getattr(ical, name).argtypes = arguments
    return ical


def read(content: bytes) -> list[tuple[str, str, str, int, str, str]]:
    """Every event of a calendar file. Raises ValueError for an hour without a zone."""
    ical = library()

    def moment(told: IcalTime) -> str:
        if not told.zone:
            raise ValueError("an hour without a zone")
        seconds = ical.icaltime_as_timet_with_zone(told, told.zone)
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
        return f"{at:%Y-%m-%dT%H:%M:%S}.000Z"

    calendar = ical.icalparser_parse_string(content)
    kind = ical.icalcomponent_string_to_kind(b"VEVENT")
    organizer = ical.icalproperty_string_to_kind(b"ORGANIZER")
    found = []
    event = ical.icalcomponent_get_first_component(calendar, kind)
    while event:
        status = ical.icalcomponent_get_status(event)
        asks = ical.icalcomponent_get_first_property(event, organizer)
        found.append(
            (
                ical.icalcomponent_get_uid(event).decode(),
                moment(ical.icalcomponent_get_dtstart(event)),
                moment(ical.icalcomponent_get_dtend(event)),
                int(ical.icalcomponent_get_sequence(event)),
                ical.icalproperty_status_to_string(status).decode(),
                ical.icalproperty_get_organizer(asks).decode(),
            )
        )
        event = ical.icalcomponent_get_next_component(calendar, kind)
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(read(Path(sys.argv[1]).read_bytes())))
