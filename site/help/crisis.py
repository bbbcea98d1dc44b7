"""Crisis lines by country: the clinic's own first, then the built-in list.

Nothing here may fail: the lines are read from a file of ours once per process, the clinic's
additions only if the database answers, and if even the file were gone a last resort remains.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.core.cache import cache
from django.urls import reverse

from help.brand import brand
from help.countries import country_names
from help.models import CrisisLine

logger = logging.getLogger(__name__)
LINES_FILE = Path(__file__).parent / "content" / "lines.yaml"
CACHE_KEY = "help.clinic_lines"
KEPT_SECONDS = 60
ELSEWHERE = ""  # the code of the entry for every country that has none of its own


@dataclass(frozen=True)
class Line:
    """One line to call or text. Empty strings stand for what it does not have."""

    name: str
    phone: str = ""
    sms: str = ""
    hours: str = ""
    note: str = ""


@dataclass(frozen=True)
class CrisisHelp:
    """Where help is found at once in one country."""

    code: str
    name: str
    emergency: str
    lines: tuple[Line, ...]
    emergency_note: str = ""
    emergency_is_guess: bool = False  # the country has no entry: its own number may be another

    @property
    def country(self) -> str:
        """The country's name, empty for the entry that serves every other country."""
        return self.name if self.code else ""

    @property
    def line_name(self) -> str:
        """The first line that can be called."""
        return next((line.name for line in self.lines if line.phone), "")

    @property
    def line_phone(self) -> str:
        """Its number, or empty."""
        return next((line.phone for line in self.lines if line.phone), "")

    @property
    def url(self) -> str:
        """The page with all of it."""
        if self.code:
            return reverse("help:crisis-country", args=[self.code])
        return reverse("help:crisis")


LAST_RESORT = CrisisHelp(
    code=ELSEWHERE,
    name="Another country",
    emergency="112",
    lines=(Line(name="The nearest emergency department", hours="Day and night"),),
    emergency_note="If you know the emergency number where you are, use that one.",
    emergency_is_guess=True,
)


def crisis_for(country: str) -> CrisisHelp:
    """The help of `country` (two letters, any case); an unknown one gets lines that serve all."""
    code = country.strip().upper()
    built_in = _built_in()
    found = built_in.get(code) or built_in[ELSEWHERE]
    own = tuple(_clinic_lines().get(code, ()))
    if own and not found.code:
        found = replace(found, code=code, name=country_names().get(code, code))
    lines = own + (found.lines or built_in[ELSEWHERE].lines)
    return replace(found, lines=lines)


def countries() -> list[tuple[str, str]]:
    """(code, name) of every country with lines of its own, ours or the clinic's, by name."""
    listed = {code: country_names().get(code, code) for code in _clinic_lines()}
    listed |= {entry.code: entry.name for entry in _built_in().values() if entry.code}
    return sorted(listed.items(), key=lambda pair: pair[1])


def is_listed(country: str) -> bool:
    """Whether the country has lines of its own, ours or the clinic's."""
    code = country.upper()
    return bool(code) and (code in _built_in() or code in _clinic_lines())


def default_country() -> str:
    """The country whose lines show until the reader names theirs."""
    return brand().default_country


def forget_clinic_lines() -> None:
    """Makes the next page read the clinic's lines again; called when they are saved."""
    cache.delete(CACHE_KEY)


@lru_cache(maxsize=1)
def _built_in() -> Mapping[str, CrisisHelp]:
    try:
        held = yaml.safe_load(LINES_FILE.read_text(encoding="utf-8"))
        entries = [_entry(held["default"]), *(_entry(entry) for entry in held["countries"])]
    except Exception:
        logger.exception("the built-in crisis lines cannot be read")
        return {ELSEWHERE: LAST_RESORT}
    return {entry.code: entry for entry in entries}


def _entry(held: dict[str, Any]) -> CrisisHelp:
    return CrisisHelp(
        code=held["code"].upper(),
        name=held["name"],
        emergency=held["emergency"],
        emergency_note=held.get("emergency_note", "").strip(),
        emergency_is_guess=held["code"] == ELSEWHERE,
        lines=tuple(Line(**line) for line in held["lines"]),
    )


def _clinic_lines() -> Mapping[str, list[Line]]:
    try:
        kept: dict[str, list[Line]] | None = cache.get(CACHE_KEY)
        if kept is None:
            kept = {}
            rows = CrisisLine.objects.filter(settings__site__is_default_site=True)
            for row in rows.order_by("sort_order"):
                line = Line(row.name, row.phone, row.sms, row.hours, row.note)
                kept.setdefault(row.country.upper(), []).append(line)
            cache.set(CACHE_KEY, kept, KEPT_SECONDS)
    except Exception as error:  # the built-in lines must show whatever happens here
        logger.warning("clinic's crisis lines unreadable", extra={"error": type(error).__name__})
        return {}
    return kept
