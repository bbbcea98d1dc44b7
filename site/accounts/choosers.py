"""Choosers of a time zone and a country, as forms of every app use them."""

from functools import lru_cache
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

import clock
from accounts.also import ALSO
from accounts.zones import Place, all_places, is_place, nearest, place_of
from clock.places import former_cities
from design.assets import SEARCH_LIST, address
from help.countries import country_choices


class ZoneSelect(forms.Select):
    """A list of places with the nearest on top; a script of ours adds a search field to it.

    A zone is chosen by its name of today, whichever it was kept by, so that it shows once.

    It is written in one piece instead of option by option: four hundred small templates took longer
    than the rest of the page. `near` and `country` say where the reader is, as far as we know.
    """

    near = country = ""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The list, with `value` (any name the zone has or had) chosen; else nothing is."""
        chosen = place_of(str(value)).zone if is_place(str(value or "")) else ""
        return format_html(
            '<select name="{}"{} data-search="{}" data-found="{}" data-nothing="{}"'
            ' data-several="{}">\n{}{}\n</select><script type="module" src="{}"></script>',
            name,
            forms.utils.flatatt(self.build_attrs(self.attrs, attrs)),
            _("Search by city or country"),
            _("# found"),
            _("Nothing found. Try your country, or a larger city nearby."),
            _("Please choose one of these places."),
            format_html('<option value="">{}</option>', _("Please choose")),
            SafeString("".join([self._nearest(chosen), _everywhere(_language())])),
            address(SEARCH_LIST),
        )

    def _nearest(self, chosen: str) -> SafeString:
        around = nearest(self.near, country=self.country, now=clock.now())
        if not chosen:
            return _part(_("Near you"), _options(around)) if around else SafeString("")
        own = place_of(chosen)
        first = format_html(
            '<option value="{}" selected{}>{}</option>', own.zone, _also(own), own.label
        )
        around = around or nearest(chosen, now=clock.now())
        others = [place for place in around if place.zone != own.zone]
        return _part(_("Near you"), first + _options(others))


def _part(label: object, options: SafeString) -> SafeString:
    return format_html('<optgroup label="{}">\n{}</optgroup>\n', label, options)


def _options(places: list[Place]) -> SafeString:
    return format_html_join(
        "\n",
        '<option value="{}"{}>{}</option>',
        ((place.zone, _also(place), place.label) for place in places),
    )


def _also(place: Place) -> SafeString:
    """What a search finds the place by as well: Calcutta, Kiev, Mumbai, California."""
    names = (*former_cities(place.zone), *ALSO.get(place.zone, ()))
    others = sorted(name for name in names if name not in place.label)
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

    def clean(self, value: Any) -> str:
        """The zone by its name of today: `Asia/Kolkata` for `Asia/Calcutta`."""
        told: str = super().clean(value)
        return place_of(told).zone if told else told

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
