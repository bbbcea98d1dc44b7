"""The countries there are (ISO 3166), from the time zone database that ships with us."""

from functools import lru_cache
from importlib import resources

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


@lru_cache(maxsize=1)
def country_choices() -> list[tuple[str, str]]:
    """(code, name) of every country, by name."""
    return sorted(_rows(), key=lambda pair: pair[1])


def country_name(code: str) -> str:
    """The name of a country; a code that is none stays as it is."""
    return dict(country_choices()).get(code, code)


def known_country(code: str) -> None:
    """Validates a country's two letters. Raises ValidationError for letters that are no country.

    “UK” for instance is none: its readers would be shown the lines of nowhere in particular.
    """
    if code.upper() not in dict(country_choices()):
        raise ValidationError(_("Please choose a country from the list."))


def _rows() -> list[tuple[str, str]]:
    held = resources.files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in held.splitlines() if line and not line.startswith("#")]
    return [(code, name) for code, name in lines]
