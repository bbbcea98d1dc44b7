"""The orders of the desk's list: by number, people, group, state, day, and where their money is."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from payments.by_hand.models import HandPayment
from payments.cases.models import ExceptionCase
from payments.checkout.models import AttemptState, CheckoutAttempt
from payments.disputes.models import Dispute
from payments.orders.models import Order
from payments.orders.queries import orders_numbered
from payments.refunds.models import Refund


class Money(models.TextChoices):
    """Where an order's money is, as somebody looks for it."""

    UNDER_WAY = "under_way", _("Under way")
    WENT_BACK = "went_back", _("Something went back")
    OPEN_CASE = "open_case", _("With an open case")
    OWED = "owed", _("Owed by hand")


def listed_orders(
    *,
    number: str = "",
    who: str = "",
    group: str = "",
    state: str = "",
    money: str = "",
    since: date | None = None,
    until: date | None = None,
    zone: ZoneInfo,
) -> QuerySet[Order]:
    """Orders with their seat, group and people. `who` and `group` are parts of names or addresses;
    `since` and `until` are whole days on the clock of `zone`."""
    found = orders_numbered(number) if number else Order.objects.all()
    if who:
        named = Q(member__name__icontains=who) | Q(payer__email__icontains=who)
        called = Q(payer__first_name__icontains=who) | Q(payer__last_name__icontains=who)
        found = found.filter(named | called)
    if group:
        found = found.filter(enrollment__cohort__name__icontains=group)
    if state:
        found = found.filter(state=state)
    if money:
        found = found.filter(_WHERE[Money(money)]())
    if since:
        found = found.filter(placed_at__gte=_midnight(since, zone))
    if until:
        found = found.filter(placed_at__lt=_midnight(until + timedelta(days=1), zone))
    return found.select_related("enrollment__cohort", "enrollment__member", "payer")


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)


def _under_way() -> Q:
    """A bank works on a payment, a refund is on its way, or a bank has the money in a dispute."""
    order = OuterRef("pk")
    at_bank = CheckoutAttempt.objects.filter(due__order=order, state=AttemptState.PROCESSING)
    back = Refund.objects.under_way().filter(payment__order=order)
    disputed = Dispute.objects.with_the_bank().filter(payment__order=order)
    return Q(Exists(at_bank)) | Q(Exists(back)) | Q(Exists(disputed))


def _went_back() -> Q:
    refunded = Refund.objects.standing().filter(payment__order=OuterRef("pk"))
    by_hand = HandPayment.State.RETURNED
    return Q(Exists(refunded)) | Q(by_hand__state=by_hand)


def _open_case() -> Q:
    cases = ExceptionCase.objects.filter(order=OuterRef("pk"), state=ExceptionCase.State.OPEN)
    return Q(Exists(cases))


def _owed() -> Q:
    return Q(by_hand__state=HandPayment.State.OWED)


_WHERE = {
    Money.UNDER_WAY: _under_way,
    Money.WENT_BACK: _went_back,
    Money.OPEN_CASE: _open_case,
    Money.OWED: _owed,
}
