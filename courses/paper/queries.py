"""Which paper somebody means, and its bytes where it is there."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from wagtail.models import Revision

from courses.paper.frame import frame_for
from courses.paper.models import OF_SKILLS, Kind, Paper
from courses.resources.models import Worksheet
from courses.skills.models import Skill
from courses.skills.queries import shown_skills

# Half a minute of the worker, so that no member waits longer behind visitors; and 200 MB.
MOST_WAITING = 60
MOST_OF_SKILLS = 4000


@dataclass(frozen=True)
class Wanted:
    """One paper by all that its words depend on (`Paper`)."""

    kind: Kind
    subject: int
    version: str
    language: str
    country: str
    frame: str

    @property
    def key(self) -> dict[str, Any]:
        """As the columns of a row."""
        return asdict(self)


def folder() -> Path:
    """Where the bytes lie: outside of what is served and backed up, for they can be made again."""
    return Path(settings.DATA_DIR) / "paper"


def lesson_paper(lesson_id: int, version: int | str, *, country: str) -> Wanted:
    """A lesson in the words of a revision, in the active language. No query."""
    return _wanted(Kind.LESSON, lesson_id, str(version), country)


def paper_of_lesson(
    kind: str, lesson_id: int, revision_id: int, *, worksheet_id: int | None, country: str
) -> Wanted | None:
    """What a lesson offers under the name of a kind; None where it has no such thing."""
    if kind == Kind.LESSON:
        return lesson_paper(lesson_id, revision_id, country=country)
    if kind == Kind.WORKSHEET:
        worksheet = Worksheet.objects.filter(pk=worksheet_id or 0).first()
        return worksheet_paper(worksheet, country=country) if worksheet else None
    if kind == Kind.CARDS:
        skills = list(skills_of(lesson_id))
        return cards_paper(lesson_id, skills, country=country) if skills else None
    return None


def draft_paper(revision: Revision, *, country: str) -> Wanted:
    """A lesson as its editor left it: the same revision is written over while they work."""
    words = json.dumps(revision.content, sort_keys=True)
    version = f"{revision.pk}-{_digest(words)}"
    return _wanted(Kind.LESSON, int(revision.object_id), version, country)


def worksheet_paper(worksheet: Worksheet, *, country: str) -> Wanted:
    """A worksheet as it stands. No query."""
    of = worksheet
    words = json.dumps([of.title, of.intro, of.questions, of.source, of.licence])
    return _wanted(Kind.WORKSHEET, of.pk, _digest(words), country)


def cards_paper(lesson_id: int, skills: Iterable[Skill], *, country: str) -> Wanted:
    """The cards of the skills that a lesson teaches, as they stand."""
    words = json.dumps(
        [[of.name, of.module, of.summary, of.steps, of.when_not, of.needs] for of in skills]
    )
    return _wanted(Kind.CARDS, lesson_id, _digest(words), country)


def papers_of_skill(skill: Skill, *, country: str) -> dict[str, Wanted]:
    """What there is of a skill on paper as it stands, by the name in its address. No query."""
    [found] = papers_of_skills([told_on_paper(skill)], country=country)
    return found


@dataclass(frozen=True)
class ToldOnPaper:
    """What the papers of a skill depend on, whatever their language and country."""

    pk: int
    version: str
    kinds: dict[str, Kind]


def told_on_paper(skill: Skill) -> ToldOnPaper:
    """The same of a skill as it stands: its words are read for it once."""
    return ToldOnPaper(skill.pk, skill_version(skill), _kinds(skill))


def papers_of_skills(told: Iterable[ToldOnPaper], *, country: str) -> list[dict[str, Wanted]]:
    """What there is of each of many, in the active language."""
    frame = frame_for(country)
    around = (frame.language, country, frame.digest)
    return [
        {name: Wanted(kind, one.pk, one.version, *around) for name, kind in one.kinds.items()}
        for one in told
    ]


def _kinds(skill: Skill) -> dict[str, Kind]:
    kinds = {"skill": Kind.SKILL}
    asks = bool(skill.exercises)
    if asks:
        kinds["worksheet"] = Kind.SKILL_SHEET
    if asks or skill.told_steps:
        kinds["cards"] = Kind.SKILL_CARDS
    return kinds


def may_be_added(wanted: Wanted, *, now: datetime) -> bool:
    """Whether one more paper for a visitor may wait and be kept, or it is there already.

    Anybody may ask for any skill with any country's numbers, which are thirty thousand papers.
    """
    if Paper.objects.filter(**wanted.key).exists():
        return True
    of_skills = Paper.objects.filter(kind__in=OF_SKILLS)
    # One that cannot be made waits no more in the way of others.
    waiting = of_skills.filter(made_at=None, attempts=0, asked_at__gt=now - timedelta(days=1))
    return waiting.count() < MOST_WAITING and of_skills.count() < MOST_OF_SKILLS


def skill_version(skill: Skill) -> str:
    """A digest of all words of a skill that its papers hold."""
    of = skill
    told = [
        of.name, of.module, of.acronym, of.summary, of.steps, of.when, of.when_not, of.needs,
        of.example, of.practice, of.doing, of.further,
    ]  # fmt: skip
    # PostgreSQL gives keys back in an order of its own.
    return _digest(json.dumps(told, sort_keys=True))


def skills_of(lesson_id: int) -> QuerySet[Skill]:
    """The published skills that a lesson teaches, in the order of their cards."""
    return shown_skills().filter(lessons=lesson_id).order_by("name")


def bytes_of(paper: Paper) -> bytes | None:
    """The PDF. None where it is not made, or lies here no more (a backup holds none)."""
    if paper.made_at is None:
        return None
    try:
        return (folder() / paper.file_name).read_bytes()
    except FileNotFoundError:
        return None


def _wanted(kind: Kind, subject: int, version: str, country: str) -> Wanted:
    frame = frame_for(country)
    return Wanted(kind, subject, version, frame.language, country, frame.digest)


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:24]
