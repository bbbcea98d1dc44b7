"""Calendar files, parsed back as a calendar program would."""

from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from outbox.calendar import calendar_part
from outbox.events import CalendarEvent, Method, Status
from outbox.mime import build_message
from outbox.models import Letter
from outbox.rendered import CalendarPart, Rendered
from tests.factories import NOW

BERLIN = ZoneInfo("Europe/Berlin")


def event(starts_at: datetime, **more: object) -> CalendarEvent:
    fields: dict[str, Any] = {
        "uid": "session-1@clinic.example",
        "sequence": 0,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "summary": "Skills group, week 3: “Wise mind”, with Zoë; bring paper",
        "stamp": NOW,
    } | more
    return CalendarEvent(**fields)


def invite(*events: CalendarEvent, method: Method = Method.REQUEST) -> CalendarPart:
    return calendar_part(
        events,
        method=method,
        organizer_name="Evenkeel",
        organizer_address="care@clinic.example",
        attendee_address="zoe@example.org",
    )


def test_a_request_says_everything_a_calendar_needs() -> None:
    starts_at = datetime(2026, 9, 8, 18, 0, tzinfo=BERLIN)
    part = invite(
        event(
            starts_at,
            sequence=2,
            description="Line one\nLine two",
            url="https://c.example/x",
        )
    )
    calendar = Calendar.from_ical(part.content)
    (entry,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == part.method == "REQUEST"
    assert entry["UID"] == "session-1@clinic.example"
    assert entry["SEQUENCE"] == 2
    assert entry["SUMMARY"] == "Skills group, week 3: “Wise mind”, with Zoë; bring paper"
    assert entry["DESCRIPTION"] == "Line one\nLine two"
    assert entry["URL"] == "https://c.example/x"
    assert entry["STATUS"] == "CONFIRMED"
    assert entry["ORGANIZER"] == "mailto:care@clinic.example"
    assert entry["ATTENDEE"] == "mailto:zoe@example.org"
    assert entry.decoded("DTSTAMP") == NOW
    assert entry.decoded("DTSTART") == starts_at
    assert entry.decoded("DTEND") == starts_at + timedelta(hours=2)


def test_lines_are_folded_at_75_octets_and_end_as_the_rfc_says() -> None:
    part = invite(event(NOW, description="ü" * 300))
    lines = part.content.encode().split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert b"\n" not in part.content.encode().replace(b"\r\n", b"")


@pytest.mark.parametrize(
    ("zone", "wall_time", "in_utc"),
    [
        ("Europe/Berlin", "2026-10-20T18:00", "20261020T160000Z"),  # a week before they go back
        ("Europe/Berlin", "2026-10-27T18:00", "20261027T170000Z"),
        ("America/New_York", "2026-03-03T19:30", "20260304T003000Z"),
        ("America/Vancouver", "2026-12-08T18:00", "20261209T010000Z"),  # no winter time any more
        ("Australia/Lord_Howe", "2026-04-07T18:00", "20260407T073000Z"),
        ("Asia/Kolkata", "2026-04-07T18:00", "20260407T123000Z"),
    ],
)
def test_a_moment_is_written_as_one_and_needs_nobodys_zone_rules(
    zone: str, wall_time: str, in_utc: str
) -> None:
    starts_at = datetime.fromisoformat(wall_time).replace(tzinfo=ZoneInfo(zone))
    content = invite(event(starts_at)).content
    (entry,) = Calendar.from_ical(content).walk("VEVENT")
    assert entry.decoded("DTSTART") == starts_at
    assert f"DTSTART:{in_utc}\r\n" in content
    assert "TZID" not in content


def test_a_course_of_sessions_is_published_across_a_clock_change_at_one_hour() -> None:
    weeks = [datetime(2026, 10, 20, 18, 0, tzinfo=BERLIN) + timedelta(weeks=n) for n in range(3)]
    part = invite(
        *(event(week, uid=f"s{n}@c.example") for n, week in enumerate(weeks)),
        method=Method.PUBLISH,
    )
    calendar = Calendar.from_ical(part.content)
    starts = [entry.decoded("DTSTART").astimezone(BERLIN) for entry in calendar.walk("VEVENT")]
    assert [moment.hour for moment in starts] == [18, 18, 18]


def test_a_cancellation_names_the_same_event() -> None:
    part = invite(event(NOW, sequence=3, status=Status.CANCELLED), method=Method.CANCEL)
    calendar = Calendar.from_ical(part.content)
    (entry,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], entry["STATUS"], entry["SEQUENCE"]) == ("CANCEL", "CANCELLED", 3)
    assert entry["UID"] == "session-1@clinic.example"


@pytest.mark.parametrize(
    ("events", "method"),
    [
        ([], Method.PUBLISH),
        ([event(NOW), event(NOW)], Method.REQUEST),
        ([event(NOW)], Method.CANCEL),
    ],
)
def test_a_file_that_calendars_would_misread_is_refused(
    events: list[CalendarEvent], method: Method
) -> None:
    with pytest.raises(ValueError, match=method):
        invite(*events, method=method)


def test_an_invitation_without_an_attendee_is_refused() -> None:
    with pytest.raises(ValueError, match="attendee"):
        calendar_part(
            [event(NOW)],
            method=Method.REQUEST,
            organizer_name="Evenkeel",
            organizer_address="care@clinic.example",
        )


def test_the_file_of_a_discreet_letter_does_not_name_us() -> None:
    part = calendar_part(
        [event(NOW, summary="Appointment")],
        method=Method.REQUEST,
        organizer_name="EK Notices",
        organizer_address="post@clinic.example",
        attendee_address="zoe@example.org",
    )
    assert "evenkeel" not in part.content.casefold()


def parts_of(message: Message) -> list[Message]:
    """The parts of a message that has some. Raises AssertionError for one that has none."""
    parts = message.get_payload()
    assert isinstance(parts, list)
    found = [part for part in parts if isinstance(part, Message)]
    assert found == parts
    return found


def test_mail_programs_find_the_calendar_beside_the_words_and_as_a_file() -> None:
    part = invite(event(NOW))
    letter = Letter(to="zoe@example.org", message_id="<1@clinic.example>")
    rendered = Rendered(subject="Your session", text="x", html="<p>x</p>", calendar=part)
    message = message_from_bytes(build_message(letter, rendered, now=NOW).message().as_bytes())
    assert message.get_content_type() == "multipart/mixed"
    words, file = parts_of(message)
    assert [each.get_content_type() for each in parts_of(words)] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    calendar = parts_of(words)[-1]
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_content_charset() == "utf-8"
    assert file.get_filename() == "invite.ics"
    assert file.get_content_type() == "application/ics"
    content = file.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert content.decode() == part.content
    assert message["Date"] == "Tue, 01 Sep 2026 12:00:00 +0000"
