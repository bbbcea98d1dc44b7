"""Days and hours are written as their reader writes them, and nowhere else in the code."""

import re
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from babel.core import Locale
from babel.localedata import locale_identifiers
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from clock import words
from clock.words import Reader, written_for
from config import REPOSITORY
from tests.factories import make_account
from tests.signin import sign_in

EVENING = datetime(2026, 11, 3, 18, 5, 9, tzinfo=UTC)
GERMAN = [("en-gb", "English"), ("de", "Deutsch")]


@pytest.mark.parametrize("country", ["", "GB", "DE", "IE", "ZA"])
def test_english_outside_the_countries_that_count_to_twelve(country: str) -> None:
    with written_for(Reader("en-gb", country)):
        assert words.day_and_hour(EVENING) == "Tuesday 3 November 2026, 18:05"
        assert words.short_day(date(2026, 9, 8)) == "Tue 8 Sep 2026"
        assert words.hours(time(9), time(17)) == "09:00–17:00"
        assert words.minute_of_day(1440) == "24:00"
        assert words.locale_tag() == "en-GB"


def test_a_reader_in_the_united_states() -> None:
    with written_for(Reader("en-gb", "US")):
        assert words.day_and_hour(EVENING) == "Tuesday, November 3, 2026 at 6:05 PM"
        assert words.near_day_and_hour(EVENING) == "Tuesday, November 3 at 6:05 PM"
        assert words.weekday_hour(EVENING) == "Tuesday 6:05 PM"
        assert words.short_date_and_second(EVENING) == "Nov 3, 2026 at 6:05:09 PM"
        assert words.hours(time(9), time(17)) == "9:00 AM–5:00 PM"
        assert words.minute_of_day(1440) == "12:00 AM"
        assert words.locale_tag() == "en-US"


@pytest.mark.parametrize(
    ("language", "country", "written"),
    [
        ("de", "AT", "Dienstag, 3. November 2026, 18:05"),
        ("de", "JP", "Dienstag, 3. November 2026, 18:05"),  # nobody wrote German of Japan down
        ("en-gb", "AU", "Tuesday, 3 November 2026 at 6:05 pm"),
    ],
)
def test_the_language_decides_the_words_and_the_country_how_they_stand(
    settings: Settings, language: str, country: str, written: str
) -> None:
    settings.LANGUAGES = GERMAN
    with written_for(Reader(language, country)):
        assert words.day_and_hour(EVENING) == written


def test_a_language_that_the_site_does_not_have_is_its_first() -> None:
    with written_for(Reader("tlh", "US")):
        assert words.present_reader() == Reader("en-gb", "US")


def test_after_one_reader_comes_the_one_before() -> None:
    with written_for(Reader("en-gb", "US")):
        with written_for(Reader("en-gb", "GB")):
            assert words.hour(EVENING) == "18:05"
        assert words.hour(EVENING) == "6:05 PM"
    assert words.hour(EVENING) == "18:05"


def test_every_language_there_is_has_all_of_the_words() -> None:
    known = locale_identifiers()
    assert len(known) > 500
    for name in known:
        assert words._patterns(Locale.parse(name)).day


def test_a_page_tells_scripts_how_its_reader_writes_hours(client: Client, db: None) -> None:
    assert 'data-locale="en-GB"' in client.get("/account/login/").content.decode()
    client.cookies["tz"] = "America/New_York"
    assert 'data-locale="en-US"' in client.get("/account/login/").content.decode()
    sign_in(client, make_account(country="DE"))
    assert 'data-locale="en-GB"' in client.get("/account/").content.decode()


def test_written_writes_nothing_for_no_moment_and_refuses_an_unknown_way() -> None:
    load = "{% load design %}"
    assert Template(load + '{{ at|written:"hour" }}').render(Context({"at": None})) == ""
    assert Template(load + '{{ at|written:"hour" }}').render(Context({"at": EVENING})) == "18:05"
    with pytest.raises(TemplateSyntaxError, match="known: date_and_hour"):
        Template(load + '{{ at|written:"H:i" }}').render(Context({"at": EVENING}))


# Formats of our own hand: Django's, Python's, and a script's.
FIXED = {
    ".py": re.compile(
        r"\b(?:date_format|time_format)\(|strftime\(|WEEKDAYS|\bMONTHS\b|:%[HIdjmYy]"
    ),
    ".html": re.compile(r'\|(?:date|time)\b(?!:"c")|\{% *now\b|\|natural(?:time|day)'),
    ".txt": re.compile(r'\|(?:date|time)\b(?!:"c")|\{% *now\b|\|natural(?:time|day)'),
    ".js": re.compile(r"hourCycle|hour12|toLocale(?:Date|Time)?String|documentElement\.lang\b"),
}
MACHINES = {
    "site/clock/rules.py": "an operator's error message, in UTC",
    "groups/sessions/models.py": "the name of a row, for developers",
}


def test_no_date_and_no_hour_has_a_fixed_format() -> None:
    roots = ("templates", "site", "courses", "groups", "payments")
    paths = [path for root in roots for path in (REPOSITORY / root).rglob("*") if _is_ours(path)]
    found = {
        f"{path.relative_to(REPOSITORY)}: {match.group()}"
        for path in paths
        for match in FIXED[path.suffix].finditer(path.read_text())
    }
    assert len(paths) > 400
    assert {one.partition(":")[0] for one in found} == set(MACHINES), found


def _is_ours(path: Path) -> bool:
    return path.suffix in FIXED and "stripe_sandbox" not in path.parts


def test_the_search_for_fixed_formats_finds_them() -> None:
    samples = {
        ".py": ['date_format(at, "j F Y")', 'f"{at:%H:%M}"', "at.strftime('%d')"],
        ".html": ['{{ at|date:"j F Y" }}', "{{ at|time }}", '{% now "Y" %}'],
        ".js": ['{ hourCycle: "h23" }', "at.toLocaleTimeString()"],
    }
    for suffix, texts in samples.items():
        assert all(FIXED[suffix].search(text) for text in texts)
    assert not FIXED[".html"].search('{{ at|date:"c" }} {{ at|timezone:zone|written:"hour" }}')


def test_nothing_is_active_after_a_request(client: Client, db: None) -> None:
    client.cookies["tz"] = "America/New_York"
    client.get("/account/login/")
    assert (words.present_reader(), translation.get_language()) == (Reader("en-gb"), "en-gb")
