"""Time zones and countries a person may choose, from the time zone database that ships with us."""

from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext_lazy as _

from help.countries import country_names

UTC = ZoneInfo("UTC")


@lru_cache(maxsize=1)
def all_zones() -> frozenset[str]:
    """Every name the zone database knows, old names included (browsers still report some)."""
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Whether `name` is a time zone."""
    return name in all_zones()


@lru_cache(maxsize=1)
def zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Zones as a chooser shows them: by part of the world, then by place."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for line in _rows("zone.tab"):
        name = line[2]
        if is_zone(name):
            part, _slash, place = name.partition("/")
            parts.setdefault(part, []).append((name, place.replace("_", " ").replace("/", ", ")))
    chooser = [(part, sorted(places)) for part, places in sorted(parts.items())]
    return [*chooser, (str(_("Other")), [("UTC", "UTC")])]


@lru_cache(maxsize=1)
def _countries_by_zone() -> dict[str, str]:
    return {line[2]: line[0] for line in _rows("zone.tab")}


def country_of(zone: str) -> str:
    """The country (two letters) whose people live by a zone; empty for one of nobody's."""
    return _countries_by_zone().get(zone, "")


@lru_cache(maxsize=1)
def country_choices() -> list[tuple[str, str]]:
    """(code, name) of every country (ISO 3166), by name."""
    return sorted(country_names().items(), key=lambda pair: pair[1])


def _rows(file: str) -> list[list[str]]:
    text = resources.files("tzdata.zoneinfo").joinpath(file).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
