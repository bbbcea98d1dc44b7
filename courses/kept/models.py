"""KeptCard: a member's own words from an exercise, sealed."""

import uuid

from django.db import models

from accounts.models import Member
from courses.kept.answers import Answered, read
from courses.skills.models import Skill
from vault.fields import EncryptedTextField


class KeptCard(models.Model):
    """What one member kept of one exercise. Nobody but them reads it.

    Its questions stand beside the answers, and the exercise's name too, so that it reads as it was
    when the skill's text changes or the skill goes. `edits` counts the times it was kept anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="kept_cards")
    skill = models.ForeignKey(Skill, on_delete=models.SET_NULL, null=True, related_name="+")
    exercise = models.CharField(
        max_length=80, blank=True, help_text="its key; empty for the skill's own steps"
    )
    name = EncryptedTextField(help_text="of the exercise, as it was called then")
    title = EncryptedTextField(blank=True, default="", help_text="the member's own, if any")
    words = EncryptedTextField(help_text="questions and answers, as courses/kept/answers.py tells")
    edits = models.PositiveIntegerField(default=0)
    kept_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-changed_at", "-id"]
        indexes = [models.Index(fields=["member", "-changed_at", "-id"], name="cards_newest_first")]

    def __str__(self) -> str:
        return f"card of {self.member_id}"

    @property
    def shown_title(self) -> str:
        """The member's own title, else the exercise's name."""
        return self.title or self.name

    @property
    def answered(self) -> tuple[Answered, ...]:
        """What was asked and answered, in order."""
        return read(self.words)

    @property
    def mark(self) -> str:
        """The card as it is now: a form that goes on with it sends this as `card`."""
        return f"{self.pk}.{self.edits}"
