"""One name for every country, wherever it is shown, in an order in which people find it."""

import re

import pytest
from django.test import Client
from django.utils import translation

from clock.places import countries_in
from help.countries import country_choices, country_names
from help.crisis import countries, crisis_for
from help.reading import built_in
from tests.factories import make_account
from tests.signin import sign_in

OPTION = re.compile(r'<option value="([A-Z]{2})"[^>]*>([^<]*)</option>')


@pytest.mark.django_db
def test_every_chooser_calls_a_country_by_the_same_name(client: Client) -> None:
    sign_in(client, make_account(country="GB"))
    shown = [OPTION.findall(client.get(page).content.decode()) for page in ("/help/", "/account/")]
    assert shown[0] == shown[1]
    names = dict(shown[0])
    for code, name in (
        ("GB", "United Kingdom"), ("TR", "Türkiye"), ("CZ", "Czechia"), ("KR", "South Korea"),
    ):  # fmt: skip
        assert names[code] == name
        assert crisis_for(code).name == name
    for code, entry in built_in().items():
        assert len(code) != 2 or entry.name == names[code], "the file and the chooser differ"


def test_countries_stand_where_people_look_for_them() -> None:
    names = [name for _code, name in country_choices()]
    assert names == [name for _code, name in countries()]
    assert names.index("Afghanistan") < names.index("Åland Islands") < names.index("Albania")
    assert names.index("Costa Rica") < names.index("Côte d’Ivoire") < names.index("Croatia")
    assert names.index("Tunisia") < names.index("Türkiye") < names.index("Turkmenistan")


def test_names_are_in_the_language_of_the_page_and_read_once() -> None:
    with translation.override("de"):
        assert country_names()["GB"] == "Vereinigtes Königreich"
        assert crisis_for("GB").name == "Vereinigtes Königreich"
        before = countries_in.cache_info().misses
        country_choices()
        countries()
        assert countries_in.cache_info().misses == before
    assert country_names()["GB"] == "United Kingdom"
