"""Every address tried by every kind of person, against the table in matrix.py."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import unescape
from http.cookies import SimpleCookie
from urllib.parse import urljoin

import pytest
from django.conf import settings as site_settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Account
from offline.copies import HEADER
from tests.answers import Answer
from tests.security.listed import give_every_list_a_line
from tests.security.matrix import ROWS
from tests.security.routes import all_routes
from tests.security.rows import LOGIN, Row, Status
from tests.security.world import Actor, World
from tests.signin import without_tokens

pytestmark = pytest.mark.django_db
CHANGES_OWN_BROWSER_ONLY: set[str] = set()

# The coordinator's pages stand beside the list of the desk's rooms.
AT_THE_DESK, BOX = 'aria-label="Desk"', 'id="desk-q"'
A_TABLE = re.compile('<table class="table table--stack".*?</table>', re.DOTALL)
A_COLUMN = re.compile('<th scope="col" role="columnheader"[^>]*>(?:<a [^>]*>)?(.*?)(?:</a>)?</th>')
A_FILE = re.compile(r'href="([^"]*\bcsv=\w+)"')
NO_WORDS = {"Change"}  # buttons
# By the page on which it stands; with a new list comes a line here.
LISTS = {
    ("account-staff", "team"),
    ("desk-apart", "apart"),
    ("desk-cases", "cases"),
    ("desk-clocks", "clocks"),
    ("desk-cohort", "seats"),
    ("desk-cohort", "sessions"),
    ("desk-cohorts", "groups"),
    ("desk-given", "given"),
    ("desk-lessons", "lessons"),
    ("desk-order", "story"),
    ("desk-orders", "orders"),
    ("desk-people", "people"),
    ("desk-outcomes", "outcomes"),
    ("desk-person", "cases"),
    ("desk-person", "letters"),
    ("desk-person", "orders"),
    ("desk-person", "seats"),
    ("desk-resources", "resources"),
    ("desk-seats", "seats"),
    ("desk-waiting-people", "waiting"),
    ("desk-seat-story", "story"),
    ("today-letters", "letters"),
}


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    routes = {route.name for route in all_routes() if not route.in_editor}
    declared = {row.name for row in ROWS}
    assert sorted(routes - declared) == [], "declare these in tests/security/matrix.py"
    assert sorted(declared - routes) == [], "these rows have no address any more"


def test_everybody_gets_from_every_address_what_the_table_says(world: World) -> None:
    found = [difference for row in ROWS for difference in _differences(world, row)]
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@pytest.mark.parametrize("actor", [Actor.MEMBER, Actor.SUPERUSER])
def test_whoever_asks_for_a_copy_for_their_device_is_nobody(world: World, actor: Actor) -> None:
    """Whatever their browser sends beside: it may be kept, where anybody may find it."""
    words, found = "language=en-gb&zone=Europe%2FLondon", []
    for row in ROWS:
        if row.method != "GET":
            continue
        path = row.path_in(world)
        answer = _try(world.clients[actor], row, path, {HEADER: words})
        wrong = [
            name
            for name, holds in {
                f"{_status(answer)}": _status(answer) == row.expected[Actor.VISITOR],
                "no header": answer.headers.get(HEADER) == words,
                "may be stored": answer.headers.get("Cache-Control") == "no-store",
                "a session": site_settings.SESSION_COOKIE_NAME not in answer.cookies,
                "somebody": not answer.streaming and not _names(answer, world.accounts[actor]),
            }.items()
            if not holds
        ]
        found += [f"{row.name} {path}: {', '.join(wrong)}"] if wrong else []
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def test_whoever_is_refused_a_page_is_refused_its_form(world: World) -> None:
    """An address that is read through a door is written to through the same one."""
    refusals = {LOGIN, 403, 404, 405, 410}
    found = []
    for row in ROWS:
        if row.method != "GET" or row.name in CHANGES_OWN_BROWSER_ONLY:
            continue
        for actor in Actor:
            if row.expected[actor] not in (LOGIN, 403, 404):
                continue
            path = row.path_in(world)
            got = _status(_try(world.clients[actor], replace(row, method="POST"), path))
            if got not in refusals:
                found.append(f"POST {row.name} {path} as {actor}: {got}")
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        (Actor.VISITOR, LOGIN),
        (Actor.DEACTIVATED, LOGIN),
        (Actor.MEMBER, 403),
        (Actor.FACILITATOR, 200),
        (Actor.MARKETER, 200),
        (Actor.SUPERUSER, 200),
    ],
)
def test_editor_opens_to_its_people_only(world: World, actor: Actor, status: Status) -> None:
    client = world.clients[actor]
    assert _status(client.get("/cms/", follow=False)) in (status, 302)
    assert _landing(client, "/cms/") == status


def test_every_list_of_the_desk_has_its_file_and_every_page_of_it_the_box_that_finds(
    world: World,
) -> None:
    """A file has the columns of its table on the page, by the same titles."""
    give_every_list_a_line(world)
    client, found, wrong = world.clients[Actor.COORDINATOR], set(), []
    for row in ROWS:
        if row.method != "GET" or row.expected[Actor.COORDINATOR] != 200 or "csv" in row.data:
            continue
        path = row.path_in(world)
        answer = client.get(path, dict(row.data))
        if answer.streaming or AT_THE_DESK not in (page := answer.content.decode()):
            continue
        files = [unescape(file) for file in A_FILE.findall(page)]
        found |= {(row.name, file.rpartition("=")[2]) for file in files}
        titles = [_titles(client.get(urljoin(path, file))) for file in files]
        tables = A_TABLE.findall(page)
        wrong += [f"{path}: a table without a file"] * (len(tables) - len(files))
        wrong += [
            f"{path}: its file lacks {column}"
            for table, columns in zip(tables, titles, strict=False)
            for column in A_COLUMN.findall(table)
            if column not in NO_WORDS and not any(title.startswith(column) for title in columns)
        ]
        wrong += [f"{path}: no box that finds"] if BOX not in page else []
    assert wrong == []
    assert found == LISTS


def _titles(answer: Answer) -> list[str]:
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return next(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_no_address_of_the_editor_answers_a_visitor_or_a_member(world: World) -> None:
    """The two pages that a browser needs before anybody is known hold no data."""
    harmless = {"wagtailadmin_javascript_catalog", "wagtailadmin_sprite"}
    found = []
    for route in all_routes():
        if not route.in_editor or route.name in harmless or "login" in route.pattern:
            continue
        path = _filled(route.pattern)
        for actor in (Actor.VISITOR, Actor.MEMBER):
            got = _landing(world.clients[actor], path)
            if got not in (LOGIN, 403, 404):
                found.append(f"{route.name} {path} as {actor}: {got}")
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def _filled(pattern: str) -> str:
    """An address that fits a pattern of the editor."""
    path = re.sub(r"<int:[^>]+>", "1", pattern)
    path = re.sub(r"<uuid:[^>]+>", "00000000-0000-4000-8000-000000000000", path)
    path = re.sub(r"<(?:str:|slug:|path:)?[^>]+>", "x", path)
    path = re.sub(r"\(\?P<[^>]+>[^)]*\)|\([^)]*\)", "1", path)
    return "/" + path.replace("^", "").replace("$", "").replace("\\", "")


def _landing(client: Client, path: str) -> Status:
    """Where a request ends, once Wagtail's own sign-in has led to ours."""
    answer = client.get(path)
    while answer.status_code in (301, 302):
        if _status(answer) == LOGIN:
            return LOGIN
        answer = client.get(answer.headers["Location"])
    return answer.status_code


