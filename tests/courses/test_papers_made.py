"""The worker makes each paper once; what fails rests, and what nobody wants goes."""

import os
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

import clock
from courses.lessons.actions import publish_shipped_lessons
from courses.models import LessonIndexPage, LessonPage, Paper, Worksheet
from courses.paper.actions import (
    BACKOFF,
    MOST_TRIES,
    ask_for,
    is_troubled,
    make_ahead,
    sweep_up,
)
from courses.paper.models import OF_SKILLS
from courses.paper.queries import (
    Wanted,
    bytes_of,
    cards_paper,
    folder,
    lesson_paper,
    skills_of,
    worksheet_paper,
)
from help.models import SiteSettings
from tests.courses.conftest import Write, lesson
from tests.courses.papers import made, read, work
from tests.courses.test_lessons import edit
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now() -> None:
    """A day on which nothing else happens."""
    clock.move_to(NOW)


def of(page: LessonPage, country: str = "GB") -> Wanted:
    return lesson_paper(page.pk, page.live_revision_id, country=country)


def test_asking_makes_nothing_and_the_worker_makes_it_once(tide: LessonPage) -> None:
    wanted = of(tide)
    paper = ask_for(wanted, now=NOW)
    assert bytes_of(paper) is None
    first = made(wanted).pdf.metadata
    assert work()
    assert Paper.objects.count() == 1
    again = read(wanted).pdf.metadata
    assert first is not None
    assert again is not None
    assert first == again
    assert oct((folder() / Paper.objects.get().file_name).stat().st_mode)[-3:] == "600"


def test_each_revision_has_a_paper_of_its_own(tide: LessonPage) -> None:
    before = of(tide)
    edit(tide, key_points=[("point", "A new key point.")])
    after = of(LessonPage.objects.get())
    assert "key point of tide" in made(before).text
    assert "A new key point." in made(after).text
    assert "A new key point." not in read(before).text


def test_another_name_of_the_clinic_makes_another_paper(tide: LessonPage) -> None:
    before = of(tide)
    SiteSettings.objects.create(
        site=Site.objects.get_or_create(
            is_default_site=True, defaults={"root_page": tide.get_parent()}
        )[0],
        name="Quiet Harbour",
    )
    after = of(tide)
    assert after != before
    assert "Quiet Harbour" in made(after).text


def test_one_that_cannot_be_printed_rests_and_holds_no_other_up(
    tide: LessonPage, caplog: pytest.LogCaptureFixture
) -> None:
    edit(tide, key_points=[("point", "\U00012000")])
    bad, good = of(LessonPage.objects.get()), worksheet_paper(Worksheet.objects.get(), country="GB")
    for wanted in (bad, good):
        ask_for(wanted, now=NOW)
    assert work()
    assert "tide sheet" in read(good).text
    assert "CUNEIFORM" in caplog.text
    row = Paper.objects.get(**bad.key)
    assert (row.attempts, is_troubled(row)) == (1, False)
    assert NOW + BACKOFF.first / 2 < row.next_try_at <= clock.now() + BACKOFF.first
    later = NOW
    for _ in range(MOST_TRIES + 2):
        later += BACKOFF.longest
        assert work(later)
    row.refresh_from_db()
    assert row.attempts == MOST_TRIES
    assert is_troubled(row)


def test_a_worker_that_died_leaves_its_paper_to_another(tide: LessonPage) -> None:
    wanted = of(tide)
    row = ask_for(wanted, now=NOW)
    held = {"lease": "00000000-0000-4000-8000-000000000000", "attempts": 1}
    Paper.objects.filter(pk=row.pk).update(
        **held, lease_until=clock.real_now() + timedelta(minutes=1)
    )
    assert work()
    assert bytes_of(Paper.objects.get()) is None
    Paper.objects.update(lease_until=clock.real_now() - timedelta(seconds=1))
    assert work()
    assert "Tide" in read(wanted).text


