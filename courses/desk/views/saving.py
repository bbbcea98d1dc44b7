"""How something that is taught is added, edited and deleted.

Wagtail's own views do the lists and forms; here a save counts the edit, leaves an entry, and loses
nothing that somebody else saved meanwhile.
"""

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.log_actions import log

import clock
from accounts.access import signed_in
from courses.curriculum.editing import CourseInUse
from courses.curriculum.needed import needed_by
from courses.edited.actions import EditedMeanwhile, free_slug, keep_edit, take_away

MEANWHILE = gettext_lazy(
    "Nothing was saved: somebody else saved this while you were writing. Your words still stand "
    "below. Open the page once more in a second tab to see theirs, and bring your changes over."
)


class AddView(generic.CreateView):  # type: ignore[misc]  # Wagtail has no types
    """Something new; it is the clinic's from the start."""

    named_by = "name"

    def save_instance(self) -> Any:
        """Saves the row with a slug of its own and its entry."""
        row = self.form.instance
        row.slug = free_slug(self.model, getattr(row, self.named_by))
        made = self.form.save()
        log(instance=made, action="wagtail.create", user=self.request.user, content_changed=True)
        keep_edit(
            made,
            seen=0,
            by=signed_in(self.request),
            now=clock.now(),
            act=f"{self.model._meta.model_name}.made",
        )
        return made


class EditView(generic.EditView):  # type: ignore[misc]  # Wagtail has no types
    """Edits a row, unless somebody else was faster."""

    template_name = "courses/desk/edit.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Saves; where somebody else saved meanwhile, the page comes back with what was typed."""
        try:
            answer: HttpResponse = super().form_valid(form)
        except EditedMeanwhile:
            form.add_error(None, str(MEANWHILE))
            self.produced_error_message = str(MEANWHILE)
            refused: HttpResponse = self.form_invalid(form)
            return refused
        return answer

    def save_instance(self) -> Any:
        """Counts the edit, with its entry, then saves."""
        self.keep(self.form.cleaned_data["seen"])
        log(
            instance=self.object,
            action="wagtail.edit",
            user=self.request.user,
            content_changed=self.form.has_changed(),
        )
        return self.form.instance

    def keep(self, seen: int) -> None:
        """Saves the form over the row that stood at that edit number."""
        keep_edit(
            self.form.instance,
            seen=seen,
            by=signed_in(self.request),
            now=clock.now(),
            act=f"{self.model._meta.model_name}.changed",
            fields=sorted(set(self.form.changed_data) - {"seen"}),
        )
        self.form.save()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds `notes`: what to know before saving, and `missing`."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"notes": self.notes(), "missing": self.missing()}

    def notes(self) -> list[str]:
        """Sentences about whom a change reaches."""
        return []

    def missing(self) -> list[str]:
        """Sentences about what is not there yet."""
        return []


class DeleteView(generic.DeleteView):  # type: ignore[misc]  # Wagtail has no types
    """Deletes what nothing needs, for good."""

    template_name = "courses/desk/delete.html"

    def needed_by(self) -> list[str]:
        """What would lose it; as long as there is any, it stays."""
        return needed_by(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds `needed_by`."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"needed_by": self.needed_by()}

    def form_valid(self, form: Any) -> HttpResponse:
        """Deletes it, or says what still needs it."""
        try:
            with transaction.atomic():
                if self.needed_by():
                    return self._stays()
                answer: HttpResponse = super().form_valid(form)
        except (CourseInUse, ProtectedError):
            return self._stays()
        return answer

    def _stays(self) -> HttpResponse:
        messages.error(
            self.request, _("Nothing was deleted: it is still needed. The page says where.")
        )
        return redirect(self.get_delete_url())

    def delete_action(self) -> None:
        """Deletes, with an entry."""
        log(instance=self.object, action="wagtail.delete", user=self.request.user, deleted=True)
        self.go()

    def go(self) -> None:
        """The row goes, and does not come back with a next release."""
        name = self.model._meta.model_name
        take_away(
            self.object,
            slug=self.object.slug,
            by=signed_in(self.request),
            now=clock.now(),
            act=f"{name}.deleted",
        )


def follows(row: Any) -> list[str]:
    """Says of something that we ship that a first edit makes it the clinic's."""
    if row.edits:
        return []
    return [
        _("This came with Evenkeel and follows our text. From your first change on it is yours.")
    ]
