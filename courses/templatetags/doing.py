"""What an exercise says beside its own words: how long something lasts, in the words that its
script goes on with, and whether they have to be added to."""

from django import template
from django.utils.translation import gettext as _

from courses.exercises.lasting import lasting

register = template.Library()
register.filter("lasting", lasting)


@register.filter
def warns_of_dizziness(text: str) -> bool:
    """Whether the words of a step say what to do when breathing makes one dizzy."""
    return _("dizzy") in text.casefold()
