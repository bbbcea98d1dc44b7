"""When a course asks how things are: before, after each module and at the end; by letter and on
Today."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

import clock
from accounts.models import Account
from courses.models import Module
from courses.skills.models import Module as Taught
from groups.cohorts.models import Cohort
from groups.measuring.due import post_due_measures
from groups.measuring.letters import MEASURES_DUE
from groups.measuring.occasions import TaughtWeek, occasions
from groups.measuring.queries import occasions_of
from groups.members.actions import take_out
from groups.models import Enrollment, OccasionResponse
from groups.planning.advance import advance_cohorts
from groups.sessions.actions import end_session
from outbox.mailbox import MailboxMessage
from outbox.models import Letter
from tests.factories import NOW, make_course
from tests.groups.measuring import ASKED, answered, browser_of, take_part
from tests.groups.rows import STARTS, TELLING, found
from tests.letters import delivered

FIRST = datetime(2026, 9, 8, 17, 0, tzinfo=UTC)
WEEK = timedelta(weeks=1)
TWO_HOURS = timedelta(hours=2)


def weeks(modules: str) -> list[TaughtWeek]:
    """A course of weeks, one letter each: M, D, E, I."""
    names = {"M": Taught.MINDFULNESS, "D": "DT", "E": "ER", "I": "IE"}
    return [
        TaughtWeek(n, names[one], FIRST + (n - 1) * WEEK, FIRST + (n - 1) * WEEK + TWO_HOURS)
        for n, one in enumerate(modules, start=1)
    ]


@pytest.mark.parametrize(
    ("modules", "since", "keys"),
    [
        ("MMDDDMMEEEMMIII", -3, ["start", "week-5", "week-10", "end"]),
        ("MMMDDDEEEEIIII", -3, ["start", "week-6", "week-10", "end"]),
        ("MDEI", -3, ["start", "week-2", "week-3", "end"]),
        ("MMMM", -3, ["start", "end"]),
        ("D", -3, ["start", "end"]),
        # Whoever joins at the second module was not there for the first.
        ("MMDDDMMEEEMMIII", 5, ["start", "week-10", "end"]),
        ("MMDDDMMEEEMMIII", 40, []),
        ("", -3, []),
    ],
)
def test_a_course_asks_before_after_each_module_and_at_its_end(
    modules: str, since: int, keys: list[str]
) -> None:
    asked = occasions(weeks(modules), since=FIRST + since * WEEK + timedelta(hours=3))

    assert [one.key for one in asked] == keys
    for one, after in itertools.pairwise(asked):
        assert one.opens_at < one.closes_at <= after.opens_at


def test_the_first_forms_are_asked_a_week_before_and_a_week_after_the_first_session() -> None:
    start, *_others, end = occasions(weeks("MMDD"), since=FIRST - 8 * WEEK)

    assert (start.opens_at, start.closes_at) == (FIRST - WEEK, FIRST + WEEK)
    assert end.opens_at == FIRST + 3 * WEEK + TWO_HOURS
    assert end.closes_at == end.opens_at + 3 * WEEK
    late = occasions(weeks("MMDD"), since=FIRST - timedelta(hours=2))[0]
    assert late.opens_at == FIRST - timedelta(hours=2)


@pytest.fixture
def cohort(db: None, coordinator: Account, leader: Account) -> Cohort:
    """A group of four weeks: mindfulness, distress tolerance, emotion regulation twice."""
    clock.move_to(NOW)
    course = make_course(weeks=4)
    for number, module in ((2, Module.DISTRESS_TOLERANCE), (3, "ER"), (4, "ER")):
        course.weeks.filter(number=number).update(module=module)
    return found(leader=leader, by=coordinator, course=course)


@pytest.fixture
def ana(cohort: Cohort) -> Enrollment:
    """Somebody in the group."""
    return take_part(cohort)


def letters(now: datetime) -> list[MailboxMessage]:
    """What the next look at `now` sends."""
    clock.move_to(now)
    before = {letter.message_id for letter in delivered()}
    post_due_measures(now)
    return [letter for letter in delivered(now=now) if letter.message_id not in before]


def posted() -> int:
    return Letter.objects.filter(kind=MEASURES_DUE).count()


def test_newcomers_are_asked_from_their_own_first_session_on(cohort: Cohort) -> None:
    """Nobody is asked how it was in a group that they have not met yet."""
    later = take_part(cohort, "Bee", begins_with=3)
    third = cohort.sessions.get(number=3).starts_at

    assert post_due_measures(third - timedelta(days=7, seconds=1)) == 0
    assert post_due_measures(third - timedelta(days=7)) == 1
    assert [one.key for one in occasions_of([later])[later.pk]] == ["start", "end"]


def test_a_letter_asks_once_for_each_occasion(ana: Enrollment, cohort: Cohort) -> None:
    two, four = (cohort.sessions.get(number=number).ends_at for number in (2, 4))

    assert post_due_measures(STARTS - timedelta(days=7, seconds=1)) == 0
    assert post_due_measures(STARTS - timedelta(days=7)) == 1
    assert post_due_measures(STARTS + timedelta(days=6)) == 0
    assert post_due_measures(two - timedelta(seconds=1)) == 0
    assert post_due_measures(two) == 1
    assert post_due_measures(four) == 1
    assert post_due_measures(four + timedelta(days=40)) == 0
    assert posted() == 3


def test_the_letter_says_what_it_is_and_leads_behind_the_sign_in(ana: Enrollment) -> None:
    (letter,) = letters(ASKED)

    assert letter.to == ana.member.account.email
    assert letter.subject == "How are things now?"
    assert "3 short forms" in letter.text
    assert reverse("measures") in letter.text
    assert "PHQ" not in letter.text + letter.html


def test_a_discreet_letter_tells_nothing(cohort: Cohort) -> None:
    take_part(cohort, discreet=True)

    (letter,) = letters(ASKED)

    whole = f"{letter.subject} {letter.text} {letter.html}".lower()
    assert letter.subject == "Something short to fill in"
    assert [word for word in TELLING if word in whole] == []


def test_whoever_has_answered_all_gets_no_letter_and_whoever_left_none_either(
    ana: Enrollment, cohort: Cohort, coordinator: Account
) -> None:
    ben, gone = take_part(cohort, "Ben"), take_part(cohort, "Gone")
    for slug, digits in (("phq-9", "0" * 9), ("gad-7", "0" * 7), ("skills-confidence", "0" * 10)):
        answered(ana.member, digits, at=ASKED, slug=slug)
    take_out(gone, reason="moved", by=coordinator, now=ASKED)
    # A letter that waits while the last form is answered is not sent.
    for slug, digits in (("phq-9", "0" * 9), ("gad-7", "0" * 7)):
        answered(ben.member, digits, at=ASKED, slug=slug)

    assert post_due_measures(ASKED) == 1
    answered(ben.member, "0" * 10, at=ASKED, slug="skills-confidence")
    clock.move_to(ASKED)

    assert [one.to for one in delivered() if "things" in one.subject] == []


def test_an_answer_counts_for_the_occasion_that_is_open_and_the_first_one_stays(
    ana: Enrollment, cohort: Cohort
) -> None:
    two = cohort.sessions.get(number=2).ends_at
    first = answered(ana.member, "0" * 9, at=ASKED)
    answered(ana.member, "1" * 8 + "0", at=ASKED + timedelta(days=1))
    answered(ana.member, "1" * 8 + "0", at=two - timedelta(minutes=1))  # nothing is asked then
    later = answered(ana.member, "1" * 8 + "0", at=two + timedelta(days=1))

    counted = OccasionResponse.objects.order_by("pk").values_list("occasion", "response")
    assert list(counted) == [("start", first.pk), ("week-2", later.pk)]


def test_today_and_the_list_ask_while_a_form_is_open(ana: Enrollment) -> None:
    client = browser_of(ana)

    def says(name: str, words: str) -> bool:
        return words in client.get(reverse(name)).content.decode()

    clock.move_to(STARTS - timedelta(days=8))
    assert (says("today", "How are things now?"), says("measures", "Asked now")) == (False, False)
    clock.move_to(ASKED)
    assert (says("today", "How are things now?"), says("measures", "Asked now")) == (True, True)
    assert says("today", "3 short forms wait for you")
    answered(ana.member, "0" * 9, at=ASKED)
    assert says("today", "2 short forms wait for you")
    answered(ana.member, "0" * 7, at=ASKED, slug="gad-7")
    answered(ana.member, "0" * 10, at=ASKED, slug="skills-confidence")
    assert (says("today", "How are things now?"), says("measures", "Asked now")) == (False, False)


def test_a_course_that_is_over_asks_for_three_weeks_and_then_no_more(
    ana: Enrollment, cohort: Cohort, leader: Account
) -> None:
    for each in cohort.sessions.order_by("number"):
        clock.move_to(each.ends_at)
        end_session(each, by=leader.pk, now=each.ends_at)
    over = clock.now() + timedelta(hours=2)
    advance_cohorts(over)
    ana.refresh_from_db()
    assert ana.state == "completed"
    client = browser_of(ana)
    address = reverse("measure-answer", args=[ana.member_id, "phq-9"])

    clock.move_to(over)
    assert post_due_measures(over) == 1
    assert client.get(address).status_code == 200
    clock.move_to(over + timedelta(weeks=3))
    assert client.get(address).status_code == 404
    assert post_due_measures(clock.now()) == 0


def test_a_session_that_moves_takes_its_question_along(
    ana: Enrollment, cohort: Cohort, client: Client
) -> None:
    second = cohort.sessions.get(number=2)
    asked_at = second.ends_at
    second.starts_at += timedelta(days=1)
    second.save()

    post_due_measures(STARTS)
    assert post_due_measures(asked_at) == 0
    assert post_due_measures(asked_at + timedelta(days=1)) == 1
