"""The worker's share of the refunds."""

from datetime import datetime

from clock.jobs import every
from payments.refunds.actions import due_refunds, send_refund


@every(5, name="payments.refunds", apart=True)
def send_due_refunds(now: datetime) -> None:
    """Sends each refund that waits."""
    for refund_id in due_refunds(now=now):
        send_refund(refund_id, now=now)
