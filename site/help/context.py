"""What every page shows of the clinic and of crisis help."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest

import clock
from help.brand import brand
from help.choosing import line_for_paper, line_now
from help.crisis import crisis_for
from help.reader import chosen_country

# Where the quick exit leads: a page that nobody would wonder about. It is a link, never loaded.
QUICK_EXIT_URL = "https://www.wikipedia.org/"


def brand_and_crisis(request: HttpRequest) -> dict[str, Any]:
    """`brand`, `discreet` with its quick exit, and everything of `crisis_words`."""
    discreet = bool(getattr(request, "reader_discreet", False))
    return {
        "brand": brand(),
        **crisis_words(chosen_country(request)),
        "discreet": discreet,
        "quick_exit_url": QUICK_EXIT_URL if discreet else "",
    }


def crisis_words(country: str, *, now: datetime | None = None) -> dict[str, Any]:
    """`crisis`, and the line to show now and on paper (`crisis_line`, `crisis_paper`; or None).

    `site_url` stands before addresses that are printed. Without `now` it is the present moment.
    """
    crisis, now = crisis_for(country), now or clock.now()
    return {
        "crisis": crisis,
        "crisis_line": line_now(crisis, now=now),
        "crisis_paper": line_for_paper(crisis, now=now),
        "site_url": settings.SITE_URL,
    }
