"""What the tests of groups share: a small course, and a coordinator's desk with one group."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

import clock
from accounts.models import Account
from accounts.roles import Role
from courses.curriculum.actions import load_presets
from courses.lessons.actions import publish_shipped_lessons
from courses.models import LessonIndexPage
from groups.cohorts.models import Cohort
from tests.courses.conftest import lesson, make_shelf, write_texts
from tests.factories import NOW, make_cohort, make_enrollment, make_session, make_staff
from tests.groups.rows import found
from tests.signin import sign_in


@pytest.fixture(scope="module")
def small_course(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """A course whose first two weeks teach a lesson each, made once for the tests of a file."""
    folder = write_texts(
        tmp_path_factory.mktemp("texts"),
        lesson("anchor", skills=["Anchor"], module="M"),
        lesson("tide", skills=["TIDE"]),
    )
    with django_db_blocker.unblock(), transaction.atomic():
        publish_shipped_lessons(make_shelf(), folder)
        load_presets(folder)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def shelf(small_course: None, db: None) -> LessonIndexPage:
    """The shelf with both lessons."""
    there: LessonIndexPage = LessonIndexPage.objects.get()
    return there


@pytest.fixture
def coordinator() -> Account:
    """Who runs the desk."""
    return make_staff(Role.COORDINATOR, "sam@example.org", first_name="Sam")


@pytest.fixture
def leader() -> Account:
    """Who leads the group."""
    return make_staff(Role.FACILITATOR, first_name="Ingrid", last_name="Falk")


@pytest.fixture
def cohort(coordinator: Account, leader: Account) -> Cohort:
    """A group of three sessions, as founded."""
    clock.move_to(NOW)
    return found(leader=leader, by=coordinator)


@pytest.fixture
def desk(coordinator: Account) -> Client:
    """The coordinator's browser."""
    clock.move_to(NOW)
    return sign_in(Client(), coordinator)


@pytest.fixture
def full() -> Cohort:
    """A group of two with both seats taken."""
    clock.move_to(NOW)
    cohort = make_cohort(capacity=2)
    make_session(cohort)
    make_enrollment(cohort)
    make_enrollment(cohort)
    return cohort
