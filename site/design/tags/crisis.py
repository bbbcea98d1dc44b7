"""The way to help, never more than one press away."""

from collections.abc import Iterable
from typing import Any

from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from design.tags.registry import register, render

# Where help stands when nothing else is known, on an error page for instance.
FALLBACK_URL = "/help/"


@register.simple_tag(takes_context=True)
def crisis_bar(context: Context) -> SafeString:
    """The strip above every page. In discreet mode it names no crisis."""
    return render("crisis_bar", **_words(context))


@register.simple_tag(takes_context=True)
def crisis_link(context: Context, text: str = "") -> SafeString:
    """A link to crisis help for use inside a page or the room."""
    words = _words(context)
    return render("crisis_link", url=words["url"], text=text or words["action"])


@register.simple_tag(takes_context=True)
def crisis_card(context: Context) -> SafeString:
    """Whom to call now in the reader's country, with the telephone numbers as links."""
    return render("crisis_card", **_words(context))


@register.simple_tag
def crisis_lines(lines: Iterable[Any]) -> SafeString:
    """Every line of a country: its name, numbers to call or text, hours, a note."""
    return render("crisis_lines", lines=lines)


def _words(context: Context) -> dict[str, Any]:
    crisis = context.get("crisis")
    discreet = bool(context.get("discreet"))
    return {
        "crisis": crisis,
        "discreet": discreet,
        "url": _url(crisis, discreet=discreet),
        "action": _("Support numbers") if discreet else _("Get help now"),
    }


def _url(crisis: Any, *, discreet: bool) -> str:
    name = "neutral_url" if discreet else "url"
    known = crisis.get(name, "") if isinstance(crisis, dict) else getattr(crisis, name, "")
    try:
        return str(known) or reverse("help:numbers" if discreet else "help:crisis")
    except NoReverseMatch:
        return str(known) or FALLBACK_URL
