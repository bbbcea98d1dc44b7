"""Asking for papers, and the worker's part: making them, making them ahead, sweeping them up."""

import logging
import os
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Q
from wagtail.models import Revision

from clock.claiming import FREED, Backoff, claim, due, rest
from clock.words import Reader, written_for
from courses.lessons.models import LessonPage
from courses.paper.frame import Frame, frame_for
from courses.paper.models import OF_SKILLS, Kind, Paper
from courses.paper.printing import PressFailed, print_sheet
from courses.paper.queries import (
    Wanted,
    bytes_of,
    cards_paper,
    folder,
    lesson_paper,
    papers_of_skills,
    skill_version,
    skills_of,
    told_on_paper,
    worksheet_paper,
)
from courses.paper.sheets import Sheet, cards_sheet, lesson_sheet, worksheet_sheet
from courses.paper.skill_sheets import sheet_to_fill, skill_sheet, step_cards_sheet
from courses.resources.models import Worksheet
from courses.skills.models import Skill
from courses.skills.queries import shown_skills
from help.brand import brand
from help.shapes import NOBODY_SAID

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=3)
BACKOFF = Backoff(first=timedelta(minutes=1), longest=timedelta(days=1))
MOST_TRIES = 8  # over three hours; what changes it makes another paper of it, tried anew
TROUBLED_AFTER = 3
# Web and worker may see a change of name or numbers a minute apart (`help.brand.KEPT_SECONDS`).
SEEN_BY_ALL = timedelta(minutes=2)
NOTED_EVERY = timedelta(days=1)
KEPT = timedelta(days=30)
# Anybody may ask for papers of skills, with any country's numbers: they go sooner.
KEPT_OF_SKILLS = timedelta(days=3)
COUNTRIES_AHEAD = 5
SKILL_SHEETS = {
    Kind.SKILL: skill_sheet,
    Kind.SKILL_SHEET: sheet_to_fill,
    Kind.SKILL_CARDS: step_cards_sheet,
}


class NothingToPrint(Exception):
    """The lesson, worksheet or skill is there no more."""


def ask_for(wanted: Wanted, *, now: datetime) -> Paper:
    """The paper, asked for now; the worker makes it where it is not there yet.

    One whose file is gone is made again.
    """
    paper, fresh = Paper.objects.get_or_create(
        **wanted.key, defaults={"asked_at": now, "next_try_at": now}
    )
    # One that was asked for later than now: the demo's clock was set back.
    if not fresh and not now - NOTED_EVERY < paper.asked_at <= now:
        Paper.objects.filter(pk=paper.pk).update(asked_at=now)
    if paper.made_at is None and paper.next_try_at > now + _longest_rest(paper):
        Paper.objects.filter(pk=paper.pk).update(next_try_at=now)
    if paper.made_at is not None and bytes_of(paper) is None:
        paper.made_at = None
        Paper.objects.filter(pk=paper.pk).update(made_at=None, attempts=0, next_try_at=now, **FREED)
    return paper


def _longest_rest(paper: Paper) -> timedelta:
    return max(BACKOFF.at_most(paper.attempts), SEEN_BY_ALL)


def is_troubled(paper: Paper) -> bool:
    """Whether it failed often enough to say so."""
    return paper.made_at is None and paper.attempts >= TROUBLED_AFTER


def make_due(now: datetime, *, seconds: float) -> int:
    """Makes the papers that wait, for so many real seconds at most; returns how many.

    All that somebody asked for within a day, and one of those that are made ahead: after an upgrade
    there are hundreds, and pages share the machine with them. Others may do so at the same time.
    """
    waiting = Paper.objects.filter(due(now), made_at=None, attempts__lt=MOST_TRIES).order_by("pk")
    asked = waiting.filter(asked_at__gt=now - NOTED_EVERY)
    made, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        paper = claim(asked, lease=LEASE)
        ahead = claim(waiting, lease=LEASE) if paper is None else None
        if found := paper or ahead:
            made += _make(found, now=now)
        if paper is None:
            break
    return made


def _make(paper: Paper, *, now: datetime) -> bool:
    """Makes one paper that is ours; a failure is logged and rests."""
    with written_for(Reader(paper.language)):
        frame = frame_for(paper.country)
        if frame.digest != paper.frame:
            return _wait_or_drop(paper, now=now)
        try:
            content = print_sheet(_sheet_of(paper, frame))
        except NothingToPrint:
            paper.delete()
            return False
        except Exception as error:
            # Whatever it is: one lesson that cannot be printed must hold no other up.
            rest(paper, until=now + BACKOFF.after(paper.attempts))
            told = str(error) if isinstance(error, PressFailed) else ""
            extra = {"kind": paper.kind, "attempt": paper.attempts, "error": type(error).__name__}
            logger.exception("paper %s not made: %s", paper.pk, told[:200], extra=extra)
            return False
    _put_away(content, paper.file_name)
    ours = Paper.objects.filter(pk=paper.pk, lease=paper.lease)
    return bool(ours.update(made_at=now, attempts=0, **FREED))


def _wait_or_drop(paper: Paper, *, now: datetime) -> bool:
    """For one that was asked for in other words around it than we see: those that asked may see
    the change sooner than we; later nobody wants it."""
    if paper.asked_at <= now - SEEN_BY_ALL:
        paper.delete()
    else:
        rest(paper, until=now + SEEN_BY_ALL, attempts=0)
    return False


