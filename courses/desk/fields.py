"""Lists in a form: items are added, moved and removed on the page, and kept as plain JSON."""

from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.utils.functional import Promise
from wagtail.blocks import Block, ListBlock, StreamBlock, StructBlock
from wagtail.blocks.base import BlockField, BlockWidget

ITEM = "item"
Words = str | Promise


class ListWidget(BlockWidget):  # type: ignore[misc]  # Wagtail has no types
    """Wagtail's list of blocks."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What was sent. Raises BadRequest for what no page of ours sends."""
        try:
            return super().value_from_datadict(data, files, name)
        except (KeyError, ValueError, TypeError) as error:
            raise BadRequest("a list that is not whole") from error


class ListField(BlockField):  # type: ignore[misc]  # Wagtail has no types
    """A list of items of one block, or of several kinds; takes and gives plain values.

    Of several kinds (a StreamBlock) the kind stands in `kind`. One kind is a stream as well: in
    Wagtail's script a list may stand inside a stream, and breaks where nothing is around it.
    """

    def __init__(self, block: Block, *, empty: Words = "", **kwargs: Any) -> None:
        """`empty` asks for a first item, where the list needs one."""
        self.item = None if isinstance(block, StreamBlock) else block
        self.empty = empty
        if self.item is not None:
            block = StreamBlock([(ITEM, block)], required=False)
        super().__init__(block, widget=ListWidget(block), required=bool(empty), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Plain items as the page shows them."""
        if not isinstance(value, list):
            return value
        if self.item is not None:
            value = [{"type": ITEM, "value": stored(self.item, each)} for each in value]
        else:
            value = stored(self.block, value)
        return self.block.to_python(value)

    def clean(self, value: Any) -> list[Any]:
        """Plain items. Raises ValidationError, with the place of each mistake."""
        items = self._plain(super().clean(value))
        if self.empty and not items and not getattr(self, "is_deferred_validation", False):
            raise ValidationError(str(self.empty))
        return items

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether what was sent is another list than the one on the page."""
        before = initial if isinstance(initial, list) else self._plain(initial)
        return bool(_as_sent(before) != _as_sent(self._plain(data)))

    def _plain(self, stream: Any) -> list[Any]:
        if self.item is not None:
            return [plain(self.item, child.value) for child in stream]
        items: list[Any] = plain(self.block, stream)
        return items


def _as_sent(value: Any) -> Any:
    """A value as a page sends it: numbers are written, and what is empty says nothing."""
    if isinstance(value, list):
        return [_as_sent(each) for each in value]
    if isinstance(value, dict):
        return {name: _as_sent(each) for name, each in value.items()}
    return value if isinstance(value, bool) else str("" if value is None else value)


def plain(block: Any, value: Any) -> Any:
    """A block's value without what Wagtail keeps beside it."""
    if isinstance(block, StreamBlock):
        return [
            plain(child.block, child.value) | {"kind": child.block_type} for child in value or ()
        ]
    if isinstance(block, ListBlock):
        return [plain(block.child_block, item) for item in value or ()]
    if isinstance(block, StructBlock):
        return {name: plain(child, value.get(name)) for name, child in block.child_blocks.items()}
    return block.get_prep_value(value)


def stored(block: Any, value: Any) -> Any:
    """A plain value as Wagtail keeps it: of several kinds, each with its kind outside."""
    if isinstance(block, StreamBlock):
        kinds = block.child_blocks
        return [
            {"type": each["kind"], "value": stored(kinds[each["kind"]], each)}
            for each in value or ()
        ]
    if isinstance(block, ListBlock):
        return [stored(block.child_block, item) for item in value or ()]
    if isinstance(block, StructBlock):
        return {
            name: stored(child, value[name])
            for name, child in block.child_blocks.items()
            if name in value
        }
    return value
