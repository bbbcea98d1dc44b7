"""The questions of a worksheet on the page on which they are edited.

A question is stored as {key, kind, label, help, …}, see `courses.resources.questions`. Whatever of
it a page does not show travels along in `kept`, so that a shape that knows more loses nothing here.
A new kind is one line in KINDS.
"""

import json
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import FieldBlock, ListBlock, StreamBlock, StructBlock

from courses.resources.questions import MOST_COLUMNS, MOST_ROWS, MOST_STEPS, ROWS, Mark

Question = dict[str, Any]


class KeptBlock(FieldBlock):  # type: ignore[misc]  # Wagtail has no types
    """What the page carries and does not show."""

    def __init__(self, **kwargs: Any) -> None:
        self.field = forms.CharField(required=False, widget=forms.HiddenInput)
        super().__init__(**kwargs)


class QuestionBlock(StructBlock):  # type: ignore[misc]  # Wagtail has no types
    """A question that is answered in a few words."""

    label = blocks.CharBlock(label=_("Question"), max_length=300)
    help = blocks.CharBlock(label=_("Help"), max_length=300, required=False)
    kept = KeptBlock(label=_("kept"), required=False)


class ScaleBlock(QuestionBlock):
    """A number between two ends."""

    min = blocks.IntegerBlock(label=_("Lowest number"), default=0, min_value=-100, max_value=1000)
    max = blocks.IntegerBlock(label=_("Highest number"), default=10, min_value=-100, max_value=1000)
    min_label = blocks.CharBlock(
        label=_("What the lowest number means"), max_length=60, required=False
    )
    max_label = blocks.CharBlock(
        label=_("What the highest number means"), max_length=60, required=False
    )

    def clean(self, value: Any) -> Any:
        """The scale. Raises ValidationError for one that has no length."""
        cleaned = super().clean(value)
        if cleaned["min"] >= cleaned["max"]:
            wrong = forms.ValidationError(_("The highest number lies above the lowest."))
            raise blocks.StructBlockValidationError(block_errors={"max": wrong})
        return cleaned


class ChoiceBlock(QuestionBlock):
    """One of a few answers, or several."""

    choices = ListBlock(blocks.CharBlock(max_length=200), label=_("Answers"), min_num=2)
    several = blocks.BooleanBlock(label=_("Several may be chosen"), required=False)


class ColumnBlock(StructBlock):  # type: ignore[misc]  # Wagtail has no types
    """What is put down for each day."""

    label = blocks.CharBlock(label=_("Heading"), max_length=40)
    kind = blocks.ChoiceBlock(
        label=_("What is written"),
        choices=[
            (Mark.TICK.value, _("A tick")),
            (Mark.NUMBER.value, _("A number")),
            (Mark.WORDS.value, _("A few words")),
        ],
        default=Mark.TICK.value,
    )
    min = blocks.IntegerBlock(label=_("Lowest number"), default=0, min_value=0, max_value=100)
    max = blocks.IntegerBlock(label=_("Highest number"), default=10, min_value=1, max_value=1000)


class DailyBlock(QuestionBlock):
    """A table of seven days."""

    columns = ListBlock(
        ColumnBlock(), label=_("Columns beside the day"), min_num=1, max_num=MOST_COLUMNS
    )


class TableBlock(QuestionBlock):
    """A table of one's own columns, with rows for words."""

    headings = ListBlock(
        blocks.CharBlock(max_length=60),
        label=_("Headings of the columns"),
        min_num=1,
        max_num=MOST_COLUMNS,
    )
    rows = blocks.IntegerBlock(label=_("Rows"), default=ROWS, min_value=1, max_value=MOST_ROWS)


class StepsBlock(QuestionBlock):
    """Step by step: each step has a name, and room for words below it."""

    steps = ListBlock(
        blocks.CharBlock(max_length=200), label=_("Steps"), min_num=1, max_num=MOST_STEPS
    )


KINDS: dict[str, type[QuestionBlock]] = {
    "short": QuestionBlock,
    "long": QuestionBlock,
    "list": QuestionBlock,
    "scale": ScaleBlock,
    "choice": ChoiceBlock,
    "daily": DailyBlock,
    "table": TableBlock,
    "steps": StepsBlock,
    "date": QuestionBlock,
}
LABELS = {
    "short": _("A line"),
    "long": _("A few lines"),
    "list": _("Several lines, one for each thing"),
    "scale": _("A number on a scale"),
    "choice": _("Answers to choose from"),
    "daily": _("A table of seven days"),
    "table": _("A table of words"),
    "steps": _("Step by step"),
    "date": _("A day"),
}
ICONS = {
    "scale": "sliders",
    "choice": "tasks",
    "list": "list-ul",
    "long": "pilcrow",
    "daily": "calendar",
    "table": "table",
    "steps": "list-ol",
    "date": "date",
}
# Left out where nothing is written.
NOT_EMPTY = ("help", "min_label", "max_label", "several")
OTHER = "other"


class Questions(StreamBlock):  # type: ignore[misc]  # Wagtail has no types
    """The questions in order."""

    def __init__(self, **kwargs: Any) -> None:
        kinds = [
            (name, kind(label=LABELS[name], icon=ICONS.get(name, "edit")))
            for name, kind in KINDS.items()
        ]
        other = QuestionBlock(label=_("A question of another kind"), icon="form")
        super().__init__([*kinds, (OTHER, other)], required=False, **kwargs)


def to_page(questions: list[Question]) -> list[Question]:
    """Stored questions as the page edits them."""
    return [_to_page(question) for question in questions]


def _to_page(question: Question) -> Question:
    kind = _named(question)
    on_page = kind if kind in KINDS else OTHER
    shown = {name: question[name] for name in _shown(on_page) if name in question}
    return shown | {"kind": on_page, "kept": json.dumps(question)}


def _named(question: Question) -> str:
    """The kind by the name it has on the page: two of them are stored by another one, too."""
    kind = str(question.get("kind", "short"))
    if kind == "lines":
        return "list" if question.get("each") else "long"
    return "short" if kind == "text" else kind


def from_page(edited: list[Question]) -> list[Question]:
    """What the page gives, as it is stored: old keys stay, a new question gets one."""
    kept = [_kept(each) for each in edited]
    taken = {question.get("key") for question in kept}
    stored: list[Question] = []
    for each, before in zip(edited, kept, strict=True):
        question = before | {name: each[name] for name in _shown(each["kind"])}
        if each["kind"] != OTHER:
            question["kind"] = each["kind"]
        question.setdefault("kind", "short")
        for name in NOT_EMPTY:
            if not question.get(name):
                question.pop(name, None)
        if not question.get("key") or any(one["key"] == question["key"] for one in stored):
            question["key"] = _free_key(str(each["label"]), taken)
            taken.add(question["key"])
        stored.append(question)
    return stored


def _shown(kind: str) -> list[str]:
    block: Any = KINDS.get(kind, QuestionBlock)
    return [name for name in block.base_blocks if name != "kept"]


def _kept(each: Question) -> Question:
    """What came along; a browser may send anything."""
    try:
        kept = json.loads(each.get("kept") or "{}")
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}


def _free_key(label: str, taken: set[Any]) -> str:
    base = slugify(label)[:30].strip("-").replace("-", "_") or "question"
    number = 1
    while (key := base if number == 1 else f"{base}_{number}") in taken:
        number += 1
    return key
