"""A session before it begins: what its members share since the last one. Pure: rows go in."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from courses.diary.shape import urge_key, urges_of
from courses.practice.shape import SKILL_MAP, USES
from groups.coverage.marks import Covered, Fact, Source, coverage, on_card
from groups.handing.queries import HandedInState

DIARY_SKILLS = "skills"


@dataclass(frozen=True)
class Part:
    """A member of the group: `since` is what they share now, each field with the day from which."""

    enrollment_id: UUID
    member_id: UUID
    name: str
    since: Mapping[str, date]

    def shares(self, key: str, day: date) -> bool:
        """Whether the field is shared, of that day."""
        return key in self.since and day >= self.since[key]


@dataclass(frozen=True)
class Card:
    """What was read of a diary card: its day, the skills and the urges on it."""

    member_id: UUID
    day: date
    skills: Collection[int]
    urges: Any


@dataclass(frozen=True)
class Practised:
    """A skill that was practised since, on these days."""

    skill: str
    days: tuple[date, ...]


@dataclass(frozen=True)
class StrongUrge:
    """A strong urge of these days, as the member named it."""

    name: str
    level: int
    acted: bool
    day: date


@dataclass(frozen=True)
class Total:
    """The latest total of a measure since the last session. None where answers were left out."""

    measure: str
    total: int | None
    most: int
    day: date


@dataclass(frozen=True)
class Sheet:
    """A worksheet of the last session that was handed in."""

    title: str
    state: HandedInState


@dataclass(frozen=True)
class Reading:
    """What there is to read of one member."""

    part: Part
    practised: tuple[Practised, ...] = ()
    urges: tuple[StrongUrge, ...] = ()
    totals: tuple[Total, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    has_map: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it is there; whether it is shared is not told."""
        return not (self.practised or self.urges or self.totals or self.sheets or self.has_map)


@dataclass(frozen=True)
class Met:
    """A skill of this session, for those who share their map: who has met it and how, who has
    not."""

    skill: str
    met: tuple[tuple[str, Covered], ...]
    new_to: tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """All that was read for one session. `facts` are what sessions, lessons and logs tell, by
    member; `skills` the names of all skills by id, `taught` the ids of this session's."""

    parts: list[Part]
    cards: list[Card]
    facts: Mapping[UUID, list[Fact]]
    skills: Mapping[int, str]
    taught: Collection[int]
    urge_names: Mapping[str, str] = field(default_factory=dict)
    totals: Mapping[UUID, tuple[Total, ...]] = field(default_factory=dict)
    sheets: Mapping[UUID, tuple[Sheet, ...]] = field(default_factory=dict)


Maps = Mapping[UUID, Mapping[int, Covered]]


def shared_maps(rows: Rows) -> Maps:
    """The map of each member who shares it, by their enrolment."""
    cards = _by_member(rows)
    return {
        part.enrollment_id: coverage(
            [*rows.facts.get(part.member_id, []), *_on_cards(cards.get(part.member_id, []))]
        )
        for part in rows.parts
        if SKILL_MAP in part.since
    }


def readings(rows: Rows, maps: Maps, *, since: date) -> list[Reading]:
    """What there is to read of each member since that day, in the order of `parts`."""
    cards = _by_member(rows)
    found = []
    for part in rows.parts:
        mine = [card for card in cards.get(part.member_id, []) if card.day >= since]
        one = Reading(
            part=part,
            practised=_practised(part, mine, rows, since=since),
            urges=_urges(part, mine, rows.urge_names),
            totals=rows.totals.get(part.member_id, ()),
            sheets=rows.sheets.get(part.enrollment_id, ()),
            has_map=bool(maps.get(part.enrollment_id)),
        )
        found.append(one)
    return found


def who_met(rows: Rows, maps: Maps) -> list[Met]:
    """Each skill of this session against the maps that are shared. Whoever shares none is in
    neither list."""
    shared = [
        (part.name, maps[part.enrollment_id]) for part in rows.parts if part.enrollment_id in maps
    ]
    return [
        Met(
            skill=rows.skills[skill_id],
            met=tuple((name, found[skill_id]) for name, found in shared if skill_id in found),
            new_to=tuple(name for name, found in shared if skill_id not in found),
        )
        for skill_id in rows.taught
    ]


def high_urge_ids(cards: Iterable[Card], parts: Iterable[Part], *, since: date) -> set[str]:
    """The ids of the strong urges that are shared: those of which a name is needed."""
    whose = {part.member_id: part for part in parts}
    return {
        urge_id
        for card in cards
        if card.day >= since
        for urge_id, urge in urges_of(card).items()
        if urge.is_high and whose[card.member_id].shares(urge_key(urge_id), card.day)
    }


def _by_member(rows: Rows) -> dict[UUID, list[Card]]:
    found: dict[UUID, list[Card]] = {}
    for card in rows.cards:
        found.setdefault(card.member_id, []).append(card)
    return found


def _on_cards(cards: Iterable[Card]) -> list[Fact]:
    return [fact for card in cards for fact in on_card(card.skills, card.day)]


def _practised(
    part: Part, cards: Iterable[Card], rows: Rows, *, since: date
) -> tuple[Practised, ...]:
    """From the diary's skills and from the log, each as far as it is shared; a day counts once."""
    days: dict[int, set[date]] = {}
    for card in cards:
        if part.shares(DIARY_SKILLS, card.day):
            for skill_id in card.skills:
                days.setdefault(skill_id, set()).add(card.day)
    for fact in rows.facts.get(part.member_id, []):
        if fact.source is Source.LOG and fact.on >= since and part.shares(USES, fact.on):
            days.setdefault(fact.skill_id, set()).add(fact.on)
    named = [
        Practised(rows.skills[skill_id], tuple(sorted(on)))
        for skill_id, on in days.items()
        if skill_id in rows.skills
    ]
    return tuple(sorted(named, key=lambda one: one.skill))


def _urges(part: Part, cards: Iterable[Card], names: Mapping[str, str]) -> tuple[StrongUrge, ...]:
    return tuple(
        StrongUrge(names[urge_id], urge.level, urge.acted, card.day)
        for card in cards
        for urge_id, urge in urges_of(card).items()
        if urge.is_high and urge_id in names and part.shares(urge_key(urge_id), card.day)
    )
