"""A lesson that no group will get says so: while it is written, when it is published, in lists."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Account
from courses.models import Course, LessonPage, Skill, Week, WeekLesson, WeekSkill
from groups.models import Cohort, GroupSession
from groups.weeks.reaching import reach_of, unreached_lessons
from pages.editor.reach import findings_of, unreached, who_gets_it
from pages.models import HomePage
from tests.factories import make_cohort
from tests.groups.rows import found
from tests.pages.sending import PUBLISH, SEND, add, decide, edit, finished, sent_lesson
from tests.signin import sign_in

NOBODY = "No group will get this lesson: no skill is ticked"
TOO_LATE = "its week has been (Quiet Tuesdays)"


@pytest.fixture
def course(home: HomePage) -> Course:
    return Course.objects.get(slug="24-week-skills-course")


@pytest.fixture
def cohort(course: Course, writer: Account, coordinator: Account) -> Cohort:
    return found(leader=writer, by=coordinator, course=course, name="Quiet Tuesdays")


@pytest.fixture
def taught(course: Course) -> Skill:
    return WeekSkill.objects.filter(week__course=course).order_by("week__number")[0].skill


def publish(browser: Client, *skills: Skill) -> str:
    """What the editor says when a new lesson is published."""
    ticked = {"skills": [str(skill.pk) for skill in skills]}
    answer = browser.post(add(), finished() | PUBLISH | ticked, follow=True)
    assert LessonPage.objects.get(slug="pace").live
    return answer.content.decode()


def checks(browser: Client) -> str:
    address = reverse("lesson-checklist", args=[LessonPage.objects.get(slug="pace").pk])
    return browser.get(address).content.decode()


def is_over(cohort: Cohort) -> None:
    GroupSession.objects.filter(cohort=cohort).update(state=GroupSession.State.ENDED)


def test_a_lesson_without_a_skill_says_that_no_group_gets_it(
    cohort: Cohort, writer: Account, coordinator: Account
) -> None:
    browser, desk = sign_in(Client(), writer), sign_in(Client(), coordinator)
    first_page, at_the_desk = reverse("wagtailadmin_home"), reverse("desk-lessons")
    for client, path in ((browser, first_page), (desk, first_page), (desk, at_the_desk)):
        assert "Lessons that no group gets" not in client.get(path).content.decode()

    assert NOBODY in publish(browser)

    lesson = LessonPage.objects.get(slug="pace")
    assert NOBODY in checks(browser)
    assert NOBODY in browser.get(edit(lesson)).content.decode()
    for client, path in ((browser, first_page), (desk, first_page), (desk, at_the_desk)):
        page = client.get(path).content.decode().partition("Lessons that no group gets")[2]
        assert "Pace" in page


def test_a_lesson_with_a_skill_says_who_gets_it(
    cohort: Cohort, taught: Skill, writer: Account
) -> None:
    browser = sign_in(Client(), writer)
    said = publish(browser, taught)
    assert "No group" not in said
    assert "Groups that have it or get it: Quiet Tuesdays." in checks(browser)
    assert not unreached_lessons().exists()


def test_a_lesson_after_its_week_says_which_groups_have_been_past_it(
    cohort: Cohort, taught: Skill, writer: Account, course: Course
) -> None:
    is_over(cohort)
    browser = sign_in(Client(), writer)
    assert TOO_LATE in publish(browser, taught)
    assert TOO_LATE in checks(browser)
    assert [lesson.title for lesson in unreached_lessons()] == ["Pace"]

    # Another group takes the course, and has the week still ahead.
    leader = cohort.leaders.get().account
    found(leader=leader, by=leader, course=course, slug="later", name="Later evenings")
    told = checks(browser)
    assert "Groups that have it or get it: Later evenings. Its week has been in Quiet" in told
    assert not unreached_lessons().exists()


def test_what_a_group_was_given_reaches_it_however_late_it_is(
    cohort: Cohort, taught: Skill
) -> None:
    lesson = LessonPage.objects.filter(skills=taught, week_lessons__isnull=False).first()
    assert lesson is not None
    is_over(cohort)
    assert unreached(lesson) == ""
    assert not unreached_lessons().exists()


def test_without_a_group_a_lesson_waits_for_the_next_one(home: HomePage, taught: Skill) -> None:
    lesson = LessonPage.objects.filter(skills=taught).first()
    assert lesson is not None
    assert "Groups that begin from now on get it." in who_gets_it(lesson).says


def test_a_week_that_somebody_chose_it_for_gives_a_lesson_without_skills(
    cohort: Cohort, writer: Account
) -> None:
    publish(sign_in(Client(), writer))
    lesson = LessonPage.objects.get(slug="pace")
    week = Week.objects.filter(course=cohort.course).earliest("number")
    Week.objects.filter(pk=week.pk).update(edits=1)
    WeekLesson.objects.create(week=week, lesson=lesson, order=9)
    assert unreached(lesson) == ""
    assert not unreached_lessons().exists()
    Week.objects.filter(pk=week.pk).update(edits=0)  # as if nobody had: publishing takes it out
    assert unreached(lesson).startswith(NOBODY)


def test_a_skill_that_no_week_takes_lessons_of_is_told_apart(
    cohort: Cohort, writer: Account
) -> None:
    skill = Skill.objects.create(name="Own", slug="own", module="M", summary="Ours.")
    said = publish(sign_in(Client(), writer), skill)
    assert "no week of a course takes the lessons of its skills by itself" in said


def test_who_approves_a_lesson_and_who_sends_it_are_told(
    asked: None, writer: Account, coordinator: Account
) -> None:
    browser = sign_in(Client(), writer)
    sent = browser.post(add(), finished() | SEND, follow=True).content.decode()
    assert NOBODY in sent
    lesson, desk = sent_lesson(writer), sign_in(Client(), coordinator)
    decide(desk, lesson, "approve")
    assert NOBODY in desk.get(reverse("wagtailadmin_home")).content.decode()


def test_several_lessons_that_are_published_at_once_are_told_one_by_one(
    cohort: Cohort, writer: Account
) -> None:
    browser = sign_in(Client(), writer)
    publish(browser)
    lesson = LessonPage.objects.get(slug="pace")
    reached = LessonPage.objects.get(slug="stop")
    for page in (lesson, reached):
        page.unpublish()
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = browser.post(f"{bulk}?id={lesson.pk}&id={reached.pk}")
    assert answer.status_code == 302
    said = browser.get(reverse("wagtailadmin_home")).content.decode()
    assert f"“Pace”: {NOBODY}" in said
    assert "“STOP”" not in said


def test_every_lesson_that_ships_is_in_a_week(home: HomePage) -> None:
    assert list(unreached_lessons()) == []
    assert not any(reach_of(lesson).is_nobodys for lesson in LessonPage.objects.all()[:5])


def test_the_checks_ask_as_often_for_one_group_as_for_three(
    cohort: Cohort, writer: Account, taught: Skill, coordinator: Account
) -> None:
    publish(sign_in(Client(), writer), taught)

    def asked() -> int:
        lesson = LessonPage.objects.get(slug="pace")
        with CaptureQueriesContext(connection) as queries:
            findings_of(lesson)
            list(unreached_lessons())
        return len(queries)

    one = asked()
    for slug in ("second", "third"):
        found(leader=writer, by=coordinator, course=cohort.course, slug=slug, name=slug.title())
    make_cohort(course=cohort.course)
    assert asked() == one
