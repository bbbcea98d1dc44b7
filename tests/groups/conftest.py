"""What the tests of groups share: a small set of texts, and a coordinator's desk with one group."""

import pytest
from django.test import Client

import clock
from accounts.models import Account
from accounts.roles import Role
from groups.cohorts.models import Cohort
from tests.courses.conftest import shelf, write
from tests.factories import NOW, make_cohort, make_enrollment, make_session, make_staff
from tests.groups.rows import found
from tests.signin import sign_in

__all__ = ["shelf", "write"]


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
