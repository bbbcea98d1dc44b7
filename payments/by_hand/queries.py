"""How an order is paid past Stripe."""

from payments.by_hand.models import HandPayment
from payments.orders.models import Order


def hand_payment_of(order: Order) -> HandPayment | None:
    """How it is paid by hand; None for an order that is paid through Stripe."""
    return HandPayment.objects.filter(order=order).first()


def is_by_hand(order: Order) -> bool:
    """Whether it is paid by hand, so that Stripe must never hear of it."""
    return HandPayment.objects.filter(order=order).exists()
