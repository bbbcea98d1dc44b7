"""A member reads the group's lesson from the end of its session on, in the group's own words."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

import clock
from accounts.roles import Role
from courses.models import LessonIndexPage, LessonPage, Skill, WeekLesson
from groups.models import Cohort, CohortLesson, Enrollment
from groups.planning.advance import advance_cohorts
from groups.planning.meetings import cancel_meeting
from groups.seats.actions import remove_member
from groups.seats.models import SeatState
from groups.sessions.actions import end_session, move_session
from groups.weeks.access import NotYetReleased, open_lesson
from tests.factories import (
    NOW,
    lesson_words,
    make_account,
    make_enrollment,
    make_member,
    make_staff,
)
from tests.groups.lessons import group_with_lessons, lesson_path
from tests.groups.rows import STARTS, found
from tests.signin import sign_in, without_tokens

pytestmark = pytest.mark.django_db
ENDS = STARTS + timedelta(hours=2)


@pytest.fixture
def cohort(shelf: LessonIndexPage) -> Cohort:
    """A group of the small course: week 1 teaches "anchor", week 2 "tide"."""
    return group_with_lessons()


@pytest.fixture
def seat(cohort: Cohort) -> Enrollment:
    clock.move_to(ENDS + timedelta(minutes=1))
    return make_enrollment(cohort, make_member(name="Ada"))


def owner_of(seat: Enrollment) -> Client:
    return sign_in(Client(), seat.member.account)


def test_the_lesson_and_its_worksheet_are_read_after_the_session(seat: Enrollment) -> None:
    owner = owner_of(seat)

    page = owner.get(lesson_path(seat))
    sheet = owner.get(lesson_path(seat, name="worksheet"))

    assert page.status_code == sheet.status_code == 200
    assert "Secret teaching of anchor." in page.content.decode()
    assert lesson_path(seat, name="worksheet") in page.content.decode()
    assert "anchor sheet" in sheet.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_a_lesson_s_care_note_carries_its_reader_s_own_numbers(cohort: Cohort) -> None:
    """The words are compiled once for everybody, the numbers are those of whoever reads."""
    clock.move_to(ENDS + timedelta(minutes=1))
    for country, number, discreet in (
        ("GB", "116123", False),
        ("AT", "142", False),
        ("IE", "", True),
    ):
        seat = make_enrollment(
            cohort,
            make_member(make_account(country=country), name=country, discreet=discreet),
        )
        page = " ".join(owner_of(seat).get(lesson_path(seat)).content.decode().split())
        note = page.split("lesson-part--care")[1].split("</section>")[0]
        assert "<!--" not in note
        assert (f'href="tel:{number}"' in note) is bool(number)
        assert ("In danger now?" in note) is not discreet
        assert f'href="/help/{"numbers/" if discreet else ""}{country}/"' in note


def test_a_printed_page_carries_the_number_and_the_whole_address(cohort: Cohort) -> None:
    """On paper there is nothing to open: bar and footer stay away, and a line of text stands in."""
    clock.move_to(ENDS + timedelta(minutes=1))
    seat = make_enrollment(cohort, make_member(make_account(country="DK"), name="Ada"))
    sheet = owner_of(seat).get(lesson_path(seat, name="worksheet")).content.decode()
    foot = " ".join(sheet.split('class="print-help"')[1].split("</p>")[0].split())
    assert "112" in foot
    assert "Livslinien" in foot
    assert "(every day 11:00–05:00)" in strip_tags(foot)  # true whenever it is read
    assert f"{settings.SITE_URL}/help/DK/" in foot
    hidden = make_enrollment(
        cohort, make_member(make_account(country="DK"), name="Bo", discreet=True)
    )
    sheet = owner_of(hidden).get(lesson_path(hidden, name="worksheet")).content.decode()
    foot = " ".join(sheet.split('class="print-help"')[1].split("</p>")[0].split())
    assert foot.endswith(f"Support numbers: {settings.SITE_URL}/help/numbers/DK/")
    assert "Livslinien" not in foot


def test_a_sheet_that_speaks_of_hard_feelings_shows_a_number_where_it_does(
    cohort: Cohort,
) -> None:
    clock.move_to(ENDS + timedelta(minutes=1))
    seat = make_enrollment(cohort, make_member(make_account(country="DK"), name="Cy"))
    sheet = owner_of(seat).get(lesson_path(seat, name="worksheet")).content.decode()
    note = sheet.split('class="crisis-note')[1].split("</p>")[0]
    assert "tel:112" in note
    assert "/help/DK/" in note
    # On paper too, where "the numbers below" would else be those at the end of all pages.
    assert note.startswith('"')


def test_a_lesson_without_a_worksheet_has_none(seat: Enrollment, cohort: Cohort) -> None:
    CohortLesson.objects.filter(lesson__slug="tide").update(worksheet=None)
    second = cohort.sessions.get(number=2)
    clock.move_to(second.starts_at + timedelta(hours=1))
    end_session(second, by=None, now=clock.now())
    owner = owner_of(seat)

    page = owner.get(lesson_path(seat, week=2, slug="tide"))

    assert page.status_code == 200
    assert lesson_path(seat, week=2, slug="tide", name="worksheet") not in page.content.decode()
    assert owner.get(lesson_path(seat, week=2, slug="tide", name="worksheet")).status_code == 404


@pytest.mark.parametrize("name", ["lesson", "worksheet"])
def test_before_its_session_ends_the_page_says_when_it_opens(seat: Enrollment, name: str) -> None:
    clock.move_to(ENDS - timedelta(minutes=1))
    owner = owner_of(seat)

    early = owner.get(lesson_path(seat, name=name))

    assert early.status_code == 403
    assert "Tuesday 8 September 2026" in early.content.decode()
    assert "20:00" in early.content.decode()
    assert "Secret" not in early.content.decode()
    clock.move_to(ENDS)
    assert owner.get(lesson_path(seat, name=name)).status_code == 200


def test_the_door_knows_the_very_second(seat: Enrollment) -> None:
    asked: dict[str, Any] = {"enrollment_id": seat.pk, "week": 1, "slug": "anchor"}

    with pytest.raises(NotYetReleased) as early:
        open_lesson(seat.member.account, **asked, now=ENDS - timedelta(seconds=1))

    assert early.value.opens_at == ENDS
    assert open_lesson(seat.member.account, **asked, now=ENDS).slug == "anchor"


def test_a_moved_session_takes_its_lesson_along(seat: Enrollment, cohort: Cohort) -> None:
    later = STARTS + timedelta(days=2)
    meeting = cohort.sessions.get(number=1)
    by = make_staff(Role.COORDINATOR)
    move_session(meeting, starts_at=later, note="", by=by.pk, now=NOW)

    assert owner_of(seat).get(lesson_path(seat)).status_code == 403
    clock.move_to(later + timedelta(hours=2))
    assert owner_of(seat).get(lesson_path(seat)).status_code == 200


def test_a_cancelled_session_releases_nothing(seat: Enrollment, cohort: Cohort) -> None:
    cancel_meeting(cohort.sessions.get(number=1), note="", by=make_staff(Role.COORDINATOR), now=NOW)

    assert owner_of(seat).get(lesson_path(seat)).status_code == 403


@pytest.mark.parametrize("name", ["lesson", "worksheet"])
def test_somebody_elses_lesson_is_as_unknown_as_a_missing_one(
    seat: Enrollment, cohort: Cohort, name: str
) -> None:
    mate = make_enrollment(cohort)
    client = owner_of(mate)
    assert client.get(lesson_path(mate, name=name)).status_code == 200

    foreign, missing = (
        client.get(lesson_path(seat, name=name)),
        client.get(lesson_path(Enrollment(), name=name)),
    )

    assert foreign.status_code == missing.status_code == 404
    assert without_tokens(foreign) == without_tokens(missing)


@pytest.mark.parametrize(
    ("week", "slug"), [(1, "tide"), (2, "anchor"), (3, "anchor"), (99, "anchor"), (1, "none")]
)
def test_a_lesson_that_is_not_in_the_week_is_unknown(
    seat: Enrollment, week: int, slug: str
) -> None:
    assert owner_of(seat).get(lesson_path(seat, week=week, slug=slug)).status_code == 404


def test_a_week_beyond_all_numbers_is_unknown(seat: Enrollment) -> None:
    assert owner_of(seat).get(lesson_path(seat, week=10**30)).status_code == 404


def test_a_removed_member_reads_no_more(seat: Enrollment) -> None:
    owner = owner_of(seat)
    assert owner.get(lesson_path(seat)).status_code == 200

    remove_member(seat, reason="by agreement", by=seat.member.account_id, now=clock.now())

    assert owner.get(lesson_path(seat)).status_code == 404


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (SeatState.ACTIVE, 200),
        (SeatState.PAST_DUE, 200),
        (SeatState.COMPLETED, 200),
        (SeatState.HELD, 404),
        (SeatState.OFFERED, 404),
        (SeatState.RELEASED, 404),
        (SeatState.CANCELLED, 404),
    ],
)
def test_who_took_part_to_the_end_still_reads(
    cohort: Cohort, state: SeatState, status: int
) -> None:
    clock.move_to(ENDS)
    seat = make_enrollment(cohort, state=state)

    assert owner_of(seat).get(lesson_path(seat)).status_code == status


def test_visitors_are_led_to_sign_in_and_back(seat: Enrollment, client: Client) -> None:
    answer = client.get(lesson_path(seat))

    assert answer.status_code == 302
    assert lesson_path(seat) in answer["Location"]


def test_a_group_keeps_its_words_when_an_editor_publishes_others(
    seat: Enrollment, cohort: Cohort
) -> None:
    owner = owner_of(seat)
    assert "Secret teaching of anchor." in owner.get(lesson_path(seat)).content.decode()
    draft = LessonPage.objects.get(slug="anchor").get_latest_revision_as_object()
    draft.body[0].value["text"] = type(draft.body[0].value["text"])("<p>Other words.</p>")
    draft.save_revision().publish()
    newer = found(
        leader=make_staff(Role.FACILITATOR),
        by=make_staff(Role.COORDINATOR),
        course=cohort.course,
        slug="newer",
    )
    new_seat = make_enrollment(newer)

    old_words = owner.get(lesson_path(seat)).content.decode()
    new_words = owner_of(new_seat).get(lesson_path(new_seat)).content.decode()

    assert "Secret teaching of anchor." in old_words
    assert "Other words." not in old_words
    assert "Other words." in new_words


def test_a_group_keeps_a_lesson_that_was_taken_off_the_shelf(seat: Enrollment) -> None:
    LessonPage.objects.get(slug="anchor").unpublish()

    assert "Secret teaching" in owner_of(seat).get(lesson_path(seat)).content.decode()


def test_the_opening_hour_is_told_on_the_readers_clock(cohort: Cohort) -> None:
    clock.move_to(NOW)
    seat = make_enrollment(cohort, make_member())
    seat.member.account.time_zone = "Asia/Tokyo"
    seat.member.account.save()

    page = owner_of(seat).get(lesson_path(seat)).content.decode()

    assert "Wednesday 9 September 2026" in page
    assert "04:00" in page
    assert timezone.get_current_timezone_name() == "UTC"


def test_reading_a_lesson_takes_few_queries(
    seat: Enrollment, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    owner = owner_of(seat)
    owner.get(lesson_path(seat))

    with django_assert_max_num_queries(8):
        owner.get(lesson_path(seat))


def publish(shelf: LessonIndexPage, slug: str, *skills: str) -> LessonPage:
    """A lesson written today, as the editor's button publishes it."""
    page = LessonPage(
        title=slug.title(), slug=slug, module="DT", teaser="About it.", source="us", licence="ours",
        live=False, **lesson_words(),
    )  # fmt: skip
    shelf.add_child(instance=page)
    page.skills.set(Skill.objects.filter(name__in=skills))
    page.save_revision().publish()
    return page


