"""The built-in lines, one file for each country in `content/lines/`, read once per process.

A file that cannot be read loses its own country and no other: its reader gets what holds
everywhere, and the log says which file it was. README.md tells what the fields promise.
"""

import logging
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext_noop

from help.hours import read_hours
from help.shapes import (
    ELSEWHERE,
    Audience,
    Confidence,
    Cost,
    CrisisHelp,
    EmergencyNumber,
    Evidence,
    Kind,
    Line,
    Reaches,
    Search,
    Way,
    Words,
)

logger = logging.getLogger(__name__)
LINES = Path(__file__).parent / "content" / "lines"
ANOTHER_COUNTRY = gettext_noop("Another country")

LAST_RESORT = CrisisHelp(
    code=ELSEWHERE,
    name=ANOTHER_COUNTRY,
    numbers=(EmergencyNumber("112"),),
    lines=(Line(name="The nearest emergency department"),),
    search=Search.NO_COUNTRY,
    emergency_is_guess=True,
)


@lru_cache(maxsize=1)
def built_in() -> Mapping[str, CrisisHelp]:
    """Help by country code, and under ELSEWHERE what holds everywhere. Never raises."""
    found = {ELSEWHERE: LAST_RESORT}
    for path in sorted(LINES.glob("*.yaml")):
        try:
            entry = read_country(yaml.load(path.read_bytes(), Loader=_LOADER))  # noqa: S506
        except Exception:
            logger.exception("a file of crisis lines cannot be read: %s", path.name)
        else:
            found[entry.code] = entry
    return found


# The one written in C, where it is there: seventy files cost a tenth of the time.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_country(held: dict[str, Any]) -> CrisisHelp:
    """One country's file as a value. Raises KeyError, ValueError or TypeError for what is wrong."""
    code = held["code"]
    lines = tuple(_line(line, zone=held.get("zone", "")) for line in held["lines"])
    search = Search.NONE_EXISTS if held.get("none_exists") else Search.FOUND
    return CrisisHelp(
        code=code,
        name=held["name"],
        numbers=tuple(_number(number) for number in held["emergency"]),
        lines=lines,
        search=Search.NO_COUNTRY if code == ELSEWHERE else search,
        looked=first_day(held["looked"]) if "looked" in held else None,
        emergency_is_guess=code == ELSEWHERE,
        own_note=Words(held.get("note", {})),
    )


def first_day(text: str) -> date:
    """The first day of `2026`, `2026-02` or `2026-02-10`. Raises ValueError."""
    parts = [int(part) for part in text.split("-")]
    year, month, day = (*parts, 1, 1)[:3]
    return date(year, month, day)


def _number(held: dict[str, Any]) -> EmergencyNumber:
    return EmergencyNumber(
        number=held["number"],
        reaches=Reaches(held["reaches"]),
        note=Words(held.get("note", {})),
        evidence=_evidence(held),
    )


def _line(held: dict[str, Any], *, zone: str) -> Line:
    zone = held.get("zone", zone)
    return Line(
        name=held["name"],
        ways=tuple(_way(way, zone=zone) for way in held["ways"]),
        hours=read_hours(held["hours"], zone=zone),
        languages=tuple(held["languages"]),
        cost=Cost(held["cost"]),
        audience=Audience(held["audience"]),
        ages=held.get("ages", ""),
        region=held.get("region", ""),
        note=Words(held.get("note", {})),
        evidence=_evidence(held),
        never_first=bool(held.get("never_first")),
    )


def _way(held: dict[str, str], *, zone: str) -> Way:
    kind = next(kind for kind in Kind if kind in held)
    return Way(
        kind=kind,
        address=held[kind],
        then=held.get("then", ""),
        keyword=held.get("keyword", ""),
        region=held.get("region", ""),
        hours=read_hours(held["hours"], zone=zone) if "hours" in held else None,
    )


def _evidence(held: dict[str, Any]) -> Evidence:
    return Evidence(
        source=held["source"],
        checked=first_day(held["checked"]) if held["checked"] else None,
        confidence=Confidence(held["confidence"]),
    )
