"""Inside a build: a clinic of many groups of twelve people and twenty-four sessions each.

Every third group is to come and open, every third is under way, every third is over. Rows are
written at once, not by the actions that would make them; what hangs on them (attendance of what is
over, an order and a letter for every seat) is there as it would be.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.test import Client
from django.utils.timezone import localtime

import clock
from accounts.models import Account, Member
from accounts.roles import Role
from courses.models import Course
from groups.attendance.models import Attendance
from groups.models import Cohort, CohortLeader, Enrollment, GroupSession
from outbox.models import Letter
from pages.setup import set_up_site
from payments.models import Order, Price
from tests.factories import make_staff
from tests.signin import sign_in

PEOPLE, SESSIONS, GROUPS_OF_A_LEADER = 12, 24, 6
PHASES = ("to come", "under way", "over")


def grow(*, groups: int) -> dict[str, Any]:
    """Builds it, and tells which pages whose session may open."""
    with transaction.atomic():
        return _grow(groups, clock.now())


def _grow(groups: int, now: datetime) -> dict[str, Any]:
    set_up_site(name="Grown Clinic", now=now)
    coordinator = make_staff(Role.COORDINATOR, "coordinator@example.org")
    leaders = [
        make_staff(Role.FACILITATOR, f"leader{at}@example.org", first_name=f"Leader {at}")
        for at in range(max(1, groups // GROUPS_OF_A_LEADER))
    ]
    course = Course.objects.get(slug="24-week-skills-course")
    cohorts = _rows(Cohort, [_cohort(at, course, now) for at in range(groups)])
    _rows(
        CohortLeader,
        [
            {"cohort": cohort, "account": leaders[at % len(leaders)], "part": "leader"}
            for at, cohort in enumerate(cohorts)
        ],
    )
    sessions = _sessions(cohorts, now)
    parts = _people(cohorts, now)
    _rows(Attendance, _attendance(cohorts, sessions, parts, now))
    _money_and_letters(cohorts, parts, coordinator, now)
    mine = next(at for at in range(0, groups, len(leaders)) if _phase(at) == "under way")
    reader = parts[mine][0].member.account
    return {
        "cookie": settings.SESSION_COOKIE_NAME,
        "keys": {
            "visitor": "",
            "member": _key(reader),
            "leader": _key(leaders[0]),
            "coordinator": _key(coordinator),
        },
        "pages": [
            ["visitor", "home", "/"],
            ["visitor", "groups", "/groups/"],
            ["visitor", "one group", f"/groups/{cohorts[0].slug}/"],
            ["member", "today", "/today/"],
            ["leader", "today", "/today/"],
            ["leader", "one group", f"/lead/{cohorts[mine].slug}/"],
            ["coordinator", "today", "/today/"],
            ["coordinator", "desk of groups", "/desk/groups/"],
            ["coordinator", "one group's desk", f"/desk/groups/{cohorts[mine].slug}/"],
            ["coordinator", "orders", "/desk/orders/"],
            ["coordinator", "letters", "/desk/letters/"],
            ["coordinator", "promises", "/desk/promises/"],
        ],
    }


def _rows(model: type[models.Model], rows: Iterable[dict[str, Any]]) -> list[Any]:
    """Writes them at once. Difference: what a build's model does not know is left out."""
    known = {field.name for field in model._meta.concrete_fields}
    made = [model(**{name: row[name] for name in row if name in known}) for row in rows]
    return list(model._default_manager.bulk_create(made, batch_size=500))


def _phase(at: int) -> str:
    return PHASES[at % len(PHASES)]


def _cohort(at: int, course: Course, now: datetime) -> dict[str, Any]:
    weeks = {"to come": 2, "under way": -10, "over": -40}[_phase(at)]
    first = now + timedelta(weeks=weeks, days=at % 5)
    state = {"to come": "open", "under way": "running", "over": "ended"}[_phase(at)]
    return {
        "slug": f"group-{at}",
        "name": f"Group {at}",
        "course": course,
        "weekday": first.weekday(),
        "starts": time(18),
        "minutes": 120,
        "zone_name": "Europe/London",
        "first_on": first.date(),
        "capacity": PEOPLE + 2,
        "state": state,
        "enrolment_closes_at": first - timedelta(days=1),
    }


