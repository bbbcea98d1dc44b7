"""How an exercise is sent: its markup is long, and whoever asks may be on a bad line."""

import re

from django import template
from django.utils.safestring import SafeString, mark_safe

BLANKS = re.compile(r"\s+")
BLOCKS = r"(?:div|fieldset|form|h2|h3|legend|li|ol|option|p|section|textarea|ul)\b"
BEFORE_A_BLOCK = re.compile(rf" (?=</?{BLOCKS})")
AFTER_A_BLOCK = re.compile(rf"(</?{BLOCKS}[^>]*>) ")
register = template.Library()


@register.simple_block_tag
def squeezed(content: str) -> SafeString:
    """The markup with one blank for many, and none beside what stands on lines of its own.

    Between words and whatever flows with them a blank stays: `spaceless` glues them for those who
    listen. Nothing in it may need its line breaks.
    """
    text = BLANKS.sub(" ", content)
    text = AFTER_A_BLOCK.sub(r"\1", BEFORE_A_BLOCK.sub("", text))
    return mark_safe(text)  # noqa: S308  (rendered by the template around it)
