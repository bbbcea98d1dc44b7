"""The named techniques of DBT and its companions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.edited.models import Edited


class Module(models.TextChoices):
    """The four modules."""

    MINDFULNESS = "M", _("Mindfulness")
    DISTRESS_TOLERANCE = "DT", _("Distress tolerance")
    EMOTION_REGULATION = "ER", _("Emotion regulation")
    INTERPERSONAL = "IE", _("Interpersonal effectiveness")


class Skill(Edited):
    """A named technique with its steps. Names are facts; the words about it are ours."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    module = models.CharField(_("module"), max_length=2, choices=Module.choices)
    acronym = models.BooleanField(
        _("its letters spell the steps"), default=False, help_text=_("As in STOP or DEAR MAN.")
    )
    companion = models.BooleanField(
        _("companion skill"), default=False, help_text=_("From outside the standard list.")
    )
    summary = models.CharField(
        _("what it is for"), max_length=300, help_text=_("One or two sentences.")
    )
    steps = models.JSONField(_("steps"), default=list, help_text="[{letter, name, text}] in order")
    when_not = models.CharField(
        _("when not"),
        max_length=500,
        blank=True,
        help_text=_("When to leave it out or take care, and what to do instead."),
    )
    needs = models.JSONField(
        _("when it helps"), default=list, help_text="situations it helps in: panic, anger, sleep"
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("skill")
        verbose_name_plural = _("skills")

    def __str__(self) -> str:
        return self.name
