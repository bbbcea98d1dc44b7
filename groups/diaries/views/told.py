"""What a script hears that sent a card: one word for how it ended, and a sentence to show."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from courses.diary.actions import Filled
from courses.diary.forms import CardForm
from design.shapes import Link

JSON = "application/json"


def asks_in_short(request: HttpRequest) -> bool:
    """Whether a script asks, which wants no page."""
    return request.headers.get("Accept", "") == JSON


def filled(card: Filled, words: str, *, url: str) -> JsonResponse:
    """It is stored: now (`stored`), before (`already`), or beside another one (`beside`)."""
    state = "beside" if card.apart else "already" if card.already else "stored"
    return _answer(state, words, 200, url=url)


def refused(form: CardForm) -> JsonResponse:
    """Something on it does not fit; the card stays where it is."""
    words = [str(each) for errors in form.errors.values() for each in errors]
    return _answer("refused", " ".join(dict.fromkeys(words)), 400)


def no_day(words: str, *, days: list[Link]) -> JsonResponse:
    """It cannot be for that day; `days` are some that it can be for."""
    return _answer("no-day", words, 409, days=_links(days))


def which_day(words: str, *, days: list[Link]) -> JsonResponse:
    """The device's clock is wrong: whoever filled it knows for which day it is."""
    return _answer("which-day", words, 409, days=_links(days))


def somebody_elses() -> JsonResponse:
    """Another person is signed in than the one whose card it is."""
    words = _("Somebody else is signed in here. It waits until its owner is.")
    return _answer("other", words, 409)


def not_now(*, sign_in: str = "", pin: str = "") -> JsonResponse:
    """Nobody is signed in, or the PIN has to be shown first: `url` leads there."""
    if pin:
        return _answer("pin", _("Please show your PIN first. Then it is saved."), 403, url=pin)
    return _answer("signed-out", _("Please sign in. Then it is saved."), 403, url=sign_in)


def _links(days: list[Link]) -> list[dict[str, str]]:
    return [{"title": str(link.title), "url": link.url} for link in days]


def _answer(state: str, words: str, status: int, **more: Any) -> JsonResponse:
    return JsonResponse({"state": state, "words": words} | more, status=status)
