"""Finding payments."""

from payments.received.models import Payment


def payment_of(intent_id: str) -> Payment | None:
    """The payment with Stripe's id, with its order; None for one that is not ours."""
    return Payment.objects.select_related("order").filter(stripe_payment_intent=intent_id).first()