def test_a_lesson_that_is_deleted_leaves_no_paper_to_make(tide: LessonPage) -> None:
    ask_for(of(tide), now=NOW)
    tide.delete()
    assert work()
    assert not Paper.objects.exists()


def test_a_paper_whose_file_is_gone_is_made_again(tide: LessonPage) -> None:
    wanted = of(tide)
    made(wanted)
    (folder() / Paper.objects.get().file_name).unlink()
    assert bytes_of(ask_for(wanted, now=NOW)) is None
    assert "Tide" in made(wanted).text


def test_what_is_published_is_made_before_anybody_asks(tide: LessonPage) -> None:
    # Of the lesson; and of three skills, with the numbers of the clinic's country and of none.
    assert make_ahead(NOW) == 3 + 3 * 2
    assert make_ahead(NOW) == 0
    for turn in (1, 2, 3):  # gently: one in each turn
        assert work()
        assert Paper.objects.filter(made_at__isnull=False).count() == turn
    country = "US"  # the clinic's, where it has said nothing
    assert "Tide" in read(of(tide, country)).text
    assert "TIDE" in read(cards_paper(tide.pk, skills_of(tide.pk), country=country)).text
    edit(tide, key_points=[("point", "A new key point.")])
    assert make_ahead(NOW) == 1


def test_a_country_that_was_asked_for_is_made_ahead_too(tide: LessonPage) -> None:
    ask_for(of(tide, "GB"), now=NOW)
    make_ahead(NOW)
    lessons = Paper.objects.exclude(kind__in=OF_SKILLS)
    assert set(lessons.values_list("country", flat=True)) == {"US", "GB"}
    ask_for(of(tide, "IE"), now=NOW)
    assert work()  # what somebody waits for is not behind what nobody asked for
    assert "Tide" in read(of(tide, "GB")).text
    assert "Tide" in read(of(tide, "IE")).text


def test_making_ahead_asks_as_often_for_one_lesson_as_for_three(
    tide: LessonPage, write: Write
) -> None:
    def asked() -> int:
        make_ahead(NOW)
        with CaptureQueriesContext(connection) as queries:
            assert make_ahead(NOW) == 0
        return len(queries)

    one = asked()
    publish_shipped_lessons(
        LessonIndexPage.objects.get(),
        write(lesson("anchor", skills=["Anchor"]), lesson("beacon", skills=["Lighthouse"])),
    )
    assert asked() == one <= 8


def test_one_that_was_asked_for_while_the_clock_was_ahead_is_made_after_it_was_set_back(
    tide: LessonPage,
) -> None:
    wanted = of(tide)
    clock.move_to(NOW + timedelta(hours=3))
    ask_for(wanted, now=clock.now())
    clock.move_to(NOW)
    assert work()
    assert bytes_of(Paper.objects.get()) is None
    paper = ask_for(wanted, now=clock.now())  # somebody tries again
    paper.refresh_from_db()
    assert paper.asked_at <= clock.now()
    assert "Tide" in made(wanted).text


def test_one_that_rests_after_a_failure_is_not_woken_by_asking(tide: LessonPage) -> None:
    wanted = of(tide)
    ask_for(wanted, now=NOW)
    rests = {"attempts": 3, "next_try_at": NOW + BACKOFF.at_most(3)}
    Paper.objects.update(**rests)
    ask_for(wanted, now=NOW)
    assert Paper.objects.filter(**rests).exists()


def test_what_nobody_asks_for_any_more_is_swept_up(tide: LessonPage) -> None:
    wanted = of(tide)
    made(wanted)
    kept = worksheet_paper(Worksheet.objects.get(), country="GB")
    much_later = NOW + timedelta(days=40)
    Paper.objects.update(asked_at=NOW)
    clock.move_to(much_later)
    made(kept)
    for path in folder().iterdir():
        os.utime(path, (0, 0))
    assert sweep_up(much_later) >= 1
    assert [paper.kind for paper in Paper.objects.all()] == ["worksheet"]
    assert "tide sheet" in read(kept).text
