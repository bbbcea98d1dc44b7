"""Reads over orders."""

import re
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Account
from payments.orders.models import Order

NUMBER = re.compile(r"^(?:EK-)?([0-9A-F]{8})$", re.IGNORECASE)


def orders_of(account: Account) -> QuerySet[Order]:
    """What this account pays or paid, newest first."""
    return Order.objects.filter(payer=account).select_related("enrollment__cohort")


def orders_numbered(text: str) -> QuerySet[Order]:
    """The orders with the number a person read from a receipt; none for anything else."""
    found = NUMBER.match(text.strip())
    if found is None:
        return Order.objects.none()
    start = found.group(1)
    return Order.objects.filter(pk__gte=UUID(start + "0" * 24), pk__lte=UUID(start + "f" * 24))
