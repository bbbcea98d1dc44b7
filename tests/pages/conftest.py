"""The public site as a clinic gets it, and groups to show on it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

import clock
from accounts.models import Account
from accounts.roles import Role
from courses.models import Course
from groups.models import Cohort
from groups.sessions.actions import plan_sessions
from pages.actions import build_site
from pages.editor.actions import ask_for_approval
from pages.models import HomePage
from payments.prices.models import Price
from tests.built import built
from tests.factories import NOW, make_cohort, make_staff
from tests.letters import empty_the_mailbox

MakeGroup = Callable[..., Cohort]


@pytest.fixture
def now() -> datetime:
    """The clock stands at NOW for every process that asks it."""
    clock.move_to(NOW)
    return NOW


@pytest.fixture(scope="module")
def built_once(django_db_setup: None, django_db_blocker: Any, run_folder: Path) -> Iterator[None]:
    """The whole site, for the tests of a module; each test's own changes go with it."""
    with django_db_blocker.unblock(), transaction.atomic():
        built(run_folder / "site", partial(build_site, name="Quiet Harbour", now=NOW))
        yield
        transaction.set_rollback(True)


@pytest.fixture
def home(built_once: None, db: None, now: datetime) -> HomePage:
    """The site with all its shipped texts, lessons and courses."""
    page: HomePage = HomePage.objects.get()
    return page


@pytest.fixture
def make_group(home: HomePage) -> MakeGroup:
    """Makes an open group of the main course with a leader, sessions and a price."""

    def make(*, sessions: int = 4, amount_minor: int | None = 48_000, **fields: Any) -> Cohort:
        fields.setdefault("course", Course.objects.get(slug="24-week-skills-course"))
        leader = make_staff(Role.FACILITATOR, first_name="Noor", last_name="Hansen")
        cohort = make_cohort(leader=leader, **fields)
        plan_sessions(cohort, count=sessions)
        if amount_minor is not None:
            Price.objects.create(
                cohort=cohort, amount_minor=amount_minor, currency="GBP", set_at=NOW
            )
        return cohort

    return make


@pytest.fixture
def writer(home: HomePage) -> Account:
    return make_staff(Role.FACILITATOR, "writer@example.org", first_name="Noor", last_name="Hansen")


@pytest.fixture
def coordinator(home: HomePage) -> Account:
    return make_staff(Role.COORDINATOR, "desk@example.org", first_name="Sam", last_name="Whitlock")


@pytest.fixture
def asked(writer: Account, coordinator: Account) -> None:
    """A clinic whose coordinators approve lessons."""
    ask_for_approval(by=coordinator, now=NOW)
    empty_the_mailbox()
