"""SkillUse: a member used a skill, on a day of theirs."""

import uuid

from django.db import models

from accounts.models import Member
from courses.practice.shape import LONGEST_KEY, LONGEST_NAME, Place, Said, Went
from courses.skills.models import Skill
from vault.fields import EncryptedTextField


class SkillUse(models.Model):
    """One use of a skill. Skill, day and choices stand plainly, because the map of skills needs
    them; words are sealed.

    `sending` is the id that a page or device made for what it sent: sent again, it is stored once.
    The skill's name stands beside it, so that the log reads as it was when the skill goes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="skill_uses")
    skill = models.ForeignKey(Skill, on_delete=models.SET_NULL, null=True, related_name="+")
    skill_name = models.CharField(max_length=LONGEST_NAME, help_text="as it was called then")
    exercise = models.CharField(
        max_length=LONGEST_KEY, blank=True, help_text="its key, where one was done to its end"
    )
    day = models.DateField()
    zone_name = models.CharField(max_length=64, help_text="where the member was, by their clock")
    sending = models.UUIDField()
    place = models.CharField(max_length=10, blank=True, choices=Place.choices)
    went = models.CharField(max_length=10, blank=True, choices=Went.choices)
    note = EncryptedTextField(blank=True, default="")
    edits = models.PositiveIntegerField(default=0)
    noted_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-day", "-noted_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "sending"], name="a_use_of_a_skill_is_stored_once"
            )
        ]
        indexes = [models.Index(fields=["member", "-day", "-noted_at"], name="uses_newest_first")]

    def __str__(self) -> str:
        return f"use of a skill by {self.member_id}"

    @property
    def mark(self) -> str:
        """The use as it is now: a form that changes it sends this as `seen`."""
        return f"{self.pk}.{self.edits}"

    @property
    def said(self) -> Said:
        """What was said of it."""
        return Said(self.day, self.place, self.went, self.note)

    def put(self, said: Said) -> None:
        """Takes this in place of what it has; the caller saves it."""
        self.day, self.place, self.went, self.note = said.day, said.place, said.went, said.note
