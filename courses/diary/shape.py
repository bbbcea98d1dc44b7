"""What a card asks, and what one answer is. Rendered, stored, shared and counted from here."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Protocol

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STRONGEST = 5  # of emotions and urges
MOST_SKILL_USE = 7
HALF_HOURS_OF_DAY = 48
HIGH_URGE = 4  # from here on help is shown at once
MOST_URGES = 6  # that one member keeps an eye on at a time
LONGEST_NOTE = 2000
LONGEST_URGE = 60


class Food(models.TextChoices):
    """How eating went. No amount is good or bad here."""

    REGULAR = "regular", _("Regular meals")
    LITTLE = "little", _("Less than my body needed")
    MUCH = "much", _("More than felt good")


class Movement(models.TextChoices):
    """How much the body moved."""

    NONE = "none", _("Hardly at all")
    SOME = "some", _("A little")
    MUCH = "much", _("Half an hour or more")


class Medication(models.TextChoices):
    """How prescribed medication was taken."""

    AS_PLANNED = "planned", _("As prescribed")
    OTHERWISE = "otherwise", _("Differently")
    NOT_TAKEN = "not", _("Not taken")
    NONE = "none", _("I have none")


class Halt(models.TextChoices):
    """What was there today."""

    HUNGRY = "H", _("Hungry")
    ANGRY = "A", _("Angry")
    LONELY = "L", _("Lonely")
    TIRED = "T", _("Tired")


EMOTIONS: Mapping[str, str | Promise] = {
    "sadness": _("Sadness"),
    "fear": _("Fear or worry"),
    "anger": _("Anger"),
    "shame": _("Shame or guilt"),
    "joy": _("Joy"),
}
# By the key under which each is shared on its own; an urge has a key of its own beside these.
FIELDS: Mapping[str, str | Promise] = {
    **EMOTIONS,
    "overall": _("Use of skills"),
    "skills": _("Skills used"),
    "slept_half_hours": _("Sleep"),
    "food": _("Food"),
    "movement": _("Movement"),
    "medication": _("Medication"),
    "halt": _("HALT"),
    "note": _("Note"),
}
URGE = "urge:"


def urge_key(urge_id: object) -> str:
    """The key under which one urge is shared."""
    return f"{URGE}{urge_id}"


@dataclass(frozen=True)
class UrgeAnswer:
    """How strong an urge was, 0 to 5, and whether it was acted on."""

    level: int
    acted: bool

    @property
    def is_high(self) -> bool:
        """Whether help is shown at once."""
        return self.level >= HIGH_URGE


@dataclass(frozen=True)
class Answers:
    """One filling of a card. None, and empty, say that nothing was answered; nothing has to be.

    `urges` is by the urge's id, `skills` by the skills' ids, `halt` the letters that were there.
    """

    sadness: int | None = None
    fear: int | None = None
    anger: int | None = None
    shame: int | None = None
    joy: int | None = None
    overall: int | None = None
    slept_half_hours: int | None = None
    food: str = ""
    movement: str = ""
    medication: str = ""
    halt: str = ""
    note: str = ""
    skills: tuple[int, ...] = ()
    urges: Mapping[str, UrgeAnswer] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was answered."""
        return self == Answers()


PLAIN = tuple(each.name for each in fields(Answers) if each.name not in {"skills", "urges"})


class Carded(Protocol):
    """What of a card its day and its answers are read from."""

    @property
    def day(self) -> date:
        """Which day it is of."""

    @property
    def urges(self) -> Any:
        """As stored: [level, acted] by the urge's id."""


def urges_of(card: Carded) -> dict[str, UrgeAnswer]:
    """The urges of a stored card, by id."""
    return dict(_read_urges(card.urges))


def _read_urges(stored: Any) -> Iterator[tuple[str, UrgeAnswer]]:
    for urge_id, (level, acted) in stored.items():
        yield urge_id, UrgeAnswer(level, acted)


def part_of(card: Any, keys: Collection[str]) -> Answers:
    """Of a stored card only what these keys name; no other column is looked at."""
    plain = {name: getattr(card, name) for name in PLAIN if name in keys}
    skills = tuple(card.skills) if "skills" in keys else ()
    wanted = any(key.startswith(URGE) for key in keys)
    urges = urges_of(card) if wanted else {}
    named = {pk: one for pk, one in urges.items() if urge_key(pk) in keys}
    return Answers(**plain, skills=skills, urges=named)


def columns_of(keys: Collection[str]) -> set[str]:
    """The columns of a card in which these keys stand."""
    plain = {key for key in keys if key in FIELDS}
    return plain | ({"urges"} if any(key.startswith(URGE) for key in keys) else set())
