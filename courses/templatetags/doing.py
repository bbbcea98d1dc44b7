"""How long something lasts, in the words that the script of an exercise goes on with."""

from django import template
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