def pinned(cohort: Cohort) -> set[tuple[int, str]]:
    rows = CohortLesson.objects.filter(cohort_week__cohort=cohort)
    return set(rows.values_list("cohort_week__week__number", "lesson__slug"))


def taught() -> list[tuple[int, str]]:
    rows = WeekLesson.objects.order_by("week__number", "order")
    return list(rows.values_list("week__number", "lesson__slug"))


def test_a_new_lesson_joins_the_weeks_ahead_and_no_week_that_was_taught(
    cohort: Cohort, shelf: LessonIndexPage
) -> None:
    end_session(cohort.sessions.get(number=1), by=None, now=ENDS)

    publish(shelf, "beam", "Anchor", "Lighthouse")
    advance_cohorts(ENDS)
    advance_cohorts(ENDS)

    assert taught() == [(1, "anchor"), (1, "beam"), (2, "beam"), (2, "tide")]
    assert pinned(cohort) == {(1, "anchor"), (2, "beam"), (2, "tide")}


def test_what_is_kept_keeps_its_words_when_a_lesson_joins_its_week(
    cohort: Cohort, shelf: LessonIndexPage
) -> None:
    CohortLesson.objects.update(kept=True)
    before = CohortLesson.objects.get(cohort_week__cohort=cohort, lesson__slug="tide")
    LessonPage.objects.get(slug="tide").get_latest_revision_as_object().save_revision().publish()
    assert LessonPage.objects.get(slug="tide").live_revision_id != before.revision_id

    publish(shelf, "beam", "Lighthouse")
    advance_cohorts(NOW)

    after = CohortLesson.objects.get(cohort_week__cohort=cohort, lesson__slug="tide")
    assert (2, "beam") in pinned(cohort)
    assert (after.pk, after.revision_id) == (before.pk, before.revision_id)


