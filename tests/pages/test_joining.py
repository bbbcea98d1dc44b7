"""Groups that meet already, among the next groups: when somebody can join them, and with what."""

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import clock
from groups.models import Cohort
from groups.planning.advance import advance_cohorts
from groups.weeks.actions import plan_weeks
from tests.factories import make_enrollment
from tests.gates import DAY, gated_course
from tests.pages.conftest import MakeGroup

LIST = "/groups/"
JOINS = "You join on Tuesday 22 September, with the module Distress tolerance"


def _running(make_group: MakeGroup, **fields: object) -> Cohort:
    """After its first session; newcomers join at the third of six."""
    cohort = make_group(sessions=6, course=gated_course(), **fields)
    plan_weeks(cohort)
    return cohort


def _words(client: Client, path: str) -> str:
    page = client.get(path).content.decode()
    return " ".join(page.replace("<strong>", "").replace("</strong>", "").split())


def _after_the_first(cohort: Cohort) -> None:
    clock.move_to(cohort.sessions.get(number=1).starts_at + timedelta(hours=14))
    advance_cohorts(clock.now())


def test_the_list_has_a_group_under_way_until_its_gate_closes(make_group: MakeGroup) -> None:
    joins = _running(make_group)
    over = make_group(sessions=6, course=gated_course(gates=[1]))
    plan_weeks(over)
    _after_the_first(joins)
    listed = _words(Client(), LIST)
    assert JOINS in listed
    assert "for 4 of 6 sessions" in listed
    assert joins.name in listed
    assert over.name not in listed
    clock.move_to(joins.sessions.get(number=3).starts_at - 2 * DAY + timedelta(seconds=1))
    assert joins.name not in _words(Client(), LIST)


def test_a_full_group_under_way_offers_its_waiting_list(make_group: MakeGroup) -> None:
    cohort = _running(make_group, capacity=2)
    _after_the_first(cohort)
    assert "See dates and enrol" in _words(Client(), LIST)
    for _seat in range(2):
        make_enrollment(cohort)
    listed = _words(Client(), LIST)
    assert "See dates and enrol" not in listed
    assert "Join the waiting list" in listed
    assert JOINS in listed


def test_three_groups_under_way_ask_no_more_than_one(make_group: MakeGroup) -> None:
    def asked(path: str) -> int:
        Client().get(path)  # what is kept for all is there afterwards
        Cohort.objects.filter(pk=first.pk).update(about=f"Changed {path}")
        with CaptureQueriesContext(connection) as queries:
            page = _words(Client(), path)
        assert first.name in page
        return len(queries)

    first = _running(make_group)
    _after_the_first(first)
    one = asked(LIST)
    for _more in range(2):
        _running(make_group)
    advance_cohorts(clock.now())
    assert Cohort.objects.exclude(gate=None).count() == 3
    assert asked(LIST) == one
