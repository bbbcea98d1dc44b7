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
) -> None:
    """Adds a movement, positive towards the clinic; the same kind and source stand once."""
    movement = LedgerEntry(
        kind=kind,
        source=source,
        order=order,
        amount_minor=amount_minor,
        currency=currency.upper(),
        at=at,
    )
    LedgerEntry.objects.bulk_create([movement], ignore_conflicts=True)
