"""The columns of the desk's lists of money, as files have them."""

from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from payments.orders.models import Order
from payments.prices.money import exponent
from payments.settling.case_words import CaseLine
from payments.story.lines import Line
from spreadsheet.views import Column, moment


def order_columns(zone: ZoneInfo) -> list[Column[Order]]:
    """Orders, each with its seat read."""
    return [
        Column(_("Number"), lambda order: order.number),
        moment(_("Placed"), lambda order: order.placed_at, zone=zone),
        Column(_("Member"), lambda order: order.seat.member.name),
        Column(_("Discreet letters"), lambda order: order.seat.member.discreet),
        Column(_("Group"), lambda order: order.seat.cohort.name),
        Column(_("Sum"), lambda order: _sum(order.amount_minor, order.currency)),
        Column(_("Currency"), lambda order: order.currency),
        Column(_("Seat"), lambda order: order.seat.get_state_display()),
        Column(_("State"), lambda order: order.get_state_display()),
    ]


def story_columns(zone: ZoneInfo) -> list[Column[Line]]:
    """What happened to a seat and its money."""
    return [
        moment(_("When"), lambda line: line.at, zone=zone),
        Column(_("What"), lambda line: line.what),
        Column(_("Who or what did it"), lambda line: line.by),
        Column(_("Details"), lambda line: line.detail),
        Column(_("Their words"), lambda line: line.words),
    ]


def case_columns(zone: ZoneInfo) -> list[Column[CaseLine]]:
    """Cases in words, open or decided."""
    return [
        Column(_("What"), lambda line: line.case.get_kind_display()),
        moment(_("Opened"), lambda line: line.case.opened_at, zone=zone),
        Column(_("Order"), lambda line: line.case.order.number if line.case.order else ""),
        Column(_("Payment at Stripe"), lambda line: line.case.intent_id),
        Column(_("Details"), lambda line: "; ".join(line.details)),
        Column(_("State"), lambda line: line.case.get_state_display()),
        moment(_("Decided"), lambda line: line.case.resolved_at, zone=zone),
        Column(_("Decided by"), lambda line: str(line.case.resolved_by or "")),
        Column(_("What was done, and why"), lambda line: line.case.resolution),
    ]


def _sum(amount_minor: int, currency: str) -> Decimal:
    return Decimal(amount_minor).scaleb(-exponent(currency))
