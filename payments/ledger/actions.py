"""Writing the ledger: each movement of money once."""

from datetime import datetime

from payments.ledger.models import LedgerEntry
from payments.orders.models import Order


def enter(
    kind: LedgerEntry.Kind,
    *,
    source: str,
    order: Order | None,
    amount_minor: int,
    currency: str,
    at: datetime,
) -> LedgerEntry:
    """Adds a movement, positive towards the clinic; the same kind and source stand once."""
    entry, _made = LedgerEntry.objects.get_or_create(
        kind=kind,
        source=source,
        defaults={
            "order": order,
            "amount_minor": amount_minor,
            "currency": currency.upper(),
            "at": at,
        },
    )
    return entry
