"""Events, as somebody looks for what they were about."""

from payments.webhooks.models import StripeEvent


def intents_told_of(number: str) -> set[str]:
    """The payments that events named together with a number of Stripe's: of the event itself, or
    of the charge, refund or dispute it was about. Two queries."""
    told = StripeEvent.objects.exclude(intent_id="").order_by().values_list("intent_id", flat=True)
    return {*told.filter(stripe_id=number), *told.filter(object_id=number)}
