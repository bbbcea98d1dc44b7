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
# Stands in words that are kept for everybody, where this reader's numbers belong.
MARK = SafeString("<!-- crisis note -->")


@register.simple_tag(takes_context=True)
def crisis_bar(context: Context) -> SafeString:
    """The strip above every page. In discreet mode it names no crisis."""
    return render("crisis_bar", **_words(context))


@register.simple_tag(takes_context=True)
def crisis_link(context: Context, text: str = "", asks: str = "") -> SafeString:
    """A link to crisis help for use inside a page or the room.

    `asks` stands there instead while no country is known; on a copy `text` comes back with one.
    """
    words = _words(context)
    text = text or words["action"]
    is_asked = asks and not words["known"]
    chosen = text if is_asked and words["marked"] else ""
    return render("crisis_link", url=words["url"], text=asks if is_asked else text, chosen=chosen)


@register.simple_tag(takes_context=True)
def crisis_card(context: Context) -> SafeString:
    """Whom to call now in the reader's country, with the telephone numbers as links."""
    return render("crisis_card", **_words(context))


@register.simple_tag(takes_context=True)
def crisis_numbers(context: Context) -> SafeString:
    """The emergency number and the line that is open now, as one sentence."""
    return render("crisis_numbers", **_words(context))


@register.simple_tag(takes_context=True)
def crisis_note(context: Context) -> SafeString:
    """The numbers and the way to all of them, to end a note of care; true at any hour.

    In words that are rendered once for everybody (the body of a lesson) there is no reader yet: a
    mark is left, which `with_crisis_note` fills in.
    """
    return render("crisis_note", **_words(context)) if "crisis" in context else MARK


@register.simple_tag(takes_context=True)
def with_crisis_note(context: Context, body: str) -> SafeString:
    """A body that was rendered for everybody, with this reader's numbers where it left a mark."""
    return SafeString(body.replace(MARK, crisis_note(context)))


@register.simple_tag(takes_context=True)
def crisis_print(context: Context) -> SafeString:
    """The same for the foot of a printed page, with the whole address; unseen on a screen."""
    words = _words(context)
    return render("crisis_print", **words, address=f"{context.get('site_url', '')}{words['url']}")


@register.simple_tag
def crisis_lines(lines: Iterable[Any]) -> SafeString:
    """Every line of a country as it stands now (`help.choosing.LineNow`): ways, hours, facts."""
    return render("crisis_lines", lines=lines)


def _words(context: Context) -> dict[str, Any]:
    crisis = context.get("crisis")
    discreet = bool(context.get("discreet"))
    known, everywhere = crisis and _is_place(crisis), _("All numbers, and other countries")
    return {
        "crisis": crisis,
        "line": context.get("crisis_line"),
        "paper": context.get("crisis_paper"),
        "discreet": discreet,
        "url": _url(crisis, discreet=discreet),
        "action": _("Support numbers") if discreet else _("Get help now"),
        "known": known,
        # A copy that a device keeps says where its numbers stand: another country may be chosen.
        "marked": context.get("kept_copy") is not None,
        "all": everywhere,
        "more": everywhere if known else _("Choose your country for its numbers"),
    }


def _is_place(crisis: Any) -> bool:
    return bool(getattr(crisis, "is_place", True))


def _url(crisis: Any, *, discreet: bool) -> str:
    name = "neutral_url" if discreet else "url"
    known = crisis.get(name, "") if isinstance(crisis, dict) else getattr(crisis, name, "")
    try:
        return str(known) or reverse("help:numbers" if discreet else "help:crisis")
    except NoReverseMatch:
        return str(known) or FALLBACK_URL