def _sheet_of(paper: Paper, frame: Frame) -> Sheet:
    if paper.kind == Kind.WORKSHEET:
        worksheet = Worksheet.objects.filter(pk=paper.subject).first()
        if worksheet is None:
            raise NothingToPrint
        return worksheet_sheet(worksheet, frame)
    if paper.kind in OF_SKILLS:
        skill = shown_skills().filter(pk=paper.subject).first()
        if skill is None or skill_version(skill) != paper.version:
            raise NothingToPrint
        return SKILL_SHEETS[Kind(paper.kind)](skill, frame)
    lesson = LessonPage.objects.filter(pk=paper.subject).first()
    if lesson is None:
        raise NothingToPrint
    if paper.kind == Kind.CARDS:
        skills = list(skills_of(lesson.pk))
        if not skills:
            raise NothingToPrint
        return cards_sheet(skills, lesson.title, frame)
    number, _dash, _digest = paper.version.partition("-")
    revision = Revision.objects.for_instance(lesson).filter(pk=number).first()
    if revision is None:
        raise NothingToPrint
    return lesson_sheet(revision.as_object(), frame)


def _put_away(content: bytes, name: str) -> None:
    """Whole or not at all, and for nobody else on this machine."""
    place = folder()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=place, prefix=".part-", delete=False) as part:
        part.write(content)
        part.flush()
        os.fsync(part.fileno())
    Path(part.name).replace(place / name)


def make_ahead(now: datetime) -> int:
    """Asks for every published lesson with its worksheet and cards, and for the papers of every
    skill, before somebody does; returns how many are new.

    In each language. Lessons with the numbers of the clinic's country and of the countries most
    asked for; skills with those of the clinic's country and of none, for visitors who told none.
    """
    wanted = [
        one
        for language, _name in settings.LANGUAGES
        for country in _countries(now)
        for one in _published(language, country)
    ]
    wanted += _of_skills()
    columns = ("kind", "subject", "version", "language", "country", "frame")
    known = Paper.objects.filter(frame__in={one.frame for one in wanted})
    there = {
        tuple(key): (pk, asked_at)
        for pk, asked_at, *key in known.values_list("pk", "asked_at", *columns)
    }
    keys = [tuple(one.key.values()) for one in wanted]
    new = [one for one, key in zip(wanted, keys, strict=True) if key not in there]
    Paper.objects.bulk_create(
        [Paper(**one.key, asked_at=now - NOTED_EVERY, next_try_at=now) for one in new],
        ignore_conflicts=True,
    )
    stale = [there[key][0] for key in keys if key in there and _is_stale(there[key][1], now)]
    if stale:
        Paper.objects.filter(pk__in=stale).update(asked_at=now - NOTED_EVERY)
    return len(new)


def _is_stale(asked_at: datetime, now: datetime) -> bool:
    return asked_at <= now - 2 * NOTED_EVERY


def _countries(now: datetime) -> list[str]:
    asked = Paper.objects.filter(kind=Kind.LESSON, asked_at__gt=now - NOTED_EVERY)
    most = asked.values_list("country").annotate(times=Count("pk")).order_by("-times", "country")
    return list(
        dict.fromkeys([brand().default_country, *(name for name, _ in most[:COUNTRIES_AHEAD])])
    )


def _published(language: str, country: str) -> list[Wanted]:
    """What a member of a group could ask for today. Three queries."""
    with written_for(Reader(language)):
        lessons = LessonPage.objects.live().filter(live_revision__isnull=False).order_by("pk")
        found = dict(lessons.values_list("pk", "live_revision"))
        wanted = [lesson_paper(*pair, country=country) for pair in found.items()]
        sheets = Worksheet.objects.filter(lessons__in=found).distinct()
        wanted += [worksheet_paper(sheet, country=country) for sheet in sheets]
        for lesson_id, skills in _skills_by_lesson(found).items():
            wanted.append(cards_paper(lesson_id, skills, country=country))
        return wanted


def _of_skills() -> list[Wanted]:
    """What a visitor could ask for today. One query."""
    told = [told_on_paper(skill) for skill in shown_skills()]
    found: list[Wanted] = []
    for language, _name in settings.LANGUAGES:
        with written_for(Reader(language)):
            for country in dict.fromkeys([brand().default_country, NOBODY_SAID]):
                for papers in papers_of_skills(told, country=country):
                    found += papers.values()
    return found


def _skills_by_lesson(lessons: dict[int, int]) -> dict[int, list[Skill]]:
    skills = {skill.pk: skill for skill in shown_skills().order_by("name")}
    taught: dict[int, set[int]] = {}
    pairs = shown_skills().filter(lessons__in=lessons).values_list("lessons", "pk")
    for lesson_id, skill_id in pairs:
        taught.setdefault(lesson_id, set()).add(skill_id)
    return {
        lesson_id: [skill for pk, skill in skills.items() if pk in of]
        for lesson_id, of in taught.items()
    }


def sweep_up(now: datetime) -> int:
    """Deletes papers that nobody asked for in a month (those of skills in three days), and files
    that belong to none; returns how many files went."""
    old = Q(asked_at__lt=now - KEPT)
    old |= Q(kind__in=OF_SKILLS, asked_at__lt=now - KEPT_OF_SKILLS)
    Paper.objects.filter(old).exclude(lease__isnull=False).delete()
    kept = {paper.file_name for paper in Paper.objects.filter(made_at__isnull=False)}
    gone = 0
    for path in folder().glob("*") if folder().is_dir() else ():
        # One that is being written now has no row that says so yet.
        is_old = path.stat().st_mtime < time.time() - LEASE.total_seconds()
        if path.name not in kept and is_old:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
