"""What this app adds to the editor: courses, skills, worksheets, the glossary; lessons as PDF."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from courses.desk.viewsets import CourseViewSet, SkillViewSet, WorksheetViewSet
from courses.glossary.models import GlossaryWord
from courses.lessons.models import LessonPage
from courses.media.choosers import recording_choosers
from courses.paper import views
from courses.skills.models import Skill


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


class GlossaryViewSet(SnippetViewSet):  # type: ignore[misc]  # Wagtail has no types
    """Who may change words is a matter of permissions (`pages.editor.permissions`)."""

    model = GlossaryWord
    icon = "help"
    menu_label = gettext_lazy("Glossary")
    menu_order = 250
    add_to_admin_menu = True
    list_display = ["word", "explanation", "in_lessons"]
    list_per_page = 50
    panels = [
        FieldPanel("word"),
        FieldPanel("explanation"),
        FieldPanel("forms"),
        FieldPanel("in_lessons"),
    ]


register_snippet(GlossaryViewSet)


@hooks.register("register_admin_viewset")
def choose_recordings() -> Any:
    """The way from a lesson to a recording."""
    return recording_choosers


@hooks.register("register_admin_viewset")
def register_what_is_taught() -> list[object]:
    """A menu entry is shown to those who may open what it leads to."""
    return [CourseViewSet(), WorksheetViewSet()]


register_snippet(SkillViewSet)


@hooks.register("before_delete_snippet")
def skills_go_one_by_one(request: HttpRequest, rows: Iterable[Any]) -> HttpResponse | None:
    """Many at once would go without a word about who needs them, and would come back."""
    if not any(isinstance(row, Skill) for row in rows):
        return None
    messages.error(
        request, _("Nothing was deleted. Skills go one by one: each page says who needs it.")
    )
    return redirect("skills:list")
