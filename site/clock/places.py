"""The place a time zone's name means: its city as people say it today, and its country.

Zones are IANA names. Browsers and older rows use former ones (Asia/Calcutta, Europe/Kiev), which
the zone tables no longer list. CLDR keeps for every former name the place it was given to; the zone
files' own links instead would move Coral Harbour to Panama and Asmera to Kenya.

A name that is no place tells nothing about its reader: "UTC" and its kin, which privacy browsers
say, and abbreviations such as EST or CET, whose clock many countries share.
"""

from functools import lru_cache
from importlib import resources
from zoneinfo import available_timezones

from babel.core import Locale, UnknownLocaleError, get_global
from django.utils.translation import get_language

# CLDR gives each of these to one of the places that keep its clock.
ABBREVIATIONS = frozenset(
    {"CET", "EET", "EST", "HST", "MET", "MST", "WET", "CST6CDT", "EST5EDT", "MST7MDT", "PST8PDT"}
)

# Of the two names that CLDR has for these, Babel keeps the long one: "Hong Kong SAR China".
SHORT = {"en": {"HK": "Hong Kong", "MO": "Macao"}}

# Where the zone's name leaves the accents out and CLDR, or its British English, does so too.
ACCENTED = {
    "Africa/Lome": "Lomé",
    "Africa/Ndjamena": "N’Djamena",
    "America/Araguaina": "Araguaína",
    "America/Argentina/Cordoba": "Córdoba",
    "America/Argentina/Rio_Gallegos": "Río Gallegos",
    "America/Argentina/Tucuman": "Tucumán",
    "America/Belem": "Belém",
    "America/Bogota": "Bogotá",
    "America/Cancun": "Cancún",
    "America/Cuiaba": "Cuiabá",
    "America/Eirunepe": "Eirunepé",
    "America/Maceio": "Maceió",
    "America/Mazatlan": "Mazatlán",
    "America/Merida": "Mérida",
    "America/Santarem": "Santarém",
    "America/Sao_Paulo": "São Paulo",
    "Europe/Chisinau": "Chișinău",
    "Pacific/Noumea": "Nouméa",
}


def present_name(zone: str) -> str:
    """The zone's name of today: `Asia/Kolkata` for `Asia/Calcutta`; an unknown name stays."""
    return str(get_global("zone_aliases").get(zone, zone))


def country_of(zone: str) -> str:
    """The country (two letters) whose people live by a zone; empty for one of nobody's."""
    if zone in ABBREVIATIONS:
        return ""
    name = present_name(zone)
    told = str(get_global("zone_territories").get(name, ""))
    if len(told) == 2 and told != "ZZ":
        return told
    return _listed().get(name, ("", ""))[0]


def is_zone(name: str) -> bool:
    """Whether `name` is a time zone, of today or former; also of one that is no place."""
    return name in _names()


def is_place(zone: str) -> bool:
    """Whether the name says where somebody is. Not so for "UTC", Etc/*, GMT, EST and the like."""
    return zone in _names() and bool(country_of(zone))


def city_of(zone: str) -> str:
    """The city in the language of the page: New York, Kyiv, Ho Chi Minh City, "Knox, Indiana".

    Empty for a name that is no place.
    """
    if not country_of(zone):
        return ""
    name = present_name(zone)
    city = _cities(get_language() or "en").get(name, {}).get("city", "")
    # Some languages still have the word of the former name: Enderbury, which is Kanton today.
    if not city or city in former_cities(name):
        city = _last_part(name)
    return ACCENTED.get(name, city) if city == _last_part(name) else city


@lru_cache(maxsize=1)
def everywhere() -> tuple[str, ...]:
    """The zones that people live in today, in the order of the zone table (by country)."""
    return tuple(name for name in _listed() if name in _names())


@lru_cache(maxsize=1)
def former_names() -> dict[str, tuple[str, ...]]:
    """The names that a zone had before, by its name of today."""
    found: dict[str, tuple[str, ...]] = {}
    for former, name in sorted(get_global("zone_aliases").items()):
        found[name] = (*found.get(name, ()), former)
    return found


def former_cities(zone: str) -> tuple[str, ...]:
    """What the city of a zone's present name was called in the names before: Calcutta, Kiev."""
    return tuple(dict.fromkeys(map(_last_part, former_names().get(zone, ()))))


def _last_part(zone: str) -> str:
    return zone.rsplit("/", maxsplit=1)[-1].replace("_", " ")


def position_of(zone: str) -> tuple[float, float] | None:
    """Latitude and longitude of a zone's city in degrees, north and east positive."""
    _country, position = _listed().get(present_name(zone), ("", ""))
    if not position:
        return None
    turn = max(position.rfind("+"), position.rfind("-"))
    return _degrees(position[:turn], whole=2), _degrees(position[turn:], whole=3)


def _degrees(text: str, *, whole: int) -> float:
    """Degrees of ±DDMM or ±DDDMM, perhaps with seconds: +5130 is 51.5."""
    sign, digits = (-1.0 if text[0] == "-" else 1.0), text[1:]
    parts = digits[:whole], digits[whole : whole + 2], digits[whole + 2 :] or "0"
    return sign * sum(int(part) / float(60**step) for step, part in enumerate(parts))


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(maxsize=1)
def _listed() -> dict[str, tuple[str, str]]:
    """Country and position by zone, from zone.tab of the zone database that ships with us."""
    text = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {row[2]: (row[0], row[1]) for row in rows}


@lru_cache(maxsize=8)
def countries_in(language: str) -> dict[str, str]:
    """The name of every country by its two letters, as people who read `language` (de, pt-br) say
    it today: the codes of ISO 3166 from the zone database, the names from CLDR.
    """
    text = resources.files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    names = dict(locale_of(language).territories) | SHORT.get(language.partition("-")[0], {})
    return {code: names.get(code, name) for code, name in rows}


def locale_of(language: str) -> Locale:
    """CLDR's words for a language of a page; English for one it does not know."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@lru_cache(maxsize=8)
def _cities(language: str) -> dict[str, dict[str, str]]:
    # CLDR's own keys are the first names a zone ever had: Asia/Saigon has the city of Ho Chi Minh.
    # Where it has both, the present one counts.
    found = {name: dict(words) for name, words in locale_of(language).time_zones.items()}
    return {present_name(name): words for name, words in found.items()} | found
