"""What staff call things by in their library; the things themselves stand in other areas."""

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_TAG = 40


class Kind(models.TextChoices):
    """What can be given. With an id of its table it names one resource: nothing is copied."""

    WORKSHEET = "worksheet", _("Worksheet")
    LESSON = "lesson", _("Lesson")
    RECORDING = "recording", _("Recording")
    DOCUMENT = "document", _("Document")
    SKILL = "skill", _("Skill")
    PAGE = "page", _("Page of this site")


class ResourceTag(models.Model):
    """A word by which the team finds a resource, whatever its kind."""

    kind = models.CharField(max_length=10, choices=Kind.choices)
    ref = models.PositiveBigIntegerField()
    name = models.CharField(max_length=LONGEST_TAG)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "ref", "name"], name="a_tag_once_per_resource")
        ]
        indexes = [models.Index(fields=["name"], name="resources_by_tag")]

    def __str__(self) -> str:
        return f"{self.name} on {self.kind} {self.ref}"
