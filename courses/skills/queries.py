"""The skills that everybody may see."""

import hashlib
from dataclasses import dataclass

from django.db.models import QuerySet

from courses.skills.models import Skill
from whole.version import kept_around

CACHE_KEY = "courses.skills.names"
# Where nobody told the version (the worker, a preview), a changed name shows after these seconds.
KEPT_SECONDS = 60


def shown_skills() -> QuerySet[Skill]:
    """The skills of the library, by name: published, in the words that were published."""
    return Skill.objects.filter(live=True)


@dataclass(frozen=True)
class ShownNames:
    """What the skills are called that everybody may see; another digest where one comes, goes or is
    called otherwise."""

    names: tuple[str, ...]
    digest: str


def shown_names() -> ShownNames:
    """Their names. One query after a change around pages, then none."""
    return kept_around(CACHE_KEY, _read_names, seconds=KEPT_SECONDS)


def _read_names() -> ShownNames:
    rows = list(shown_skills().order_by("name", "pk").values_list("pk", "name"))
    digest = hashlib.sha256(repr(rows).encode()).hexdigest()[:12]
    return ShownNames(tuple(name for _pk, name in rows), digest)
