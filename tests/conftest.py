"""What every test stands on."""

import gc
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.template import Context, Template
from django.test.signals import template_rendered
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser

from tests.chromium import a_chromium
from tests.databases import drop_test_database, fill_test_database, make_template
from tests.emptied import GivesBackTheFirstRows
from tests.rooms.server import Server

pytest_plugins = ["tests.budget"]

# What generated examples prove does not depend on how busy the machine is.
hypothesis_settings.register_profile(
    "any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("any-machine")


def pytest_configure(config: pytest.Config) -> None:
    """Whoever starts the tests out of earshot (`nohup`, a script's `&`) has signals ignored, and
    everything that is started inherits that; tests send them, so their workers hear them again."""
    if not hasattr(config, "workerinput"):
        return
    for heard, usual in (
        (signal.SIGINT, signal.default_int_handler),
        (signal.SIGHUP, signal.SIG_DFL),
    ):
        if signal.getsignal(heard) is signal.SIG_IGN:
            signal.signal(heard, usual)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out, rather than skips, what is about another database, or about a server."""
    absent = {"postgresql", "sqlite"} - {connection.vendor}
    if not os.environ.get("REDIS_URL"):
        absent.add("redis")
    left_out = [item for item in items if absent & {mark.name for mark in item.iter_markers()}]
    if left_out:
        items[:] = [item for item in items if item not in set(left_out)]
        config.hook.pytest_deselected(items=left_out)
    # The files that start sites and browsers first: begun late, one would run alone at the end.
    long = {item.path for item in items if {"browser", "race"} & set(item.keywords)}
    items.sort(key=lambda item: item.path not in long)
    for item in items:
        if "browser" in item.keywords:
            # Browsers are not ours: one second try, printed and counted at the end of the run.
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_sessionstart(session: pytest.Session) -> None:
    """Half a minute on a new machine, which is no test's to pay."""
    if not hasattr(session.config, "workerinput"):
        make_template()


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it for rubbish would be a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)


def pytest_unconfigure() -> None:
    """Leaves no data folder behind."""
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


@pytest.fixture(autouse=True)
def fresh_cache_and_clock() -> Iterator[None]:
    """No test inherits another's rate limits, pages or clock; versions that were rolled back come
    again."""
    from clock import set_offset  # noqa: PLC0415  (after Django is set up)
    from whole.here import forget_all  # noqa: PLC0415

    for each in caches.all():
        each.clear()
    forget_all()
    set_offset(0)
    yield
    set_offset(0)


@pytest.fixture(autouse=True, scope="session")
def mails_go_through_the_outbox(django_test_environment: None) -> None:
    """Django's test runner swaps the e-mail backend for a list; ours is what is to be tested."""
    settings.EMAIL_BACKEND = "outbox.backend.OutboxBackend"


@pytest.fixture(autouse=True, scope="session")
def whole_pages_are_told_of(django_test_environment: None) -> None:
    """Django's test runner copies the context of every template, of each included one as well;
    what a test asks for (`answer.context`) is the page's own."""

    def render(template: Template, context: Context) -> str:
        if context.template is template:
            template_rendered.send(sender=template, template=template, context=context)
        return template.nodelist.render(context)

    Template._render = render  # type: ignore[attr-defined]  # what Django's own runner replaces


@pytest.fixture(autouse=True)
def empty_mailbox() -> Iterator[None]:
    """No test reads another's letters."""
    from tests.letters import empty_the_mailbox  # noqa: PLC0415

    yield
    empty_the_mailbox()


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the run, the same for all of its workers; it goes with the run."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One Chromium for the tests of a file."""
    with a_chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def room_process(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: object
) -> Iterator[Server]:
    """A web process on the tests' own database, for everybody who needs a room."""
    running = Server(tmp_path_factory.mktemp("room") / "server.log")
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def server(room_process: Server) -> Iterator[Server]:
    """That web process; whatever it logs during the tests of a file, no traceback is among it."""
    room_process.start_afresh()
    yield room_process
    room_process.assert_no_traceback()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Each worker starts on a copy of one migrated database instead of migrating its own."""
    name = connection.creation._get_test_db_name()  # type: ignore[attr-defined]  # not public
    fill_test_database(connection.settings_dict, name)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The copy is there before Django looks for it: it is used, not made anew."""
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database, given back at the end whoever is still connected to it.

    The threads of our own pools (rooms, stored events, letters) keep their connections, as they
    should; PostgreSQL does not drop a database that anybody is connected to.
    """
    with django_db_blocker.unblock():
        cast("GivesBackTheFirstRows", connection.ops).remember_first_rows()
    yield
    name = str(connection.settings_dict["NAME"])
    connection.close()
    if connection.vendor == "postgresql":
        drop_test_database(name)
