"""What a seat costs. A price is never edited once an order points to it: a new one replaces it."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groups.cohorts.models import Cohort


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
