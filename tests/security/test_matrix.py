"""Every address tried by every kind of person, against the table in matrix.py."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.security.matrix import LOGIN, ROWS, Row, Status
from tests.security.routes import all_routes
from tests.security.world import Actor, World, build_world
from tests.signin import without_tokens

pytestmark = pytest.mark.django_db


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    routes = {route.name for route in all_routes() if not route.in_editor}
    declared = {row.name for row in ROWS}
    assert sorted(routes - declared) == [], "declare these in tests/security/matrix.py"
    assert sorted(declared - routes) == [], "these rows have no address any more"


def test_everybody_gets_from_every_address_what_the_table_says() -> None:
    world = build_world()
    assert "\n".join(found for row in ROWS for found in _differences(world, row)) == ""


def _differences(world: World, row: Row) -> Iterator[str]:
    path = row.path_in(world)
    for actor in Actor:
        answer = _try(world.clients[actor], row, path)
        got = _status(answer)
        if got != row.expected[actor]:
            yield f"{row.name} {path} as {actor}: {got}, expected {row.expected[actor]}"
        elif got == 404 and row.missing_path:
            missing = _try(world.clients[actor], row, row.missing_path)
            if without_tokens(answer) != without_tokens(missing):
                yield f"{row.name} as {actor}: a foreign object differs from a missing one"


def _try(client: Client, row: Row, path: str) -> HttpResponse:
    # Whatever a request changes is undone, so that each actor finds the world as it was built.
    with transaction.atomic():
        answer = client.generic(row.method, path, **_body(client, row))
        transaction.set_rollback(True)
    return answer


def _body(client: Client, row: Row) -> dict[str, object]:
    if row.method == "GET":
        return {}
    form = client._encode_data(dict(row.data), "multipart/form-data; boundary=BoUnDaRyStRiNg")  # type: ignore[attr-defined]
    return {"data": form, "content_type": "multipart/form-data; boundary=BoUnDaRyStRiNg"}


def _status(answer: HttpResponse) -> Status:
    leads_to = answer.headers.get("Location", "")
    if answer.status_code == 302 and leads_to.startswith(reverse("account_login")):
        return LOGIN
    return answer.status_code
