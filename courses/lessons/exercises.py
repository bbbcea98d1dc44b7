"""The steps of a skill inside a lesson: typed once on the skill, kept here as they were given.

A group has a revision of its lesson, and what was given keeps its words. So the block holds a copy,
made anew whenever the lesson is saved in the editor.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import NoReverseMatch
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.compare import CharBlockComparison
from wagtail.admin.telepath import register
from wagtail.admin.telepath.widgets import WidgetAdapter
from wagtail.blocks import FieldBlock, StructBlock, StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.exercises.shapes import Exercise, read_exercise
from courses.exercises.storing import as_stored
from courses.exercises.telling import named, steps_in_lines, steps_to_read
from courses.lessons.comparing import LineByLine
from courses.skills.exercises import exercise_url
from courses.skills.models import Skill

NONE_CHOSEN = _(
    "Please choose a skill. If it was deleted, choose another, or take this block out and write "
    "the steps in a block of their own."
)
NOT_PUBLISHED = _("This skill is not published. Please publish it first, or choose another.")


class KeptLines(LineByLine, CharBlockComparison):  # type: ignore[misc]  # Wagtail has no types
    """The kept words of two versions, line by line."""

    def __init__(self, block: Any, exists_a: bool, exists_b: bool, val_a: Any, val_b: Any) -> None:
        before, after = ("\n".join(steps_in_lines(val)) for val in (val_a, val_b))
        super().__init__(block, exists_a, exists_b, before, after)

    def htmlvalue(self, val: Any) -> str:
        """A line for each thing."""
        lines = val.splitlines() if isinstance(val, str) else steps_in_lines(val)
        return format_html_join("", "{}<br>", ((line,) for line in lines))


class KeptWordsWidget(forms.HiddenInput):
    """Carries the words along and shows them, line by line; `kept-words.js` fills it."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The carrier, and room for the lines."""
        carrier = super().render(name, value, attrs, renderer)
        return render_to_string("courses/blocks/kept_words.html", {"carrier": carrier})


class KeptWordsAdapter(WidgetAdapter):  # type: ignore[misc]  # Wagtail has no types
    """The widget in the editor's script."""

    js_constructor = "courses.KeptWords"

    @cached_property
    def media(self) -> forms.Media:
        """Wagtail's own, and ours after it."""
        media: forms.Media = super().media + forms.Media(js=["courses/kept-words.js"])
        return media


register(KeptWordsAdapter(), KeptWordsWidget)


class KeptWordsBlock(FieldBlock):  # type: ignore[misc]  # Wagtail has no types
    """The words of a skill as they were when the lesson was saved. Nobody types them here."""

    def __init__(self, *, help_text: Any = "", **kwargs: Any) -> None:
        widget = KeptWordsWidget
        self.field = forms.CharField(required=False, help_text=help_text, widget=widget)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Exercise | None:
        """What was stored; None for nothing."""
        return read_exercise(value) if isinstance(value, Mapping) and value else None

    def normalize(self, value: Any) -> Exercise | None:
        """Also what code gives as it is stored."""
        return value if isinstance(value, Exercise) else self.to_python(value)

    def get_prep_value(self, value: Any) -> dict[str, Any] | None:
        """As it is stored."""
        return as_stored(value) if isinstance(value, Exercise) else None

    def value_from_form(self, value: Any) -> Exercise | None:
        """What the page carried; it may send anything."""
        try:
            return self.to_python(json.loads(value or "null"))
        except ValueError:
            return None

    def value_for_form(self, value: Any) -> str:
        """What the page carries."""
        stored = self.get_prep_value(value)
        return json.dumps(stored) if stored else ""

    def get_comparison_class(self) -> type[KeptLines]:
        """In lines."""
        return KeptLines


