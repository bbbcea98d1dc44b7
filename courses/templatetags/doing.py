"""What an exercise says beside its own words: how long something lasts, in the words that its
script goes on with, and whether they have to be added to."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def lasting(seconds: int) -> str:
    """Five minutes as “5 minutes”, what is no whole minute in seconds: “90 seconds”."""
    minutes, rest = divmod(seconds, 60)
    if rest or not minutes:
        return ngettext("%(number)d second", "%(number)d seconds", seconds) % {"number": seconds}
    return ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}


@register.filter
def as_clock(seconds: int) -> str:
    """Five minutes as “5:00”."""
    return f"{seconds // 60}:{seconds % 60:02}"


@register.filter
def warns_of_dizziness(text: str) -> bool:
    """Whether the words of a step say what to do when breathing makes one dizzy."""
    return _("dizzy") in text.casefold()
