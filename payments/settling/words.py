"""The words of the letters about money, made when they are sent."""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

import clock
from accounts.queries import agreed_texts
from clock.words import day, day_and_hour, hour, weekday_and_hour, written_for
from design.tags.times import place
from groups.cohorts.models import Cohort
from groups.links.calendar import course_events, course_taken_back
from groups.links.tokens import link_path
from groups.seats.queries import owed_for
from groups.sessions.dates import apart
from groups.sessions.models import GroupSession
from groups.sessions.queries import coming_sessions, next_groups
from groups.waiting.queries import waits_first
from groups.waiting.rule import hours_kept
from outbox.addresses import site_address
from outbox.compose import compose
from outbox.models import Letter
from outbox.register import letter_kind
from outbox.rendered import CalendarPart, Rendered
from payments.by_hand.models import HandReturn
from payments.by_hand.queries import hand_payment_of
from payments.checkout.models import AttemptState, CheckoutAttempt
from payments.orders.models import Order
from payments.prices.money import format_money
from payments.received.models import Payment
from payments.refunds.models import Refund
from payments.refunds.queries import has_money
from payments.settling import letters
from payments.settling.money_now import money_of
from payments.settling.refunding import Plan


def _order(letter: Letter) -> Order:
    return Order.objects.select_related(
        "enrollment__cohort__course", "enrollment__member", "payer"
    ).get(pk=letter.about["order"])


def _compose(
    order: Order,
    template: str,
    *,
    subject: str,
    discreet_subject: str,
    calendar: CalendarPart | None = None,
    **context: Any,
) -> Rendered:
    enrollment = order.seat
    discreet = enrollment.member.discreet
    amount_minor = context.setdefault("amount_minor", order.amount_minor)
    currency = context.pop("currency", order.currency)
    context.setdefault("amount", format_money(amount_minor, currency))
    return compose(
        template,
        {
            "order": order,
            "member": enrollment.member,
            "cohort": enrollment.cohort,
            "order_url": site_address(reverse("order", args=[order.pk]), discreet=discreet),
            **context,
        },
        subject=discreet_subject if discreet else subject,
        discreet=discreet,
        country=enrollment.member.country,
        to=order.payer.email,
        calendar=calendar,
    )


@letter_kind(letters.CONFIRMATION)
def render_confirmation(letter: Letter) -> Rendered | None:
    """Dates, the first personal link, a calendar file with every coming session, and the receipt:
    price, who takes part, who sells, how money comes back until which day, what was agreed to.

    A discreet one leaves to the order's page whatever would tell what it is about.
    """
    order = _order(letter)
    enrollment = order.seat
    if not enrollment.enrolled or order.state == Order.State.REFUNDED:
        return None
    cohort: Cohort = enrollment.cohort
    discreet = enrollment.member.discreet
    sessions = enrollment.theirs(coming_sessions(cohort, now=clock.now()))
    by_hand = hand_payment_of(order)
    first_link = ""
    if sessions:
        first_link = site_address(link_path(enrollment, sessions[0]), discreet=discreet)
    return _compose(
        order,
        "enrolment_confirmed",
        subject=_("You have a seat in %(group)s") % {"group": cohort.name},
        discreet_subject=_("Your booking is confirmed"),
        calendar=course_events(enrollment, sessions) if sessions else None,
        paid_at=order.paid_at,
        by_hand=by_hand,
        owed=by_hand is not None and by_hand.is_owed,
        answers_url=_answers_of(order) if by_hand else "",
        zone=enrollment.clock,
        zone_name=place(enrollment.clock),
        **_dates(sessions, cohort, enrollment.clock),
        link=first_link,
        before=enrollment.came_later,
        refunds=order.refund_promise if order.amount_minor else None,
        refunds_until=day(order.refund_until) if order.refund_until else "",
        agreed=[
            (policy, site_address(policy.get_absolute_url(), discreet=discreet))
            for policy in agreed_texts(enrollment.member, until=order.placed_at)
        ],
        today_url=site_address(reverse("today"), discreet=discreet),
    )


def _answers_of(order: Order) -> str:
    """Where somebody enrolled by hand answers what the others did first; empty once they have."""
    if not owed_for([order.seat]):
        return ""
    return _page_of(order, "enrol-answers", order.enrollment_id)


