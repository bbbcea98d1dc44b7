"""Signing people in: quickly for page tests, or the real way."""

import re
import time

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY as METHODS_KEY
from django.test import Client
from django.urls import reverse

from accounts.models import Account
from accounts.roles import is_staff
from accounts.second_factor import has_second_factor, set_up_totp
from demo.authenticator import digits_at
from tests.answers import Answer
from tests.letters import delivered

# Whose methods a session notes, as allauth keeps it.
WHO_KEY = "account_authentication_methods_user"
# The authenticator app of every member of staff in tests (base32).
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CODE = re.compile(r"^\s*([B-Z]{4}-[B-Z]{4})\s*$", re.MULTILINE)


def sign_in(client: Client, account: Account) -> Client:
    """Opens a session; for staff one that showed the second factor (set up if it was not)."""
    client.force_login(account)
    if is_staff(account):
        if not has_second_factor(account):
            set_up_totp(account, secret=TOTP_SECRET)
        session = client.session
        session[METHODS_KEY] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
        session[WHO_KEY] = str(account.pk)
        session.save()
    return client


def totp_now(secret: str = TOTP_SECRET) -> str:
    """The six digits an authenticator app shows at this moment."""
    return digits_at(time.time(), secret=secret)


def code_in(text: str) -> str:
    """The sign-in code a letter carries. Raises AssertionError for a letter without one."""
    found = CODE.search(text)
    assert found is not None, f"no code in: {text}"
    return found.group(1)


def newest_code(email: str) -> str:
    """The code in the newest letter to an address."""
    return code_in(delivered(to=email)[-1].text)


def ask_for_code(client: Client, email: str, *, next: str = "") -> Answer:
    """Types an address on the sign-in page."""
    fields = {"login": email} | ({"next": next} if next else {})
    return client.post(reverse("account_login"), fields)


def enter_code(client: Client, code: str, *, next: str = "") -> Answer:
    """Types the code on the page that asks for it."""
    fields = {"code": code} | ({"next": next} if next else {})
    return client.post(reverse("account_confirm_login_code"), fields)


def without_tokens(page: Answer | bytes | str) -> str:
    """A page's text without its form tokens, which differ from one answer to the next."""
    held = page if isinstance(page, bytes | str) else page.content
    text = held.decode() if isinstance(held, bytes) else held
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]+"', r"\1", text)


def sign_in_by_code(client: Client, email: str) -> Answer:
    """The real way: address, letter, code, and the authenticator's digits where they are asked."""
    ask_for_code(client, email)
    answer = enter_code(client, newest_code(email))
    if answer.headers.get("Location", "").startswith(reverse("mfa_authenticate")):
        answer = client.post(reverse("mfa_authenticate"), {"code": totp_now()})
    return answer
