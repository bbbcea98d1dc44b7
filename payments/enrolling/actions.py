"""Keeping a seat while its price is paid."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, QuerySet, Subquery

from accounts.actions import take_birth_year_back
from accounts.models import Account, Intake, Member
from audit.actions import recorded_together
from groups.apart.models import placed_by_us
from groups.cohorts.models import Cohort
from groups.seats.errors import KeptApart
from groups.seats.models import Enrollment
from groups.waiting.actions import claim_seat
from groups.waiting.ending import end_as_too_young
from groups.waiting.errors import EntryMoved
from groups.waiting.models import WaitingEntry
from payments.cases.actions import open_case
from payments.cases.models import ExceptionCase
from payments.checkout.actions import HOLD
from payments.dues.actions import owe_at_once
from payments.gateway.errors import StripeUnreachable
from payments.orders.actions import place_order
from payments.orders.models import Order
from payments.prices.queries import terms_of
from payments.reconcile.actions import give_back
from payments.settling.reasons import Freed
from whole.asked import Asked, Given

# A household may enrol together; nobody may keep a group from others by never paying.
MOST_HELD = 3


class TooManyHeld(Exception):
    """The account holds as many unpaid seats as anybody may."""


class NotOnOffer(Exception):
    """Nobody has set a price for the group yet."""


class TooYoung(Exception):
    """The member is too young to enrol and pay alone; the clinic arranges it with them."""


def refuse_minors(cohort: Cohort, intake: Intake | None, *, now: datetime) -> None:
    """Raises TooYoung for whoever may not pay alone by their year of birth, or took it back."""
    if intake is not None and not intake.is_of(cohort.enrols_alone_from, now=now):
        raise TooYoung


def hear_younger(member: Member, *, by: Account, now: datetime, year_told: bool) -> bool:
    """Somebody answers that they are younger: a seat held where they may not pay alone goes back,
    and its payment page closes with it.

    A seat with money behind it stays, and a coordinator is told: then True. While Stripe cannot be
    reached the hold's own end closes the page.

    Where their year says so (`year_told`), and not only a box without its tick, they wait nowhere
    any more, and a seat that is offered to them goes on.
    """
    take_birth_year_back(member, now=now)
    orders = Order.objects.filter(enrollment__in=member.enrollments.occupying())
    intake = Intake.objects.filter(member=member).first()
    if year_told:
        _wait_no_longer(member, now=now)
    told = False
    for order in orders.select_related("enrollment__cohort"):
        try:
            refuse_minors(order.seat.cohort, intake, now=now)
        except TooYoung:
            told = not _let_go(order, by=by, now=now) or told
    return told


def _wait_no_longer(member: Member, *, now: datetime) -> None:
    entries = WaitingEntry.objects.open().filter(member=member)
    for entry in entries.select_related("cohort", "member__account"):
        with suppress(EntryMoved):
            end_as_too_young(entry, now=now)


def _let_go(order: Order, *, by: Account, now: datetime) -> bool:
    if order.seat.is_held:
        try:
            if give_back(order, reason=Freed.TOO_YOUNG, by=by.pk, now=now):
                return True
        except StripeUnreachable:
            return True
    kind = ExceptionCase.Kind.UNDER_AGE
    open_case(kind, about=order.pk, order=order, now=now, reopen=True)
    return False


def hold_seat(cohort: Cohort, *, member: Member, payer: Account, now: datetime) -> Order:
    """Holds a seat for the member and writes down what it costs, in one transaction.

    Whoever was offered a seat takes it by this; what is free otherwise is nobody's while somebody
    waits who may have it. Asking again returns the order that stands. Raises NotOnOffer, TooYoung,
    TooManyHeld, CohortFull, EnrolmentClosed, KeptApart or AlreadyEnrolled.
    """
    with transaction.atomic(), recorded_together():
        asking = _asking(member, payer=payer, besides=cohort)
        refuse_minors(cohort, getattr(asking, "intake", None), now=now)
        terms = terms_of(cohort)
        if terms is None:
            raise NotOnOffer
        if (asking.held_elsewhere or 0) >= MOST_HELD:  # type: ignore[attr-defined]  # annotated
            raise TooManyHeld
        if asking.placed_by_us and not asking.holds_here:  # type: ignore[attr-defined]  # annotated
            raise KeptApart
        seat, fresh = claim_seat(
            cohort,
            member=member,
            hold_until=now + HOLD,
            now=now,
            anybody_waits=asking.anybody_waits,  # type: ignore[attr-defined]  # annotated
        )
        standing = None if fresh else Order.objects.filter(enrollment=seat).first()
        if standing is not None:
            return standing
        if terms.begins_with != seat.begins_with:  # the group moved on between the two questions
            terms = terms_of(cohort) or terms
        order = place_order(seat, payer=payer, terms=terms, now=now)
        owe_at_once(order, now=now)
        return order


def _asking(member: Member, *, payer: Account, besides: Cohort) -> Member:
    """The member with what they answered, how many other seats the payer holds (None: none),
    whether anybody waits for one here, whether they have one here themselves, and whether a
    coordinator alone places somebody of the payer's account."""
    found = _members_asking(member=member.pk, payer=payer.pk, besides=besides.pk)
    if not found:
        raise Member.DoesNotExist
    return found[0]


def _who_asks() -> QuerySet[Member]:
    member, payer = Given("member", Member._meta.pk), Given("payer", Account._meta.pk)
    others = Enrollment.objects.held().filter(member__account=payer)
    besides = Given("besides", Cohort._meta.pk)
    others = others.exclude(cohort=besides, member=member).order_by()
    counted = others.values("state").annotate(many=Count("pk")).values("many")
    asking = Member.objects.select_related("intake").annotate(
        held_elsewhere=Subquery(counted),
        anybody_waits=Exists(WaitingEntry.objects.open().filter(cohort=besides).order_by()),
        holds_here=Exists(
            Enrollment.objects.claimed().filter(cohort=besides, member=member).order_by()
        ),
        placed_by_us=placed_by_us(payer),
    )
    return asking.filter(pk=member)


_members_asking = Asked(_who_asks)