def _dates(sessions: list[GroupSession], cohort: Cohort, zone: ZoneInfo) -> dict[str, Any]:
    """Each date on the reader's clock; the group's own hour beside those it was moved to.

    `elsewhere`: the two clocks differ at some of them; `clocks_change`: not always by the same.
    """
    apart_by = {apart(one.starts_at, zone, cohort.zone) for one in sessions}
    elsewhere = any(apart_by)
    dates = [
        (
            day_and_hour(one.starts_at.astimezone(zone)),
            weekday_and_hour(one.starts_at.astimezone(cohort.zone))
            if elsewhere and not one.keeps_the_plan(cohort)
            else "",
        )
        for one in sessions
    ]
    return {
        "dates": dates,
        "elsewhere": elsewhere,
        "clocks_change": len(apart_by) > 1,
        "some_moved": any(moved for _date, moved in dates),
        "group_starts": hour(cohort.starts),
        "group_zone": cohort.place,
    }


@letter_kind(letters.BANK_WAITS)
def render_bank_waits(letter: Letter) -> Rendered | None:
    """The bank is at work and the seat is kept; None once anybody knows more."""
    order = _order(letter)
    working = CheckoutAttempt.objects.of(order).filter(state=AttemptState.PROCESSING)
    if not order.seat.is_held or not working.exists():
        return None
    return _compose(
        order,
        "bank_waits",
        subject=_("Your bank is working on your payment"),
        discreet_subject=_("Your payment is on its way"),
        standing_url=_page_of(order, "checkout-success", order.pk),
    )


@letter_kind(letters.BANK_REFUSED)
def render_bank_refused(letter: Letter) -> Rendered | None:
    """The bank said no; None where the seat is theirs by another payment meanwhile."""
    order = _order(letter)
    if _has_a_seat(order):
        return None
    return _compose(
        order,
        "bank_refused",
        subject=_("Your bank did not carry out the payment"),
        discreet_subject=_("Your payment did not go through"),
        again_url=_begin_again(order),
    )


@letter_kind(letters.HOLD_OVER)
def render_hold_over(letter: Letter) -> Rendered | None:
    """The seat went back unpaid; None where they hold or have one again meanwhile."""
    order = _order(letter)
    if _has_a_seat(order):
        return None
    return _compose(
        order,
        "hold_over",
        subject=_("Your seat was not paid in time, and it is not held any more"),
        discreet_subject=_("Your booking was not paid in time"),
        again_url=_begin_again(order),
    )


def _has_a_seat(order: Order) -> bool:
    seats = order.seat.cohort.enrollments.occupying()
    return order.state == Order.State.PAID or seats.filter(member=order.member_id).exists()


def _begin_again(order: Order) -> str:
    """The way to another seat; from a discreet letter by way of the order, which names no group."""
    if order.seat.member.discreet:
        return _page_of(order, "checkout-success", order.pk)
    return _page_of(order, "enrol", order.seat.cohort.slug)


def _page_of(order: Order, name: str, which: object) -> str:
    return site_address(reverse(name, args=[which]), discreet=order.seat.member.discreet)


@letter_kind(letters.LATE_AND_FULL)
def render_late_and_full(letter: Letter) -> Rendered | None:
    """Our apology, the whole sum on its way back, and where there are seats; that they are asked
    first when one comes free, where they wait for it."""
    order = _order(letter)
    enrollment = order.seat
    discreet, now = enrollment.member.discreet, clock.now()
    payment = Payment.objects.get(pk=letter.about["payment"])
    first = waits_first(enrollment.cohort, member=enrollment.member, now=now)
    free = next_groups(now, free=True, part=slice(4))
    # Their own is none of them: it may have seats, and still none that we could give them.
    others = [card for card in free if card.cohort.pk != order.seat.cohort_id][:3]
    return _compose(
        order,
        "paid_too_late",
        subject=_("We are sorry: your seat was gone, and your money is on its way back"),
        discreet_subject=_("Your payment is on its way back"),
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        first_in_line=first,
        hours=hours_kept() if first else None,
        today_url=site_address(reverse("today"), discreet=discreet),
        groups=others,
        groups_url=site_address("/groups/", discreet=discreet),
    )


@letter_kind(letters.PAID_TWICE)
def render_paid_twice(letter: Letter) -> Rendered | None:
    """The second payment is on its way back; the seat is safe."""
    order = _order(letter)
    payment = Payment.objects.get(pk=letter.about["payment"])
    return _compose(
        order,
        "paid_twice",
        subject=_("You paid twice: the second payment is on its way back"),
        discreet_subject=_("A double payment is on its way back"),
        amount_minor=payment.amount_minor,
        currency=payment.currency,
    )


