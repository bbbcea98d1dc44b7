"""How often one place may search."""

from clock.limits import within_limit
from vault.keys import tag

FROM_ONE_PLACE = 60  # a clinic or a school may share one address
SECONDS = 60


def may_search(origin: str) -> bool:
    """Counts one search. The cache knows who only as a keyed hash, and not what was searched."""
    key = f"search:{tag(origin, purpose='search-limit')}"
    return within_limit(key, limit=FROM_ONE_PLACE, seconds=SECONDS)
