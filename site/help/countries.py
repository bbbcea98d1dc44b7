"""The countries there are, by the one name each has everywhere, in the language of the page."""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import CallableChoiceIterator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clock.places import countries_in


def country_names() -> Mapping[str, str]:
    """Name of every country by its two letters. Read once per language and process."""
    return countries_in(get_language() or "en")


def country_choices() -> list[tuple[str, str]]:
    """(code, name) of every country, by name as people look for it."""
    return list(_choices(get_language() or "en"))


@lru_cache(maxsize=8)
def _choices(language: str) -> tuple[tuple[str, str], ...]:
    return tuple(by_name(countries_in(language).items()))


def by_name(named: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Pairs of code and name in the order of names: Åland beside Albania, not after Zimbabwe."""
    return sorted(named, key=lambda pair: _plain(pair[1]))


def _plain(name: str) -> str:
    """A name without accents, large letters and signs."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in letters if letter.isalnum() or letter == " ")


def known_country(code: str) -> None:
    """Validates a country's two letters. Raises ValidationError for letters that are no country.

    “UK” for instance is none: its readers would be shown the lines of nowhere in particular.
    """
    if code.upper() not in country_names():
        raise ValidationError(_("Please choose a country from the list."))


def country_chooser() -> forms.Select:
    """Countries by name: nobody knows every country's two letters, and "UK" is none."""
    return forms.Select(choices=CallableChoiceIterator(_chooser_choices))


def _chooser_choices() -> list[tuple[str, Any]]:
    return [("", _("Please choose")), *country_choices()]