def test_a_draft_and_a_lesson_of_no_skill_reach_nobody(
    cohort: Cohort, shelf: LessonIndexPage
) -> None:
    before = pinned(cohort)
    draft = LessonPage(
        title="Draft", slug="draft", module="DT", teaser="?", source="?", licence="?", live=False
    )
    shelf.add_child(instance=draft)
    draft.skills.set(Skill.objects.all())
    draft.save_revision()

    publish(shelf, "beam")
    advance_cohorts(NOW)

    assert pinned(cohort) == before


def test_a_group_that_is_over_gets_no_new_lesson(cohort: Cohort, shelf: LessonIndexPage) -> None:
    before = pinned(cohort)
    Cohort.objects.filter(pk=cohort.pk).update(state=Cohort.State.ENDED)

    publish(shelf, "beam", "Lighthouse")
    advance_cohorts(NOW)

    assert pinned(cohort) == before


def test_a_lesson_leaves_the_week_whose_skill_it_no_longer_teaches(
    cohort: Cohort, shelf: LessonIndexPage
) -> None:
    page = publish(shelf, "beam", "Anchor", "Lighthouse")
    advance_cohorts(NOW)
    kept = pinned(cohort)

    page.skills.set(Skill.objects.filter(name="Lighthouse"))
    page.save_revision().publish()
    advance_cohorts(NOW)

    assert taught() == [(1, "anchor"), (2, "beam"), (2, "tide")]
    assert pinned(cohort) == kept


def test_a_week_without_skills_keeps_what_was_put_there(
    cohort: Cohort, shelf: LessonIndexPage
) -> None:
    page = publish(shelf, "beam")
    WeekLesson.objects.create(week=cohort.course.weeks.get(number=3), lesson=page, order=1)

    page.save_revision().publish()

    assert (3, "beam") in taught()
