"""Choosers of a time zone and a country, as forms of every app use them."""

from functools import lru_cache
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

import clock
from accounts.zones import Place, all_places, is_place, nearest, place_of
from clock.places import former_cities
from help.countries import country_choices


class ZoneSelect(forms.Select):
    """A list of places with the nearest on top; a script of ours adds a search field to it.

    It is written in one piece instead of option by option: four hundred small templates took longer
    than the rest of the page. `near` and `country` say where the reader is, as far as we know.
    """

    near = country = ""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The list, with `value` (any name the zone has or had) chosen; else nothing is."""
        chosen = str(value or "")
        known = is_place(chosen)
        return format_html(
            '<select name="{}"{} data-search="{}" data-found="{}">\n{}{}\n</select>',
            name,
            forms.utils.flatatt(self.build_attrs(self.attrs, attrs)),
            _("Search by city or country"),
            _("# found"),
            format_html('<option value="">{}</option>', _("Please choose")),
            SafeString("".join([self._nearest(chosen if known else ""), _everywhere(_language())])),
        )

    def _nearest(self, chosen: str) -> SafeString:
        around = nearest(self.near, country=self.country, now=clock.now())
        if not chosen:
            return _part(_("Near you"), _options(around)) if around else SafeString("")
        # Whatever is chosen keeps its own name: an old one in a row stays as it is until changed.
        own = place_of(chosen)
        first = format_html('<option value="{}" selected>{}</option>', chosen, own.label)
        around = around or nearest(chosen, now=clock.now())
        others = [place for place in around if place.zone != own.zone]
        return _part(_("Near you"), first + _options(others))


def _part(label: object, options: SafeString) -> SafeString:
    return format_html('<optgroup label="{}">\n{}</optgroup>\n', label, options)


def _options(places: list[Place]) -> SafeString:
    return format_html_join(
        "\n",
        '<option value="{}"{}>{}</option>',
        ((place.zone, _former(place), place.label) for place in places),
    )


def _former(place: Place) -> SafeString:
    """The cities a search finds the place by as well: Calcutta, Kiev, Saigon."""
    others = sorted(city for city in former_cities(place.zone) if city not in place.label)
    return format_html(' data-also="{}"', ", ".join(others)) if others else SafeString("")


def _language() -> str:
    return get_language() or "en"


@lru_cache(maxsize=8)
def _everywhere(language: str) -> SafeString:
    """All places in one language, written once per process."""
    return _part(_("All places"), _options(all_places()))


class ZoneField(forms.CharField):
    """A chooser of places whose clock one may live by. Takes the former names of a zone as well;
    "UTC", Etc/* and abbreviations are no place, so nobody is asked to live by them.
    """

    widget = ZoneSelect

    def __init__(self, **kwargs: Any) -> None:
        chooser: dict[str, Any] = {
            "label": _("Time zone"),
            "max_length": 64,
            "error_messages": {
                "required": _("Please choose a city whose clock you live by."),
            },
        }
        super().__init__(**chooser | kwargs)

    def offer(self, *, near: str = "", country: str = "") -> None:
        """Puts on top what is near the zone `near`, else what lies in `country`."""
        assert isinstance(self.widget, ZoneSelect)
        self.widget.near, self.widget.country = near, country

    def validate(self, value: str) -> None:
        """Refuses what is no place."""
        super().validate(value)
        if value and not is_place(value):
            raise forms.ValidationError(_("Please choose a time zone from the list."))


class CountrySelect(forms.Select):
    """A list of countries, written in one piece for the same reason."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The list, with `value` chosen."""
        chosen = str(value or "")
        lines = (
            (code, SafeString(" selected") if code == chosen else "", label)
            for code, label in self.choices
        )
        return format_html(
            '<select name="{}"{}>\n{}\n</select>',
            name,
            forms.utils.flatatt(self.build_attrs(self.attrs, attrs)),
            format_html_join("\n", '<option value="{}"{}>{}</option>', lines),
        )


class CountryField(forms.ChoiceField):
    """A chooser of countries; it decides which crisis lines show first."""

    widget = CountrySelect

    def __init__(self, **kwargs: Any) -> None:
        chooser: dict[str, Any] = {
            "label": _("Country"),
            "choices": lambda: [("", _("Please choose")), *country_choices()],
            "error_messages": {
                "required": _("Please choose your country: it decides which help lines we show.")
            },
        }
        super().__init__(**chooser | kwargs)
