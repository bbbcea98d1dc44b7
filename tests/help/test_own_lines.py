"""A clinic's own numbers and lines, as a marketer writes them in the site settings."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail.models import Site

import clock
from accounts.roles import Role
from help.crisis import countries, crisis_for
from help.models import ClinicEmergency, CrisisLine, SiteSettings
from pages.models import HomePage
from tests.answers import Answer
from tests.factories import make_staff
from tests.pages.conftest import built_once, home, now
from tests.signin import sign_in

__all__ = ["built_once", "home", "now"]
pytestmark = pytest.mark.django_db

LINE = {
    "country": "MN", "name": "Our duty line", "phone": "*1900", "phone_then": "2", "sms": "50 505",
    "sms_keyword": "TUSLAMJ", "whatsapp": "+976 8000 1234", "chat": "https://chat.example/",
    "website": "", "opening": "Mon-Fri 09:00-17:00; Sat 10:00-12:00", "zone": "Asia/Ulaanbaatar",
    "hours": "", "languages": "en, ru", "cost": "free", "audience": "adults", "ages": "from 18",
    "region": "", "note": "Ask for the duty team.", "source": "we called", "checked": "2026-11-20",
}  # fmt: skip
NUMBER = {
    "country": "MN", "number": "103", "reaches": "ambulance", "note": "", "source": "we asked",
    "checked": "2026-11-20",
}  # fmt: skip


@pytest.fixture
def marketer(client: Client, home: HomePage) -> Client:
    clock.move_to(datetime(2026, 12, 1, 20, tzinfo=UTC))
    SiteSettings.for_site(Site.objects.get())
    return sign_in(client, make_staff(Role.MARKETER))


def save(browser: Client, *, line: dict[str, str], number: dict[str, str]) -> Answer:
    kept = SiteSettings.objects.get()
    fields: dict[str, Any] = {
        "name": kept.name, "accent": kept.accent, "contact_email": "", "tagline": "",
        "postal_address": "", "sender_name": "", "discreet_sender_name": "EK", "logo": "",
        "default_country": "GB",
    }  # fmt: skip
    for prefix, row in (("crisis_lines", line), ("emergency_numbers", number)):
        fields |= {f"{prefix}-TOTAL_FORMS": "1" if row else "0", f"{prefix}-INITIAL_FORMS": "0"}
        fields |= {f"{prefix}-0-{name}": value for name, value in row.items()}
        fields |= {f"{prefix}-0-ORDER": "1", f"{prefix}-0-id": ""} if row else {}
    address = reverse("wagtailsettings:edit", args=["help", "sitesettings", kept.site_id])
    return browser.post(address, fields)


def test_clinic_s_number_and_line_stand_first_and_what_nobody_can_reach_is_refused(
    marketer: Client,
) -> None:
    what_nobody_can_reach_is_refused(marketer)
    site = SiteSettings.objects.get().site_id
    form = marketer.get(reverse("wagtailsettings:edit", args=["help", "sitesettings", site]))
    options = form.content.decode().count('<option value="CZ">Czechia</option>')
    assert options == 3  # the practice's own, and those of two empty rows
    before = marketer.get("/help/MN/").content.decode()
    assert "Our guess" in before
    # A day that has begun in the east, while it is still the day before in London.
    assert save(marketer, line=LINE | {"checked": "2026-12-02"}, number=NUMBER).status_code == 302

    page = " ".join(marketer.get("/help/MN/").content.decode().split())
    assert 'href="tel:103"' in page
    assert "Our guess" not in page
    assert "Nobody has looked up" not in page
    for piece in (
        'href="tel:*1900" aria-label="*1900, star 1 9 0 0"', "then press 2", "Text TUSLAMJ to",
        'href="sms:50505?body=TUSLAMJ"', 'href="https://wa.me/97680001234"',
        'href="https://chat.example/" rel="noreferrer"',
        "For adults (from 18) · in English and Russian · free", "Ask for the duty team.",
    ):  # fmt: skip
        assert piece in page, piece
    assert "Mon–Fri 09:00–17:00; Saturday 10:00–12:00" in strip_tags(page)
    assert page.index("Our duty line") < page.index("Find A Helpline")


def test_clinic_s_number_stands_beside_the_country_s_own() -> None:
    settings = SiteSettings.objects.create(site=Site.objects.get(is_default_site=True))
    ClinicEmergency.objects.create(
        settings=settings, country="GB", number="103", reaches="ambulance"
    )
    british = crisis_for("GB")
    assert [number.number for number in british.numbers] == ["103", "999", "112"]
    assert "999 works too." in british.emergency_note


REFUSED: list[tuple[dict[str, str], str]] = [
    ({"opening": "sometimes"}, "is no weekday"),
    ({"opening": "Mon-Fri 9-5"}, "is no range"),
    ({"zone": ""}, "need the time zone"),
    ({"zone": "Ulaanbaatar"}, "This is no time zone"),
    ({"languages": "mn-slang"}, "We know no language"),
    ({"whatsapp": "8000 1234"}, "with + and the digits"),
    ({"chat": "http://chat.example/"}, "begins with https"),
    ({"phone": "1900 then 2"}, "as it is dialled"),
    # A day that has not begun anywhere; the whole year in which it would count is still to come.
    ({"checked": "2026-12-03"}, "This day is still to come"),
    ({"phone": "", "sms": "", "whatsapp": "", "chat": ""}, "a number to call or to text"),
]


def what_nobody_can_reach_is_refused(marketer: Client) -> None:
    for wrong, sentence in REFUSED:
        answer = save(marketer, line=LINE | wrong, number={})
        assert answer.status_code == 200
        assert sentence in answer.content.decode(), wrong
    answer = save(marketer, line={}, number=NUMBER | {"checked": "2027-01-01"})
    assert "This day is still to come" in answer.content.decode()
    assert (CrisisLine.objects.count(), ClinicEmergency.objects.count()) == (0, 0)


def test_number_that_was_written_twice_is_said_once() -> None:
    settings = SiteSettings.objects.create(site=Site.objects.get(is_default_site=True))
    for number in ("907", "90 7", "907"):
        ClinicEmergency.objects.create(settings=settings, country="GB", number=number)
    assert [number.number for number in crisis_for("GB").numbers] == ["907", "999", "112"]
    assert "907" not in crisis_for("GB").emergency_note


def test_what_two_numbers_reach_is_said_once() -> None:
    assert crisis_for("MA").emergency_note.startswith("It reaches an ambulance. 150 does too.")
    for code, _name in countries():
        assert crisis_for(code).emergency_note.count("reaches an ambulance") <= 1, code
