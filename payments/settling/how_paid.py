"""How a seat is paid, for the desk's map of seats."""

from collections.abc import Collection
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clock.words import near_day
from groups.seating.told import name_end, tells_how_paid
from groups.seats.models import Enrollment
from payments.orders.models import Order
from payments.prices.money import format_money
from payments.settling.reasons import Freed

ENDS = {
    Freed.NOT_IN_TIME: gettext_lazy("nothing was paid in time"),
    Freed.LONG_ENOUGH: gettext_lazy("it had been kept for as long as anybody may keep one"),
    Freed.GIVEN_BACK: gettext_lazy("they gave it back"),
    Freed.BANK_REFUSED: gettext_lazy("their bank refused the payment"),
    Freed.TOO_YOUNG: gettext_lazy("they are too young to pay alone"),
    "not ordered": gettext_lazy("no order was placed for it"),
    "ended by hand": gettext_lazy("a coordinator ended it with its payment by hand"),
    "refunded in full": gettext_lazy("all of the money went back"),
}
for _reason, _words in ENDS.items():
    name_end(_reason, _words)


@tells_how_paid
def paid_for_seats(seats: Collection[Enrollment]) -> dict[UUID, str]:
    """What became of the money of each seat, by its id. One query."""
    zones = {seat.pk: seat.cohort.zone for seat in seats}
    orders = Order.objects.filter(enrollment__in=zones).select_related("by_hand")
    return {
        pk: _words_of(order, zones[pk])
        for order in orders
        if (pk := order.enrollment_id) is not None
    }


def _words_of(order: Order, zone: ZoneInfo) -> str:
    sum_ = format_money(order.amount_minor, order.currency)
    payment = getattr(order, "by_hand", None)
    if payment is not None and not payment.is_free:
        return f"{sum_}, {payment.get_way_display()}: {payment.get_state_display()}"
    if not order.amount_minor or payment is not None:
        return _("Nothing to pay")
    if order.state == Order.State.PAID and order.paid_at:
        words = {"sum": sum_, "day": near_day(order.paid_at.astimezone(zone))}
        return _("%(sum)s paid online on %(day)s") % words
    return f"{sum_}: {order.get_state_display()}"