def _sessions(cohorts: list[Cohort], now: datetime) -> list[list[GroupSession]]:
    rows: list[dict[str, Any]] = []
    for cohort in cohorts:
        for number in range(SESSIONS):
            on = cohort.first_on + timedelta(weeks=number)
            starts_at = datetime.combine(on, time(18), tzinfo=cohort.zone)
            over = starts_at + timedelta(hours=2) < now
            rows.append(
                {
                    "cohort": cohort,
                    "number": number + 1,
                    "on": on,
                    "starts": localtime(starts_at, cohort.zone).time(),
                    "starts_at": starts_at,
                    "minutes": 120,
                    "state": "ended" if over else "planned",
                    "ended_at": starts_at + timedelta(hours=2) if over else None,
                    "attendance_checked_at": now if over else None,
                }
            )
    made = _rows(GroupSession, rows)
    return [made[at : at + SESSIONS] for at in range(0, len(made), SESSIONS)]


def _people(cohorts: list[Cohort], now: datetime) -> list[list[Enrollment]]:
    count = len(cohorts) * PEOPLE
    accounts = _rows(
        Account,
        [
            {
                "email": f"person{at}@grown.example", "password": "!", "time_zone": "Europe/London",
                "country": "GB", "is_active": True,
            }
            for at in range(count)
        ],
    )  # fmt: skip
    members = _rows(
        Member,
        [
            {
                "account": account, "name": f"Person {at}", "country": "GB", "joined_at": now,
                "time_zone": "Europe/London",
            }
            for at, account in enumerate(accounts)
        ],
    )  # fmt: skip
    made = _rows(
        Enrollment,
        [
            {
                "cohort": cohorts[at // PEOPLE],
                "member": member,
                "state": "completed" if _phase(at // PEOPLE) == "over" else "active",
                "seat_no": at % PEOPLE + 1,
                "held_at": now - timedelta(weeks=12),
                "activated_at": now - timedelta(weeks=12),
            }
            for at, member in enumerate(members)
        ],
    )
    return [made[at : at + PEOPLE] for at in range(0, count, PEOPLE)]


def _attendance(
    cohorts: list[Cohort],
    sessions: list[list[GroupSession]],
    parts: list[list[Enrollment]],
    now: datetime,
) -> Iterable[dict[str, Any]]:
    for at in range(len(cohorts)):
        for session in sessions[at]:
            if session.state == "ended":
                for part in parts[at]:
                    yield {
                        "session": session, "enrollment": part, "verdict": "present",
                        "minutes": 118, "judged_at": now,
                    }  # fmt: skip


def _money_and_letters(
    cohorts: list[Cohort], parts: list[list[Enrollment]], by: Account, now: datetime
) -> None:
    prices = _rows(
        Price,
        [
            {
                "cohort": cohort, "amount_minor": 48_000, "currency": "GBP", "set_at": now,
                "current": True, "set_by": by,
            }
            for cohort in cohorts
        ],
    )  # fmt: skip
    everybody = [(at, part) for at, group in enumerate(parts) for part in group]
    placed = now - timedelta(weeks=12)
    _rows(
        Order,
        [
            {
                "enrollment": part, "member": part.member, "payer": part.member.account,
                "price": prices[at], "amount_minor": 48_000, "currency": "GBP", "state": "paid",
                "placed_at": placed, "paid_at": placed,
            }
            for at, part in everybody
        ],
    )  # fmt: skip
    _rows(
        Letter,
        [
            {
                "id": (key := uuid.uuid4()), "kind": "session-tomorrow", "key": f"grown:{key}",
                "to": part.member.account.email, "language": "en-gb", "country": "GB",
                "state": "sent", "posted_at": placed, "next_try_at": placed, "sent_at": placed,
                "message_id": f"<{key}@grown.example>",
            }
            for _at, part in everybody
        ],
    )  # fmt: skip


def _key(account: Account) -> str:
    return str(sign_in(Client(), account).cookies[settings.SESSION_COOKIE_NAME].value)
