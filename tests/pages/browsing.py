"""The demo's world in a browser: how it is made, who is signed in there, which pages are public."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

from tests.running import RunningSite

SIGN_IN = """
import os, sys
sys.path.insert(0, os.getcwd())
from django.test import Client
from accounts.models import Account
from accounts.roles import Role
from courses.models import LessonPage
from tests.signin import sign_in
account = Account.objects.filter(groups__name=Role.FACILITATOR.value).first()
client = sign_in(Client(), account)
print(client.session.session_key, LessonPage.objects.get(slug="improve").pk)
"""
MEMBER = """
import os, sys
sys.path.insert(0, os.getcwd())
from django.test import Client
from django.urls import reverse
from demo.people import ANA
from groups.models import Enrollment
from tests.signin import sign_in
seat = Enrollment.objects.get(member__account__email=ANA.email)
client = sign_in(Client(), seat.member.account)
print(client.session.session_key, reverse("lesson", args=[seat.pk, 1, "wise-mind"]))
"""
PATHS = [
    "/", "/how-groups-work/", "/programme/", "/groups/", "/facilitators/", "/questions/",
    "/about/", "/contact/", "/lessons/", "/lessons/improve/", "/articles/",
    "/articles/five-minutes-when-everything-is-too-much/", "/glossary/", "/skills/",
    "/skills/?q=radikal acceptence", "/skills/for/panic/", "/skills/improve/", "/skills/observe/",
    "/skills/rain/cards/", "/search/?q=mindfullness",
]  # fmt: skip


@contextmanager
def browser_page(chromium: Browser, site: RunningSite, **options: Any) -> Iterator[Page]:
    """A window of its own; fails on any console error and on any foreign request."""
    troubles: list[str] = []
    own = (site.url, "data:", "blob:")
    with chromium.new_context(**options) as window:
        page = window.new_page()
        page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith(own) else troubles.append(r.url))
        yield page
    assert troubles == []
