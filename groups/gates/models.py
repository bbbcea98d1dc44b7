"""How long before a module begins a group that meets already closes to newcomers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class GateTime(models.Model):
    """How many days before the first session of a module that closes; the newest row counts."""

    days = models.PositiveSmallIntegerField(_("days"))
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=14), name="a_gate_closes_days_before"
            )
        ]

    def __str__(self) -> str:
        return f"{self.days} d"
