"""How the blocks of a lesson read where two versions stand side by side.

Wagtail compares a list that was never saved in its editor place by place, so that a line taken out
moves all that follow; it shows a choice by its stored name, and a box as True or False.
"""

from difflib import SequenceMatcher
from typing import Any

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.admin.compare import (
    BlockComparison,
    CharBlockComparison,
    ListBlockComparison,
    get_comparison_class_for_block,
)
from wagtail.fields import StreamField
from wagtail.models import Page


class LineByLine:
    """Of texts whose lines are things of their own: each stands on one."""

    def htmldiff(self) -> str:
        """Wagtail's comparison with its line ends."""
        told: str = super().htmldiff().replace("\n", "<br>")  # type: ignore[misc]  # beside one
        return mark_safe(told)  # noqa: S308  (escaped by Wagtail)


class ChosenOne(CharBlockComparison):  # type: ignore[misc]  # Wagtail has no types
    """A choice by the words that its editor chose."""

    def __init__(self, block: Any, exists_a: bool, exists_b: bool, val_a: Any, val_b: Any) -> None:
        said = {str(name): str(label) for name, label in block.field.choices}
        before, after = (said.get(str(value), "") for value in (val_a, val_b))
        super().__init__(block, exists_a, exists_b, before, after)

    def htmlvalue(self, val: Any) -> str:
        """The words; a value that comes from outside is a stored name."""
        said = {str(name): str(label) for name, label in self.block.field.choices}
        shown: str = super().htmlvalue(said.get(str(val), val))
        return shown


class YesOrNo(CharBlockComparison):  # type: ignore[misc]  # Wagtail has no types
    """A ticked box in words."""

    def __init__(self, block: Any, exists_a: bool, exists_b: bool, val_a: Any, val_b: Any) -> None:
        super().__init__(block, exists_a, exists_b, _yes_or_no(val_a), _yes_or_no(val_b))

    def htmlvalue(self, val: Any) -> str:
        """ "yes" or "no"."""
        shown: str = super().htmlvalue(val if isinstance(val, str) else _yes_or_no(val))
        return shown


class Lines(ListBlockComparison):  # type: ignore[misc]  # Wagtail has no types
    """A list line by line: one that both versions have is that line, wherever it stands now."""

    def get_block_comparisons(self) -> list[BlockComparison]:
        """By the lines' own marks where both have them, as Wagtail does, else by their words."""
        before, after = map(self.get_blocks_from_value, (self.val_a, self.val_b))
        if any(line.original_id for line in before) and any(line.original_id for line in after):
            marked: list[BlockComparison] = self.get_block_comparisons_by_id()
            return marked
        was, now = ([str(line.value) for line in lines] for lines in (before, after))
        found: list[BlockComparison] = []
        for what, i, i_end, j, j_end in SequenceMatcher(
            None, was, now, autojunk=False
        ).get_opcodes():
            gone, came = before[i:i_end], after[j:j_end]
            both = min(len(gone), len(came)) if what != "equal" else len(gone)
            found += [_changed(*pair) for pair in zip(gone[:both], came[:both], strict=True)]
            found += [_only(line, was=True) for line in gone[both:]]
            found += [_only(line, was=False) for line in came[both:]]
        return found


def read_well(page: type[Page]) -> None:
    """Lets every block of a page's stream fields read well in comparisons."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            _prepare(field.stream_block)


def _prepare(block: Any) -> None:
    for kind, comparison in (
        (blocks.ListBlock, Lines),
        (blocks.ChoiceBlock, ChosenOne),
        (blocks.BooleanBlock, YesOrNo),
    ):
        if isinstance(block, kind):
            block.get_comparison_class = lambda comparison=comparison: comparison
    inside = getattr(block, "child_blocks", {}).values()
    for child in [*inside, *([block.child_block] if hasattr(block, "child_block") else [])]:
        _prepare(child)


def _changed(before: Any, after: Any) -> BlockComparison:
    return _of(after)(after.block, True, True, before.value, after.value)


def _only(line: Any, *, was: bool) -> BlockComparison:
    values = (line.value, None) if was else (None, line.value)
    return _of(line)(line.block, was, not was, *values)


def _of(line: Any) -> type[BlockComparison]:
    found: type[BlockComparison] = get_comparison_class_for_block(line.block)
    return found


def _yes_or_no(value: Any) -> str:
    return _("yes") if value else _("no")
