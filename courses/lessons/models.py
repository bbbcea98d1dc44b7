"""Lessons: the Wagtail pages that teach one or a few skills."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock
from wagtail.fields import StreamField
from wagtail.models import Page

from courses.lessons.blocks import LessonBody, SlideBlock
from courses.resources.models import Worksheet
from courses.skills.models import Module, Skill


class LessonIndexPage(Page):
    """The shelf on which the lessons stand."""

    max_count = 1
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["courses.LessonPage"]

    class Meta:
        verbose_name = _("lesson shelf")


class LessonPage(Page):
    """A lesson. Its own address shows visitors the teaser only; members read it through their
    group's week (`groups.weeks`), which knows the seat and the date."""

    module = models.CharField(_("module"), max_length=2, choices=Module.choices)
    teaser = models.TextField(_("teaser"), help_text=_("Two sentences that anyone may read."))
    reading_minutes = models.PositiveSmallIntegerField(_("minutes to read"), default=8)
    key_points = StreamField(
        [("point", CharBlock(max_length=300))], verbose_name=_("key points"), blank=True
    )
    body = StreamField(LessonBody(), verbose_name=_("lesson"), blank=True)
    slides = StreamField([("slide", SlideBlock())], verbose_name=_("slides"), blank=True)
    skills = ParentalManyToManyField(Skill, blank=True, related_name="lessons")
    worksheet = models.ForeignKey(
        Worksheet, null=True, blank=True, on_delete=models.PROTECT, related_name="lessons"
    )
    source = models.CharField(_("source"), max_length=200)
    licence = models.CharField(_("licence"), max_length=200)

    parent_page_types = ["courses.LessonIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("module"),
        FieldPanel("skills"),
        FieldPanel("teaser"),
        FieldPanel("reading_minutes"),
        FieldPanel("key_points"),
        FieldPanel("body"),
        FieldPanel("slides"),
        FieldPanel("worksheet"),
        FieldPanel("source"),
        FieldPanel("licence"),
    ]

    class Meta:
        verbose_name = _("lesson")


