"""What this site never serves is not carried along, and nothing that it does serve is missing."""

import json
import subprocess
import sys

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from config import REPOSITORY
from courses.models import LessonIndexPage
from tests.factories import make_staff
from tests.pages.conftest import built_once, home, now
from tests.signin import sign_in

__all__ = ["built_once", "home", "now"]
LOADED = """
import json, sys
from config import asgi
from django.urls import reverse
reverse("today")
names = (
    "ninja", "pydantic", "pillow_heif", "psycopg", "rest_framework", "typst",
    # put off until somebody calls them: these are their insides
    "django.test.client", "unittest", "charset_normalizer.md", "regex._regex", "demo.world",
)
print(json.dumps([name for name in names if sys.modules.get(name)]))
"""


def test_no_process_carries_what_is_never_served() -> None:
    program = [sys.executable, "-W", "ignore", "-c", LOADED]
    told = subprocess.run(program, cwd=REPOSITORY / "site", check=True, capture_output=True)
    needed = {"rest_framework"} | ({"psycopg"} if connection.vendor == "postgresql" else set())
    assert set(json.loads(told.stdout)) == needed


@pytest.mark.usefixtures("home")
def test_the_editors_own_lists_of_pages_are_served_and_no_public_ones() -> None:
    asked = {"child_of": LessonIndexPage.objects.get().get_parent().pk}
    path = reverse("wagtailadmin_api:pages:listing")
    editor, visitor = Client(), Client()
    sign_in(editor, make_staff(Role.MARKETER))
    told = editor.get(path, asked, headers={"accept": "application/json"}).json()
    assert "Home" in {item["title"] for item in told["items"]}
    assert visitor.get(path, asked).status_code in {302, 401, 403}
    for public in ("/api/v2/pages/", "/api/v3/pages/", "/api/pages/"):
        assert editor.get(public).status_code == 404
