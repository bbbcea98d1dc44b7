"""Reads over cards. Whoever calls these has passed a door of `courses.kept.access`."""

from django.db.models import QuerySet

from accounts.models import Member
from courses.kept.models import KeptCard


def cards_of(member: Member) -> QuerySet[KeptCard]:
    """The member's cards, the newest first, without their answers."""
    return KeptCard.objects.filter(member=member).defer("words")


def answers_of(card: KeptCard) -> dict[str, str | list[str]]:
    """The card's answers by the keys of asks, as an exercise's page takes them: text, or the lines
    of a list or a choice."""
    return {
        one.key: one.words if isinstance(one.words, str) else list(one.words)
        for one in card.answered
    }
