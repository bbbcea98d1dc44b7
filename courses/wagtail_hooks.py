"""What this app adds to the editor: a lesson as PDF, from its menu."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page

from courses.lessons.models import LessonPage
from courses.paper import views


@hooks.register("register_admin_urls")
def papers() -> list[URLPattern]:
    """Under the editor's own address, so that its door comes first."""
    return [path("lessons/<int:page_id>/paper/", views.draft, name="lesson-draft-paper")]


@hooks.register("register_page_header_buttons")
def as_pdf(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """A lesson's newest words on paper, in the menu beside its title."""
    if isinstance(page, LessonPage) and page.permissions_for_user(user).can_edit():
        address = reverse("lesson-draft-paper", args=[page.pk])
        yield Button(_("As PDF"), address, icon_name="download", priority=55)
