"""A coordinator enrols somebody who pays past Stripe: on an invoice, in cash, by an insurer, not.

The seat is claimed as everybody's is, and their letters are everybody's. Stripe hears nothing of
it, before or afterwards.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.actions import account_at, register_member
from accounts.models import Account, Intake, Member
from audit.actions import recorded_together
from groups.cohorts.models import Cohort
from groups.members.letters import post_part_ended
from groups.seats.actions import activate_seat, cancel_seat, lock_cohort
from groups.waiting.actions import claim_beyond, claim_seat
from payments.by_hand.actions import (
    NotedAlready,
    agree_by_hand,
    note_called_off,
    note_received,
)
from payments.by_hand.models import HandPayment
from payments.checkout.locks import Locked, lock_order
from payments.dues.actions import owe_at_once, settle_due, void_dues
from payments.orders.actions import place_order
from payments.orders.models import Order
from payments.prices.queries import terms_of
from payments.settling.letters import post_confirmation


class NoPriceYet(Exception):
    """Nobody has said what a seat costs: then nobody knows what they owe."""


class BelowTheAge(Exception):
    """By the year they told us they are too young for the group."""


class PaysOnline(Exception):
    """They hold a seat there until `until`, and may be paying it at this moment."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class OthersThere(Exception):
    """The address is an account's whose people have other `names`: nobody but they themselves adds
    somebody to it, for whoever comes second could read what the first one wrote."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(names)
        self.names = names


class AccountClosed(Exception):
    """The account of that address was closed."""


@dataclass(frozen=True)
class Person:
    """Whom a coordinator enrols, as they were told. All but address and name is for somebody who is
    new here: whoever is known keeps their own."""

    email: str
    name: str
    country: str
    time_zone: str
    discreet: bool


def enrol_by_hand(
    cohort: Cohort,
    *,
    who: Person,
    way: HandPayment.Way,
    reason: str,
    received: bool,
    by: Account,
    now: datetime,
    beyond: str = "",
) -> Order:
    """The seat is theirs at once, and the confirmation leaves; `received`: the money is here.

    `beyond` is why they get one above the group's number of seats, where every seat is taken.
    Raises NoPriceYet, OthersThere, AccountClosed, BelowTheAge, PaysOnline, CohortFull, RoomFull,
    EnrolmentClosed, KeptApart or AlreadyEnrolled, and nothing has happened then, to no account
    either.
    """
    with transaction.atomic(), recorded_together():
        lock_cohort(cohort.pk)  # before anybody is made, so that a second click finds them
        terms = terms_of(cohort)
        if terms is None:
            raise NoPriceYet
        member = _member(who, by=by, now=now)
        _refuse_too_young(member, cohort, now=now)
        if beyond:
            seat, fresh = claim_beyond(cohort, member=member, reason=beyond, by=by, now=now)
        else:
            seat, fresh = claim_seat(cohort, member=member, hold_until=now, now=now, by_hand_of=by)
        if not fresh:
            raise PaysOnline(seat.hold_until or now)
        activate_seat(seat, now=now, by=by.pk)
        free = way is HandPayment.Way.FREE or not terms.amount_minor
        order = place_order(seat, payer=member.account, terms=terms, now=now, by=by, free=free)
        due = owe_at_once(order, now=now)
        way = HandPayment.Way.FREE if free else way
        payment = agree_by_hand(order, way=way, reason=reason, by=by, now=now)
        if free or received:
            settle_due(due, order=order, now=now)
        if received and not free:
            note_received(payment, words="", by=by, now=now)
        post_confirmation(order, now=now)
    return order


def _member(who: Person, *, by: Account, now: datetime) -> Member:
    account = account_at(who.email)
    if not account.is_active:
        raise AccountClosed
    known = list(account.members.all())
    same = [one for one in known if one.name.casefold() == who.name.casefold()]
    if same:
        return same[0]
    if known:
        raise OthersThere([one.name for one in known])
    return register_member(
        account,
        name=who.name,
        country=who.country,
        time_zone=account.time_zone or who.time_zone,
        discreet=who.discreet,
        now=now,
        by=by,
    )


def _refuse_too_young(member: Member, cohort: Cohort, *, now: datetime) -> None:
    told = Intake.objects.filter(member=member, birth_year__isnull=False).first()
    if told is not None and not told.is_of(cohort.minimum_age, now=now):
        raise BelowTheAge


def receive_by_hand(order: Order, *, words: str, by: Account, now: datetime) -> None:
    """The money that was owed is here. Raises NotedAlready."""
    with transaction.atomic():
        locked, payment = _lock(order)
        note_received(payment, words=words, by=by, now=now)
        for due in locked.order.dues.open():
            settle_due(due, order=locked.order, now=now)


def end_by_hand(order: Order, *, words: str, by: Account, now: datetime) -> None:
    """Ends the part of somebody whose money has not come: it is not owed any more.

    Raises NotedAlready where it came or was called off; what came goes back by `refunding`.
    """
    with transaction.atomic():
        locked, payment = _lock(order)
        ends = locked.enrollment.enrolled
        note_called_off(payment, words=words, by=by, now=now)
        void_dues(locked.order, now=now, by=by.pk)
        if ends:
            cancel_seat(locked.enrollment, reason="ended by hand", now=now, by=by.pk)
            post_part_ended(locked.enrollment, now=now)


def _lock(order: Order) -> tuple[Locked, HandPayment]:
    """Raises NotedAlready for an order that is paid through Stripe."""
    locked = lock_order(order.pk)
    payment = HandPayment.objects.select_for_update().filter(order=locked.order).first()
    if payment is None:
        raise NotedAlready
    payment.order = locked.order
    return locked, payment
