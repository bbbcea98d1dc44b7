"""The map of skills: what puts a mark on it; it is the member's whatever becomes of seats."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client

from accounts.models import Account, Member
from accounts.roles import Role
from courses.models import Skill
from groups.coverage.marks import Covered, Fact, Mark, Source, Way, coverage, on_card
from groups.coverage.queries import covered
from groups.models import Attendance, Cohort, Enrollment
from groups.seats.actions import remove_member
from groups.weeks.actions import read_lesson
from tests.answers import Answer
from tests.factories import NOW, make_enrollment, make_staff
from tests.groups.diaries import TODAY, ada, bob, browser, cohort, fill, leader, make_group, part
from tests.groups.lessons import group_with_lessons
from tests.groups.practice import note, taught

__all__ = ["ada", "bob", "cohort", "leader", "part"]  # fixtures
MONDAY = date(2026, 8, 31)


def text(answer: Answer) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def fact(way: Way, *, days: int = 0, source: Source = Source.LOG, named: str = "") -> Fact:
    return Fact(way, 1, MONDAY + timedelta(days=days), source, named)


def test_marks_follow_from_what_happened_in_any_order() -> None:
    facts = [
        fact(Way.PRACTISED, days=4),
        fact(Way.READ, days=2, source=Source.LESSON, named="Anchor"),
        fact(Way.PRACTISED, days=1, source=Source.DIARY),
        fact(Way.TAUGHT, days=0, source=Source.SESSION, named="Tuesdays"),
        fact(Way.PRACTISED, days=4, source=Source.DIARY),
    ]
    expected = Covered(
        1,
        (
            Mark(Way.TAUGHT, MONDAY, MONDAY, 1, Source.SESSION, "Tuesdays"),
            Mark(
                Way.READ, MONDAY + timedelta(days=2), MONDAY + timedelta(days=2), 1, Source.LESSON,
                "Anchor",
            ),
            Mark(
                Way.PRACTISED, MONDAY + timedelta(days=1), MONDAY + timedelta(days=4), 2,
                Source.DIARY, "",
            ),
        ),
    )  # fmt: skip
    assert coverage(facts) == coverage(reversed(facts)) == {1: expected}
    assert coverage([]) == {}
    assert expected.mark(Way.COACHED) is None


def test_ways_that_come_later_have_their_place_already() -> None:
    found = coverage(
        [
            fact(Way.COACHED, source=Source.COACHING),
            fact(Way.MADE_UP, source=Source.VISIT, named="Thursdays"),
            *on_card([1, 2], MONDAY),
        ]
    )
    assert [mark.way for mark in found[1].marks] == [Way.MADE_UP, Way.PRACTISED, Way.COACHED]
    assert found[2].ways == {Way.PRACTISED}


def judged(part: Enrollment, verdict: str = "present") -> None:
    past = part.cohort.sessions.get(number=1)
    Attendance.objects.update_or_create(
        session=past, enrollment=part, defaults={"verdict": verdict, "judged_at": NOW}
    )


def ways(member: Member, skill: Skill) -> set[Way]:
    found = covered(member).get(skill.pk)
    return set(found.ways) if found else set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("verdict", "there"),
    [
        ("present", True), ("late", True), ("left_early", True), ("absent", False),
        ("excused", False), ("unmarked", False),
    ],
)  # fmt: skip
def test_taught_live_is_whoever_was_there(part: Enrollment, verdict: str, there: bool) -> None:
    judged(part, verdict)
    assert (ways(part.member, taught(part.cohort)) == {Way.TAUGHT}) is there
    assert ways(part.member, taught(part.cohort, week=2)) == set()


@pytest.mark.django_db
def test_each_mark_has_its_day_and_its_source(ada: Member, bob: Member, part: Enrollment) -> None:
    skill, own = taught(part.cohort), browser(ada)
    judged(part)
    note(own, skill)
    fill(own, "2026-08-30", skills=[str(skill.pk)])
    marks = {mark.way: mark for mark in covered(ada)[skill.pk].marks}
    past = part.cohort.sessions.get(number=1)
    assert (marks[Way.TAUGHT].first, marks[Way.TAUGHT].named) == (past.on, part.cohort.name)
    practised = marks[Way.PRACTISED]
    assert (practised.first, practised.last, practised.days) == (date(2026, 8, 30), TODAY, 2)
    assert practised.source is Source.DIARY
    assert covered(bob) == {}
    page = text(own.get("/practice/map/"))
    assert "Taught live" in page
    assert part.cohort.name in page
    assert "Diary card" in page
    assert "Mindfulness" in page
    for word in ("%", "of 5", "missing", "not yet", "missed"):
        assert word not in page.split("<main")[1].split("</main")[0]
    assert "It is still blank" in text(browser(bob).get("/practice/map/"))


@pytest.mark.django_db
def test_a_card_that_does_not_count_practises_nothing(ada: Member, part: Enrollment) -> None:
    skill, own = taught(part.cohort), browser(ada)
    fill(own, sadness="1")
    fill(own, sadness="2", skills=[str(skill.pk)])  # kept beside the one that stands
    assert covered(ada) == {}


@pytest.mark.django_db
def test_the_map_is_the_member_s_and_outlives_every_seat(
    ada: Member, bob: Member, part: Enrollment, leader: Account
) -> None:
    skill, own = taught(part.cohort), browser(ada)
    judged(part)
    note(own, skill)
    before = covered(ada)
    assert before[skill.pk].ways == {Way.TAUGHT, Way.PRACTISED}
    remove_member(part, reason="left", now=NOW, by=leader.pk)
    assert covered(ada) == before
    other: Cohort = make_group(make_staff(Role.FACILITATOR))
    make_enrollment(other, ada)
    assert covered(ada) == before
    assert skill.name in text(own.get("/practice/map/"))
    make_enrollment(part.cohort, bob)  # who takes the seat takes no mark with it
    assert covered(bob) == {}


@pytest.mark.django_db
def test_a_skill_that_is_published_no_more_stays_on_the_map_of_who_met_it(
    ada: Member, bob: Member, part: Enrollment
) -> None:
    skill = taught(part.cohort)
    note(browser(ada), skill)
    Skill.objects.filter(pk=skill.pk).update(live=False)
    page = text(browser(ada).get("/practice/map/"))
    assert skill.name in page
    assert f'href="/skills/{skill.slug}/"' not in page
    assert skill.name not in text(browser(bob).get("/practice/map/"))


@pytest.mark.django_db
def test_a_lesson_that_teaches_two_skills_marks_both(ada: Member, shelf: object) -> None:
    cohort = group_with_lessons()
    lesson = cohort.weeks.get(week__number=1).lessons.get().lesson
    two = [Skill.objects.create(slug=f"s-{n}", name=f"Skill {n}", module="M") for n in (1, 2)]
    lesson.skills.set(two)
    lesson.save()
    for _ in range(2):
        read_lesson(ada, lesson_id=lesson.pk, zone=ada.zone, now=NOW)
    for skill in two:
        [mark] = covered(ada)[skill.pk].marks
        assert (mark.way, mark.first, mark.named) == (Way.READ, TODAY, lesson.title)


@pytest.mark.django_db
def test_visitors_are_led_to_sign_in() -> None:
    assert Client().get("/practice/map/").status_code == 302
