"""The countries there are (ISO 3166), from the time zone database that ships with us."""

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


@lru_cache(maxsize=1)
def country_names() -> Mapping[str, str]:
    """Name of every country by its two letters."""
    table = resources.files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return dict(rows)


@lru_cache(maxsize=1)
def country_choices() -> list[tuple[str, str]]:
    """(code, name) of every country, by name."""
    return sorted(country_names().items(), key=lambda pair: pair[1])


def known_country(code: str) -> None:
    """Validates a country's two letters. Raises ValidationError for letters that are no country.

    “UK” for instance is none: its readers would be shown the lines of nowhere in particular.
    """
    if code.upper() not in country_names():
        raise ValidationError(_("Please choose a country from the list."))


def country_chooser() -> forms.Select:
    """Countries by name: nobody knows every country's two letters, and "UK" is none."""
    return forms.Select(choices=[("", _("Please choose")), *country_choices()])
