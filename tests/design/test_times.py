"""A moment is told on the right clocks."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils.html import strip_tags

from design.tags.times import remaining

BEFORE = datetime(2027, 3, 2, 17, 30, tzinfo=UTC)
# America has changed its clocks, Europe not yet.
BETWEEN = datetime(2027, 3, 16, 17, 30, tzinfo=UTC)


def say(starts_at: datetime, *zones: str, minutes: int = 0) -> str:
    source = "{% load design %}{% when at group reader minutes %}"
    reader = zones[1] if len(zones) > 1 else ""
    values = {"at": starts_at, "group": zones[0], "reader": reader, "minutes": minutes}
    return " ".join(strip_tags(Template(source).render(Context(values))).split())


def test_reader_in_the_group_s_zone_sees_one_time() -> None:
    assert say(BEFORE, "Europe/Berlin", "Europe/Berlin") == "Tuesday 2 March 2027, 18:30 in Berlin"


def test_reader_elsewhere_sees_their_own_time_first() -> None:
    assert say(BEFORE, "Europe/Berlin", "America/New_York", minutes=120) == (
        "Tuesday 2 March 2027, 12:30–14:30 your time · 18:30–20:30 in Berlin"
    )


def test_between_two_clock_changes_the_distance_is_an_hour_less() -> None:
    assert say(BETWEEN, "Europe/Berlin", "America/New_York").startswith(
        "Tuesday 16 March 2027, 13:30 your time"
    )


def test_another_day_is_named_on_both_clocks() -> None:
    shown = say(BEFORE, "Europe/Berlin", "Australia/Sydney")

    assert shown.startswith("Wednesday 3 March 2027, 04:30 your time")
    assert "Tuesday 2 March 2027, 18:30 in Berlin" in shown


def test_same_clock_under_another_name_is_told_once() -> None:
    assert say(BEFORE, "Europe/Berlin", "Europe/Paris") == "Tuesday 2 March 2027, 18:30 in Paris"


def test_utc_is_nobody_s_zone() -> None:
    assert say(BEFORE, "Europe/Berlin", "UTC") == "Tuesday 2 March 2027, 18:30 in Berlin"


def test_unknown_reader_gets_the_group_s_time_and_a_mark_for_the_browser() -> None:
    source = "{% load design %}{% when at 'Europe/Berlin' %}"
    shown = Template(source).render(Context({"at": BEFORE}))

    assert 'data-when="Europe/Berlin"' in shown
    assert 'datetime="2027-03-02T17:30:00+00:00"' in shown


def test_session_over_the_spring_gap_ends_after_its_true_length() -> None:
    night = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)

    assert "01:30–03:30" in say(night, "Europe/Berlin", "Europe/Berlin", minutes=60)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(days=3, hours=5), "in 3 days"),
        (timedelta(hours=25, minutes=5), "in 25 h 5 min"),
        (timedelta(minutes=40), "in 40 min"),
        (timedelta(seconds=9), "in 9 s"),
        (timedelta(seconds=-9), "in 0 s"),
    ],
)
def test_remaining_time_is_no_finer_than_one_can_use(span: timedelta, words: str) -> None:
    assert remaining(span) == words


def test_countdown_that_is_over_says_so() -> None:
    source = "{% load design %}{% countdown at now 'open now' %}"
    shown = Template(source).render(Context({"at": BEFORE, "now": BEFORE}))

    assert strip_tags(shown) == "open now"


def test_no_range_of_hours_breaks_between_two_lines() -> None:
    source = "{% load design %}{{ words|whole_ranges }}"

    shown = Template(source).render(Context({"words": "Mon–Fri 09:00–12:00, 13:00–17:00 <b>"}))

    assert shown == (
        'Mon–Fri <span class="hours">09:00–12:00</span>, '
        '<span class="hours">13:00–17:00</span> &lt;b&gt;'
    )
