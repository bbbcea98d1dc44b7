"""One page for everybody who signs in: what matters to them now, and nobody else's."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page

import clock
from accounts.models import Account
from accounts.roles import Role
from courses.models import LessonIndexPage, LessonPage
from groups.attendance.actions import judge
from groups.links.actions import confirm_link
from groups.models import Cohort, CohortLesson, CohortWeek, Enrollment
from groups.planning.meetings import cancel_meeting
from groups.seats.models import SeatState
from groups.sessions.actions import end_session, move_session
from groups.weeks.following import as_published
from payments.cases.models import ExceptionCase
from tests.factories import (
    NOW,
    lesson_words,
    make_account,
    make_cohort,
    make_enrollment,
    make_member,
    make_session,
    make_staff,
)
from tests.groups.rows import STARTS, found, join_path
from tests.signin import sign_in
from tests.today.dead import dead_letter

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def coordinator() -> Account:
    return make_staff(Role.COORDINATOR)


@pytest.fixture
def leader() -> Account:
    return make_staff(Role.FACILITATOR)


@pytest.fixture
def cohort(leader: Account, coordinator: Account) -> Cohort:
    clock.move_to(STARTS - DAY)
    return found(leader=leader, by=coordinator, name="Quiet Tuesdays")


def see(account: Account) -> str:
    answer = sign_in(Client(), account).get(reverse("today"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_visitors_are_led_to_sign_in(client: Client) -> None:
    assert client.get(reverse("today"))["Location"] == "/account/login/?next=/today/"


def test_a_member_sees_the_next_session_and_the_way_in(cohort: Cohort) -> None:
    seat = make_enrollment(cohort, make_member(name="Ada"))

    page = see(seat.member.account)

    assert "Quiet Tuesdays" in page
    assert "Tuesday 8 September 2026" in page
    assert join_path(seat, cohort.sessions.get(number=1)) in page
    assert "Topic 1" in page
    assert "Your room is open" not in page


@pytest.mark.parametrize(
    ("minutes", "is_open"), [(-16, False), (-15, True), (149, True), (150, False)]
)
def test_the_room_is_open_from_a_quarter_before_until_half_an_hour_after(
    cohort: Cohort, minutes: int, is_open: bool
) -> None:
    seat = make_enrollment(cohort)
    clock.move_to(STARTS + timedelta(minutes=minutes))

    page = see(seat.member.account)

    assert ("Your room is open" in page) == is_open
    assert "Your next session" in page or is_open


def test_who_confirmed_is_expected_and_not_asked_again(cohort: Cohort) -> None:
    seat = make_enrollment(cohort)
    meeting = cohort.sessions.get(number=1)
    assert "Confirm that I am coming" in see(seat.member.account)

    confirm_link(seat, meeting, account=seat.member.account, now=clock.now())

    page = see(seat.member.account)
    assert "You have confirmed" in page
    assert "Confirm that I am coming" not in page
    Enrollment.objects.filter(pk=seat.pk).update(epoch=2)  # what was given out is void
    assert "Confirm that I am coming" in see(seat.member.account)


def test_after_the_session_its_week_stands_there(cohort: Cohort) -> None:
    seat = make_enrollment(cohort)
    clock.move_to(STARTS + DAY)

    page = see(seat.member.account)

    assert "week 1" in page
    assert "Topic 2. There is no written lesson for this week." in page  # what comes next


@pytest.mark.parametrize(
    ("lessons", "told"),
    [(["STOP"], "STOP. The lesson opens"), (["STOP", "TIPP"], "STOP, TIPP. The lessons open")],
)
def test_what_comes_next_is_told_by_the_titles_of_its_lessons(
    cohort: Cohort, lessons: list[str], told: str
) -> None:
    seat = make_enrollment(cohort)
    week = CohortWeek.objects.get(cohort=cohort, week__number=1)
    for order, title in enumerate(lessons):
        page = LessonPage(title=title, slug=title.lower(), module="DT", teaser="-", source="-",
                          licence="-", **lesson_words())  # fmt: skip
        _shelf().add_child(instance=page)
        page.save_revision().publish()
        page.refresh_from_db()
        CohortLesson.objects.create(
            cohort_week=week, lesson=page, order=order, **as_published(page)
        )

    page_ = " ".join(see(seat.member.account).split())

    assert f"<strong>Next:</strong> {told} after the session." in page_
    assert "Topic 1" not in page_


def _shelf() -> LessonIndexPage:
    shelf: LessonIndexPage = LessonIndexPage.objects.first() or Page.objects.get(depth=1).add_child(
        instance=LessonIndexPage(title="Lessons", slug="lessons")
    )
    return shelf


def test_two_members_of_a_household_each_have_their_place(
    cohort: Cohort, leader: Account, coordinator: Account
) -> None:
    account = make_account()
    other = found(leader=leader, by=coordinator, slug="other", name="Other evenings")
    ada = make_enrollment(cohort, make_member(account, name="Ada"))
    ben = make_enrollment(other, make_member(account, name="Ben"))

    page = see(account)

    for seat, name, group in ((ada, "Ada", "Quiet Tuesdays"), (ben, "Ben", "Other evenings")):
        assert name in page
        assert group in page
        assert join_path(seat, seat.cohort.sessions.get(number=1)) in page


def test_a_mate_of_the_group_is_not_named(cohort: Cohort) -> None:
    make_enrollment(cohort, make_member(name="Zebediah"))

    assert "Zebediah" not in see(make_enrollment(cohort).member.account)


def test_a_held_seat_says_until_when_on_the_readers_clock(cohort: Cohort) -> None:
    account = make_account(time_zone="Asia/Tokyo")
    make_enrollment(
        cohort, make_member(account, name="Ada"), state=SeatState.HELD,
        hold_until=STARTS - DAY + timedelta(minutes=30),
    )  # fmt: skip

    page = see(account)

    assert "A seat is held for you" in page
    assert "02:30" in page
    assert reverse("enrol", args=[cohort.slug]) in page
    assert "Your next session" not in page


@pytest.mark.parametrize("state", [SeatState.CANCELLED, SeatState.REMOVED, SeatState.RELEASED])
def test_who_left_sees_nothing_of_the_group(cohort: Cohort, state: SeatState) -> None:
    seat = make_enrollment(cohort, state=state)

    page = see(seat.member.account)

    assert "You are not in a group yet" in page
    assert "Quiet Tuesdays" not in page


def test_after_the_course_its_lessons_stay(cohort: Cohort) -> None:
    seat = make_enrollment(cohort, state=SeatState.COMPLETED)
    clock.move_to(STARTS + DAY)

    page = see(seat.member.account)

    assert "You have come to the end of this course" in page
    assert join_path(seat, cohort.sessions.get(number=2)) not in page
    assert "week 1" in page


def test_a_change_is_told_until_its_hour_has_passed(cohort: Cohort, coordinator: Account) -> None:
    """Whoever missed the letter and comes at the old hour reads why nobody is there."""
    seat = make_enrollment(cohort, activated_at=NOW)
    first, second = cohort.sessions.order_by("number")[:2]
    assert "does not take place" not in see(seat.member.account)
    cancel_meeting(first, note="The boiler broke", by=coordinator, now=clock.now())
    later = second.starts_at + timedelta(hours=2)
    move_session(second, starts_at=later, note="", by=coordinator.pk, now=clock.now())

    page = see(seat.member.account)

    assert "Session 1 does not take place" in page
    assert "The boiler broke" in page
    assert "Session 2 has moved. Its new time:" in page
    assert "20:00–22:00" in page
    clock.move_to(STARTS + DAY)
    assert "does not take place" not in see(seat.member.account)


@pytest.mark.parametrize("state", [SeatState.ACTIVE, SeatState.COMPLETED])
def test_a_change_is_not_told_to_whom_it_does_not_touch(
    cohort: Cohort, coordinator: Account, state: SeatState
) -> None:
    """Who enrolled after it knows the new dates; who completed has none."""
    first = cohort.sessions.get(number=1)
    touched = make_enrollment(cohort, activated_at=NOW)
    cancel_meeting(first, note="The boiler broke", by=coordinator, now=clock.now())
    seat = make_enrollment(cohort, state=state, activated_at=clock.now() + timedelta(minutes=1))

    assert "The boiler broke" not in see(seat.member.account)
    assert "The boiler broke" in see(touched.member.account)


def test_a_leader_sees_their_groups_and_what_wants_a_look(cohort: Cohort, leader: Account) -> None:
    seat = make_enrollment(cohort, make_member(name="Ada"))
    make_enrollment(cohort)
    first, second = cohort.sessions.order_by("number")[:2]
    clock.move_to(STARTS + DAY)
    end_session(first, by=leader.pk, now=first.ends_at)
    judge(first, now=first.ends_at, led_at=first.starts_at)
    confirm_link(seat, second, account=seat.member.account, now=clock.now())

    page = see(leader)

    assert "2 members" in page
    assert "1 confirmed for the next session" in page
    assert reverse("lead-attendance", args=[cohort.slug, 1]) in page
    assert "Ada" not in page
    assert "At the desk" not in page


def test_a_leader_sees_no_group_of_another(cohort: Cohort) -> None:
    assert "Quiet Tuesdays" not in see(make_staff(Role.FACILITATOR))


def test_a_leader_without_a_group_is_told_how_one_comes(db: None) -> None:
    assert "Once a coordinator makes you the leader" in see(make_staff(Role.FACILITATOR))


def test_a_leader_finds_the_lessons_and_is_asked_for_a_name_once(leader: Account) -> None:
    asked = "Members do not see your name yet"
    assert asked in see(leader)
    assert reverse("wagtailadmin_home") in see(leader)
    leader.first_name = "Ingrid"
    leader.save()
    assert asked not in see(leader)


def test_a_coordinator_sees_what_waits(cohort: Cohort, coordinator: Account) -> None:
    make_cohort(state=Cohort.State.DRAFT)
    ExceptionCase.objects.create(kind="dispute", key="one", opened_at=NOW)
    ExceptionCase.objects.create(
        kind="dispute", key="two", state="resolved", opened_at=NOW, resolved_at=NOW
    )
    dead_letter()

    page = see(coordinator)

    for words in ("1 group is open for enrolment", "1 draft", "1 case needs a decision",
                  "1 letter could not be delivered"):  # fmt: skip
        assert words in page
    assert "Groups you lead" not in page


def test_a_marketer_is_shown_the_editor_and_nothing_else(cohort: Cohort) -> None:
    page = see(make_staff(Role.MARKETER))

    assert reverse("wagtailadmin_home") in page
    assert "At the desk" not in page
    assert "You are not in a group yet" not in page


def test_a_member_sees_no_staff_matters(cohort: Cohort) -> None:
    page = see(make_enrollment(cohort).member.account)

    for words in ("At the desk", "Groups you lead", "Open the editor"):
        assert words not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_a_members_page_takes_few_queries(
    leader: Account,
    coordinator: Account,
    rows: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    clock.move_to(STARTS + DAY)
    account = make_account()
    for number in range(rows):
        cohort = found(leader=leader, by=coordinator, slug=f"g{number}", weeks=rows + 2)
        make_enrollment(cohort, make_member(account))
    client = sign_in(Client(), account)
    client.get(reverse("today"))

    with django_assert_num_queries(14):
        client.get(reverse("today"))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_leaders_page_takes_few_queries(
    leader: Account,
    coordinator: Account,
    rows: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    clock.move_to(STARTS + DAY)
    for number in range(rows):
        cohort = found(leader=leader, by=coordinator, slug=f"g{number}", weeks=rows + 2)
        make_session(cohort, number=50, starts_at=STARTS - DAY, state="ended")
        for _ in range(rows):
            make_enrollment(cohort)
    client = sign_in(Client(), leader)
    client.get(reverse("today"))

    with django_assert_num_queries(19):  # one each for urges, answers and sheets that are shared
        client.get(reverse("today"))
