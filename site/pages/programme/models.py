"""Pages that show what may be joined: a programme, and the next groups."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from courses.curriculum.models import Course
from courses.curriculum.queries import outline_of
from pages.base import FixedAddress, PublicPage


class ProgrammePage(PublicPage):
    """A course for visitors: its modules and weeks, and the groups that take it next."""

    course = models.ForeignKey(
        Course,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("course"),
        help_text=_("Its weeks, groups and prices appear by themselves."),
    )

    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    template = "pages/programme_page.html"
    content_panels = [*PublicPage.content_panels, FieldPanel("course")]

    class Meta:
        verbose_name = _("programme page")

    def offered_course(self) -> str:
        """Only groups that take this course."""
        return self.course.slug if self.course else ""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `runs`: the course's weeks, module by module."""
        context = super().get_context(request, *args, **kwargs)
        context["runs"] = outline_of(self.course) if self.course else []
        return context


class NextGroupsPage(FixedAddress):
    """The list of groups that take people now. Groups stand below its address."""

    fixed_slug = "groups"
    per_page = 24

    max_count = 1
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    template = "pages/next_groups_page.html"

    class Meta:
        verbose_name = _("next groups")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `page_of_offers`."""
        context = super().get_context(request, *args, **kwargs)
        pages = Paginator(context["offers"], self.per_page)
        context["page_of_offers"] = pages.get_page(request.GET.get("page"))
        return context
