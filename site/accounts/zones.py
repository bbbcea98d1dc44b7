"""Time zones a person may choose: present city names with their country, the nearest first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from clock.places import city_of, country_of, everywhere, is_place, position_of, present_name
from help.countries import country_names

__all__ = ["UTC", "Place", "all_places", "country_of", "is_place", "nearest", "place_of"]

UTC = ZoneInfo("UTC")
MOST_ABROAD = 8
ARCTIC = 66.5  # degrees north


@dataclass(frozen=True)
class Place:
    """A zone as people say it: `Asia/Kolkata`, Kolkata, IN, "Kolkata, India"."""

    zone: str
    city: str
    country: str
    label: str


def place_of(zone: str) -> Place:
    """The place a zone means, old names included; its `zone` is the name of today."""
    name, country, city = present_name(zone), country_of(zone), city_of(zone)
    return Place(name, city, country, f"{city}, {country_names().get(country, country)}")


def all_places() -> list[Place]:
    """Every place people live in, by city."""
    return sorted(map(place_of, everywhere()), key=lambda place: place.label.casefold())


def nearest(zone: str, *, country: str = "", now: datetime) -> list[Place]:
    """The places somebody most likely means: their own, those of their country (one for each clock
    first, the closest clocks leading), then the closest ones abroad that show the same hour now.

    With nothing known the list is empty.
    """
    here = present_name(zone) if is_place(zone) else ""
    hour = now.replace(minute=0, second=0, microsecond=0)
    home, language = country_of(here) or country, get_language() or ""
    return [place_of(name) for name in _nearest(here, home, hour, language)]


@lru_cache(maxsize=64)
def _nearest(here: str, home: str, now: datetime, language: str) -> tuple[str, ...]:
    """Names of zones, for an hour: what it takes to compare four hundred clocks is done once.

    For one language, the active one: in another the cities stand in another order.
    """
    own = [here] if here else []
    mine = [name for name in everywhere() if country_of(name) == home]
    mine.sort(key=city_of)
    # The far north keeps clocks of its own; its few people find them among the rest.
    clocks = [name for name in clocks_of(home, now=now) if not _is_arctic(name)]
    if not here:
        return tuple(dict.fromkeys([*clocks, *mine]))
    mine.sort(key=lambda name: _offset(name, now) != _offset(here, now))
    clocks.sort(key=lambda name: abs(_offset(name, now) - _offset(here, now)))
    abroad = [
        name
        for name in everywhere()
        if country_of(name) != home and _offset(name, now) == _offset(here, now)
    ]
    abroad.sort(key=lambda name: _kilometres(here, name))
    return tuple(dict.fromkeys([*own, *clocks, *mine, *abroad[:MOST_ABROAD]]))


def _is_arctic(zone: str) -> bool:
    position = position_of(zone)
    return position is not None and position[0] > ARCTIC


def clocks_of(country: str, *, now: datetime) -> list[str]:
    """One zone for each clock of a country: the first that the zone table names for it."""
    first: dict[tuple[timedelta, ...], str] = {}
    for name in sorted(everywhere(), key=lambda name: name.startswith("Antarctica/")):
        if country_of(name) == country:
            clock = tuple(_offset(name, now + timedelta(days=days)) for days in (0, 91, 182, 273))
            first.setdefault(clock, name)
    return list(first.values())


def _offset(zone: str, moment: datetime) -> timedelta:
    return moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)


def _kilometres(one: str, other: str) -> float:
    """The way between two zones' cities over the earth (haversine)."""
    here, there = position_of(one), position_of(other)
    if here is None or there is None:
        return 0.0
    (lat1, lon1), (lat2, lon2) = (map(radians, here), map(radians, there))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371 * asin(sqrt(half))
