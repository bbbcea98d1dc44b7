"""The ledger: every movement of money once, never changed."""

from typing import Any, ClassVar

from django.db import models

from payments.orders.models import Order


class LedgerEntry(models.Model):
    """One movement, positive towards the clinic. `source` is Stripe's id of what is behind it, or
    the id of the row that tells how an order is paid by hand: Stripe knows nothing of those."""

    class Kind(models.TextChoices):
        PAYMENT = "payment"
        REFUND = "refund"
        REFUND_REVERSED = "refund_reversed"
        DISPUTE = "dispute"
        DISPUTE_REVERSED = "dispute_reversed"
        AGREED_BY_HAND = "agreed_by_hand"  # of nothing: how, and by whom, stands behind it
        RECEIVED_BY_HAND = "received_by_hand"
        RETURNED_BY_HAND = "returned_by_hand"

    # What never was at Stripe.
    BY_HAND: ClassVar[frozenset[str]] = frozenset(
        {Kind.AGREED_BY_HAND, Kind.RECEIVED_BY_HAND, Kind.RETURNED_BY_HAND}
    )

    kind = models.CharField(max_length=20, choices=Kind.choices)
    source = models.CharField(max_length=120)
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="entries")
    amount_minor = models.IntegerField()
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "ledger entries"
        constraints = [
            models.UniqueConstraint(fields=["kind", "source"], name="one_entry_per_source")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_minor} {self.currency}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Adds the row. Raises TypeError for a row that already stands."""
        if self.pk is not None:
            raise TypeError("A ledger entry is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuses with TypeError: a ledger entry is never deleted."""
        raise TypeError("A ledger entry is never deleted.")
