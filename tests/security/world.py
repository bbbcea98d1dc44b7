"""The people and things that the authorization matrix tries against each other."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.test import Client

import clock
from accounts.models import Account, Member
from accounts.roles import Role
from courses.models import Course
from groups.models import Cohort, Enrollment, GroupSession, LinkConfirmation
from groups.planning.actions import found_cohort, open_enrolment
from groups.seats.models import SeatState
from groups.sessions.actions import end_session
from pages.setup import set_up_site
from payments.models import Order
from payments.prices.actions import set_price
from tests.factories import (
    make_account,
    make_course,
    make_enrollment,
    make_member,
    make_staff,
)
from tests.signin import sign_in

# Ten minutes before the second session: the first week is released, the second room is open.
MOMENT = datetime(2026, 9, 15, 16, 50, tzinfo=UTC)
FOUNDED = MOMENT - timedelta(days=30)


class Actor(StrEnum):
    """Who tries. "Own" and "other" are seen from the group that the matrix is about."""

    VISITOR = "visitor"
    MEMBER = "member of the group"
    OTHER_MEMBER = "member of another group"
    FORMER = "former member of the group"
    HELD = "member with a held seat"
    FACILITATOR = "own facilitator"
    OTHER_FACILITATOR = "other facilitator"
    MARKETER = "marketer"
    COORDINATOR = "coordinator"
    SUPERUSER = "superuser"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True)
class World:
    """One group with everything that hangs on it, another group beside it, and who tries."""

    cohort: Cohort
    other_cohort: Cohort
    past: GroupSession
    coming: GroupSession
    enrollment: Enrollment
    held: Enrollment
    order: Order
    held_order: Order
    member: Member
    accounts: dict[Actor, Account]
    clients: dict[Actor, Client]


Kwargs = Callable[[World], dict[str, Any]]


def set_up_clinic() -> None:
    """The clinic's site, its texts and its lessons, as they ship."""
    set_up_site(name="Matrix Clinic", now=FOUNDED)


def build_world() -> World:
    """Builds the group, and signs everybody in. Moves the shared clock to MOMENT.

    The course is the clinic's where there is one; otherwise it has no lessons: sockets need none.
    """
    clock.move_to(MOMENT)
    course = Course.objects.filter(name="24-week skills course").first() or make_course()
    leader = make_staff(Role.FACILITATOR, "own.leader@example.org", first_name="Own")
    other_leader = make_staff(Role.FACILITATOR, "other.leader@example.org", first_name="Other")
    coordinator = make_staff(Role.COORDINATOR, "coordinator@example.org")
    cohort = _group("own-group", course, leader=leader, by=coordinator)
    other_cohort = _group("other-group", course, leader=other_leader, by=coordinator)
    enrollment = make_enrollment(cohort, make_member(name="Ada"))
    other = make_enrollment(other_cohort, make_member(name="Olga"))
    former = make_enrollment(
        cohort, make_member(name="Fay"), state=SeatState.REMOVED, ended_at=FOUNDED
    )
    held = make_enrollment(
        cohort,
        make_member(name="Hal"),
        state=SeatState.HELD,
        hold_until=MOMENT + timedelta(minutes=30),
    )
    gone = make_enrollment(cohort, make_member(name="Dee"))
    past, coming = cohort.sessions.order_by("number")[:2]
    end_session(past, by=leader.pk, now=past.ends_at)
    for part in (enrollment, former, held):
        LinkConfirmation.objects.create(
            enrollment=part, session=coming, epoch=part.epoch, confirmed_at=FOUNDED
        )
    accounts = {
        Actor.MEMBER: enrollment.member.account,
        Actor.OTHER_MEMBER: other.member.account,
        Actor.FORMER: former.member.account,
        Actor.HELD: held.member.account,
        Actor.FACILITATOR: leader,
        Actor.OTHER_FACILITATOR: other_leader,
        Actor.MARKETER: make_staff(Role.MARKETER, "marketer@example.org"),
        Actor.COORDINATOR: coordinator,
        Actor.SUPERUSER: make_account("root@example.org", is_superuser=True),
        Actor.DEACTIVATED: gone.member.account,
    }
    clients = {actor: sign_in(_client(), account) for actor, account in accounts.items()}
    Account.objects.filter(pk=gone.member.account_id).update(is_active=False)
    return World(
        cohort=cohort,
        other_cohort=other_cohort,
        past=past,
        coming=coming,
        enrollment=enrollment,
        held=held,
        order=_order(enrollment, state=Order.State.PAID),
        held_order=_order(held, state=Order.State.OPEN),
        member=enrollment.member,
        accounts=accounts,
        clients={Actor.VISITOR: _client(), **clients},
    )


def _client() -> Client:
    return Client(raise_request_exception=False)


def _group(slug: str, course: Course, *, leader: Account, by: Account) -> Cohort:
    cohort = Cohort(
        slug=slug,
        name=slug.replace("-", " ").capitalize(),
        course=course,
        weekday=1,
        starts=time(18, 0),
        minutes=120,
        zone_name="Europe/London",
        first_on=date(2026, 9, 8),
        capacity=8,
        enrolment_closes_at=MOMENT + timedelta(days=1),
    )
    found_cohort(cohort, leader=leader, co_leader=None, by=by, now=FOUNDED)
    open_enrolment(cohort, by=by, now=FOUNDED)
    set_price(cohort, amount_minor=40_000, currency="EUR", now=FOUNDED)
    cohort.refresh_from_db()
    return cohort


def _order(enrollment: Enrollment, *, state: Order.State) -> Order:
    price = enrollment.cohort.prices.get()
    return Order.objects.create(
        enrollment=enrollment,
        member=enrollment.member,
        payer=enrollment.member.account,
        price=price,
        amount_minor=price.amount_minor,
        currency=price.currency,
        state=state,
        placed_at=FOUNDED,
        paid_at=FOUNDED if state == Order.State.PAID else None,
    )
