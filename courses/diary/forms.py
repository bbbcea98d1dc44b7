"""A card as it is filled in: every field may stay open."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.diary.models import DiaryCard, Urge
from courses.diary.shape import (
    EMOTIONS,
    FIELDS,
    HALF_HOURS_OF_DAY,
    LONGEST_NOTE,
    LONGEST_URGE,
    MOST_SKILL_USE,
    STRONGEST,
    Answers,
    Food,
    Halt,
    Medication,
    Movement,
    UrgeAnswer,
)
from courses.diary.words import hours_slept
from typed.fields import LineField, WordsField

LEVEL, ACTED = "urge-", "acted-"
OPEN = ("", "–")
TOO_LONG = gettext_lazy(
    "This note is longer than a card holds: %(show_value)d letters, where %(limit_value)d fit. "
    "Please shorten it."
)


def _scale(label: str | Promise, top: int) -> forms.TypedChoiceField:
    """A rating from 0 to `top`, or none."""
    return forms.TypedChoiceField(
        label=str(label),
        choices=[OPEN, *((str(number), str(number)) for number in range(top + 1))],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )


def _one_of(name: str, choices: Sequence[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=str(FIELDS[name]), choices=[OPEN, *choices], required=False, widget=forms.RadioSelect
    )


class CardForm(forms.Form):
    """One day. `urges` are those the member keeps an eye on, `skills` the names by id of those
    that can have been used. `card` is what the day has by now, if anything; a day without one
    begins with the skills of `noted` ticked."""

    filling = forms.UUIDField(widget=forms.HiddenInput)
    goes_on = forms.CharField(widget=forms.HiddenInput, required=False)
    device_at = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        sent: Any = None,
        *,
        urges: Sequence[Urge],
        skills: Mapping[int, str],
        card: DiaryCard | None,
        noted: Collection[int] = (),
    ) -> None:
        self.watched = [urge for urge in urges if _is_asked(urge, card, sent or {})]
        super().__init__(sent, initial=_initial(card, noted))
        for name, label in EMOTIONS.items():
            self.fields[name] = _scale(label, STRONGEST)
        for urge in self.watched:
            self.fields[f"{LEVEL}{urge.pk}"] = _scale(urge.name, STRONGEST)
            self.fields[f"{ACTED}{urge.pk}"] = forms.BooleanField(
                label=_("I acted on it"), required=False
            )
        self.fields["overall"] = _scale(FIELDS["overall"], MOST_SKILL_USE)
        self.skill_choices = [(str(pk), name) for pk, name in skills.items()]
        self.fields["skills"] = forms.TypedMultipleChoiceField(
            label=str(FIELDS["skills"]),
            choices=self.skill_choices,
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["halt"] = forms.MultipleChoiceField(
            label=str(FIELDS["halt"]),
            choices=Halt.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["slept_half_hours"] = forms.TypedChoiceField(
            label=str(FIELDS["slept_half_hours"]),
            choices=[OPEN, *((str(n), hours_slept(n)) for n in range(HALF_HOURS_OF_DAY + 1))],
            coerce=int,
            empty_value=None,
            required=False,
        )
        self.fields["food"] = _one_of("food", Food.choices)
        self.fields["movement"] = _one_of("movement", Movement.choices)
        self.fields["medication"] = _one_of("medication", Medication.choices)
        self.fields["note"] = WordsField(
            label=str(FIELDS["note"]),
            required=False,
            max_length=LONGEST_NOTE,
            widget=forms.Textarea(attrs={"rows": 4}),
            error_messages={"max_length": str(TOO_LONG)},
        )

    @property
    def emotions(self) -> list[BoundField]:
        """The emotions, in order."""
        return [self[name] for name in EMOTIONS]

    @property
    def body(self) -> list[BoundField]:
        """What is chosen from a few words."""
        return [self[name] for name in ("food", "movement", "medication")]

    @property
    def watched_urges(self) -> list[tuple[BoundField, BoundField]]:
        """Each urge: how strong, and whether it was acted on."""
        return [(self[f"{LEVEL}{urge.pk}"], self[f"{ACTED}{urge.pk}"]) for urge in self.watched]

    @property
    def answers(self) -> Answers:
        """The valid answers. An urge without a level was not answered."""
        held = self.cleaned_data
        plain = {
            name: held[name]
            for name in (
                *EMOTIONS, "overall", "slept_half_hours", "food", "movement", "medication", "note",
            )
        }  # fmt: skip
        urges = {
            str(urge.pk): UrgeAnswer(level, held[f"{ACTED}{urge.pk}"])
            for urge in self.watched
            if (level := held[f"{LEVEL}{urge.pk}"]) is not None
        }
        return Answers(
            **plain, halt="".join(held["halt"]), skills=tuple(held["skills"]), urges=urges
        )

    def clean(self) -> dict[str, Any]:
        """Refuses a card on which nothing is answered."""
        held = super().clean() or self.cleaned_data
        if not self.errors and self.answers.is_empty:
            raise ValidationError(
                _("Nothing is chosen yet. One tap is enough: answer what you like, and save.")
            )
        return held


def _is_asked(urge: Urge, card: DiaryCard | None, sent: Mapping[str, Any]) -> bool:
    """One that was put away is asked where the card has it, or the form that was sent had it."""
    there = card is not None and str(urge.pk) in card.urges
    return urge.put_away_at is None or there or f"{LEVEL}{urge.pk}" in sent


def _initial(card: DiaryCard | None, noted: Collection[int]) -> dict[str, Any]:
    if card is None:
        return {"filling": uuid.uuid4(), "goes_on": "", "skills": list(noted)}
    answers = card.answers
    told = {name: getattr(answers, name) for name in (*FIELDS,) if name not in {"skills", "halt"}}
    for urge_id, urge in answers.urges.items():
        told |= {f"{LEVEL}{urge_id}": urge.level, f"{ACTED}{urge_id}": urge.acted}
    listed = {"skills": list(answers.skills), "halt": list(answers.halt)}
    return told | listed | {"filling": uuid.uuid4(), "goes_on": card.mark}


class UrgeForm(forms.Form):
    """One more urge to keep an eye on."""

    name = LineField(
        label=gettext_lazy("An urge, in your own words"),
        max_length=LONGEST_URGE,
        help_text=gettext_lazy("It is kept encrypted. Your leaders see it only if you share it."),
        error_messages={"required": gettext_lazy("Please write a word or two, or leave it.")},
    )
