"""Sums over the ledger."""

from django.db.models import Sum

from payments.ledger.models import LedgerEntry
from payments.orders.models import Order


def ledger_totals() -> dict[str, int]:
    """What came and went through Stripe by currency, in minor units, before its fees."""
    through = LedgerEntry.objects.exclude(kind__in=LedgerEntry.BY_HAND)
    rows = through.order_by().values_list("currency").annotate(Sum("amount_minor"))
    return {currency: total for currency, total in rows if total}


def paid_for(order: Order) -> dict[str, int]:
    """What has come in for an order and not gone back, in minor units by currency.

    The order's own currency always has its place, even with nothing in it.
    """
    rows = order.entries.order_by().values_list("currency").annotate(Sum("amount_minor"))
    return {order.currency: 0} | {
        currency: total for currency, total in rows if total or currency == order.currency
    }
