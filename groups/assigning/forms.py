"""Giving something to a group or to one of its members."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from design.tags.times import written
from groups.cohorts.models import Cohort
from groups.seats.models import Enrollment
from groups.sessions.models import GroupSession
from typed.fields import WordsField

EVERYBODY = "all"
AT_ONCE = "now"
LONGEST_NOTE = 600


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
