"""What every page shows of the clinic and of crisis help."""

from typing import Any

from django.http import HttpRequest

from help.brand import brand
from help.crisis import crisis_for
from help.reader import chosen_country

# Where the quick exit leads: a page that nobody would wonder about. It is a link, never loaded.
QUICK_EXIT_URL = "https://www.wikipedia.org/"


def brand_and_crisis(request: HttpRequest) -> dict[str, Any]:
    """`brand` and `crisis`, and `discreet` with its quick exit where the reader chose that."""
    discreet = bool(getattr(request, "reader_discreet", False))
    return {
        "brand": brand(),
        "crisis": crisis_for(chosen_country(request)),
        "discreet": discreet,
        "quick_exit_url": QUICK_EXIT_URL if discreet else "",
    }
