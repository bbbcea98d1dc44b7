"""When a line is answered: by weekday, past midnight, across clock changes."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from help.hours import ALWAYS, UNKNOWN, HoursUnreadable, Span, read_hours

COPENHAGEN, HANOI = "Europe/Copenhagen", "Asia/Ho_Chi_Minh"


def at(text: str, zone: str) -> datetime:
    """A moment on the wall clock of a zone, such as `2026-12-02 06:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "moment", "is_open"),
    [
        ("daily 11:00-05:00", "2026-12-02 04:59", True),  # past midnight belongs to the day before
        ("daily 11:00-05:00", "2026-12-02 05:00", False),
        ("daily 11:00-05:00", "2026-12-02 11:00", True),
        ("Sun 22:00-02:00", "2026-12-07 01:00", True),  # from Sunday into Monday
        ("Mon 22:00-02:00", "2026-12-07 01:00", False),
        ("Fri-Mon 09:00-17:00", "2026-12-06 12:00", True),  # a run of days past Sunday
        ("Fri-Mon 09:00-17:00", "2026-12-08 12:00", False),
        ("Mon,Wed 09:00-12:00, 14:00-17:00", "2026-12-02 13:00", False),
        ("Mon,Wed 09:00-12:00, 14:00-17:00", "2026-12-02 14:00", True),
        ("daily 16:00-24:00", "2026-12-02 23:59", True),
        ("daily 16:00-24:00", "2026-12-03 00:00", False),
    ],
)
def test_line_is_open_within_its_hours_and_closed_outside(
    text: str, moment: str, is_open: bool
) -> None:
    hours = read_hours(text, zone=COPENHAGEN)
    assert hours.open_at(at(moment, COPENHAGEN)) is is_open


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-12-02 12:00", "2026-12-02 13:00"),  # a Wednesday
        ("2026-12-02 13:00", "2026-12-03 13:00"),  # open: the next opening
        ("2026-12-06 21:00", "2026-12-09 13:00"),  # Sunday evening: closed until Wednesday
    ],
)
def test_closed_line_says_when_it_opens(moment: str, opens: str) -> None:
    hours = read_hours("Wed-Sun 13:00-20:30", zone=HANOI)
    found = hours.opens_at(at(moment, HANOI))
    assert found is not None
    assert found.astimezone(UTC) == at(opens, HANOI)


def test_hours_follow_the_wall_clock_through_a_clock_change() -> None:
    hours = read_hours("daily 09:00-17:00", zone="Europe/Sofia")
    before, after = "2026-10-24 09:00", "2026-10-26 09:00"
    assert hours.open_at(at(before, "Europe/Sofia")) is True
    assert hours.open_at(at(after, "Europe/Sofia")) is True
    gap = read_hours("Sun 03:30-05:00", zone="Europe/Sofia")  # that half hour is left out
    opening = gap.opens_at(at("2026-03-29 00:30", "Europe/Sofia"))
    assert opening is not None
    assert f"{opening:%H:%M}" == "04:30"


def test_what_nobody_knows_is_neither_open_nor_closed() -> None:
    now = at("2026-12-02 12:00", COPENHAGEN)
    assert (UNKNOWN.open_at(now), UNKNOWN.opens_at(now), UNKNOWN.words) == (None, None, "")
    assert (ALWAYS.open_at(now), ALWAYS.opens_at(now), ALWAYS.words) == (
        True,
        None,
        "Day and night",
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("daily 11:00-05:00", "Every day 11:00–05:00"),
        ("Mon-Fri 14:00-22:00; Sat,Sun 10:00-18:00", "Mon–Fri 14:00–22:00; Sat–Sun 10:00–18:00"),
        ("Mon 09:00-12:00, 14:00-24:00", "Monday 09:00–12:00, 14:00–24:00"),
        (" mon-fri 9 ", ""),
    ],
)
def test_hours_read_as_people_say_them(text: str, words: str) -> None:
    if words:
        assert read_hours(text, zone=COPENHAGEN).words == words
        return
    with pytest.raises(HoursUnreadable):
        read_hours(text, zone=COPENHAGEN)


def test_week_needs_a_zone_and_day_and_night_needs_none() -> None:
    with pytest.raises(HoursUnreadable, match="time zone"):
        read_hours("daily 09:00-17:00", zone="")
    with pytest.raises(HoursUnreadable, match="no time zone"):
        read_hours("daily 09:00-17:00", zone="Mars/Olympus")
    assert read_hours("Always", zone="") is ALWAYS
    assert read_hours("Mon 22:00-02:00", zone=HANOI).spans == (Span(0, 22 * 60, 26 * 60),)
