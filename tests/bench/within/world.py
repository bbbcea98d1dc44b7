"""What is measured: the shipped site, a group with lessons to read, rooms that are on, buyers.

Runs inside a build, on its models and its own tests' factories; thrown away with the database.
"""

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.text import slugify

import clock
from accounts.models import Account, Member
from accounts.roles import Role
from courses.lessons.render import lesson_html
from courses.models import Course, LessonPage, Module, Week, WeekLesson
from groups.models import Cohort, Enrollment, GroupSession, LinkConfirmation
from groups.weeks.actions import plan_weeks
from pages.setup import set_up_site
from payments.prices.actions import set_price
from tests.factories import (
    make_account,
    make_cohort,
    make_enrollment,
    make_member,
    make_session,
    make_staff,
)
from tests.signin import sign_in

LESSONS_A_WEEK = 4
ROOM_PEOPLE = 14
OPEN_GROUPS = 3


def build(*, rooms: int, lessons: int) -> dict[str, Any]:
    """Builds it, and tells where everything is and with which cookie it may be opened."""
    with transaction.atomic():
        return _build(rooms=rooms, lessons=lessons, now=clock.now())


def _build(*, rooms: int, lessons: int, now: datetime) -> dict[str, Any]:
    set_up_site(name="Bench Clinic", now=now)
    leader = make_staff(Role.FACILITATOR, "leader@example.org", first_name="Lena")
    for number in range(OPEN_GROUPS):
        _open_group(number, leader, now=now)
    key = _signed_in(leader)
    return {
        "cookie": settings.SESSION_COOKIE_NAME,
        "reader": _reader(_course("many", lessons), leader, now=now),
        "rooms": [_room(number, leader, key, now=now) for number in range(rooms)],
        "visitors": {
            "home": "/",
            "groups": "/groups/",
            "one group": "/groups/bench-open-0/",
            "programme": "/programme/",
            "teaser": "/lessons/stop/",
            "skills": "/skills/",
            "one skill": "/skills/stop/",
            "exercise": "/skills/stop/do/",
        },
    }


def read_lesson() -> dict[str, str]:
    """The words of one lesson, for peers that show the same: its title and its body as HTML."""
    lesson = LessonPage.objects.filter(slug__startswith="halt-many").order_by("pk")[0]
    return {"title": lesson.title, "html": str(lesson_html(lesson.pk, lesson.live_revision_id))}


def _course(name: str, lessons: int) -> Course:
    """A course of that many published lessons, at most four a week."""
    course = Course.objects.create(slug=name, name=f"Course of {name}", gates=[1])
    shipped = list(LessonPage.objects.filter(slug__in=["stop", "rain", "halt"]).order_by("slug"))
    shelf = shipped[0].get_parent()
    for number in range(lessons):
        week, _made = Week.objects.get_or_create(
            course=course,
            number=number // LESSONS_A_WEEK + 1,
            defaults={"module": Module.MINDFULNESS, "topics": ["A topic"]},
        )
        pattern = shipped[number % len(shipped)]
        lesson = LessonPage(
            title=f"{pattern.title} {name} {number + 1}",
            slug=slugify(f"{pattern.slug} {name} {number + 1}"),
            module=pattern.module,
            teaser=pattern.teaser,
            key_points=pattern.key_points,
            body=pattern.body,
            slides=pattern.slides,
            worksheet=pattern.worksheet,
            source=pattern.source,
            licence=pattern.licence,
        )
        shelf.add_child(instance=lesson)
        lesson.save_revision().publish()
        WeekLesson.objects.create(week=week, lesson=lesson, order=number % LESSONS_A_WEEK)
    return course


def _reader(course: Course, leader: Account, *, now: datetime) -> dict[str, str]:
    """A member whose group has lived through the whole course but its next session."""
    weeks = course.weeks.count()
    cohort = _cohort(course.slug, leader, now=now, course=course, weeks_ago=weeks, sessions=weeks)
    plan_weeks(cohort)
    make_session(cohort, number=weeks + 1, starts_at=now + timedelta(days=3))
    enrollment = make_enrollment(cohort, _member(f"{course.slug}.reader"))
    lesson = cohort.weeks.order_by("week__number")[0].lessons.get(order=0).lesson
    return {
        "lesson": reverse("lesson", args=[enrollment.pk, 1, lesson.slug]),
        "session": _signed_in(enrollment.member.account),
    }


def _cohort(
    name: str, leader: Account, *, now: datetime, course: Course, weeks_ago: int, sessions: int
) -> Cohort:
    first = now - timedelta(weeks=weeks_ago, hours=4)
    cohort = make_cohort(
        leader=leader,
        slug=f"bench-{name}",
        course=course,
        first_on=first.date(),
        starts=time(18),
        capacity=ROOM_PEOPLE,
        enrolment_closes_at=now + timedelta(days=1),
        state=Cohort.State.RUNNING,
    )
    for number in range(sessions):
        moment = first + timedelta(weeks=number)
        make_session(
            cohort,
            number=number + 1,
            starts_at=moment,
            state=GroupSession.State.ENDED,
            ended_at=moment + timedelta(hours=2),
        )
    return cohort


def _open_group(number: int, leader: Account, *, now: datetime) -> None:
    """A group that the public pages offer."""
    cohort = make_cohort(
        leader=leader,
        slug=f"bench-open-{number}",
        course=Course.objects.get(slug="24-week-skills-course"),
        first_on=(now + timedelta(days=9)).date(),
        enrolment_closes_at=now + timedelta(days=8),
    )
    make_session(cohort, starts_at=now + timedelta(days=9 + number))
    set_price(cohort, amount_minor=48_000, currency="GBP", now=now)


def _room(number: int, leader: Account, key: str, *, now: datetime) -> dict[str, Any]:
    """A session that is on, its leader and thirteen members with confirmed links."""
    cohort = make_cohort(
        leader=leader,
        slug=f"bench-room-{number}",
        course=Course.objects.get(slug="24-week-skills-course"),
        capacity=ROOM_PEOPLE,
        state=Cohort.State.RUNNING,
    )
    group_session = make_session(cohort, starts_at=now)
    members = [
        _invited(f"room{number}.{at}", cohort, group_session, now=now)
        for at in range(ROOM_PEOPLE - 1)
    ]
    return {
        "session": str(group_session.pk),
        "leader": key,
        "members": [_signed_in(enrollment.member.account) for enrollment in members],
        "enrollments": [str(enrollment.pk) for enrollment in members],
    }


def _invited(
    name: str, cohort: Cohort, group_session: GroupSession, *, now: datetime
) -> Enrollment:
    enrollment = make_enrollment(cohort, _member(name))
    LinkConfirmation.objects.create(
        enrollment=enrollment, session=group_session, epoch=enrollment.epoch, confirmed_at=now
    )
    return enrollment


def _member(name: str) -> Member:
    """With an address of their own: other sections make people by number."""
    return make_member(make_account(f"{name}@bench.example"), name=name)


def _signed_in(account: Account) -> str:
    return str(sign_in(Client(), account).cookies[settings.SESSION_COOKIE_NAME].value)
