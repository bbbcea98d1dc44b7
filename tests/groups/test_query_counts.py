"""What a page asks the database does not grow with what it shows."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

import clock
from accounts.models import Account, Member
from accounts.roles import Role
from accounts.zones import UTC as UTC_ZONE
from courses.lessons.render import lesson_html
from courses.models import Course, LessonIndexPage, LessonPage, Skill, Week, WeekLesson, WeekSkill
from groups.attendance.models import Attendance
from groups.models import Cohort, Enrollment, LinkConfirmation
from groups.sessions.actions import end_session
from groups.weeks.actions import plan_weeks
from outbox.models import Letter
from pages.offers.queries import offers
from tests.factories import (
    lesson_words,
    make_account,
    make_cohort,
    make_course,
    make_enrollment,
    make_member,
    make_session,
    make_staff,
)
from tests.signin import sign_in

# Three weekly sessions from 8 September lie behind, the fourth is four days away.
MOMENT = datetime(2026, 9, 25, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Lived:
    """A group with its ended weeks and its members."""

    cohort: Cohort
    members: list[Enrollment]


@pytest.fixture(autouse=True)
def moment(db: None) -> datetime:
    """The clock stands still for every page."""
    clock.move_to(MOMENT)
    return MOMENT


@pytest.fixture
def leader(db: None) -> Account:
    """A facilitator."""
    return make_staff(Role.FACILITATOR, "lead@example.org")


def queries(client: Client, path: str) -> int:
    """Queries of a visit: nothing in the cache but what the process knows by heart."""
    client.get(path)
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def reader_of(lived: Lived) -> Client:
    """The first member's browser."""
    return sign_in(Client(), lived.members[0].member.account)


def live_through(
    leader: Account, *, rows: int, member: Member | None = None, members: int = 1
) -> Lived:
    """A group with `rows` ended weeks of as many lessons and skills each, everybody present."""
    course = make_course(weeks=rows)
    _fill(course, rows)
    cohort = make_cohort(leader=leader, course=course, state=Cohort.State.RUNNING)
    part = [make_enrollment(cohort, member or make_member())]
    part += [make_enrollment(cohort) for _ in range(members - 1)]
    for _week in range(rows):
        group_session = make_session(cohort)
        end_session(group_session, by=leader.pk, now=group_session.ends_at)
        Attendance.objects.bulk_create(
            Attendance(
                session=group_session,
                enrollment=enrollment,
                verdict=Attendance.Verdict.PRESENT,
                judged_at=group_session.ends_at,
            )
            for enrollment in part
        )
    plan_weeks(cohort)
    coming = make_session(cohort, number=rows + 1, starts_at=MOMENT + timedelta(days=4))
    for enrollment in part:
        LinkConfirmation.objects.create(
            enrollment=enrollment, session=coming, epoch=enrollment.epoch, confirmed_at=MOMENT
        )
    return Lived(cohort, part)


def _fill(course: Course, rows: int) -> None:
    """Gives every week of the course that many lessons and skills."""
    shelf = LessonIndexPage.objects.first() or Page.objects.get(depth=1).add_child(
        instance=LessonIndexPage(title="Lessons", slug="lessons")
    )
    for week in Week.objects.filter(course=course):
        for at in range(rows):
            name = f"{course.slug}-{week.number}-{at}"
            lesson = LessonPage(
                title=f"Lesson {name}", slug=name, module=week.module, teaser="About it.",
                source="ours", licence="ours", **lesson_words(),
            )  # fmt: skip
            shelf.add_child(instance=lesson)
            lesson.save_revision().publish()
            WeekLesson.objects.create(week=week, lesson=lesson, order=at)
            skill = Skill.objects.create(slug=name, name=f"Skill {name}", module=week.module)
            WeekSkill.objects.create(week=week, skill=skill, order=at)


def lesson_of(lived: Lived) -> str:
    """The address of the first lesson of the first week."""
    slug = f"{lived.cohort.course.slug}-1-0"
    return reverse("lesson", args=[lived.members[0].pk, 1, slug])


def test_today_asks_a_member_of_one_group_as_often_as_of_three(leader: Account) -> None:
    modest = reader_of(live_through(leader, rows=1))
    busy = live_through(leader, rows=3)
    for _ in range(2):
        live_through(leader, rows=3, member=busy.members[0].member)
    page = reader_of(busy).get("/today/").content.decode()
    assert page.count("Your next session") == 3
    assert page.count("Lesson course-") >= 27
    few = queries(modest, "/today/")
    assert few == queries(reader_of(busy), "/today/")
    assert few <= 15  # two of them for the clinic's own crisis help, which is kept for a minute


def test_today_asks_a_facilitator_of_one_group_as_often_as_of_three(leader: Account) -> None:
    live_through(leader, rows=1)
    client = sign_in(Client(), leader)
    one = queries(client, "/today/")
    for _ in range(2):
        live_through(leader, rows=3, members=3)
    page = " ".join(client.get("/today/").content.decode().split())
    assert page.count("3 members, 3 confirmed") == 2
    assert queries(client, "/today/") == one


