"""How long something lasts, in words; its page's script (`timer.js`) says it the same way."""

from django.utils.translation import ngettext


def lasting(seconds: int) -> str:
    """A stretch of time in words: "90 seconds", "5 minutes", "2 minutes 30 seconds"."""
    minutes, rest = divmod(seconds, 60)
    told: list[str] = []
    if minutes and (minutes > 1 or not rest):
        told.append(ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes})
    else:
        rest = seconds
    if rest:
        told.append(ngettext("%(count)d second", "%(count)d seconds", rest) % {"count": rest})
    return " ".join(told)