class ExerciseBlock(StructBlock):  # type: ignore[misc]  # Wagtail has no types
    """The steps of a skill, with the way to do them."""

    heading = blocks.CharBlock(
        max_length=120,
        required=False,
        label=_("heading"),
        help_text=_("Left empty, it is the name of the skill."),
    )
    skill = SnippetChooserBlock("courses.Skill", label=_("skill"))
    words = KeptWordsBlock(
        required=False,
        label=_("words of the skill"),
        help_text=_(
            "Taken from the skill whenever this lesson is saved. A group keeps those it was given."
        ),
    )

    def clean(self, value: Any) -> Any:
        """Takes the words that the skill has now. A draft may still lack the skill."""
        try:
            cleaned: Any = super().clean(value)
        except StructBlockValidationError as error:
            if value.get("skill") is None and "skill" in error.block_errors:
                error.block_errors["skill"] = ValidationError(NONE_CHOSEN)
            raise
        skill = cleaned["skill"]
        if skill is not None and not skill.live and not self.is_deferred_validation:
            raise StructBlockValidationError({"skill": ValidationError(NOT_PUBLISHED)})
        if skill is not None and skill.live:
            cleaned["words"] = skill.own_exercise
        return cleaned

    def get_form_state(self, value: Any) -> Any:
        """Adds to the words whether the skill is gone, or says something else by now."""
        state: Any = super().get_form_state(value)
        kept, skill = value.get("words"), value.get("skill")
        if isinstance(kept, Exercise):
            news = "gone" if skill is None else ""
            if skill is not None and skill.live and not says_the_same(kept, skill.own_exercise):
                news = "changed"
            state["words"] = json.dumps(as_stored(kept) | {"news": news})
        return state

    def get_prep_value(self, value: Any) -> Any:
        """As it is stored, never without its words."""
        stored: Any = super().get_prep_value(value)
        told = told_by(value)
        return stored | {"words": as_stored(told) if told else None}

    def get_context(
        self, value: dict[str, Any], parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Adds `told`, the exercise; `steps` as the design system takes them; `address`, where it
        is done, as long as it is published."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        told = told_by(value)
        steps = told.steps if told else ()
        return context | {
            "told": told,
            "heading": heading_of(value),
            "steps": steps_to_read(steps),
            "address": _address(value.get("skill")),
        }

    class Meta:
        icon = "snippet"
        label = _("Steps of a skill")
        description = _(
            "A skill from the library, in the words that are written there. It is also a slide."
        )
        template = "courses/blocks/exercise.html"
        preview_template = "courses/blocks/preview.html"
        preview_value = {
            "heading": "",
            "skill": None,
            "words": {
                "title": "STOP",
                "spells": True,
                "steps": [
                    {"letter": "S", "name": "Stop", "text": "Freeze for a moment."},
                    {"letter": "T", "name": "Take a step back", "text": "Breathe out slowly."},
                    {"letter": "O", "name": "Observe", "text": "Notice what is going on."},
                    {"letter": "P", "name": "Proceed mindfully", "text": "Choose what helps."},
                ],
            },
        }


def told_by(value: Mapping[str, Any]) -> Exercise | None:
    """The words of a block: those it keeps, or the skill's where it was never saved. None where
    there are none: those of a skill that is not published are nobody's to read."""
    kept = value.get("words")
    if isinstance(kept, Exercise) and kept.steps:
        return kept
    skill = value.get("skill")
    return skill.own_exercise if isinstance(skill, Skill) and skill.live else None


def heading_of(value: Mapping[str, Any]) -> str:
    """What stands over it: its own heading, or the skill's name."""
    told = told_by(value)
    return str(value.get("heading") or "") or (told.title if told else "")


def points_of(told: Exercise) -> list[str]:
    """Its steps, a short line each: S · Stop."""
    return [named(step.letter if told.spells else "", step.name) for step in told.steps]


def says_the_same(kept: Exercise, now: Exercise) -> bool:
    """Whether a lesson reads the same with either: what steps ask is not told there."""
    return _read(kept) == _read(now)


def _read(told: Exercise) -> tuple[str, bool, list[str]]:
    return told.title, told.spells, steps_in_lines(told)


def stored_blocks(body: str) -> Iterator[Mapping[str, Any]]:
    """The value of each such block in a lesson's body as a revision keeps it."""
    for block in json.loads(body or "[]"):
        if isinstance(block, Mapping) and block.get("type") == "exercise":
            yield block.get("value") or {}


def exercises_stored(body: str) -> Iterator[tuple[str, Exercise]]:
    """(heading, exercise) of each of them that keeps words."""
    for value in stored_blocks(body):
        kept = value.get("words")
        if isinstance(kept, Mapping) and kept:
            told = read_exercise(kept)
            yield str(value.get("heading") or "") or told.title, told


def _address(skill: Skill | None) -> str:
    if skill is None or not skill.live or not skill.own_exercise.is_to_be_done:
        return ""
    try:
        return exercise_url(skill, "")
    except NoReverseMatch:
        return ""
