"""The door from a visitor to a group."""

from datetime import datetime

from django.http import Http404

from groups.sessions.queries import CohortCard, card_of


def open_group(slug: str, *, now: datetime) -> CohortCard:
    """A group that is open or running. Raises Http404, for a draft just as for nothing."""
    card = card_of(slug, now=now)
    if card is None or not card.cohort.under_way:
        raise Http404("no such group")
    return card
