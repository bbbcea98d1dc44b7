"""A card before it is kept, answer by answer, and a card's title."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.exercises.shapes import Answer, Ask, Exercise
from courses.kept.answers import (
    LONGEST_TITLE,
    MOST_BYTES,
    MOST_LETTERS,
    MOST_LINES,
    Answered,
    Words,
    written,
)
from courses.kept.given import FIELD, REST, Sent

TOO_LONG = gettext_lazy(
    "This is longer than a card holds: %(show_value)d letters, where %(limit_value)d fit. "
    "Please shorten it, or keep a part of it on a card of its own."
)
TITLE_TOO_LONG = gettext_lazy(
    "A title has %(limit_value)d letters at most, and this one has %(show_value)d. "
    "Please shorten it."
)


class LinesField(forms.CharField):
    """A list, one line below the other; blank lines are left out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 6}), **kwargs)

    def clean(self, value: Any) -> tuple[str, ...]:
        """The lines. Raises ValidationError for too many, or for one that is too long."""
        lines = tuple(line.strip() for line in super().clean(value).split("\n") if line.strip())
        if len(lines) > MOST_LINES:
            words = ngettext(
                "A list on a card has %(most)d line at most, and this one has %(number)d.",
                "A list on a card has %(most)d lines at most, and this one has %(number)d.",
                MOST_LINES,
            )
            raise ValidationError(words % {"most": MOST_LINES, "number": len(lines)})
        longest = max(map(len, lines), default=0)
        if longest > MOST_LETTERS:
            limits = {"show_value": longest, "limit_value": MOST_LETTERS}
            raise ValidationError(str(TOO_LONG) % limits)
        return lines


def _title_field() -> forms.CharField:
    return forms.CharField(
        label=_("A title for the card"),
        required=False,
        max_length=LONGEST_TITLE,
        help_text=_("Only you see it. Without one, the card is called like the exercise."),
        error_messages={"max_length": str(TITLE_TOO_LONG)},
    )


class KeepForm(forms.Form):
    """What is to be kept, with a field for each answer, so that a page can hand all of it back.

    What the exercise does not ask any more has the ask's key for its question, read as words.
    """

    skill = forms.CharField(widget=forms.HiddenInput)
    exercise = forms.CharField(widget=forms.HiddenInput, required=False)
    card = forms.CharField(widget=forms.HiddenInput, required=False)
    titled = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, given: Sent, *, exercise: Exercise | None) -> None:
        self.given = given
        self.asked = list(_asked(given, exercise))
        told = {"skill": given.skill, "exercise": given.exercise, "card": given.card}
        told["titled"] = given.titled
        fields = {FIELD + key: _as_typed(given.answers[key]) for key, _prompt, _kind in self.asked}
        super().__init__({**told, **fields, "title": given.title})
        for key, prompt, kind in self.asked:
            self.fields[FIELD + key] = _answer_field(prompt, given.answers[key], kind)
        self.fields["title"] = _title_field()

    def clean(self) -> dict[str, Any]:
        """Refuses more than a card holds."""
        held = super().clean() or self.cleaned_data
        if not self.errors and len(written(self.answered).encode()) > MOST_BYTES:
            raise ValidationError(
                _(
                    "All together this is more than a card holds. Please shorten it, or keep a "
                    "part of it on a card of its own."
                )
            )
        return held

    @property
    def answered(self) -> tuple[Answered, ...]:
        """The valid answers with their questions."""
        return tuple(
            Answered(key=key, prompt=prompt, words=self.cleaned_data[FIELD + key])
            for key, prompt, _kind in self.asked
            if self.cleaned_data[FIELD + key]
        )

    def hide(self) -> None:
        """Carries everything along unseen, while a page asks for something else."""
        for field in self.fields.values():
            field.widget = forms.HiddenInput()


class TitleForm(forms.Form):
    """What a card is called."""

    def __init__(self, data: Any = None, *, title: str) -> None:
        super().__init__(data, initial={"title": title, "titled": title})
        self.fields["title"] = _title_field()
        self.fields["titled"] = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def is_another(self) -> bool:
        """Whether its valid title is another than the page showed: sent as it was, it takes back
        nothing that was called something else meanwhile."""
        shown = self.cleaned_data["titled"] if "titled" in self.data else None
        return bool(self.cleaned_data["title"] != shown)


def _asked(given: Sent, exercise: Exercise | None) -> Iterator[tuple[str, str, Answer | None]]:
    """Key, question and kind of each answer: in the exercise's order, then what it lacks."""
    asks: dict[str, Ask] = {ask.key: ask for ask in exercise.asks} if exercise else {}
    for key, ask in asks.items():
        if key in given.answers:
            yield key, ask.prompt, ask.answer
    for key in given.answers:
        if key not in asks:
            yield key, _question(key), None


def _question(key: str) -> str:
    words = "" if key == REST else key.replace("-", " ").strip()
    return words[:1].upper() + words[1:] or _("What you wrote")


def _answer_field(prompt: str, words: Words, kind: Answer | None) -> forms.CharField:
    if kind in (Answer.LIST, Answer.CHOICE) or not isinstance(words, str):
        return LinesField(label=prompt, required=False)
    return forms.CharField(
        label=prompt,
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"max_length": str(TOO_LONG)},
    )


def _as_typed(words: Words) -> str:
    return words if isinstance(words, str) else "\n".join(words)
