"""Worksheets: sheets to fill, on paper or here."""

from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.edited.models import Edited
from courses.resources.questions import Question, read_questions


class Worksheet(Edited):  # type: ignore[django-manager-missing]  # its other end is a Page
    """A fillable sheet. How its `questions` are stored is told in `questions.py`."""

    slug = models.SlugField(unique=True)
    title = models.CharField(_("title"), max_length=120)
    intro = models.TextField(_("introduction"), blank=True)
    questions = models.JSONField(_("questions"), default=list)
    source = models.CharField(_("source"), max_length=200)
    licence = models.CharField(_("licence"), max_length=200)

    class Meta:
        ordering = ["title"]
        verbose_name = _("worksheet")
        verbose_name_plural = _("worksheets")

    def __str__(self) -> str:
        return self.title

    @cached_property
    def asked(self) -> tuple[Question, ...]:
        """The questions in order, whichever way they are stored."""
        return read_questions(self.questions)
