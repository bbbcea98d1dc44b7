"""What a seat costs, and how money comes back.

A price is never edited once an order points to it: a new one replaces it.
"""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groups.cohorts.models import Cohort

# What holds until the clinic has written its own: everything comes back until so many days before
# the first session, and these words after it.
REFUND_DAYS = 7
REFUND_TERMS = _("After that, please write to us and we look at it with you.")


class RefundTerms(models.Model):
    """How money comes back; the newest count for whoever orders from now on.

    Everything comes back until `days_before` days before the first session (None: no such day is
    promised), and what else holds stands in the clinic's words. An order keeps the words and the
    day that were agreed.
    """

    text = models.TextField(_("refund terms"))
    days_before = models.PositiveSmallIntegerField(null=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "refund terms"

    def __str__(self) -> str:
        return self.text[:40]


class Price(models.Model):
    """The price of a seat in one cohort, in minor units of its currency."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="prices")
    amount_minor = models.PositiveIntegerField(_("amount"), validators=[MinValueValidator(0)])
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    current = models.BooleanField(default=True)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort"], condition=Q(current=True), name="one_current_price_per_cohort"
            )
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency}"
