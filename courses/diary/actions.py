"""Filling a day, choosing between two cards of one, deleting one; keeping an eye on an urge."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.models import Member
from audit.actions import record
from courses.diary.days import check_day, day_at
from courses.diary.models import DiaryCard, Urge
from courses.diary.shape import MOST_URGES, Answers


class UrgesFull(Exception):
    """The member keeps an eye on as many urges as fit on a card."""


@dataclass(frozen=True)
class Filled:
    """A card that was filled. `already`: it was stored before. `apart`: the day has another card,
    which was filled elsewhere meanwhile, and both are kept."""

    card: DiaryCard
    already: bool = False
    apart: bool = False


def fill_day(
    member: Member,
    *,
    day: date,
    zone: ZoneInfo,
    answers: Answers,
    filling: UUID,
    goes_on: str = "",
    filled_at: datetime | None = None,
    now: datetime,
) -> Filled:
    """Stores what a member answered about a day, once however often it is sent.

    `filling` is the id that the page or the device made for it, `goes_on` the mark of the card that
    was before its eyes, or empty; `filled_at` is earlier than now where it waited on a device.
    Where the day has another card by now, this one is kept beside it. A day that has a card may be
    corrected for ever; raises DayAhead or DayLongAgo for a first one that cannot be filled. Two
    queries.
    """
    told = {
        "day": day, "zone": zone, "answers": answers, "filling": filling, "goes_on": goes_on,
        "filled_at": filled_at or now,
    }  # fmt: skip
    try:
        with transaction.atomic():
            return _fill(member, **told, now=now)  # type: ignore[arg-type]
    except IntegrityError:
        # In this very moment another device filled the day, or sent the same: now it is there.
        with transaction.atomic():
            return _fill(member, **told, now=now)  # type: ignore[arg-type]


def _fill(
    member: Member,
    *,
    day: date,
    zone: ZoneInfo,
    answers: Answers,
    filling: UUID,
    goes_on: str,
    filled_at: datetime,
    now: datetime,
) -> Filled:
    mine = DiaryCard.objects.select_for_update().filter(member=member)
    found = list(mine.filter(Q(day=day) | Q(filling=filling)))
    for card in found:
        if filling == card.filling or str(filling) in card.earlier:
            return Filled(card, already=True, apart=not card.stands)
    there = [card for card in found if card.day == day]
    old = next((card for card in there if card.mark == goes_on), None)
    if old is not None:
        return Filled(_change(old, answers, filling=filling, now=now), apart=not old.stands)
    same = next((card for card in there if card.answers == answers), None)
    if same is not None:
        return Filled(same, already=True, apart=not same.stands)
    standing = any(card.stands for card in there)
    if not there:
        today, filled_on = day_at(now, zone=zone), day_at(filled_at, zone=zone)
        check_day(day, today=today, filled_on=filled_on)
    card = DiaryCard(
        member=member, day=day, zone_name=zone.key, filling=filling, stands=not standing,
        filled_at=filled_at, changed_at=now,
    )  # fmt: skip
    card.put(answers)
    card.save(force_insert=True)
    return Filled(card, apart=standing)


def _change(card: DiaryCard, answers: Answers, *, filling: UUID, now: datetime) -> DiaryCard:
    card.put(answers)
    card.earlier = [*card.earlier, str(card.filling)]
    card.filling = filling
    card.edits += 1
    card.changed_at = now
    card.save(force_update=True)
    return card


@transaction.atomic
def choose_card(card: DiaryCard, *, now: datetime) -> None:
    """Makes this one the card of its day; the one that stood is kept beside it."""
    others = DiaryCard.objects.filter(member=card.member_id, day=card.day).exclude(pk=card.pk)
    others.filter(stands=True).update(stands=False)
    DiaryCard.objects.filter(pk=card.pk).update(stands=True)
    card.stands = True
    _note("diary.chosen", card, now=now)


@transaction.atomic
def delete_day_card(card: DiaryCard, *, now: datetime) -> None:
    """Deletes it for good. Where another one is kept beside it, the newest of those stands."""
    _note("diary.deleted", card, now=now)
    card.delete()
    if card.stands:
        beside = DiaryCard.objects.filter(member=card.member_id, day=card.day)
        newest = beside.order_by("-changed_at", "-id").first()
        if newest is not None:
            DiaryCard.objects.filter(pk=newest.pk).update(stands=True)


@transaction.atomic
def watch_urge(member: Member, *, name: str, now: datetime) -> Urge:
    """Puts an urge on the member's card. Raises UrgesFull for one too many.

    One that is called the same and was put away comes back, with what earlier cards say of it.
    """
    Member.objects.select_for_update().get(pk=member.pk)  # two at once are counted one by one
    mine = list(Urge.objects.filter(member=member))
    known = next((urge for urge in mine if urge.name.casefold() == name.casefold()), None)
    if known is not None and known.put_away_at is None:
        return known
    if sum(urge.put_away_at is None for urge in mine) >= MOST_URGES:
        raise UrgesFull
    if known is None:
        return Urge.objects.create(member=member, name=name, made_at=now)
    known.put_away_at = None
    known.save(update_fields=["put_away_at"])
    return known


def put_urge_away(urge: Urge, *, now: datetime) -> None:
    """Asks for it no more; earlier cards keep it."""
    Urge.objects.filter(pk=urge.pk, put_away_at=None).update(put_away_at=now)


def _note(act: str, card: DiaryCard, *, now: datetime) -> None:
    record(act, on=card, by=card.member.account_id, member_id=card.member_id, now=now)
