"""Explaining words in what a template has rendered."""

from django import template
from django.utils.safestring import SafeString

from courses.glossary.explaining import explained as with_explanations
from courses.glossary.queries import glossary
from courses.skills.queries import shown_names

register = template.Library()


@register.simple_block_tag
def explained(content: str) -> SafeString:
    """The lesson inside the block, its words of the glossary explained on tap, and no name of a
    published skill: what is rendered here is kept by both (`courses.lessons.render`)."""
    return with_explanations(content, glossary(), names=shown_names().names)
