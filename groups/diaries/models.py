"""What of a diary somebody shares in a group, and which leader has seen a high urge."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from courses.diary.models import DiaryCard, Urge
from groups.seats.models import Enrollment


class Shares(models.QuerySet["DiaryShare"]):
    """What is shared, by name."""

    def in_force(self, now: datetime) -> "Shares":
        """What leaders may see now: not over, by somebody who takes part. Everything that shows a
        leader something of a diary asks here."""
        lasting = Q(ends_at=None) | Q(ends_at__gt=now)
        return self.filter(lasting, enrollment__in=Enrollment.objects.enrolled())


class DiaryShare(models.Model):
    """One field of a member's diary, shared with the leaders of the group of one enrolment.

    `field` is a key of `courses.diary.shape.FIELDS`, that of one urge, or one of the practice log
    (`courses.practice.shape.SHARED`). Days before `from_day` stay unshared. Unsharing deletes the
    row, so that nothing has to remember it.
    """

    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.CASCADE, related_name="diary_shares"
    )
    field = models.CharField(max_length=50)
    from_day = models.DateField()
    ends_at = models.DateTimeField(null=True, help_text="empty: until it is taken back")
    shared_at = models.DateTimeField()

    objects = Shares.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "field"], name="a_field_is_shared_once")
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.enrollment_id}"


class UrgeSeen(models.Model):
    """A leader has seen a high urge on a card, as the card was at that moment."""

    card = models.ForeignKey(DiaryCard, on_delete=models.CASCADE, related_name="+")
    urge = models.ForeignKey(Urge, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["seen_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["card", "urge", "account"], name="a_leader_sees_an_urge_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.card_id} seen by {self.account_id}"
