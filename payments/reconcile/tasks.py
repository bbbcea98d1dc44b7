"""The worker's rounds."""

from datetime import datetime

from clock.jobs import every
from payments.received.heard import Heard, heard_by
from payments.reconcile.actions import (
    end_holds,
    find_money_without_a_seat,
    look_after_attempts,
    look_after_refunds,
)


@every(15, name="payments.holds", apart=True)
def end_holds_that_are_over(now: datetime) -> None:
    """Frees unpaid seats, Stripe first."""
    with heard_by(Heard.ROUND):
        end_holds(now=now)


@every(60, name="payments.attempts", apart=True)
def look_after_quiet_attempts(now: datetime) -> None:
    """Finds payments whose webhook never came."""
    with heard_by(Heard.ROUND):
        look_after_attempts(now=now)


@every(600, name="payments.pending-refunds", apart=True)
def look_after_pending_refunds(now: datetime) -> None:
    """Finds refunds that a bank finished or refused."""
    look_after_refunds(now=now)


@every(60, name="payments.ended")
def find_money_of_ended_parts(now: datetime) -> None:
    """Puts before the coordinators what was paid for a part that has ended."""
    find_money_without_a_seat(now=now)
