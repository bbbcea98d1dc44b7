"""Days and hours in words, as the person who reads them writes them.

The words are CLDR's (through Babel), for the language that is active and the country of whoever
reads: "Tuesday 3 November 2026, 18:00" for somebody in London or Berlin who reads English,
"Tuesday, November 3, 2026 at 6:00 PM" for somebody in Boston. Nothing else in the code writes a
date or an hour for people; a test looks for it.

A moment is told on the clock it comes in: callers bring it to the reader's zone first. A clock says
which zone, a `Reader` only how it is written.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import lru_cache

from babel.core import Locale, UnknownLocaleError
from babel.dates import parse_pattern
from django.conf import settings
from django.utils import translation

from clock.places import locale_of

Day = date | datetime
Hour = time | datetime
NARROW_BLANK = "\u202f"  # before AM and PM in CLDR; browsers write an ordinary blank


@dataclass(frozen=True)
class Reader:
    """Who reads: a language of the site, and two letters of a country. Empty where not known."""

    language: str = ""
    country: str = ""


_country: ContextVar[str] = ContextVar("country of the reader", default="")


@contextmanager
def written_for(reader: Reader) -> Iterator[None]:
    """Within it all words, dates and hours are this reader's; afterwards those of before.

    A language that the site does not have (any more) is the site's first.
    """
    kept = _country.set(reader.country.upper())
    try:
        with translation.override(language_of(reader.language)):
            yield
    finally:
        _country.reset(kept)


def language_of(told: str) -> str:
    """The language of the site that a person's own one means, else the site's first."""
    return told if told in dict(settings.LANGUAGES) else str(settings.LANGUAGE_CODE)


def present_reader() -> Reader:
    """Whom we write for at present."""
    return Reader(_language(), _country.get())


def locale_tag() -> str:
    """The reader's locale as browsers call it, for scripts that write an hour: "en-GB"."""
    return str(_locale()).replace("_", "-")


def _language() -> str:
    return translation.get_language() or str(settings.LANGUAGE_CODE)


def _locale() -> Locale:
    return _locale_for(_language(), _country.get())


@lru_cache(maxsize=64)
def _locale_for(language: str, country: str) -> Locale:
    """The language as the country writes it, else as it is written where it comes from."""
    own = locale_of(language)
    if country:
        with suppress(UnknownLocaleError):  # nobody wrote down how Italian is written in Japan
            own = Locale(own.language, territory=country, script=own.script)
    if own.language == "en" and not _is_twelve(own):
        return Locale("en", "GB")  # English in Berlin is Europe's, whatever the small differences
    return own


def _is_twelve(locale: Locale) -> bool:
    """Whether hours are counted to twelve, twice a day."""
    return "H" not in locale.time_formats["short"].pattern


# --- how each thing is written, by locale ---------------------------------------------------------
@dataclass(frozen=True)
class Patterns:
    """CLDR's patterns for what the site has to say. `near` ones leave the year out."""

    names: Locale
    day: str
    near_day: str
    short_day: str
    near_short_day: str
    long_date: str
    near_date: str
    short_date: str
    near_short_date: str
    month: str
    hour: str
    second: str
    weekday_hour: str
    join: str  # of a day {1} and an hour {0}


BRITISH = Patterns(
    names=Locale("en"),  # whose September has three letters
    day="EEEE d MMMM y",
    near_day="EEEE d MMMM",
    short_day="E d MMM y",
    near_short_day="E d MMM",
    long_date="d MMMM y",
    near_date="d MMMM",
    short_date="d MMM y",
    near_short_date="d MMM",
    month="MMMM y",
    hour="HH:mm",
    second="HH:mm:ss",
    weekday_hour="EEEE HH:mm",
    join="{1}, {0}",
)


@lru_cache(maxsize=64)
def _patterns(locale: Locale) -> Patterns:
    if str(locale) == "en_GB":
        return BRITISH
    found = _from_cldr(locale)
    # CLDR has an "at" for a day and its hour; Babel hands on the comma only.
    return replace(found, join="{1} at {0}") if locale.language == "en" else found


def _from_cldr(locale: Locale) -> Patterns:
    known = {name: each.pattern for name, each in locale.datetime_skeletons.items()}
    near_short_day = known["MMMEd"]
    return Patterns(
        names=locale,
        day=locale.date_formats["full"].pattern,
        # CLDR's own rule for what it has no pattern of: the nearest one, its fields widened.
        near_day=_wide(known.get("MMMMEd", near_short_day)),
        short_day=known["yMMMEd"],
        near_short_day=near_short_day,
        long_date=locale.date_formats["long"].pattern,
        near_date=known.get("MMMMd") or _wide(known["MMMd"]),
        short_date=known["yMMMd"],
        near_short_date=known["MMMd"],
        month=known["yMMMM"],
        hour=locale.time_formats["short"].pattern,
        second=locale.time_formats["medium"].pattern,
        weekday_hour=_wide(known["Ehm" if _is_twelve(locale) else "EHm"]),
        join=str(locale.datetime_formats["medium"]),
    )


