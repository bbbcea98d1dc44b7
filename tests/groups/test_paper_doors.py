"""Who gets a lesson's papers: those who may read it, when they may, in the words they read."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from accounts.roles import Role
from courses.models import LessonIndexPage, LessonPage, Paper
from groups.models import Cohort, CohortLesson, Enrollment
from groups.seats.actions import remove_member
from tests.answers import Answer
from tests.courses.papers import Read, work
from tests.courses.test_lessons import edit
from tests.factories import make_account, make_enrollment, make_member, make_staff
from tests.groups.lessons import group_with_lessons
from tests.groups.rows import STARTS
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
OPEN = STARTS + timedelta(hours=3)


@pytest.fixture
def cohort(shelf: LessonIndexPage) -> Cohort:
    """A group whose first session is over."""
    made = group_with_lessons()
    clock.move_to(OPEN)
    return made


@pytest.fixture
def seat(cohort: Cohort) -> Enrollment:
    return make_enrollment(cohort, make_member(make_account(country="GB")))


@pytest.fixture
def member(seat: Enrollment) -> Client:
    return sign_in(Client(), seat.member.account)


def address(seat: Enrollment, kind: str = "lesson", *, week: int = 1, slug: str = "anchor") -> str:
    return reverse("lesson-paper", args=[seat.pk, week, slug, kind])


def led(cohort: Cohort, kind: str = "lesson", *, week: int = 1, slug: str = "anchor") -> str:
    return reverse("group-lesson-paper", args=[cohort.slug, week, slug, kind])


def printed(answer: Answer) -> Read:
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    return Read(answer.content)


@pytest.mark.parametrize(
    ("kind", "words"),
    [("lesson", "Secret teaching of anchor."), ("worksheet", "anchor sheet"), ("cards", "Anchor")],
)
def test_a_member_takes_home_what_was_taught(
    member: Client, seat: Enrollment, kind: str, words: str
) -> None:
    waiting = member.get(address(seat, kind))
    assert waiting.status_code == 202
    assert waiting["Retry-After"] == "10"
    assert "Your PDF is being made" in waiting.content.decode()
    assert f'href="{address(seat, kind)}"' in waiting.content.decode()
    assert work()
    answer = member.get(address(seat, kind))
    assert answer["Content-Disposition"] == f'attachment; filename="{kind}.pdf"'
    told = printed(answer)
    assert words in told.text
    if kind != "cards":
        assert "999" in told.text


def test_links_lead_from_the_lesson_to_its_papers(member: Client, seat: Enrollment) -> None:
    page = reverse("lesson", args=[seat.pk, 1, "anchor"])
    shown = member.get(page).content.decode()
    for kind in ("lesson", "worksheet", "cards"):
        assert f'href="paper/{kind}/"' in shown
        assert address(seat, kind) == f"{page}paper/{kind}/"


def test_a_lesson_without_skills_or_worksheet_offers_only_itself(
    member: Client, seat: Enrollment
) -> None:
    lesson = LessonPage.objects.get(slug="anchor")
    lesson.skills.clear()
    lesson.save()
    CohortLesson.objects.filter(lesson=lesson).update(worksheet=None)
    shown = member.get(reverse("lesson", args=[seat.pk, 1, "anchor"])).content.decode()
    assert 'href="paper/lesson/"' in shown
    assert "paper/cards/" not in shown
    assert "paper/worksheet/" not in shown
    assert member.get(address(seat, "cards")).status_code == 404
    assert member.get(address(seat, "worksheet")).status_code == 404


def test_the_words_are_those_the_group_was_given(member: Client, seat: Enrollment) -> None:
    edit(LessonPage.objects.get(slug="anchor"), key_points=[("point", "A later key point.")])
    member.get(address(seat))
    assert work()
    told = printed(member.get(address(seat))).text
    assert "Only members read the key point of anchor." in told
    assert "A later key point." not in told


def test_nobody_else_gets_it(member: Client, seat: Enrollment) -> None:
    member.get(address(seat))
    assert work()
    assert printed(member.get(address(seat)))
    mate = make_enrollment(seat.cohort, make_member(make_account()))
    for stranger in (mate.member.account, make_account(), make_staff(Role.MARKETER)):
        foreign = sign_in(Client(), stranger).get(address(seat))
        assert foreign.status_code == 404
    out = Client().get(address(seat))
    assert out.status_code == 302
    assert "/account/login/" in out["Location"]
    never = address(seat).replace(str(seat.pk), str(uuid4()))
    assert member.get(never).status_code == 404
    assert member.get(address(seat, "diary")).status_code == 404
    assert member.post(address(seat)).status_code == 405


def test_what_is_not_taught_yet_is_not_on_paper_either(member: Client, seat: Enrollment) -> None:
    early = member.get(address(seat, week=2, slug="tide"))
    assert early.status_code == 403
    assert "Not open yet" in early.content.decode()
    assert not Paper.objects.exists()


def test_whoever_left_gets_no_more(member: Client, seat: Enrollment) -> None:
    assert member.get(address(seat)).status_code == 202
    assert work()
    remove_member(seat, by=make_staff(Role.COORDINATOR).pk, reason="moved", now=OPEN)
    assert member.get(address(seat)).status_code == 404


def test_a_leader_prints_any_week_of_their_group(cohort: Cohort) -> None:
    leader = sign_in(Client(), cohort.leaders.get().account)
    assert leader.get(led(cohort, "worksheet", week=2, slug="tide")).status_code == 202
    assert work()
    assert "tide sheet" in printed(leader.get(led(cohort, "worksheet", week=2, slug="tide"))).text
    page = leader.get(reverse("group-lesson", args=[cohort.slug, 2, "tide"])).content.decode()
    assert f'href="{led(cohort, "cards", week=2, slug="tide")}"' in page
    other = sign_in(Client(), make_staff(Role.FACILITATOR, "other@example.org"))
    assert other.get(led(cohort)).status_code == 404
    assert sign_in(Client(), make_staff(Role.MARKETER, "m@example.org")).get(
        led(cohort)
    ).status_code == 403  # fmt: skip


def test_one_that_cannot_be_made_says_so_with_what_to_do(member: Client, seat: Enrollment) -> None:
    member.get(address(seat))
    Paper.objects.update(attempts=3)
    answer = member.get(address(seat))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "3600"
    assert "We could not make this PDF." in answer.content.decode()


def test_a_paper_that_is_there_costs_few_questions(member: Client, seat: Enrollment) -> None:
    member.get(address(seat))
    assert work()
    member.get(address(seat))
    with CaptureQueriesContext(connection) as asked:
        assert member.get(address(seat)).status_code == 200
    # session and account, the lesson, the paper
    assert len(asked) <= 5
