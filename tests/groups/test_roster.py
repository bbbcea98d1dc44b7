"""The list of a group to print: whose names stand on it, and for whom."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Account
from accounts.roles import Role
from groups.attendance.models import Attendance
from groups.cohorts.models import Cohort
from groups.models import Enrollment, GroupSession
from groups.seats.models import SeatState
from tests.factories import (
    NOW,
    make_account,
    make_cohort,
    make_enrollment,
    make_member,
    make_staff,
)
from tests.signin import sign_in

pytestmark = pytest.mark.django_db


def sheet(client: Client, cohort: Cohort, name: str = "group-roster") -> str:
    """The page as somebody reads it."""
    answer = client.get(reverse(name, args=[cohort.slug]))
    assert answer.status_code == 200
    return answer.content.decode()


def named(cohort: Cohort, name: str, **fields: Any) -> Enrollment:
    """Somebody with that name who takes part."""
    account = make_account(f"{name.lower()}@example.org")
    return make_enrollment(cohort, make_member(account, name=name), **fields)


def ended(cohort: Cohort, number: int) -> GroupSession:
    """One of its sessions, that has been."""
    session = cohort.sessions.get(number=number)
    GroupSession.objects.filter(pk=session.pk).update(
        state=GroupSession.State.ENDED, ended_at=session.ends_at
    )
    return session


def mark(session: GroupSession, seat: Enrollment, verdict: str) -> None:
    """A verdict."""
    Attendance.objects.create(
        session=session, enrollment=seat, verdict=verdict, judged_at=NOW, reason="Bluebell"
    )


def test_the_list_has_who_takes_part_and_each_verdict_in_its_session(
    desk: Client, cohort: Cohort
) -> None:
    ana, ben = named(cohort, "Ana"), named(cohort, "Ben", by_hand=True)
    named(cohort, "Gone", state=SeatState.REMOVED)
    named(cohort, "Holding", state=SeatState.HELD)
    named(make_cohort(), "Elsewhere")
    first, second = ended(cohort, 1), ended(cohort, 2)
    mark(first, ana, "late")
    mark(second, ana, "absent")
    mark(first, ben, "present")

    page = sheet(desk, cohort)

    assert "Gone" not in page
    assert "Holding" not in page
    assert "Elsewhere" not in page
    assert "Bluebell" not in page
    grid = page.split("sheet--grid")[1].split("<tbody>")[1].split("</tbody>")[0]
    rows = {row.split("</th>")[0].split(">")[-1]: row for row in grid.split("<tr>")[1:]}
    assert [rows["Ana"].count(word) for word in (">Late<", ">Absent<", ">Present<")] == [1, 1, 0]
    assert [rows["Ben"].count(word) for word in (">Late<", ">Absent<", ">Present<")] == [0, 0, 1]
    assert {row.count("<td>") for row in rows.values()} == {cohort.sessions.count()}


def test_a_session_that_does_not_take_place_has_no_column(desk: Client, cohort: Cohort) -> None:
    named(cohort, "Ana")
    before = sheet(desk, cohort).count("sheet__day")
    gone = cohort.sessions.filter(number=2)
    gone.update(state=GroupSession.State.CANCELLED)
    assert sheet(desk, cohort).count("sheet__day") == before - 1
    start = cohort.sessions.get(number=3).starts_at
    never = {"state": GroupSession.State.ENDED, "ended_at": start - timedelta(minutes=1)}
    cohort.sessions.filter(number=3).update(**never)
    assert sheet(desk, cohort).count("sheet__day") == before - 2


def test_addresses_are_for_coordinators(desk: Client, cohort: Cohort, leader: Account) -> None:
    named(cohort, "Ana")

    assert "ana@example.org" in sheet(desk, cohort, "desk-roster")
    assert (
        sign_in(Client(), leader).get(reverse("desk-roster", args=[cohort.slug])).status_code == 403
    )
    led = sheet(sign_in(Client(), leader), cohort)
    assert "Ana" in led
    assert "ana@example.org" not in led


def test_what_is_still_to_be_answered_is_said(desk: Client, cohort: Cohort) -> None:
    named(cohort, "Ana")
    assert "answers still open" not in sheet(desk, cohort)
    named(cohort, "Ben", by_hand=True)
    assert sheet(desk, cohort).count("answers still open") == 1


def test_the_list_is_its_own_teams(cohort: Cohort) -> None:
    seat = named(cohort, "Ana")
    path = reverse("group-roster", args=[cohort.slug])
    other = sign_in(Client(), make_staff(Role.FACILITATOR))
    assert other.get(path).status_code == 404
    assert sign_in(Client(), seat.member.account).get(path).status_code == 403
    assert Client().get(path).status_code == 302


def test_help_stands_on_paper_too_and_an_empty_group_says_so(desk: Client, cohort: Cohort) -> None:
    page = sheet(desk, cohort)
    assert "print-help" in page
    assert "crisis-bar" in page
    assert "Nobody has enrolled yet" in page


def test_the_list_asks_as_much_for_three_as_for_one(desk: Client, cohort: Cohort) -> None:
    first = ended(cohort, 1)
    mark(first, named(cohort, "Ana", by_hand=True), "present")
    sheet(desk, cohort)
    with CaptureQueriesContext(connection) as one:
        sheet(desk, cohort)
    for name in ("Ben", "Cleo"):
        mark(first, named(cohort, name, by_hand=True), "present")
    with CaptureQueriesContext(connection) as three:
        sheet(desk, cohort)
    assert len(three) == len(one)


def rows_of(answer: Any) -> list[dict[str, str]]:
    """The lines of a file by their titles."""
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_list_is_a_file_too_with_what_its_page_shows_and_no_more(
    desk: Client, cohort: Cohort, leader: Account
) -> None:
    ana = named(cohort, "Ana")
    named(cohort, "Gone", state=SeatState.REMOVED)
    mark(ended(cohort, 1), ana, "late")

    [line] = rows_of(desk.get(reverse("desk-roster", args=[cohort.slug]), {"csv": "members"}))
    assert line["Name"] == "Ana"
    assert line["E-mail address"] == "ana@example.org"
    verdicts = {title: word for title, word in line.items() if title.startswith("Session ")}
    assert list(verdicts.values()) == ["Late"] + [""] * (cohort.sessions.count() - 1)
    assert next(iter(verdicts)) == f"Session 1, {cohort.sessions.get(number=1).on.isoformat()}"

    leading = sign_in(Client(), leader)
    answer = leading.get(reverse("group-roster", args=[cohort.slug]), {"csv": "members"})
    [line] = rows_of(answer)
    assert line["Name"] == "Ana"
    assert "E-mail address" not in line
    assert b"ana@example.org" not in answer.content

    other = sign_in(Client(), make_staff(Role.FACILITATOR, "other@example.org"))
    refused = other.get(reverse("group-roster", args=[cohort.slug]), {"csv": "members"})
    assert refused.status_code == 404
    assert b"Ana" not in refused.content
