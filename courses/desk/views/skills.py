"""The pages of skills: written as a draft, looked at, published, taken back.

Wagtail's own pages of snippets do revisions and previews. Here a save counts the edit, leaves an
entry, and loses nothing that somebody else saved meanwhile. It never saves by itself: each save is
an edit that somebody made, and its number is what two editors are told apart by.
"""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.snippets.views import snippets

import clock
from accounts.access import signed_in
from courses.curriculum.needed import taught_by
from courses.desk.views.saving import MEANWHILE, follows
from courses.edited.actions import EditedMeanwhile, free_slug, keep_edit
from courses.lessons.showing import Showing, lessons_showing
from courses.skills.models import Skill

TEMPLATE = "courses/desk/skill.html"
UNPUBLISH = "courses/desk/unpublish.html"
LONGEST_NUMBER = 10
SAVED_MEANWHILE = gettext_lazy(
    "Nothing was taken back: somebody else saved this skill after you opened the page. Please look "
    "at it once more."
)


class SkillListView(snippets.IndexView):  # type: ignore[misc]  # Wagtail has no types
    """The skills. They are deleted one by one: each page says who needs it."""

    @property
    def columns(self) -> list[Any]:
        """Without boxes to tick."""
        found: list[Any] = super().columns
        return [each for each in found if not isinstance(each, BulkActionsCheckboxColumn)]


class NeverByItself:
    """A page that saves when somebody presses a button."""

    request: HttpRequest
    object: Any
    form: Any

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Turns off what saves by itself."""
        super().setup(request, *args, **kwargs)  # type: ignore[misc]  # a view beside it
        self.autosave_enabled = False

    def keep(self, row: Skill, *, seen: int, act: str, **facts: Any) -> None:
        """Counts an edit with its entry."""
        keep_edit(row, seen=seen, by=signed_in(self.request), now=clock.now(), act=act, **facts)


class SkillAddView(NeverByItself, snippets.CreateView):  # type: ignore[misc]  # Wagtail: no types
    """A new skill; it is the clinic's from the start."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Saves it under an address of its own."""
        with transaction.atomic():
            form.instance.slug = free_slug(Skill, form.instance.name)
            answer: HttpResponse = super().form_valid(form)
            self.keep(self.object, seen=0, act="skill.made")
        return answer


class SkillEditView(NeverByItself, snippets.EditView):  # type: ignore[misc]  # Wagtail has no types
    """A skill, its newest version; also where an earlier one is taken back."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Saves; where somebody else saved meanwhile, the page comes back with what was typed."""
        try:
            with transaction.atomic():
                self.keep(
                    form.instance,
                    seen=form.cleaned_data["seen"],
                    act="skill.changed",
                    fields=sorted(set(form.changed_data) - {"seen"}),
                    published=self.action == "publish",
                )
                answer: HttpResponse = super().form_valid(form)
        except EditedMeanwhile:
            form.add_error(None, str(MEANWHILE))
            self.produced_error_message = str(MEANWHILE)
            refused: HttpResponse = self.form_invalid(form)
            return refused
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds `notes`: what to know before saving."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"notes": self.notes()}

    def notes(self) -> list[str]:
        """What a draft is, where it is taught, and whom a change reaches."""
        return [
            *follows(self.object),
            _("Visitors see what was published. A draft is seen by its editors alone.")
            if self.live_object.live
            else _("It is not published: nobody but its editors sees it."),
            *told_elsewhere(self.live_object),
        ]


def told_elsewhere(skill: Skill) -> list[str]:
    """Where lessons tell of the skill of a row, and whether a change reaches them. A draft of it
    has not reached anybody yet, so that no lesson can be behind it."""
    notes, showing = [], lessons_showing(skill)
    if skill.lessons.exists():
        notes.append(_("Lessons tell it in words of their own; those are edited in the lesson."))
    for lessons, says in _sorted_by_news(skill, showing):
        if lessons:
            notes.append(format_html("{} {}.", says, format_html_join(", ", *_links_to(lessons))))
    return notes


def _sorted_by_news(skill: Skill, showing: list[Showing]) -> list[tuple[list[Showing], str]]:
    if not skill.live:
        says = _(
            "These lessons show its steps in the words they were saved with, and keep them; they "
            "are not published anew while it is not published:"
        )
        return [(showing, says)]
    return [
        (
            [one for one in showing if one.is_behind],
            _(
                "These lessons show its steps in other words than those it is published with, the "
                "ones they were saved with; save them again to take the new ones:"
            ),
        ),
        (
            [one for one in showing if not one.is_behind],
            _(
                "These lessons show its steps in the words they were saved with; after a change "
                "is published, save them again to take the new ones:"
            ),
        ),
    ]


def _links_to(lessons: list[Showing]) -> tuple[str, list[tuple[str, str]]]:
    links = [(reverse("wagtailadmin_pages:edit", args=[one.lesson_id]), one) for one in lessons]
    named = [
        (link, _("%(lesson)s (draft)") % {"lesson": one.title} if one.in_draft_only else one.title)
        for link, one in links
    ]
    return '<a href="{}">{}</a>', named


class SkillUnpublishView(snippets.UnpublishView):  # type: ignore[misc]  # Wagtail has no types
    """Takes a skill out of the library; its words stay for its editors."""

    template_name = UNPUBLISH

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds `taught_by`: who goes on telling of it; and the edit number that the page shows."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"taught_by": taught_by(self.object), "seen": self.object.edits}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The question, where there is something to take back."""
        answer: HttpResponse = self._not_there(request) or super().get(request, *args, **kwargs)
        return answer

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Takes it back, unless somebody saved other words after the question was asked."""
        try:
            answer: HttpResponse = self._not_there(request) or super().post(
                request, *args, **kwargs
            )
        except EditedMeanwhile:
            messages.error(request, str(SAVED_MEANWHILE))
            return redirect(self.get_unpublish_url())
        return answer

    def _not_there(self, request: HttpRequest) -> HttpResponse | None:
        if self.object.live:
            return None
        told = _("“%(skill)s” is not published: there is nothing to take back.")
        messages.warning(request, told % {"skill": self.object})
        return redirect(self.edit_url_name, self.object.pk)

    def unpublish(self) -> Any:
        """Counts the edit: what the clinic took back does not come back with our next text."""
        seen = self.request.POST.get("seen", "")
        with transaction.atomic():
            keep_edit(
                self.object,
                # A page that does not say what it saw has seen nothing.
                seen=int(seen) if seen.isdecimal() and len(seen) < LONGEST_NUMBER else -1,
                by=signed_in(self.request),
                now=clock.now(),
                act="skill.unpublished",
            )
            return super().unpublish()
