"""How the paying of something stands, read from the attempts."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from payments.checkout.models import CheckoutAttempt
from payments.dues.models import Due
from payments.orders.models import Order


@dataclass(frozen=True)
class Paying:
    """`done`: a bank works on what is due, or a coordinator has that money. `opened`: there is a
    payment page that can be gone on with."""

    done: bool
    opened: bool


def paying_of(order: Order) -> Paying:
    """How the paying of an order's dues stands. One query."""
    attempts = list(CheckoutAttempt.objects.of(order).filter(due__state=Due.State.OPEN))
    return Paying(
        done=any(attempt.is_taken for attempt in attempts),
        opened=any(attempt.is_live for attempt in attempts),
    )


def payer_is_done() -> Exists:
    """The same `done` for each of many enrolments, to annotate a query over them with."""
    return Exists(
        CheckoutAttempt.objects.taken().filter(
            due__order__enrollment=OuterRef("pk"), due__state=Due.State.OPEN
        )
    )
