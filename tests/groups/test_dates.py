"""Weekly at a fixed wall-clock time in the group's zone, right across clock changes."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from groups.sessions.dates import meeting_time, meeting_times


@pytest.mark.parametrize(
    ("zone", "first_on", "before", "after"),
    [
        # Europe: clocks go back on 25 October 2026.
        ("Europe/London", date(2026, 10, 20), 17, 18),
        ("Europe/Berlin", date(2026, 10, 20), 16, 17),
        # United States: back on 1 November 2026.
        ("America/New_York", date(2026, 10, 27), 22, 23),
        # Arizona never changes.
        ("America/Phoenix", date(2026, 10, 27), 1, 1),
        # Australia goes forward on 4 October 2026.
        ("Australia/Sydney", date(2026, 9, 29), 8, 7),
    ],
)
def test_meeting_times_keep_the_hour_on_the_groups_wall(
    zone: str, first_on: date, before: int, after: int
) -> None:
    first, second = meeting_times(
        first_on=first_on, starts=time(18, 0), zone=ZoneInfo(zone), count=2
    )

    assert [moment.astimezone(ZoneInfo(zone)).time() for moment in (first, second)] == [
        time(18, 0),
        time(18, 0),
    ]
    assert (first.hour, second.hour) == (before, after)


def test_meeting_time_is_a_moment_in_utc() -> None:
    moment = meeting_time(on=date(2026, 7, 7), starts=time(9, 30), zone=ZoneInfo("Asia/Kolkata"))

    assert moment == datetime(2026, 7, 7, 4, 0, tzinfo=UTC)
