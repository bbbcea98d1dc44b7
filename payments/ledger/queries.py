"""Sums over the ledger."""

from django.db.models import Sum

from payments.ledger.models import LedgerEntry
from payments.orders.models import Order


def ledger_totals() -> dict[str, int]:
    """What the ledger holds by currency, in minor units, before Stripe's fees."""
    rows = LedgerEntry.objects.order_by().values_list("currency").annotate(Sum("amount_minor"))
    return {currency: total for currency, total in rows if total}


def paid_for(order: Order) -> int:
    """What has come in for an order and not gone back, in minor units."""
    return order.entries.aggregate(total=Sum("amount_minor"))["total"] or 0
