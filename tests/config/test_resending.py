"""A form whose token is old comes back with all that was typed, and goes by its sender's tap."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse

from accounts.actions import choose_pin
from accounts.models import Member
from accounts.roles import Role
from config.resending import is_secret
from courses.models import KeptCard, Skill
from tests.courses.cards import KEEP, WORDS, by_hand, by_script, make_ada, make_skill
from tests.factories import NOW, make_member, make_staff
from tests.resending import OLD, OURS, again, send_stale, strict_browser, tap
from tests.signin import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def skill() -> Skill:
    """The skill whose exercise is kept."""
    return make_skill()


@pytest.fixture
def ada() -> Member:
    """The one who sends forms."""
    return make_ada()


@pytest.mark.parametrize("form", [by_script, by_hand])
def test_a_card_is_kept_by_a_tap_though_its_page_was_old(
    skill: Skill, ada: Member, form: Callable[..., dict[str, Any]]
) -> None:
    browser = strict_browser(ada.account)
    refused = send_stale(browser, KEEP, form(title="Sundays"))
    page = refused.content.decode()
    assert "Behind the old lighthouse" in page.split('id="written"')[1]
    assert "Wilhelmina" in page.split('id="written"')[1]
    assert f"You send it as {ada.account.email}." in page
    assert refused.headers["Cache-Control"] == "no-store"
    assert not KeptCard.objects.exists()

    assert tap(browser, refused).status_code == 302
    [card] = KeptCard.objects.all()
    assert (card.member, card.title) == (ada, "Sundays")
    answered = {one.key: one.words for one in card.answered}
    assert answered == {key: tuple(v) if isinstance(v, list) else v for key, v in WORDS.items()}


def test_details_are_saved_by_a_tap_as_they_were_typed(ada: Member) -> None:
    browser = strict_browser(ada.account)
    there = reverse("account-member", args=[ada.pk])
    named = {"name": "Ada “the first” <b>", "country": "GB", "time_zone": "Europe/London"}
    refused = send_stale(browser, f"{there}?next=/today/", named)
    assert "first” <b>" not in refused.content.decode()
    ada.refresh_from_db()
    assert ada.name == "Ada"
    assert again(refused)[0] == f"{there}?next=/today/"
    assert tap(browser, refused).status_code == 302
    ada.refresh_from_db()
    assert ada.name == named["name"]


@pytest.mark.parametrize(
    "sender",
    [
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://evil.testserver", "Sec-Fetch-Site": "same-site"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Mode": "cors"},
    ],
)
def test_what_another_site_or_a_script_sends_is_never_repeated(
    skill: Skill, ada: Member, sender: dict[str, str]
) -> None:
    browser = strict_browser(ada.account)
    forged = by_script({"where-is-it-calm": "Send me your money"}, title="Forged")
    refused = send_stale(browser, KEEP, forged, **sender)
    page = refused.content.decode()
    assert "Please send that once more" in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
    assert "Forged" not in page
    assert "money" not in page
    assert not KeptCard.objects.exists()
    # The same from a page of ours comes back.
    assert again(send_stale(browser, KEEP, forged))[1]["title"] == ["Forged"]


def test_the_page_that_comes_back_does_nothing_by_itself(skill: Skill, ada: Member) -> None:
    browser = strict_browser(ada.account)
    evil = by_script({"where-is-it-calm": '"><script>alert(1)</script>'}, title="x")
    page = send_stale(browser, KEEP, evil).content.decode()
    assert "<script>alert" not in page
    main = page.split("<main")[1].split("</main>")[0]
    assert not re.findall(r"<script|autofocus|http-equiv|\son\w+=", main)
    # Its token is fresh: the old one opens nothing.
    assert OLD not in page
    # Nor does it lead elsewhere, whatever the address looks like.
    sent_to = browser.post("//evil.example/my-cards/keep/", evil, headers=OURS)
    assert 'action="//' not in sent_to.content.decode()


def test_pins_codes_and_files_are_typed_anew_and_the_rest_is_kept(
    skill: Skill, ada: Member
) -> None:
    mate = make_member(ada.account, name="Mate")
    choose_pin(ada, pin="2468", by=ada.account, now=NOW)
    choose_pin(mate, pin="1357", by=ada.account, now=NOW)
    browser = strict_browser(ada.account)
    refused = send_stale(browser, KEEP, by_script(member=str(ada.pk), pin="2468"))
    assert "2468" not in refused.content.decode()
    assert "please type yours once more" in refused.content.decode()
    asked = tap(browser, refused)
    assert "The PIN of Ada" in asked.content.decode()
    assert "Behind the old lighthouse" in asked.content.decode()
    assert tap(browser, refused, pin="2468").status_code == 302
    assert KeptCard.objects.get().member == ada

    # Where there was nothing but a secret, the page is opened anew instead.
    door = reverse("account-pin", args=[mate.pk])
    secret = send_stale(
        browser, door, {"pin": "1357", "next": "/today/"}, Referer=f"http://testserver{door}"
    )
    page = secret.content.decode()
    assert "1357" not in page
    assert "Send it again" not in page
    assert f'href="{door}"' in page
    elsewhere = send_stale(
        browser, door, {"pin": "1357"}, Referer="http://testserver//evil.example/"
    )
    assert "evil" not in elsewhere.content.decode()


def test_what_was_typed_outlives_the_end_of_a_session(ada: Member) -> None:
    browser = strict_browser(ada.account)
    there = reverse("account-member", args=[ada.pk])
    named = {"name": "Ada of the long form", "country": "GB", "time_zone": "Europe/London"}
    token = browser.get(there).context["csrf_token"]
    del browser.cookies[settings.SESSION_COOKIE_NAME]  # it ended; the form's own cookie stays
    typed = named | {"csrfmiddlewaretoken": str(token)}

    ended = browser.post(there, typed, headers=OURS)

    assert ended.status_code == 403
    assert ended.headers["Cache-Control"] == "no-store"
    page = ended.content.decode()
    assert "not signed in any more" in page
    assert "Ada of the long form" in page.split('id="written"')[1]
    ada.refresh_from_db()
    assert ada.name == "Ada"
    sign_in(browser, ada.account)
    late = tap(browser, ended)
    once_more = late if late.status_code == 302 else tap(browser, late)
    assert once_more.status_code == 302
    ada.refresh_from_db()
    assert ada.name == "Ada of the long form"


def test_who_typed_nothing_or_sends_from_elsewhere_is_led_to_sign_in(ada: Member) -> None:
    browser = strict_browser()
    there = reverse("account-member", args=[ada.pk])
    token = str(browser.get(reverse("account_request_login_code")).context["csrf_token"])
    empty, typed = {"csrfmiddlewaretoken": token}, {"csrfmiddlewaretoken": token, "name": "Forged"}

    assert browser.post(there, empty, headers=OURS).status_code == 302
    for elsewhere in ({"Sec-Fetch-Mode": "cors"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = browser.post(there, typed, headers=OURS | elsewhere)
        assert answer.status_code == 302
        assert "Forged" not in answer.content.decode()
    assert browser.post(there, typed, headers=OURS).status_code == 403


def test_a_file_is_chosen_anew_and_its_words_are_kept() -> None:
    browser = strict_browser(make_staff(Role.FACILITATOR))
    file = SimpleUploadedFile("diary.txt", b"Words of a file")
    sent = {"title": "A quiet talk", "file": file}
    refused = send_stale(browser, "/cms/documents/add/", sent)
    page = refused.content.decode()
    assert "please choose yours once more" in page
    assert "Words of a file" not in page
    assert again(refused)[1]["title"] == ["A quiet talk"]


def test_a_form_without_a_file_chosen_asks_for_none(ada: Member) -> None:
    refused = send_stale(strict_browser(ada.account), "/account/", {"country": "GB"})
    assert "please choose yours" not in refused.content.decode()


def test_every_field_that_hides_what_is_typed_is_known_as_a_secret() -> None:
    assert get_resolver().url_patterns  # every form is loaded with its page
    fields = {
        (form.__module__.partition(".")[0], name, _hides(field.widget))
        for form in _all_forms(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
    }
    hiding = {name for _app, name, hides in fields if hides}
    assert hiding >= {"pin", "again", "code"}
    assert [name for name in hiding if not is_secret(name)] == []
    # What is open in a form of our own comes back.
    others = {"allauth", "django", "wagtail"}
    ours = {name for app, name, hides in fields if not hides and app not in others}
    assert ours >= {"name", "country"}
    assert [name for name in ours if is_secret(name)] == []


def _hides(widget: forms.Widget) -> bool:
    told = widget.attrs.get("autocomplete", "")
    return isinstance(widget, forms.PasswordInput) or told == "one-time-code"


def _all_forms(form: type[Any]) -> Iterator[type[Any]]:
    for kind in form.__subclasses__():
        yield kind
        yield from _all_forms(kind)


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("pin", True),
        ("form-0-pin", True),
        ("code", True),
        ("password1", True),
        ("credential", True),
        ("cardnumber", True),
        ("card", False),
        ("answer-again", False),
        ("answer-a-secret-place", False),
        ("country", False),
        ("title", False),
    ],
)
def test_what_counts_as_a_secret(name: str, secret: bool) -> None:
    assert is_secret(name) is secret
