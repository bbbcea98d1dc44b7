"""Response: one filling of a measure by one member."""

import json
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from courses.measures.shapes import Answers
from vault.fields import EncryptedTextField


class Response(models.Model):
    """What a member answered, sealed, with what it came to, plain: series and outcomes need that.

    `total` is null where the measure's rule gives none, and never 0 for what was not answered.
    `name` and `version` are those of the definition that was asked; its file may go.
    """

    class Way(models.TextChoices):
        HERE = "here", _("Answered here")
        BROUGHT = "brought", _("Brought from elsewhere")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="responses")
    measure = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    version = models.CharField(max_length=20)
    answers_sealed = EncryptedTextField(help_text="{item's key: value}; skipped ones are left out")
    total = models.SmallIntegerField(null=True)
    filled = models.BooleanField(
        default=False, help_text="skipped questions count as the mean of the others"
    )
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.HERE)
    answered_at = models.DateTimeField()
    given_at = models.DateTimeField(help_text="when it came here")

    class Meta:
        ordering = ["answered_at", "given_at", "id"]
        indexes = [models.Index(fields=["member", "measure", "answered_at"], name="a_series")]

    def __str__(self) -> str:
        return f"{self.measure} of {self.member_id}"

    @property
    def answers(self) -> Answers:
        """What was answered, by the item's key."""
        found: dict[str, int] = json.loads(self.answers_sealed)
        return found