def test_today_asks_a_coordinator_of_one_group_as_often_as_of_three(leader: Account) -> None:
    client = sign_in(Client(), make_staff(Role.COORDINATOR))
    _to_decide(number=1)
    one = queries(client, "/today/")
    for number in (2, 3):
        _to_decide(number=number)
    page = client.get("/today/").content.decode()
    assert "3 groups are open for enrolment" in page
    assert "3 letters could not be delivered" in page
    assert queries(client, "/today/") == one


def _to_decide(*, number: int) -> None:
    """An open group, and a letter that could not be delivered."""
    make_cohort()
    Letter.objects.create(
        key=f"dead:{number}", kind="session-tomorrow", to="gone@example.org", about={},
        state=Letter.State.DEAD, posted_at=MOMENT, next_try_at=MOMENT, message_id=f"<{number}@x>",
    )  # fmt: skip


def test_lesson_asks_in_a_course_of_one_as_often_as_of_nine(leader: Account) -> None:
    small, large = live_through(leader, rows=1), live_through(leader, rows=3, members=3)
    one, nine = reader_of(small), reader_of(large)
    assert "Lesson course-" in nine.get(lesson_of(large)).content.decode()
    assert queries(one, lesson_of(small)) == queries(nine, lesson_of(large))


def test_lesson_that_was_read_before_asks_three_times(leader: Account) -> None:
    lived = live_through(leader, rows=1)
    client = reader_of(lived)
    client.get(lesson_of(lived))
    with CaptureQueriesContext(connection) as asked:
        client.get(lesson_of(lived))
    # session, account, lesson with its seat: brand, menu and the rendered words are kept
    assert len(asked) == 3, [query["sql"][:120] for query in asked]


def test_what_a_members_page_weighs_has_a_limit(leader: Account) -> None:
    """The numbers are what it took when they were written; they come down, never up. (The way to
    a lesson's papers took 300 when there were none before; the menu, which had nothing to show
    here before there were skills, and the way to one's cards 600; that a course
    asks how things are, 400; that a lesson was read, 50, and the way to
    one's worksheets, 40.)"""
    lived = live_through(leader, rows=3)
    client = reader_of(lived)
    lesson = LessonPage.objects.get(slug=f"{lived.cohort.course.slug}-1-0")
    words = lesson_html(lesson.pk, lesson.live_revision_id)
    assert len(client.get(lesson_of(lived)).content) - len(words.encode()) <= 8_060
    assert len(client.get("/today/").content) <= 11_000


def test_lead_group_asks_for_one_member_as_often_as_for_three(leader: Account) -> None:
    small, large = live_through(leader, rows=1), live_through(leader, rows=3, members=3)
    client = sign_in(Client(), leader)
    page = client.get(reverse("lead-group", args=[large.cohort.slug])).content.decode()
    assert all(enrollment.member.name in page for enrollment in large.members)
    counts = {
        queries(client, reverse("lead-group", args=[lived.cohort.slug])) for lived in (small, large)
    }
    assert len(counts) == 1


def test_attendance_asks_for_one_member_as_often_as_for_three(leader: Account) -> None:
    small, large = live_through(leader, rows=1), live_through(leader, rows=1, members=3)
    client = sign_in(Client(), leader)
    counts = {
        queries(client, reverse("lead-attendance", args=[lived.cohort.slug, 1]))
        for lived in (small, large)
    }
    assert len(counts) == 1


def test_desk_asks_for_one_group_as_often_as_for_three(leader: Account) -> None:
    client = sign_in(Client(), make_staff(Role.COORDINATOR))
    live_through(leader, rows=1)
    one = queries(client, reverse("desk-cohorts"))
    names = [live_through(leader, rows=1, members=3).cohort.name for _ in range(2)]
    page = client.get(reverse("desk-cohorts")).content.decode()
    assert all(name in page for name in names)
    assert queries(client, reverse("desk-cohorts")) == one


def test_desk_of_a_group_asks_for_one_member_as_often_as_for_three(leader: Account) -> None:
    client = sign_in(Client(), make_staff(Role.COORDINATOR))
    small, large = live_through(leader, rows=1), live_through(leader, rows=3, members=3)
    counts = {
        queries(client, reverse("desk-cohort", args=[lived.cohort.slug]))
        for lived in (small, large)
    }
    assert len(counts) == 1


def test_next_groups_ask_for_one_group_as_often_as_for_three(leader: Account) -> None:
    _offered(leader)
    with CaptureQueriesContext(connection) as one:
        assert len(offers(MOMENT, reader=UTC_ZONE)) == 1
    for _ in range(2):
        _offered(leader)
    with CaptureQueriesContext(connection) as three:
        assert len(offers(MOMENT, reader=UTC_ZONE)) == 3
    assert len(three) == len(one) == 4  # cards, leaders, prices, sessions ahead


def _offered(leader: Account) -> None:
    """A group that takes people, with two leaders and a member."""
    cohort = make_cohort(leader=leader, enrolment_closes_at=MOMENT + timedelta(days=3))
    cohort.leaders.create(account=make_account(), part="co_leader")
    make_session(cohort, starts_at=MOMENT + timedelta(days=4))
    make_enrollment(cohort)
