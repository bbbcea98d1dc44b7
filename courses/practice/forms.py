"""One use of a skill as it is noted: the skill and the day are there already."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.practice.models import SkillUse
from courses.practice.shape import LONGEST_KEY, LONGEST_NOTE, Place, Said, Went
from typed.fields import WordsField

OPEN = ("", "–")
TOO_LONG = _(
    "These words are longer than the log holds: %(show_value)d letters, where %(limit_value)d fit. "
    "Please shorten them."
)
Choices = Sequence[tuple[str, Any]]


class SaidForm(forms.Form):
    """What is said of a use: its day, and what may stay open."""

    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    place = forms.ChoiceField(
        label=_("Where was it?"),
        choices=[OPEN, *Place.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    went = forms.ChoiceField(
        label=_("How did it go?"),
        choices=[OPEN, *Went.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    note = WordsField(
        label=_("What I did"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept encrypted. No page shows it to anybody unless you share it."),
        error_messages={"max_length": TOO_LONG},
    )

    @property
    def said(self) -> Said:
        """The valid answers."""
        held = self.cleaned_data
        return Said(held["day"], held["place"], held["went"], held["note"])

    @property
    def has_details(self) -> bool:
        """Whether more than the day is filled in, or something is wrong with it."""
        named = ("place", "went", "note")
        return bool(self.errors) or any(self[name].value() for name in named)


class UseForm(SaidForm):
    """A use that is new. `groups` are the skills to choose from, by a heading each."""

    sending = forms.UUIDField(widget=forms.HiddenInput)
    exercise = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST_KEY)
    skill = forms.TypedChoiceField(
        label=_("Skill"),
        coerce=int,
        error_messages={
            "required": _("Please choose the skill you used."),
            "invalid_choice": _("This skill is in the library no more. Please choose another."),
        },
    )
    field_order = ("skill", "day", "place", "went", "note")

    def __init__(
        self,
        sent: Any = None,
        *,
        groups: Sequence[tuple[Any, Mapping[int, str]]],
        today: date,
        skill: int | None = None,
        exercise: str = "",
    ) -> None:
        initial = {
            "sending": uuid.uuid4(), "skill": skill or "", "day": today, "exercise": exercise,
        }  # fmt: skip
        super().__init__(sent, initial=initial)
        choices: list[Any] = [("", _("Please choose"))]
        choices += [
            (heading, [(str(pk), name) for pk, name in named.items()])
            for heading, named in groups
            if named
        ]
        chosen = self.fields["skill"]
        assert isinstance(chosen, forms.TypedChoiceField)
        chosen.choices = choices

    @property
    def sending_id(self) -> UUID:
        """The id that the page made for what it sends."""
        found: UUID = self.cleaned_data["sending"]
        return found


class ChangeForm(SaidForm):
    """A use that was noted before; `seen` brings along how it was when the page was made."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    def __init__(self, sent: Any = None, *, use: SkillUse) -> None:
        told = use.said
        initial = {"day": told.day, "place": told.place, "went": told.went, "note": told.note}
        super().__init__(sent, initial=initial | {"seen": use.mark})
