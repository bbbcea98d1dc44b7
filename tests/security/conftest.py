"""The world that everybody tries, built once for the tests of a file."""

from collections.abc import Iterator
from dataclasses import replace
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

import clock
from tests.built import built
from tests.security.world import MOMENT, World, build_world, set_up_clinic


@pytest.fixture(scope="module")
def built_once(django_db_setup: None, django_db_blocker: Any, run_folder: Path) -> Iterator[World]:
    """The world; each test's own changes go with the test."""
    clock.move_to(MOMENT)
    with django_db_blocker.unblock(), transaction.atomic():
        built(run_folder / "clinic", set_up_clinic)
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(built_once: World, db: None) -> World:
    """The world at its moment, everybody's cookies as they were after signing in."""
    clock.move_to(MOMENT)
    clients = {}
    for actor, client in built_once.clients.items():
        clients[actor] = type(client)(raise_request_exception=False)
        clients[actor].cookies = SimpleCookie(client.cookies)
    return replace(built_once, clients=clients)
