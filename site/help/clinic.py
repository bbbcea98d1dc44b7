"""What the clinic itself says about lines and emergency numbers, from its site settings.

It stands before what is built in and never replaces it. Kept in the cache for a minute and
forgotten when an editor saves; without a database there is nothing, and no error.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.cache import cache

from help.hours import UNKNOWN, Hours, HoursUnreadable, read_hours
from help.models import ClinicEmergency, CrisisLine
from help.shapes import (
    Audience,
    Confidence,
    Cost,
    EmergencyNumber,
    Evidence,
    Kind,
    Line,
    Reaches,
    Way,
    Words,
)
from whole.version import kept_around

logger = logging.getLogger(__name__)
CACHE_KEY = "help.clinic.2"  # another number whenever the shapes change
KEPT_SECONDS = 60


@dataclass(frozen=True)
class Own:
    """The clinic's own for one country."""

    numbers: list[EmergencyNumber] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def clinic_help() -> Mapping[str, Own]:
    """The clinic's own by country code; empty where the database does not answer."""
    try:
        return kept_around(CACHE_KEY, _read, seconds=KEPT_SECONDS)
    except Exception as error:  # the built-in lines must show whatever happens here
        logger.warning("clinic's crisis lines unreadable", extra={"error": type(error).__name__})
        return {}


def forget_clinic_help() -> None:
    """Makes the next page read the clinic's lines again; called when they are saved."""
    cache.delete(CACHE_KEY)


def _read() -> dict[str, Own]:
    found: dict[str, Own] = {}
    for number in ClinicEmergency.objects.filter(settings__site__is_default_site=True):
        own = found.setdefault(number.country.upper(), Own())
        own.numbers.append(
            EmergencyNumber(
                number=number.number,
                reaches=Reaches(number.reaches),
                note=_words(number.note),
                evidence=Evidence(number.source, number.checked, Confidence.OWN_PAGE),
            )
        )
    for row in CrisisLine.objects.filter(settings__site__is_default_site=True):
        found.setdefault(row.country.upper(), Own()).lines.append(line_of(row))
    return found


def line_of(row: CrisisLine) -> Line:
    """A row of the settings as a line like all others."""
    return Line(
        name=row.name,
        ways=tuple(_ways(row)),
        hours=_hours(row),
        hours_note=row.hours,
        languages=tuple(code.strip() for code in row.languages.split(",") if code.strip()),
        cost=Cost(row.cost),
        audience=Audience(row.audience),
        ages=row.ages,
        region=row.region,
        note=_words(row.note),
        evidence=Evidence(row.source, row.checked, Confidence.OWN_PAGE),
    )


def _ways(row: CrisisLine) -> list[Way]:
    ways = [
        Way(Kind.CALL, row.phone, then=row.phone_then),
        Way(Kind.TEXT, row.sms, keyword=row.sms_keyword),
        Way(Kind.WHATSAPP, row.whatsapp),
        Way(Kind.CHAT, row.chat),
        Way(Kind.WEBSITE, row.website),
    ]
    return [way for way in ways if way.address]


def _hours(row: CrisisLine) -> Hours:
    try:
        return read_hours(row.opening or "unknown", zone=row.zone)
    except HoursUnreadable:  # a row that was written past the form
        return UNKNOWN


def _words(text: str) -> Words:
    return Words({"en": text} if text else {})
