"""Codes are taken however mail programs, phones and keyboards write them."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from accounts.second_factor import set_up_totp
from accounts.typed_codes import plain_code
from tests.factories import make_account, make_staff
from tests.letters import delivered
from tests.signin import (
    TOTP_SECRET,
    ask_for_code,
    code_in,
    enter_code,
    newest_code,
    sign_in,
    totp_now,
)

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"
FULL_WIDTH = {ord(sign): ord(sign) + 0xFEE0 for sign in "BCDFGHJKLMNPQRSTVWXZ0123456789-"}
ARABIC = {ord(str(digit)): 0x0660 + digit for digit in range(10)}
DASHES = (
    "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\u058a\u05be\u1806\u2e3a\u2e40\u301c\u3030"
    "\ufe31\ufe58\ufe63\uff0d\u30fc\uff70\u02d7\u207b\u2500_."
)
BLANKS = "\u00a0\u2009\u200a\u202f\u2007\u3000\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\t"


@pytest.mark.parametrize("sign", [*DASHES, *BLANKS, "", " \u2013 ", "\ufe0f-"])
def test_dashes_and_blanks_of_every_kind_do_not_make_a_code_wrong(sign: str) -> None:
    assert plain_code(f"\ufeff BCDF{sign}GHJK\u200b") == "BCDFGHJK"


def test_letters_of_another_width_are_the_same_and_other_letters_are_not() -> None:
    assert plain_code("BCDF-GHJK".translate(FULL_WIDTH)) == "BCDFGHJK"
    assert plain_code("123456".translate(ARABIC)) == "123456"
    assert plain_code("\U0001d401CDF-GHJK") == "BCDFGHJK"
    assert plain_code("BCDFÉGHJK") == "BCDFÉGHJK"
    assert plain_code("\u0412CDF") == "\u0412CDF"  # a Cyrillic letter that looks like one of ours


@pytest.mark.parametrize(
    "change",
    [
        lambda code: code.replace("-", "\u2011"),
        lambda code: code.replace("-", "\u00ad"),
        lambda code: "\u00a0" + "\u200b".join(code.lower()),
        lambda code: code.translate(FULL_WIDTH),
    ],
)
def test_a_pasted_code_signs_in_and_begins_and_a_wrong_one_does_not(change: object) -> None:
    assert callable(change)
    make_account(ADA)
    browser = Client()
    ask_for_code(browser, ADA)
    code = newest_code(ADA)
    wrong = code.translate(str.maketrans("BCDFGHJKLMNPQRSTVWXZ", "CDFGHJKLMNPQRSTVWXZB"))
    assert "does not match" in enter_code(browser, change(wrong)).content.decode()
    assert "_auth_user_id" not in browser.session
    assert enter_code(browser, change(code)).status_code == 302
    assert "_auth_user_id" in browser.session

    newcomer = Client()
    newcomer.post(reverse("account_signup"), {"email": "new@example.org"})
    there, code = reverse("account_email_verification_sent"), newest_code("new@example.org")
    assert newcomer.post(there, {"code": change(wrong)}).status_code == 200
    assert newcomer.post(there, {"code": change(code)}).status_code == 302
    assert "_auth_user_id" in newcomer.session


def test_the_digits_of_an_app_are_taken_in_every_script_and_only_once() -> None:
    by = make_staff(Role.COORDINATOR, "co@example.org")
    set_up_totp(by, secret=TOTP_SECRET)
    browser, thief = Client(), Client()
    for device in (browser, thief):
        ask_for_code(device, by.email)
        enter_code(device, newest_code(by.email))
    digits = totp_now()
    spelled = f"{digits[:3]}\u202f{digits[3:]}".translate(ARABIC)
    wrong = str((int(digits) + 1) % 1_000_000).zfill(6).translate(ARABIC)
    assert browser.post(reverse("mfa_authenticate"), {"code": wrong}).status_code == 200
    assert browser.post(reverse("mfa_authenticate"), {"code": spelled}).status_code == 302
    # Spelled otherwise it is the same code, and used.
    for again in (digits, digits.translate(FULL_WIDTH)):
        assert thief.post(reverse("mfa_authenticate"), {"code": again}).status_code == 200
    assert "_auth_user_id" not in thief.session


def test_codes_asked_for_once_more_and_first_digits_are_pasted_as_well(client: Client) -> None:
    by = make_staff(Role.COORDINATOR, "co@example.org")
    client.force_login(by)
    asking = reverse("account_request_reauthentication_code")
    there = {"recipient": by.email, "next": reverse("mfa_activate_totp")}
    sent = client.post(asking, there)
    code = code_in(delivered(to=by.email)[-1].text).replace("-", "\u2013")
    assert client.post(sent.headers["Location"], {"code": code, **there}).status_code == 302

    page = client.get(reverse("mfa_activate_totp"))
    assert re.search(r'name="code"[^>]*autocapitalize="characters"', page.content.decode())
    digits = totp_now(page.context["form"].secret).translate(FULL_WIDTH)
    assert client.post(reverse("mfa_activate_totp"), {"code": digits}).status_code == 302

    late = sign_in(Client(), make_staff(Role.MARKETER, "ma@example.org"))
    proof = {"code": totp_now().translate(ARABIC), "next": "/account/"}
    assert late.post(reverse("mfa_reauthenticate"), proof).headers["Location"] == "/account/"