def _wide(pattern: str) -> str:
    """A pattern whose weekday and month are whole words."""
    for short in ("EEE", "ccc", "E"):
        if short in pattern and short + short[0] not in pattern:
            pattern = pattern.replace(short, "EEEE")
            break
    return pattern if "MMMM" in pattern else pattern.replace("MMM", "MMMM")


def _write(moment: Day | Hour, pattern: Callable[[Patterns], str]) -> str:
    patterns = _patterns(_locale())
    # No pattern of ours tells the zone: what is written is what the clock on the wall shows.
    on_the_wall = moment.replace(tzinfo=None) if isinstance(moment, datetime | time) else moment
    return _written(on_the_wall, pattern(patterns), patterns.names)


@lru_cache(maxsize=1024)
def _written(moment: Day | Hour, pattern: str, names: Locale) -> str:
    """Kept because letters to a group say one moment many times: 11 µs instead of 26."""
    written: str = parse_pattern(pattern).apply(moment, names)
    return written.replace(NARROW_BLANK, " ")


def _join(day: str, hour: str) -> str:
    return _patterns(_locale()).join.replace("{1}", day).replace("{0}", hour)


# --- days -----------------------------------------------------------------------------------------
def day(moment: Day) -> str:
    """Tuesday 3 November 2026"""
    return _write(moment, lambda known: known.day)


def near_day(moment: Day) -> str:
    """Tuesday 3 November"""
    return _write(moment, lambda known: known.near_day)


def short_day(moment: Day) -> str:
    """Tue 3 Nov 2026"""
    return _write(moment, lambda known: known.short_day)


def long_date(moment: Day) -> str:
    """3 November 2026"""
    return _write(moment, lambda known: known.long_date)


def near_date(moment: Day) -> str:
    """3 November"""
    return _write(moment, lambda known: known.near_date)


def month(moment: Day) -> str:
    """November 2026"""
    return _write(moment, lambda known: known.month)


def weekday(moment: Day) -> str:
    """Tuesday"""
    return _write(moment, lambda _known: "EEEE")


def weekday_name(number: int) -> str:
    """Tuesday, for 1; 0 is Monday."""
    return str(_patterns(_locale()).names.days["stand-alone"]["wide"][number])


def weekday_short(number: int) -> str:
    """Tue, for 1; 0 is Monday."""
    return str(_patterns(_locale()).names.days["stand-alone"]["abbreviated"][number])


# --- hours ----------------------------------------------------------------------------------------
def hour(moment: Hour) -> str:
    """18:00"""
    return _write(moment, lambda known: known.hour)


def hours(start: Hour, end: Hour) -> str:
    """18:00–20:00; each on the clock it comes in."""
    return f"{hour(start)}–{hour(end)}"


def minute_of_day(minutes: int) -> str:
    """The hour that many minutes after midnight, at most 1440: the day's end, 24:00."""
    end = minutes == 24 * 60
    written = hour(time(minutes // 60 % 24, minutes % 60))
    return "24:00" if end and not _is_twelve(_locale()) else written


# --- both -----------------------------------------------------------------------------------------
def day_and_hour(moment: datetime) -> str:
    """Tuesday 3 November 2026, 18:00"""
    return _join(day(moment), hour(moment))


def near_day_and_hour(moment: datetime) -> str:
    """Tuesday 3 November, 18:00"""
    return _join(near_day(moment), hour(moment))


def weekday_and_hour(moment: datetime) -> str:
    """Tuesday, 18:00"""
    return _join(weekday(moment), hour(moment))


def weekday_hour(moment: datetime) -> str:
    """Tuesday 18:00, for the subject of a letter."""
    return _write(moment, lambda known: known.weekday_hour)


def date_and_hour(moment: datetime) -> str:
    """3 November 2026, 18:00"""
    return _join(long_date(moment), hour(moment))


def short_date_and_hour(moment: datetime) -> str:
    """3 Nov 2026, 18:00"""
    return _join(_write(moment, lambda known: known.short_date), hour(moment))


def short_date_and_second(moment: datetime) -> str:
    """3 Nov 2026, 18:00:05"""
    second = _write(moment, lambda known: known.second)
    return _join(_write(moment, lambda known: known.short_date), second)


def near_date_and_hour(moment: datetime) -> str:
    """3 Nov, 18:00"""
    return _join(_write(moment, lambda known: known.near_short_date), hour(moment))


def near_short_day_and_hour(moment: datetime) -> str:
    """Tue 3 Nov, 18:00"""
    return _join(_write(moment, lambda known: known.near_short_day), hour(moment))
