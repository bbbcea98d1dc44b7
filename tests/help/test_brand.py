"""The clinic's name and look, and the accent that stays legible."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Site

from help.accent import accent_css
from help.brand import Brand, brand
from help.models import SiteSettings


@pytest.fixture
def clinic(db: None) -> SiteSettings:
    site = Site.objects.get(is_default_site=True)
    made: SiteSettings = SiteSettings.objects.create(
        site=site, name="Quiet Harbour", accent="#7a3f6d"
    )
    return made


def test_brand_is_the_products_own_before_set_up(db: None) -> None:
    assert brand() == Brand()
    assert brand().name == "Evenkeel"


def test_brand_is_the_clinics_and_changes_when_it_is_saved(clinic: SiteSettings) -> None:
    assert (brand().name, brand().sender_name) == ("Quiet Harbour", "Quiet Harbour")
    clinic.name = "Still Waters"
    clinic.sender_name = "Still Waters Groups"
    clinic.save()
    assert (brand().name, brand().sender_name) == ("Still Waters", "Still Waters Groups")


def test_brand_is_read_once(
    clinic: SiteSettings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    brand()
    with django_assert_num_queries(0):
        brand()


def test_brand_never_raises(clinic: SiteSettings) -> None:
    def refuse(*_: object) -> None:
        raise DatabaseError("no database")

    with connection.execute_wrapper(refuse):
        assert brand() == Brand()


def test_accent_stylesheet_follows_the_settings_and_is_checked_by_its_tag(
    clinic: SiteSettings, client: Client
) -> None:
    sheet = client.get(reverse("help:accent"))
    assert sheet.headers["Content-Type"].startswith("text/css")
    assert sheet.content.decode() == accent_css("#7a3f6d")
    assert "max-age" in sheet.headers["Cache-Control"]
    unchanged = client.get(reverse("help:accent"), headers={"If-None-Match": sheet.headers["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    before = brand().accent_css
    assert "immutable" not in sheet.headers["Cache-Control"]
    assert client.get(before).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert f'href="{before}"' in client.get(reverse("help:crisis")).content.decode()
    clinic.accent = "#2f6f6a"
    clinic.save()
    assert brand().accent_css != before
    assert "immutable" not in client.get(before).headers["Cache-Control"]  # today's, elsewhere
    changed = client.get(reverse("help:accent"), headers={"If-None-Match": sheet.headers["ETag"]})
    assert changed.status_code == 200


def test_accent_takes_hue_and_strength_only(db: None) -> None:
    pale, deep = accent_css("#9fd8d2"), accent_css("#0d4a45")
    assert pale.startswith(":root{--accent-hue:")
    assert "lightness" not in pale + deep
    with pytest.raises(ValueError, match="not a colour"):
        accent_css("red; } body { display: none")


@pytest.mark.parametrize(
    ("accent", "words"),
    [("#808080", "This is a grey"), ("teal", "six digits"), ("#12345", "six digits")],
)
def test_settings_refuse_what_is_no_accent(clinic: SiteSettings, accent: str, words: str) -> None:
    clinic.accent = accent
    with pytest.raises(ValidationError, match=words):
        clinic.full_clean()
    clinic.accent = "#2f6f6a"
    clinic.full_clean()
