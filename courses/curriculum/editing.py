"""A coordinator builds a course: its weeks, their order, what each teaches, its run sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from accounts.models import Account
from audit.actions import record
from courses.curriculum.models import Course, RunSheet, Week, WeekLesson, WeekSkill
from courses.curriculum.run_sheets import AHEAD, PlannedStage, sheets_of
from courses.curriculum.uses import uses_of
from courses.edited.actions import free_slug, keep_edit, take_away
from courses.skills.models import Module

# Numbers are unique in a course: weeks that change places pass through numbers above these.
_ASIDE = 1000
MOST_WEEKS = 104


class CourseInUse(Exception):
    """Groups were founded on the course: its weeks keep their numbers."""


class TooManyWeeks(Exception):
    """A course of more than two years is a slip of the finger."""


@dataclass(frozen=True)
class Taught:
    """What a week teaches: the lessons and skills by their ids, in order."""

    module: str
    topics: Sequence[str]
    skills: Sequence[int]
    lessons: Sequence[int]


@transaction.atomic
def start_course(name: str, *, like: Course | None, by: Account, now: datetime) -> Course:
    """A new course: a copy of another one with all its weeks, or an empty one."""
    course = Course(name=name, slug=free_slug(Course, name), edits=1, gates=[1])
    if like is not None:
        course.gates = list(like.gates)
    course.save()
    if like is not None:
        _copy_weeks(like, course)
        sheet = sheets_of(like.pk, by=now + AHEAD).first()
        if sheet is not None and sheet.stages:
            RunSheet.objects.create(course=course, sessions_from=now, stages=sheet.stages)
    record("course.started", on=course, by=by.pk, now=now, like=like.pk if like else None)
    return course


def _copy_weeks(like: Course, course: Course) -> None:
    for week in like.weeks.order_by("number").prefetch_related("week_skills", "week_lessons"):
        copy = Week.objects.create(
            course=course, number=week.number, module=week.module, topics=week.topics, edits=1
        )
        _set_taught(
            copy,
            [taught.skill_id for taught in week.week_skills.all()],
            [taught.lesson_id for taught in week.week_lessons.all()],
        )


@transaction.atomic
def change_course(
    course: Course,
    *,
    name: str,
    gates: Sequence[int],
    stages: Sequence[PlannedStage],
    seen: int,
    by: Account,
    now: datetime,
) -> None:
    """Another name, other weeks to join at, another run sheet (none: ours).

    The sheet reaches sessions that begin in an hour or later: no agenda changes in an open room.
    Raises EditedMeanwhile.
    """
    keep_edit(course, seen=seen, by=by, now=now, act="course.changed")
    Course.objects.filter(pk=course.pk).update(name=name, gates=sorted(gates))
    stored = [stage.stored() for stage in stages]
    standing = sheets_of(course.pk, by=now + AHEAD).first()
    if stored != (standing.stages if standing else []):
        RunSheet.objects.create(course=course, sessions_from=now + AHEAD, stages=stored)
        record("course.run_sheet", on=course, by=by.pk, now=now, stages=len(stored))


@transaction.atomic
def add_week(course: Course, *, seen: int, by: Account, now: datetime) -> Week:
    """An empty week at the end. Raises CourseInUse, EditedMeanwhile or TooManyWeeks."""
    _open(course, seen=seen, by=by, now=now, act="course.week_added")
    last = course.weeks.aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_WEEKS:
        raise TooManyWeeks
    newest = course.weeks.order_by("-number").first()
    module = newest.module if newest else Module.MINDFULNESS
    return Week.objects.create(course=course, number=last + 1, module=module, edits=1)


@transaction.atomic
def move_week(week: Week, *, to: int, seen: int, by: Account, now: datetime) -> None:
    """The week gets another number, those between move up or down; gates go along.

    `seen` is the course's edit number. Raises CourseInUse or EditedMeanwhile.
    """
    course = week.course
    _open(course, seen=seen, by=by, now=now, act="course.week_moved", week=week.number, to=to)
    weeks = [one for one in course.weeks.order_by("number") if one.pk != week.pk]
    weeks.insert(max(0, min(to - 1, len(weeks))), course.weeks.get(pk=week.pk))
    _number(course, weeks)


@transaction.atomic
def remove_week(week: Week, *, seen: int, by: Account, now: datetime) -> None:
    """The week goes, later ones move up; its lessons stay on the shelf.

    Raises CourseInUse or EditedMeanwhile.
    """
    course = week.course
    _open(course, seen=seen, by=by, now=now, act="course.week_removed", week=week.number)
    week.delete()
    _number(course, list(course.weeks.order_by("number")))


@transaction.atomic
def change_week(week: Week, taught: Taught, *, seen: int, by: Account, now: datetime) -> None:
    """What a week teaches. From now on it has exactly these lessons. Raises EditedMeanwhile."""
    keep_edit(week, seen=seen, by=by, now=now, act="week.changed", course=week.course_id)
    Week.objects.filter(pk=week.pk).update(module=taught.module, topics=list(taught.topics))
    _set_taught(week, taught.skills, taught.lessons)


@transaction.atomic
def delete_course(course: Course, *, by: Account, now: datetime) -> None:
    """The course goes with its weeks. Raises CourseInUse."""
    _refuse_in_use(course)
    take_away(course, slug=course.slug, by=by, now=now, act="course.deleted")


def _open(course: Course, *, seen: int, by: Account, now: datetime, act: str, **facts: Any) -> None:
    """Locks the course for a change of its weeks, unless a group was founded on it.

    Founding waits for the lock: the group's row points to this one.
    """
    Course.objects.select_for_update().get(pk=course.pk)
    _refuse_in_use(course)
    keep_edit(course, seen=seen, by=by, now=now, act=act, **facts)


def _refuse_in_use(course: Course) -> None:
    if uses_of([course.pk])[course.pk].founded:
        raise CourseInUse


def _number(course: Course, weeks: list[Week]) -> None:
    """Numbers the weeks from 1 in this order; newcomers may join where they could before."""
    gates = {week.pk for week in weeks if week.number in course.gates}
    course.weeks.update(number=F("number") + _ASIDE)
    for number, week in enumerate(weeks, start=1):
        week.number = number
    Week.objects.bulk_update(weeks, ["number"])
    course.gates = [week.number for week in weeks if week.pk in gates]
    Course.objects.filter(pk=course.pk).update(gates=course.gates)


def _set_taught(week: Week, skills: Sequence[int], lessons: Sequence[int]) -> None:
    week.week_skills.all().delete()
    week.week_lessons.all().delete()
    WeekSkill.objects.bulk_create(
        WeekSkill(week=week, skill_id=skill, order=order)
        for order, skill in enumerate(dict.fromkeys(skills), start=1)
    )
    WeekLesson.objects.bulk_create(
        WeekLesson(week=week, lesson_id=lesson, order=order, named=True)
        for order, lesson in enumerate(dict.fromkeys(lessons), start=1)
    )
