"""The doors from a person to an order."""

from uuid import UUID

from django.db.models import Exists
from django.http import Http404

from accounts.models import Account
from payments.orders.models import Order


def own_order(account: Account, order_id: UUID, **annotated: Exists) -> Order:
    """The order this account pays. Anybody else's is as unknown as a missing one.

    What is `annotated` is read in the same query.
    """
    found = (
        Order.objects.select_related("enrollment__cohort", "enrollment__member", "payer")
        .filter(pk=order_id, payer=account)
        .annotate(**annotated)
        .first()
    )
    if found is None:
        raise Http404
    return found


def any_order(order_id: UUID) -> Order:
    """An order for a coordinator. Raises Http404."""
    found = (
        Order.objects.select_related("enrollment__cohort", "enrollment__member", "payer", "price")
        .filter(pk=order_id)
        .first()
    )
    if found is None:
        raise Http404
    return found
