"""Keeping a card, calling it something else, deleting it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Member
from audit.actions import record
from courses.exercises.shapes import Exercise
from courses.kept.answers import Answered, written
from courses.kept.models import KeptCard
from courses.skills.models import Skill

MOST_CARDS = 200  # of one member


class CardsFull(Exception):
    """The member has as many cards as anybody may have."""


@dataclass(frozen=True)
class Kept:
    """A card that was kept. `apart`: the one it went on with is another by now, and stays.
    `already`: the same words stood on this card before."""

    card: KeptCard
    apart: bool = False
    already: bool = False


@transaction.atomic
def keep_card(
    member: Member,
    *,
    skill: Skill,
    key: str,
    exercise: Exercise | None,
    title: str,
    titled: str = "",
    answered: Sequence[Answered],
    emptied: frozenset[str] = frozenset(),
    goes_on: str,
    now: datetime,
) -> Kept:
    """Keeps what somebody wrote, as a new card or in place of the one that it goes on with.

    `goes_on` is that card's mark, or empty. Where it was kept anew or deleted meanwhile, in another
    tab or on another device, the words become a card of their own: neither is lost. What the
    exercise does not ask any more stays on the card, unless its key is in `emptied`. `titled` is
    the card's title as its page showed it: only another one replaces it, or none. The same words
    are not kept twice, unless their title is another. Raises CardsFull for one card too many.
    """
    Member.objects.select_for_update().get(pk=member.pk)  # two at once are counted one by one
    mine = KeptCard.objects.filter(member=member)
    old = _goes_on(mine.filter(skill=skill, exercise=key), goes_on)
    if old is not None:
        asked = _asked_keys(exercise)
        still = [
            *_as_asked_then(answered, old, asked),
            *_no_longer_asked(old, asked | emptied, answered),
        ]
        if title != titled:
            old.title = title
        old.name, old.words = _name(skill, exercise), written(still)
        old.edits += 1
        old.changed_at = now
        old.save(update_fields=["title", "name", "words", "edits", "changed_at"])
        _note("card.changed", old, now=now)
        return Kept(old)
    same = _same(mine.filter(skill=skill, exercise=key), answered, title=title)
    if same is not None:
        if title != same.title and title:
            call_card(same, title=title, now=now)
        return Kept(same, already=True)
    if mine.count() >= MOST_CARDS:
        raise CardsFull
    card = KeptCard.objects.create(
        member=member,
        skill=skill,
        exercise=key,
        name=_name(skill, exercise),
        title=title,
        words=written(answered),
        kept_at=now,
        changed_at=now,
    )
    _note("card.kept", card, now=now)
    return Kept(card, apart=bool(goes_on))


@transaction.atomic
def call_card(card: KeptCard, *, title: str, now: datetime) -> None:
    """Gives the card another title; an empty one leaves it the exercise's name. It goes on being
    the same card: whoever goes on with it elsewhere keeps it in its place."""
    card.title = title
    card.save(update_fields=["title"])
    _note("card.renamed", card, now=now)


@transaction.atomic
def delete_card(card: KeptCard, *, now: datetime) -> None:
    """Deletes the card for good; the trail says that there was one, and nothing of it."""
    _note("card.deleted", card, now=now)
    card.delete()


def _goes_on(cards: QuerySet[KeptCard], mark: str) -> KeptCard | None:
    """The card of this mark, if it is still as it was then."""
    named, _dot, edits = mark.partition(".")
    try:
        pk = UUID(named)
    except ValueError:
        return None
    card = cards.select_related("member").filter(pk=pk).first()
    return card if card is not None and card.mark == f"{pk}.{edits}" else None


def _same(
    cards: QuerySet[KeptCard], answered: Sequence[Answered], *, title: str
) -> KeptCard | None:
    """A card with these very words, called the same, or one of the two without a title."""
    words = written(answered)
    found = (card for card in cards.select_related("member") if card.words == words)
    return next((card for card in found if not card.title or title in ("", card.title)), None)


def _asked_keys(exercise: Exercise | None) -> frozenset[str]:
    """The keys of what its page has a field for."""
    return frozenset(ask.key for ask in exercise.written_asks) if exercise else frozenset()


def _as_asked_then(
    answered: Sequence[Answered], old: KeptCard, asked: frozenset[str]
) -> list[Answered]:
    """Answers to what is not asked any more keep the question that the card has for them."""
    then = {one.key: one.prompt for one in old.answered if one.key not in asked}
    return [replace(one, prompt=then.get(one.key, one.prompt)) for one in answered]


def _no_longer_asked(
    old: KeptCard, seen: frozenset[str], answered: Sequence[Answered]
) -> list[Answered]:
    """What the page had no place for: whoever goes on with a card never saw it there."""
    there = seen.union(one.key for one in answered)
    return [one for one in old.answered if one.key not in there]


def _name(skill: Skill, exercise: Exercise | None) -> str:
    if exercise is None or not exercise.key or not exercise.title:
        return skill.name
    return f"{skill.name}: {exercise.title}"


def _note(act: str, card: KeptCard, *, now: datetime) -> None:
    record(act, on=card, by=card.member.account_id, member_id=card.member_id, now=now)
