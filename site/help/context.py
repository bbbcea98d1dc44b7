"""What every page shows of the clinic and of crisis help."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest

import clock
from help.brand import brand
from help.choosing import line_for_paper, line_now, line_to_keep
from help.crisis import crisis_for
from help.reader import chosen_country, kept_copy

# Where the quick exit leads: a page that nobody would wonder about. It is a link, never loaded.
QUICK_EXIT_URL = "https://www.wikipedia.org/"


def brand_and_crisis(request: HttpRequest) -> dict[str, Any]:
    """`brand`, `discreet` with its quick exit, `kept_copy`, and everything of `crisis_words`."""
    kept, discreet = kept_copy(request), bool(getattr(request, "reader_discreet", False))
    return {
        "brand": brand(),
        **crisis_words(chosen_country(request), kept=kept is not None),
        "kept_copy": kept,
        "discreet": discreet,
        "quick_exit_url": QUICK_EXIT_URL if discreet else "",
    }


def crisis_words(
    country: str, *, now: datetime | None = None, kept: bool = False
) -> dict[str, Any]:
    """`crisis`, and the line to show now and on paper (`crisis_line`, `crisis_paper`; or None).

    `site_url` stands before addresses that are printed. Without `now` it is the present moment.
    On a page that is `kept` and read later both are one that is told in words for any hour.
    """
    crisis, now = crisis_for(country), now or clock.now()
    at_any_hour = line_to_keep(crisis, now=now) if kept else None
    return {
        "crisis": crisis,
        "crisis_line": at_any_hour if kept else line_now(crisis, now=now),
        "crisis_paper": at_any_hour if kept else line_for_paper(crisis, now=now),
        "site_url": settings.SITE_URL,
    }
