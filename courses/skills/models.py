"""The named techniques of DBT and its companions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Module(models.TextChoices):
    """The four modules."""

    MINDFULNESS = "M", _("Mindfulness")
    DISTRESS_TOLERANCE = "DT", _("Distress tolerance")
    EMOTION_REGULATION = "ER", _("Emotion regulation")
    INTERPERSONAL = "IE", _("Interpersonal effectiveness")


class Skill(models.Model):
    """A named technique with its steps. Names are facts; the words about it are ours."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80, unique=True)
    module = models.CharField(max_length=2, choices=Module.choices)
    acronym = models.BooleanField(default=False)
    companion = models.BooleanField(default=False, help_text="from outside the standard list")
    summary = models.CharField(max_length=300)
    steps = models.JSONField(default=list, help_text="[{letter, name, text}] in order")
    when_not = models.CharField(max_length=500, blank=True)
    needs = models.JSONField(default=list, help_text="situations it helps in: panic, anger, sleep")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
