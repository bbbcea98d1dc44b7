"""Which day a card belongs to, in every zone there is."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.diary.days import (
    DAYS_BACK,
    DayAhead,
    DayLongAgo,
    check_day,
    day_at,
    device_clock,
    earliest_day,
    trend_days,
    was_late,
    week_of,
)

ZONES = [ZoneInfo(name) for name in sorted(available_timezones()) if name != "localtime"]
FIRST, LAST = date(2026, 1, 1), date(2028, 12, 31)
MOMENTS = st.builds(
    lambda day, second: datetime(day.year, day.month, day.day, tzinfo=UTC) + second,
    st.dates(FIRST, LAST),
    st.timedeltas(timedelta(), timedelta(hours=23, minutes=59, seconds=59)),
)
DAYS = st.dates(FIRST, LAST)
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
WEEKS_OF_THREE_YEARS = [
    datetime(2026, 1, 1, tzinfo=UTC) + timedelta(weeks=number) for number in range(158)
]


@settings(max_examples=40)
@given(MOMENTS)
def test_the_day_is_that_of_the_wall_in_every_zone(moment: datetime) -> None:
    """The wall is asked in another way than the code asks: by the offset from UTC."""
    for zone in ZONES:
        wall = moment.replace(tzinfo=None) + (moment.astimezone(zone).utcoffset() or timedelta())
        day = day_at(moment, zone=zone)
        assert day == wall.date(), zone.key
        check_day(day, today=day)
        check_day(day - DAY, today=day)
        assert not was_late(day, filled_at=moment, zone=zone)
        assert was_late(day - DAY, filled_at=moment, zone=zone)
        with pytest.raises(DayAhead):
            check_day(day + DAY, today=day)


@settings(max_examples=40)
@given(MOMENTS, st.timedeltas(MINUTE, timedelta(days=3)))
def test_days_go_on_in_every_zone_and_clocks_that_change_take_none_away(
    moment: datetime, later: timedelta
) -> None:
    """Clocks put back at midnight repeat an hour of the day before; more never comes again."""
    for zone in ZONES:
        day, next_day = day_at(moment, zone=zone), day_at(moment + later, zone=zone)
        assert next_day >= day - (DAY if later <= timedelta(hours=2) else timedelta()), zone.key
        assert next_day - day <= later + DAY + timedelta(hours=2), zone.key


@settings(max_examples=40)
@given(DAYS)
def test_every_day_of_every_zone_can_be_filled_on_itself(day: date) -> None:
    """Noon is there on each day of each zone: no clock skips the middle of a day in these years."""
    for zone in ZONES:
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone).astimezone(UTC)
        assert day_at(noon, zone=zone) == day, zone.key


@settings(max_examples=300)
@given(DAYS)
def test_weeks_begin_on_monday_and_a_trend_has_twelve_of_them(day: date) -> None:
    week, days = week_of(day), trend_days(day)
    assert day in week
    assert [each.weekday() for each in week] == list(range(7))
    assert len(days) == 84
    assert days[-7:] == week
    assert all(after - before == DAY for before, after in pairwise(days))


def changes_of(zone: ZoneInfo) -> list[datetime]:
    """Every moment of these years at which the clocks of a zone are put on or back."""

    def off(at: datetime) -> timedelta:
        return at.astimezone(zone).utcoffset() or timedelta()

    found = []
    for before, after in pairwise(WEEKS_OF_THREE_YEARS):
        if off(before) != off(after):
            while after - before > SECOND:
                middle = before + timedelta(seconds=(after - before) // SECOND // 2)
                before, after = (middle, after) if off(middle) == off(before) else (before, middle)
            found.append(after)
    return found


def test_around_every_change_of_every_zones_clocks_a_day_stays_its_day() -> None:
    """What is filled in just before, while an hour is skipped or repeated, and just after."""
    changes = 0
    for zone in ZONES:
        for change in changes_of(zone):
            changes += 1
            for minutes in (-180, -61, -60, -30, 0, 30, 60, 61, 180):
                for at in (change + minutes * MINUTE - SECOND, change + minutes * MINUTE):
                    off = at.astimezone(zone).utcoffset() or timedelta()
                    wall = at.replace(tzinfo=None) + off
                    day = day_at(at, zone=zone)
                    assert day == wall.date(), (zone.key, at)
                    check_day(day, today=day)
                    assert not was_late(day, filled_at=at, zone=zone)
                    # A card of the day before stays one of the day before, and late.
                    assert was_late(day - DAY, filled_at=at, zone=zone)
                    assert abs(day_at(at + DAY, zone=zone) - day - DAY) <= DAY
    assert changes > 500  # two a year in most of Europe and North America alone


def test_no_zone_skips_a_day_in_these_years_and_none_has_one_twice_apart() -> None:
    """Noon of each day lies within it, and noons go on in order, around every change."""
    for zone in ZONES:
        for change in changes_of(zone):
            first = day_at(change, zone=zone) - 2 * DAY
            noons = [
                datetime(day.year, day.month, day.day, 12, tzinfo=zone).astimezone(UTC)
                for day in (first + n * DAY for n in range(5))
            ]
            assert [day_at(noon, zone=zone) for noon in noons] == [
                first + n * DAY for n in range(5)
            ]
            assert noons == sorted(noons)


def test_who_flies_over_the_date_line_lives_a_day_twice_or_not_at_all() -> None:
    evening = datetime(2026, 12, 1, 7, 0, tzinfo=UTC)
    auckland, honolulu = ZoneInfo("Pacific/Auckland"), ZoneInfo("Pacific/Honolulu")
    assert day_at(evening, zone=auckland) == date(2026, 12, 1)
    assert day_at(evening + timedelta(hours=9), zone=honolulu) == date(2026, 12, 1)
    assert day_at(evening, zone=honolulu) == date(2026, 11, 30)
    assert day_at(evening + timedelta(hours=9), zone=auckland) == date(2026, 12, 2)


def test_four_weeks_back_is_as_far_as_a_first_card_goes() -> None:
    today = date(2026, 12, 1)
    check_day(today - timedelta(days=DAYS_BACK), today=today)
    assert earliest_day(today) == date(2026, 11, 3)
    with pytest.raises(DayLongAgo):
        check_day(today - timedelta(days=DAYS_BACK + 1), today=today)


def test_a_device_is_a_day_off_or_says_nothing() -> None:
    now, zone = datetime(2026, 12, 1, 20, 0, tzinfo=UTC), ZoneInfo("Europe/London")
    right = device_clock(str(int((now + MINUTE).timestamp() * 1000)), now=now, zone=zone)
    wrong = device_clock(str(int((now + DAY).timestamp() * 1000)), now=now, zone=zone)
    assert right is not None
    assert wrong is not None
    assert not right.is_wrong
    assert wrong.is_wrong
    assert wrong.day == date(2026, 12, 2)
    for nonsense in ("", "soon", "9" * 30, "-1e9", "NaN"):
        assert device_clock(nonsense, now=now, zone=zone) is None
