"""What is asked of one use of a skill, and under which keys it is shared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST_NOTE = 2000
LONGEST_NAME = 80  # of a skill
LONGEST_KEY = 80  # of an exercise
MOST_A_DAY = 40  # of one member: more is a machine


class Place(models.TextChoices):
    """Where it was."""

    HOME = "home", _("At home")
    WORK = "work", _("At work or school")
    OUTSIDE = "outside", _("Out and about")
    COMPANY = "company", _("With other people")
    OTHER = "other", _("Somewhere else")


class Went(models.TextChoices):
    """How it went. None of them is a mark: a skill that did not help was practised, too."""

    HELPED = "helped", _("It helped")
    LITTLE = "little", _("It helped a little")
    NOT = "not", _("Not this time")


# By the key under which each is shared on its own. Words are shown only where the first is shared.
USES, USE_WORDS, SKILL_MAP = "practice", "practice-words", "skill-map"
SHARED: Mapping[str, str | Promise] = {
    USES: _("Skills I noted: which, when, where and how it went"),
    USE_WORDS: _("My words about these skills"),
    SKILL_MAP: _(
        "My whole map of skills: which I was taught, read, noted or ticked, and on which days,"
        " earlier ones too"
    ),
}


@dataclass(frozen=True)
class Said:
    """What somebody says of one use: the day is theirs, everything else may stay open."""

    day: date
    place: str = ""
    went: str = ""
    note: str = ""
