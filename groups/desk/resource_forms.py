"""Finding a resource, putting words on it, and giving it to a group."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import LONGEST_TAG
from courses.catalogue.queries import FORMS, Resource
from courses.skills.models import Module
from design.tags.times import written
from groups.cohorts.models import Cohort
from groups.seats.models import Enrollment
from groups.sessions.models import GroupSession
from spreadsheet.forms import PER_PAGE, Head, ListForm
from typed.fields import WordsField

EVERYBODY = "all"
AT_ONCE = "now"
MOST_TAGS = 12
LONGEST_NOTE = 600


class LibraryForm(ListForm):
    """Which resources to list. They come of several tables, so they are looked through here."""

    heads = (
        Head(_("Title"), "title"),
        Head(_("Kind"), "kind"),
        Head(_("Module")),
        Head(_("Tags")),
    )
    first = "title"

    words = forms.CharField(label=_("Words"), required=False, max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    module = forms.ChoiceField(
        label=_("Module"), required=False, choices=[("", _("All")), *Module.choices]
    )
    tag = forms.ChoiceField(label=_("Tag"), required=False)

    def __init__(self, asked: Any, *, tags: Iterable[str]) -> None:
        super().__init__(asked)
        kinds = [("", _now("All")), *((key, str(label)) for key, label in FORMS.items())]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        tagged = [("", _now("All")), *((name, name) for name in tags)]
        self.fields["tag"].choices = tagged  # type: ignore[attr-defined]

    def of(self, resources: Iterable[Resource]) -> list[Resource]:
        """Those that were asked for, in the order that was asked for; they come by title."""
        asked = self.asked
        words = (asked["words"] or "").casefold().split()
        found = [
            one
            for one in resources
            if asked["kind"] in ("", one.form)
            and (not asked["module"] or asked["module"] in one.modules)
            and (not asked["tag"] or asked["tag"] in one.tags)
            and one.has(words)
        ]
        if self.sorting.lstrip("-") == "kind":
            found.sort(key=lambda one: one.called, reverse=self.sorting.startswith("-"))
        elif self.sorting == "-title":
            found.reverse()
        return found

    def page_of(self, found: Sequence[Resource]) -> "Page[Resource]":
        """The page that the address asks for, or the nearest there is."""
        return Paginator(found, PER_PAGE).get_page(self.data.get("page"))


class TagsForm(forms.Form):
    """The words on a resource, with commas between them; `was` are those the page showed."""

    was = forms.CharField(required=False, widget=forms.HiddenInput)
    tags = forms.CharField(
        label=_("Tags"),
        required=False,
        max_length=MOST_TAGS * (LONGEST_TAG + 2),
        help_text=_("Words by which the team finds it, with commas between them."),
    )

    def clean_tags(self) -> list[str]:
        """The words. Raises ValidationError for one that is too long, or too many."""
        names = _names_in(self.cleaned_data["tags"])
        if len(names) > MOST_TAGS:
            raise ValidationError(_now("That are more tags than help. Please choose a few."))
        if any(len(name) > LONGEST_TAG for name in names):
            raise ValidationError(_now("One of these is too long for a tag. Please shorten it."))
        return names

    @property
    def added(self) -> set[str]:
        """What was put on it on this page."""
        return set(self.cleaned_data["tags"]) - set(_names_in(self.cleaned_data["was"]))

    @property
    def dropped(self) -> set[str]:
        """What was taken off on this page."""
        return set(_names_in(self.cleaned_data["was"])) - set(self.cleaned_data["tags"])


def _names_in(typed: str) -> list[str]:
    """Words or phrases, each once, in lower case: “Crisis” is the folder of “crisis”."""
    names = (" ".join(part.split()).casefold() for part in typed.split(","))
    return list(dict.fromkeys(name for name in names if name))


class GiveForm(forms.Form):
    """To whom something is given, when, and by when it is meant to be done."""

    form = forms.UUIDField(widget=forms.HiddenInput)
    to = forms.ChoiceField(
        label=_("For"),
        error_messages={
            "required": _("Please choose who gets it."),
            "invalid_choice": _("They take part no more. Please choose again."),
        },
    )
    given = forms.ChoiceField(
        label=_("Given"),
        help_text=_("With a session, it opens when that session is over, as its lesson does."),
        error_messages={
            "required": _("Please choose when."),
            "invalid_choice": _("That session is over or moved. Please choose again."),
        },
    )
    due = forms.ChoiceField(
        label=_("Meant for"),
        required=False,
        help_text=_("Members read the day. Nothing runs out, and nobody is reminded of it."),
        error_messages={"invalid_choice": _("That session is over or moved. Please choose again.")},
    )
    note = WordsField(
        label=_("A word from you"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands beside it for whoever gets it. It is kept sealed."),
    )

    def __init__(
        self,
        sent: Any = None,
        *,
        cohort: Cohort,
        members: Sequence[Enrollment],
        sessions: Sequence[GroupSession],
        to: str = EVERYBODY,
    ) -> None:
        due = str(sessions[0].pk) if sessions else ""
        start = {"form": uuid.uuid4(), "to": to, "given": AT_ONCE, "due": due}
        super().__init__(sent, initial=start)
        self.members = {str(one.pk): one for one in members}
        self.sessions = {str(one.pk): one for one in sessions}
        named = [(str(one.pk), _session_words(one, cohort)) for one in sessions]
        everybody = (EVERYBODY, _now("Everybody in the group"))
        people = [(pk, one.member.name) for pk, one in self.members.items()]
        self.fields["to"].choices = [everybody, *people]  # type: ignore[attr-defined]
        at_once = (AT_ONCE, _now("Now"))
        self.fields["given"].choices = [at_once, *named]  # type: ignore[attr-defined]
        no_day = ("", _now("No day in particular"))
        self.fields["due"].choices = [no_day, *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuses what would be due before it is given."""
        told = super().clean() or self.cleaned_data
        first, last = self.for_session, self.due_session
        if first and last and last.starts_at <= first.starts_at:
            self.add_error("due", _("That is before it is given. Please choose a later session."))
        return told

    @property
    def enrollment(self) -> Enrollment | None:
        """The only one who gets it; None for everybody."""
        return self.members.get(self.cleaned_data.get("to", ""))

    @property
    def for_session(self) -> GroupSession | None:
        """The session it is given with; None for at once."""
        return self.sessions.get(self.cleaned_data.get("given", ""))

    @property
    def due_session(self) -> GroupSession | None:
        """The session by which it is meant to be done."""
        return self.sessions.get(self.cleaned_data.get("due", ""))


def _session_words(one: GroupSession, cohort: Cohort) -> str:
    day = written(one.starts_at.astimezone(cohort.zone), "near_day")
    return _now("Session %(number)d, %(day)s") % {"number": one.number, "day": day}


class QuickForm(forms.Form):
    """Given to the whole group at once, for its next session."""

    form = forms.UUIDField(widget=forms.HiddenInput)
