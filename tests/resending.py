"""Forms whose token is old: sent, and sent again from the page that comes back."""

import html
import re
from typing import Any

from django.test import Client

from accounts.models import Account
from tests.answers import Answer
from tests.signin import sign_in

OURS = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
FORM = re.compile(r'<form method="post" action="([^"]+)">(.*?)</form>', re.DOTALL)
OLD = "o" * 64


def strict_browser(account: Account | None = None) -> Client:
    """A browser whose forms need their token."""
    browser = Client(enforce_csrf_checks=True)
    return sign_in(browser, account) if account else browser


def send_stale(browser: Client, path: str, sent: dict[str, Any], **headers: str) -> Answer:
    """Sends a form from a page of ours that was opened before somebody signed in anew."""
    stale = sent | {"csrfmiddlewaretoken": OLD}
    answer = browser.post(path, stale, headers={**OURS, **headers})
    assert answer.status_code == 403
    return answer


def again(answer: Answer) -> tuple[str, dict[str, list[str]]]:
    """The address and the fields of the form that the page offers to send again."""
    page = answer.content.decode()
    [(target, inside)] = re.findall(
        r'<form method="post" action="([^"]+)">(.*?)</form>', page, re.S
    )
    fields: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(inside):
        fields.setdefault(html.unescape(name), []).append(html.unescape(value))
    return html.unescape(target), fields


def tap(browser: Client, answer: Answer, **typed: str) -> Answer:
    """Presses "Send it again"."""
    target, fields = again(answer)
    return browser.post(target, {**fields, **typed}, headers=OURS)
