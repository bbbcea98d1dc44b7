"""Letters as staff look at them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from outbox.models import Letter

LATE = timedelta(minutes=15)


@dataclass(frozen=True)
class LetterCounts:
    """How the outbox stands: `late` ones wait for longer than fifteen minutes past their time."""

    waiting: int
    late: int
    dead: int


def _late(now: datetime) -> Q:
    return Q(state=Letter.State.WAITING) & Q(posted_at__lt=now - LATE)


def letters_in_trouble(*, now: datetime) -> QuerySet[Letter]:
    """Letters that were given up or are late, the newest first."""
    troubled = Letter.objects.filter(Q(state=Letter.State.DEAD) | _late(now))
    return troubled.defer("sealed").order_by("-posted_at")


def letters_newest_first(*, state: str = "", to: str = "", kind: str = "") -> QuerySet[Letter]:
    """All letters, or those in one state, of one kind, or to one address."""
    letters = Letter.objects.defer("sealed").order_by("-posted_at")
    if kind:
        letters = letters.filter(kind=kind)
    if state:
        letters = letters.filter(state=state)
    if to:
        letters = letters.filter(to=to.lower())  # as accounts keep it, and by the index
    return letters


def letters_to(address: str) -> QuerySet[Letter]:
    """Letters to an address as accounts keep it, in small letters; the newest first."""
    return Letter.objects.defer("sealed").filter(to=address).order_by("-posted_at")


def letter_counts(*, now: datetime) -> LetterCounts:
    """How many letters wait, are late, are dead: one query, over those alone that did not leave."""
    unsent = Letter.objects.filter(state__in=[Letter.State.WAITING, Letter.State.DEAD])
    counted = unsent.aggregate(
        waiting=Count("pk", filter=Q(state=Letter.State.WAITING)),
        late=Count("pk", filter=_late(now)),
        dead=Count("pk", filter=Q(state=Letter.State.DEAD)),
    )
    return LetterCounts(**counted)
