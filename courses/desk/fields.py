"""Lists in a form: items are added, moved and removed on the page, and kept as plain JSON."""

from typing import Any

from django.core.exceptions import BadRequest
from wagtail.blocks import ListBlock, StreamBlock, StructBlock
from wagtail.blocks.base import BlockField, BlockWidget


class ListWidget(BlockWidget):  # type: ignore[misc]  # Wagtail has no types
    """Wagtail's list of blocks."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What was sent. Raises BadRequest for what no page of ours sends."""
        try:
            return super().value_from_datadict(data, files, name)
        except (KeyError, ValueError, TypeError) as error:
            raise BadRequest("a list that is not whole") from error


class ListField(BlockField):  # type: ignore[misc]  # Wagtail has no types
    """A list of blocks; takes and gives lists and dicts. Of a stream the kind stands in `kind`."""

    def __init__(self, block: ListBlock | StreamBlock, **kwargs: Any) -> None:
        kwargs.setdefault("widget", ListWidget(block))
        super().__init__(block, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Plain items as the page shows them."""
        return self.block.to_python(_stored(self.block, value)) if _is_plain(value) else value

    def clean(self, value: Any) -> Any:
        """Plain items. Raises ValidationError, with the place of each mistake."""
        return plain(self.block, super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether what was sent is another list than the one on the page."""
        before = initial if _is_plain(initial) else plain(self.block, initial)
        return bool(before != plain(self.block, data))


def _is_plain(value: Any) -> bool:
    return isinstance(value, list)


def _stored(block: Any, items: list[Any]) -> list[Any]:
    """As Wagtail stores it."""
    if not isinstance(block, StreamBlock):
        return items
    return [{"type": each["kind"], "value": each} for each in items]


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
