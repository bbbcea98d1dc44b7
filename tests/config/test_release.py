"""The release has one number, in one place; who runs the site sees it, who visits it does not."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from config import REPOSITORY
from config.release import VERSION, is_newer

pytestmark = pytest.mark.django_db


def about() -> list[str]:
    said = StringIO()
    call_command("about", stdout=said)
    return said.getvalue().splitlines()


def test_about_names_the_release_and_says_that_the_database_is_up_to_it() -> None:
    said = about()

    assert said[0] == f"Evenkeel {VERSION}"
    assert re.match(r"Django 5\.2\.\d+, Wagtail 8\.\d+(\.\d+)?, zone rules 20\d\d[a-z]$", said[1])
    assert said[2] == f"Database: {connection.vendor}, every migration applied"


def test_about_says_what_is_left_to_migrate() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM django_migrations WHERE app = 'groups'")
        (applied,) = cursor.fetchone()
        cursor.execute("DELETE FROM django_migrations WHERE app = 'groups'")

    assert applied > 0
    left = f"migrations left: {applied}. Next: manage.py migrate"
    assert about()[2] == f"Database: {connection.vendor}, {left}"


def test_the_newest_heading_of_the_changelog_is_the_release() -> None:
    headings = re.findall(
        r"^## (.+)$", (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )

    assert headings[0] == "Unreleased"
    assert re.fullmatch(re.escape(VERSION) + r" \(20\d\d-\d\d-\d\d\)", headings[1])


@pytest.mark.parametrize(
    ("version", "newer"),
    [("0.1.0", False), ("0.0.9", False), ("0.2.0", True), ("0.10.0", True), ("1.0", True)],
)
def test_versions_are_compared_by_their_numbers(version: str, newer: bool) -> None:
    assert is_newer(version, than="0.1.0") is newer


@pytest.mark.parametrize("address", ["/help/", "/groups/", "/account/login/", "/healthz/ready"])
def test_visitors_are_not_told_the_release(client: Client, address: str) -> None:
    answer = client.get(address)

    assert VERSION not in b"".join(answer).decode()
    assert VERSION not in str(answer.headers)
