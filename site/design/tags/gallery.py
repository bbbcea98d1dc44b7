"""The frame in which /design/ shows a component."""

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from design.tags.registry import register, render


@register.simple_block_tag
def specimen(content: str, title: str, use: str = "") -> SafeString:
    """A titled box; ``use`` is the line of template code that makes it."""
    return render(
        "specimen",
        content=mark_safe(content.strip()),  # noqa: S308
        title=title,
        use=use,
        id=slugify(title),
    )