def _differences(world: World, row: Row) -> Iterator[str]:
    path = row.path_in(world)
    for actor in Actor:
        expected, client = row.expected[actor], world.clients[actor]
        answer = _try(client, row, path)
        if _status(answer) != expected:
            yield f"{row.name} {path} as {actor}: {_status(answer)}, expected {expected}"
        if not row.missing_path or expected in (LOGIN, 403):
            continue
        missing = _try(client, row, row.missing_path)
        if _status(missing) != 404:
            yield f"{row.name} {row.missing_path} as {actor}: {_status(missing)}, expected 404"
        elif expected == 404 and without_tokens(answer) != without_tokens(missing):
            yield f"{row.name} as {actor}: a foreign object differs from a missing one"


def _names(answer: Answer, account: Account) -> bool:
    body = answer.content.decode(errors="replace")
    return account.email in body or "Sign out" in body


def _try(client: Client, row: Row, path: str, headers: Mapping[str, str] | None = None) -> Answer:
    # Whatever a request changes is undone, here and in the browser's cookies (flash messages), so
    # that each actor finds the world as it was built.
    cookies = SimpleCookie(client.cookies)
    with transaction.atomic():
        send = client.post if row.method == "POST" else client.get
        answer = send(path, dict(row.data), headers=dict(headers or {}))
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def _status(answer: Answer) -> Status:
    leads_to = answer.headers.get("Location", "")
    if answer.status_code == 302 and leads_to.startswith(reverse("account_login")):
        return LOGIN
    return answer.status_code
