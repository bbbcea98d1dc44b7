"""One box that finds anybody: people, orders with their receipts, cases and groups."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, TextChoices
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.finding import Person, find_people
from accounts.models import Account, Member
from accounts.roles import Role
from groups.cohorts.models import Cohort
from groups.seats.models import Enrollment
from payments.cases.models import ExceptionCase
from payments.orders.models import Order
from payments.orders.queries import orders_numbered
from payments.settling.finding import (
    orders_known_as,
    orders_paid_by,
    orders_with_number,
    ownerless_cases,
    stripe_number,
)
from payments.webhooks.queries import intents_told_of
from searching.names import Likeness, likeness, ways_to_write

# Of orders and cases more than a few share no number; a list of them would be a mistake of ours.
MOST_NUMBERED = 50


class Kind(TextChoices):
    """What can be found, in the order in which it is shown."""

    PEOPLE = "people", _("People")
    ORDERS = "orders", _("Orders and receipts")
    CASES = "cases", _("Cases")
    GROUPS = "groups", _("Groups")


@dataclass(frozen=True)
class Found:
    """What fits, best first. `exact`: the whole of what was typed is a name, address or number."""

    people: Sequence[Person] = ()
    orders: Sequence[Order] = ()
    cases: Sequence[ExceptionCase] = ()
    groups: Sequence[Cohort] = ()
    exact: bool = False

    def of(self, kind: Kind) -> Sequence[Any]:
        """What fits of one kind."""
        listed: dict[Kind, Sequence[Any]] = {
            Kind.PEOPLE: self.people,
            Kind.ORDERS: self.orders,
            Kind.CASES: self.cases,
            Kind.GROUPS: self.groups,
        }
        return listed[kind]

    @property
    def total(self) -> int:
        """How many there are of all kinds."""
        return sum(len(self.of(kind)) for kind in Kind)


@dataclass(frozen=True)
class PersonLine:
    """Somebody found, as the page lists them: a member with their seats, or an account alone."""

    account: Account
    member: Member | None
    seats: list[Enrollment] = field(default_factory=list)
    works_here: bool = False


def find(typed: str) -> Found:
    """What fits. Whoever types a number of Stripe's or of an order looks for that alone."""
    if number := stripe_number(typed):
        return _by_stripe(number)
    orders = list(_with_people(orders_numbered(typed)))
    if not orders and (key := _key_in(typed)):
        orders = list(_with_people(orders_known_as(key)))
    if orders:
        return Found(orders=orders, exact=True)
    people = find_people(typed)
    groups = [] if "@" in typed else _groups(typed)
    whole = any(one.likeness == Likeness.WHOLE for one in people) or any(
        fit == Likeness.WHOLE for fit, _group in groups
    )
    return Found(people=people, groups=[group for _fit, group in groups], exact=whole)


def _by_stripe(number: str) -> Found:
    orders = list(_with_people(orders_with_number(number)))
    intents = {number} if number.startswith("pi_") else set[str]()
    if not orders and not intents:
        intents = intents_told_of(number)
        orders = list(_with_people(orders_paid_by(intents)))
    cases = ownerless_cases(intents)[:MOST_NUMBERED] if intents else []
    return Found(orders=orders, cases=list(cases), exact=True)


def _with_people(orders: QuerySet[Order]) -> QuerySet[Order]:
    return orders.select_related("enrollment__cohort", "member__account")[:MOST_NUMBERED]


def _key_in(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def _groups(typed: str) -> list[tuple[Likeness, Cohort]]:
    """Groups by their name, best first and the newest of them first. One query."""
    wanted = ways_to_write(typed)
    cohorts = Cohort.objects.order_by("-first_on", "pk").defer("about")
    fitting = [
        (fit, cohort) for cohort in cohorts if (fit := likeness(wanted, cohort.name)) is not None
    ]
    return sorted(fitting, key=lambda pair: pair[0])


def straight_to(found: Found) -> str:
    """The address of the one thing that can be meant; empty where there are none or several."""
    if not found.exact or found.total != 1:
        return ""
    for order in found.orders:
        return reverse("desk-order", args=[order.pk])
    for case in found.cases:
        return case_address(case)
    for group in found.groups:
        return reverse("desk-cohort", args=[group.slug])
    person = found.people[0]
    return reverse("desk-person", args=[person.member_id]) if person.member_id else ""


def case_address(case: ExceptionCase) -> str:
    """The page of cases with this one alone."""
    return f"{reverse('desk-cases')}?{urlencode({'case': str(case.pk)})}"


def person_lines(people: Collection[Person]) -> list[PersonLine]:
    """These people with their seats and roles, in their order. Four queries for ten as for one."""
    accounts = Account.objects.in_bulk({one.account_id for one in people})
    ids = [one.member_id for one in people if one.member_id]
    members = Member.objects.in_bulk(ids)
    seats: dict[UUID, list[Enrollment]] = {pk: [] for pk in ids}
    taken = Enrollment.objects.filter(member__in=ids).select_related("cohort", "order")
    for seat in taken.order_by("-held_at"):
        seats[seat.member_id].append(seat)
    team = Account.objects.filter(
        Q(groups__name__in=Role.values) | Q(is_superuser=True), pk__in=accounts
    )
    staff = set(team.values_list("pk", flat=True))
    return [
        PersonLine(
            account=accounts[one.account_id],
            member=members[one.member_id] if one.member_id else None,
            seats=seats[one.member_id] if one.member_id else [],
            works_here=one.account_id in staff,
        )
        for one in people
    ]
