"""All that the desk knows of one member: seats, orders, cases, letters; nothing they wrote."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import Account, Member
from accounts.roles import Role
from audit.actions import record
from groups.placing.queries import ApartLine, apart_of
from groups.seats.models import Enrollment
from outbox.models import Letter
from outbox.queries import letters_to
from payments.cases.models import ExceptionCase
from payments.orders.models import Order

MOST_LETTERS = 20


@dataclass(frozen=True)
class PersonPage:
    """What stands on a member's page. `letters` are the newest to their address, and
    `more_letters` says that there are others."""

    member: Member
    others: list[Member]
    seats: list[Enrollment]
    orders: list[Order]
    cases: list[ExceptionCase]
    apart: list[ApartLine]
    letters: list[Letter]
    more_letters: bool


@transaction.atomic
def open_person(member: Member, *, by: Account, now: datetime) -> PersonPage:
    """Reads it, with the line that tells the member who did. Eight queries at most,
    whatever they have."""
    record("member.opened", on=member, by=by.pk, role=Role.COORDINATOR.value,
           member_id=member.pk, now=now)  # fmt: skip
    letters = list(letters_to(member.account.email)[: MOST_LETTERS + 1])
    return PersonPage(
        member=member,
        others=list(member.account.members.exclude(pk=member.pk)),
        seats=list(
            Enrollment.objects.filter(member=member)
            .select_related("cohort", "order")
            .order_by("-held_at")
        ),
        orders=_orders_of(member),
        cases=list(
            ExceptionCase.objects.filter(order__member=member)
            .select_related("order")
            .order_by("-opened_at")
        ),
        apart=apart_of(member),
        letters=letters[:MOST_LETTERS],
        more_letters=len(letters) > MOST_LETTERS,
    )


def _orders_of(member: Member) -> list[Order]:
    orders = Order.objects.filter(member=member)
    return list(orders.select_related("enrollment__cohort", "enrollment__member"))
