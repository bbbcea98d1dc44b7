"""Reads over one member's diary. Whoever calls these has passed a door."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from accounts.models import Member
from courses.diary.models import DiaryCard, Urge
from courses.skills.models import Skill


def standing_cards(member: Member, *, first: date, last: date) -> QuerySet[DiaryCard]:
    """The cards of these days that count, without their notes, by day."""
    cards = DiaryCard.objects.filter(member=member, stands=True, day__range=(first, last))
    return cards.defer("note").order_by("day")


def week_with_notes(member: Member, *, first: date, last: date, notes: bool) -> QuerySet[DiaryCard]:
    """The same, with their notes where these are asked for."""
    cards = standing_cards(member, first=first, last=last)
    return cards.defer(None) if notes else cards


def days_filled(member: Member, *, first: date) -> list[date]:
    """The days from this one on that have a card. One query."""
    cards = DiaryCard.objects.filter(member=member, stands=True, day__gte=first)
    return list(cards.order_by("day").values_list("day", flat=True))


def cards_of_day(member: Member, day: date) -> list[DiaryCard]:
    """All that is kept of a day; what stands comes first."""
    return list(DiaryCard.objects.filter(member=member, day=day).order_by("-stands", "filled_at"))


def all_cards(member: Member) -> QuerySet[DiaryCard]:
    """Every card with its note, for the member's own file."""
    return DiaryCard.objects.filter(member=member).order_by("day", "-stands", "filled_at")


def urges_kept(member: Member) -> list[Urge]:
    """The member's urges in their order, those that were put away as well."""
    return list(Urge.objects.filter(member=member))


def skill_names(ids: Iterable[int]) -> dict[int, str]:
    """What skills are called, by id, in the order of their names: of those, too, that are not
    published any more, because the member used them when they were."""
    named = Skill.objects.filter(pk__in=set(ids)).order_by("name")
    return dict(named.values_list("pk", "name"))
