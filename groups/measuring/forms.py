"""The form of a measure, how long to share it, and a file to bring."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from courses.measures.fhir import MOST_BYTES
from courses.measures.scoring import alarming
from courses.measures.shapes import Measure

FIELD = "q-"
SKIP = "skip"  # a choice of its own: whoever pressed an answer can take it back


@dataclass(frozen=True)
class Question:
    """One question of the form. `calls` are the values that show help while they are chosen."""

    field: forms.BoundField
    calls: frozenset[str]


class AnswerForm(forms.Form):
    """One question below the other, each of which may be skipped; `filling` names the form, so that
    a second press keeps nothing twice."""

    filling = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, measure: Measure) -> None:
        super().__init__(data, initial={"filling": uuid4()})
        self.measure = measure
        for number, item in enumerate(measure.items, start=1):
            offered = [(str(one.value), one.text) for one in item.options]
            self.fields[FIELD + item.key] = forms.ChoiceField(
                label=f"{number}. {item.text}",
                required=False,
                choices=[*offered, (SKIP, gettext_lazy("Skip this one"))],
                widget=forms.RadioSelect,
            )

    def clean(self) -> dict[str, Any]:
        """Refuses a form on which nothing that counts is answered."""
        held = super().clean() or self.cleaned_data
        if not self.errors and not any(
            one.key in self.answers for one in self.measure.scored_items
        ):
            raise ValidationError(
                _("Please answer one question at least. You may skip all others, or just leave.")
            )
        return held

    @property
    def answers(self) -> dict[str, int]:
        """What was answered validly, by the item's key."""
        given = {
            item.key: self.cleaned_data.get(FIELD + item.key, "") for item in self.measure.items
        }
        return {key: int(value) for key, value in given.items() if value not in ("", SKIP)}

    @property
    def form_token(self) -> UUID:
        """Which form this is."""
        filling: UUID = self.cleaned_data["filling"]
        return filling

    @property
    def questions(self) -> list[Question]:
        """The questions in order."""
        return [
            Question(
                self[FIELD + item.key],
                frozenset(
                    str(one.value)
                    for one in item.options
                    if alarming(self.measure, {item.key: one.value})
                ),
            )
            for item in self.measure.items
        ]


class ShareForm(forms.Form):
    """For how long leaders see the scores of a measure."""

    PART = "part"
    LENGTHS = (
        ("4", pgettext_lazy("how long to share", "For four weeks")),
        ("12", pgettext_lazy("how long to share", "For twelve weeks")),
        (PART, pgettext_lazy("how long to share", "As long as I take part in this group")),
    )
    weeks = forms.ChoiceField(
        label=gettext_lazy("For how long?"), choices=LENGTHS, widget=forms.RadioSelect, initial="4"
    )

    def until(self, now: datetime) -> datetime | None:
        """When the share ends; None for as long as they take part."""
        weeks = self.cleaned_data["weeks"]
        return None if weeks == self.PART else now + timedelta(weeks=int(weeks))


class BringForm(forms.Form):
    """A form that was answered elsewhere."""

    filling = forms.UUIDField(widget=forms.HiddenInput)
    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy("A FHIR R4 QuestionnaireResponse, as JSON."),
        max_length=200,
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"filling": uuid4()})

    def clean_file(self) -> bytes:
        """The file's bytes. Raises ValidationError where they are too many."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("This file is too large for one form."))
        data: bytes = file.read()
        return data