@letter_kind(letters.REFUNDED)
def render_refunded(letter: Letter) -> Rendered | None:
    """The enrolment has ended, the money is on its way back, and the dates leave the calendar.

    All of the money in one sum, however many refunds it is. What was paid by hand comes back by
    hand, and nobody can say how many days that takes.
    """
    order = _order(letter)
    by_hand = hand_payment_of(order)
    left = order.amount_minor - by_hand.returned_minor if by_hand else 0
    back = Counter({order.currency: left} if by_hand else {})
    for refund in Refund.objects.filter(pk__in=letter.about["refunds"]):
        back[refund.currency] += refund.amount_minor
    ended = not order.seat.enrolled
    return everything_goes_back(order, back, by_hand=by_hand is not None, ended=ended)


def everything_goes_back(
    order: Order, back: Mapping[str, int], *, by_hand: bool, ended: bool
) -> Rendered:
    """The same words for whoever looks at them before they are sent; `back` in minor units."""
    dates = _dates_taken_back(order, ended=ended)
    return _compose(
        order,
        "enrolment_refunded",
        subject=_("Your enrolment has ended and your money comes back")
        if by_hand
        else _("Your enrolment has ended and your money is on its way back"),
        discreet_subject=_("Your money comes back") if by_hand else _("Your refund is on its way"),
        by_hand=by_hand,
        calendar=dates,
        takes_dates_back=dates is not None,
        amount=_sums(back),
    )


@letter_kind(letters.PART_BACK)
def render_part_back(letter: Letter) -> Rendered | None:
    """What goes back and what stays with us. None where the bank refused it meanwhile, which a
    coordinator then looks at; but whoever has no seat any more is told that in any case."""
    order, ended = _order(letter), letter.about["ended"]
    by_hand = HandReturn.objects.filter(decision=letter.about["decision"]).first()
    back = Counter({order.currency: by_hand.amount_minor} if by_hand else {})
    refunds = Refund.objects.filter(pk__in=letter.about["refunds"])
    for refund in refunds if ended else refunds.standing():
        back[refund.currency] += refund.amount_minor
    if not back:
        return None
    money = money_of(order).of(order.currency)
    return part_goes_back(
        order,
        back,
        stays={order.currency: money.left_minor},
        by_hand=by_hand is not None,
        ended=ended,
    )


def part_goes_back(
    order: Order,
    back: Mapping[str, int],
    *,
    stays: Mapping[str, int],
    by_hand: bool,
    ended: bool,
) -> Rendered:
    """The same words for whoever looks at them before they are sent; sums in minor units."""
    dates = _dates_taken_back(order, ended=ended)
    return _compose(
        order,
        "part_back",
        subject=_("Your enrolment has ended, and a part of your money comes back")
        if ended
        else _("A part of your money comes back"),
        discreet_subject=_("A part of your money comes back"),
        calendar=dates,
        takes_dates_back=dates is not None,
        amount=_sums(back),
        stays=_sums({currency: minor for currency, minor in stays.items() if minor}),
        by_hand=by_hand,
        ended=ended,
        belongs=order.seat.belongs and not ended,
    )


def letter_of(order: Order, plan: Plan) -> Rendered:
    """The letter that leaves if a plan is confirmed, in its reader's language."""
    with written_for(letters.reader_of(order)):
        if plan.everything:
            ended = plan.ends or not order.seat.enrolled
            return everything_goes_back(order, plan.goes_back, by_hand=plan.by_hand, ended=ended)
        return part_goes_back(
            order, plan.goes_back, stays=plan.stays, by_hand=plan.by_hand, ended=plan.ends
        )


def _dates_taken_back(order: Order, *, ended: bool) -> CalendarPart | None:
    if not ended:
        return None
    sessions = order.seat.theirs(coming_sessions(order.seat.cohort, now=clock.now()))
    return course_taken_back(order.seat, sessions) if sessions else None


def _sums(minor: Mapping[str, int]) -> str:
    return " + ".join(format_money(amount, currency) for currency, amount in minor.items())


@letter_kind(letters.MONEY_BACK)
def render_money_back(letter: Letter) -> Rendered | None:
    """Money that went back in Stripe's dashboard, and how the seat stands; None if it failed."""
    order = _order(letter)
    refund = Refund.objects.get(pk=letter.about["refund"])
    if refund.state == Refund.State.FAILED:
        return None
    everything = not has_money(order)
    return _compose(
        order,
        "money_back",
        subject=_("Your money is on its way back")
        if everything
        else _("A part of your money is on its way back"),
        discreet_subject=_("Your refund is on its way"),
        amount_minor=refund.amount_minor,
        currency=refund.currency,
        everything=everything,
        stands=order.seat.belongs,
        began=order.seat.activated_at is not None,
    )
