"""What leaders see of one member's practice: what is shared now, and nothing else."""

from dataclasses import dataclass
from datetime import date, datetime

from courses.practice.models import SkillUse
from courses.practice.shape import SKILL_MAP, USE_WORDS, USES
from courses.practice.words import circumstances
from groups.coverage.queries import MapModule, covered, skill_map
from groups.diaries.queries import LOOK_BACK, shared_since
from groups.seats.models import Enrollment


@dataclass(frozen=True)
class SharedUse:
    """One use of a skill as far as it is shared: `words` only where those are, too."""

    day: date
    skill: str
    around: str
    words: str


@dataclass(frozen=True)
class SharedPractice:
    """What one member shares of their practice. Empty where nothing is shared, and where nothing of
    it is there: nobody can tell which."""

    uses: tuple[SharedUse, ...]
    modules: tuple[MapModule, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read."""
        return not self.uses and not self.modules


def shared_practice(enrollment: Enrollment, *, now: datetime) -> SharedPractice:
    """What this member shares in this group now, the newest day first. Five queries at most; words
    that are not shared are not even read."""
    since = shared_since(enrollment, now=now)
    uses = _uses(enrollment, since, now=now) if USES in since else ()
    modules: tuple[MapModule, ...] = ()
    if SKILL_MAP in since:
        found = covered(enrollment.member)
        modules = tuple(each for each in skill_map(found) if each.met)
    return SharedPractice(uses, modules)


def _uses(
    enrollment: Enrollment, since: dict[str, date], *, now: datetime
) -> tuple[SharedUse, ...]:
    first = max(since[USES], (now - LOOK_BACK).date())
    rows = SkillUse.objects.filter(member=enrollment.member_id, day__gte=first)
    words_from = since.get(USE_WORDS)
    columns = ["member_id", "day", "skill_name", "place", "went"]
    shown = rows.only(*columns, *(["note"] if words_from else []))
    return tuple(
        SharedUse(
            day=use.day,
            skill=use.skill_name,
            around=circumstances(use.place, use.went),
            words=use.note if words_from and use.day >= words_from else "",
        )
        for use in shown
    )
