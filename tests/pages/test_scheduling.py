"""A page or lesson is published at the hour that its editor's own wall shows, and not before."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision
from wagtail.signals import page_published
from wagtail.test.utils.form_data import rich_text, streamfield

import clock
from accounts.roles import Role
from clock.jobs import all_jobs, run_job
from courses.models import Course, LessonPage
from groups.models import CohortLesson
from groups.tasks import advance
from pages.editor.scheduling import publish_and_withdraw
from pages.models import HomePage, StandardPage
from tests.factories import make_staff
from tests.groups.rows import found
from tests.pages.sending import form
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
MINUTE = timedelta(minutes=1)
TEASER = "Told at its hour. Anyone may read this."


@pytest.fixture
def october(home: HomePage) -> Iterator[None]:
    """The machine and the site live in October 2026."""
    clock.set_offset(0)
    with time_machine.travel(datetime(2026, 10, 1, 12, 0, tzinfo=UTC), tick=False):
        yield


def editor_in(zone: str) -> Client:
    """A facilitator in the editor whose account has that zone."""
    return sign_in(Client(), make_staff(Role.FACILITATOR, time_zone=zone))


def stop() -> LessonPage:
    page: LessonPage = LessonPage.objects.get(slug="stop")
    return page


def edit(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def words(**fields: Any) -> dict[str, Any]:
    """The form of "stop" with a teaser of its own, whole enough to be published."""
    page = stop()
    text = rich_text("<p>Because.</p>")
    sent = form(
        title=page.title,
        slug=page.slug,
        module=page.module,
        teaser=TEASER,
        source=page.source,
        licence=page.licence,
        key_points=streamfield([("point", "One.")]),
        body=streamfield([("teaching", {"heading": "Why", "text": text})]),
        **fields,
    )
    return sent | {"skills": [str(skill.pk) for skill in page.skills.all()]}


def schedule(client: Client, go_live_at: str, **fields: Any) -> str:
    """Presses "Schedule to publish"; returns the page that answers, or nothing once it is done."""
    sent = words(**{"action-publish": "1", "go_live_at": go_live_at, **fields})
    answer = client.post(edit(stop()), sent)
    return "" if answer.status_code == 302 else answer.content.decode()


def run_the_worker_s_job() -> bool:
    [job] = [job for job in all_jobs() if job.name == "config.publish_scheduled"]
    return run_job(job, now=clock.now(), real=clock.real_now())


def is_told() -> bool:
    """Whether visitors read the scheduled words."""
    return TEASER in Client().get("/lessons/stop/").content.decode()


# Berlin goes back on 25 October 2026 at 03:00 and forward on 28 March 2027 at 02:00; New York on
# 1 November at 02:00 and on 14 March at 02:00.
@pytest.mark.parametrize(
    ("zone", "typed", "moment"),
    [
        (BERLIN, "2026-10-24 23:30", "2026-10-24 21:30"),
        (BERLIN, "2026-10-25 01:59", "2026-10-24 23:59"),
        (BERLIN, "2026-10-25 03:00", "2026-10-25 02:00"),
        (BERLIN, "2027-03-28 01:59", "2027-03-28 00:59"),
        (BERLIN, "2027-03-28 03:00", "2027-03-28 01:00"),
        (NEW_YORK, "2026-10-25 02:30", "2026-10-25 06:30"),
        (NEW_YORK, "2026-11-01 00:59", "2026-11-01 04:59"),
        (NEW_YORK, "2026-11-01 02:00", "2026-11-01 07:00"),
        (NEW_YORK, "2027-03-14 03:00", "2027-03-14 07:00"),
    ],
)
def test_it_opens_at_the_minute_on_the_editor_s_wall(
    october: None, zone: str, typed: str, moment: str
) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert not schedule(editor_in(zone), typed)
    assert stop().scheduled_revision.approved_go_live_at == at
    for now, told in ((at - timedelta(seconds=1), False), (at, True)):
        with time_machine.travel(now, tick=False):
            assert run_the_worker_s_job()
            assert is_told() is told
    assert stop().scheduled_revision is None


@pytest.mark.parametrize(
    ("zone", "typed", "sentence"),
    [
        (BERLIN, "2026-10-25 02:30", "02:30 comes twice on Sunday 25 October 2026: the clocks are "
         "put back. Please choose 01:30 or 03:30."),
        (BERLIN, "2027-03-28 02:30", "There is no 02:30 on Sunday 28 March 2027: the clocks are "
         "put forward over it. Please choose 01:30 or 03:30."),
        (NEW_YORK, "2026-11-01 01:30", "01:30 comes twice on Sunday 1 November 2026"),
        (NEW_YORK, "2027-03-14 02:30", "There is no 02:30 on Sunday 14 March 2027"),
        ("Australia/Lord_Howe", "2027-04-04 01:45", "Please choose 01:15 or 02:15."),
    ],
)  # fmt: skip
def test_an_hour_in_doubt_is_refused_with_the_ones_that_are_meant(
    october: None, zone: str, typed: str, sentence: str
) -> None:
    before = Revision.objects.count()
    page = schedule(editor_in(zone), typed)
    assert sentence in page
    assert TEASER in page, "what was typed stays"
    assert Revision.objects.count() == before
    assert stop().scheduled_revision is None


def test_the_zone_is_named_beside_the_field_and_the_schedule(october: None) -> None:
    for zone, named in ((BERLIN, "Berlin"), (NEW_YORK, "New York")):
        page = editor_in(zone).get(edit(stop())).content.decode()
        assert page.count(f"By the clock in {named}, as under “Your account”.") == 2
        assert f"By the clock in {named}.\n" not in page
    assert not schedule(editor_in(BERLIN), "2026-10-25 03:00")
    page = " ".join(editor_in(NEW_YORK).get(edit(stop())).content.decode().split())
    assert 'value="2026-10-24 22:00"' in page
    assert "24 Oct 2026, 10 p.m." in page
    assert "By the clock in New York. </p>" in page
    assert "In UTC." in editor_in("").get(edit(stop())).content.decode()


def test_the_history_tells_it_on_the_reader_s_own_clock(october: None) -> None:
    assert not schedule(editor_in(BERLIN), "2026-10-25 03:00")
    history = reverse("wagtailadmin_pages:history", args=[stop().pk])
    for zone, told in ((BERLIN, "25 Oct 2026, 3 a.m."), (NEW_YORK, "24 Oct 2026, 10 p.m.")):
        page = editor_in(zone).get(history).content.decode()
        assert f"scheduled for publishing at {told}" in page
    with time_machine.travel(datetime(2026, 10, 25, 2, 0, tzinfo=UTC), tick=False):
        run_the_worker_s_job()
        assert "Published" in editor_in(BERLIN).get(history).content.decode()


def test_an_hour_that_somebody_else_chose_stays_that_hour(october: None) -> None:
    """New York's 20:30 is the first of Berlin's two 02:30, and its 21:30 the second."""
    for typed, hour in (("2026-10-24 20:30", 0), ("2026-10-24 21:30", 1)):
        draft = words(go_live_at=typed)
        assert editor_in(NEW_YORK).post(edit(stop()), draft).status_code == 302
        berlin = editor_in(BERLIN)
        assert 'value="2026-10-25 02:30"' in berlin.get(edit(stop())).content.decode()
        assert not schedule(berlin, "2026-10-25 02:30")
        at = stop().scheduled_revision.approved_go_live_at
        assert at == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
        take_back(berlin)


def take_back(client: Client) -> None:
    """Presses "Cancel scheduled publish"."""
    names = [stop().pk, stop().scheduled_revision.pk]
    client.post(reverse("wagtailadmin_pages:revisions_unschedule", args=names))
    assert stop().scheduled_revision is None


def test_what_waits_for_its_hour_is_changed_by_nobody(october: None) -> None:
    assert not schedule(editor_in(BERLIN), "2026-10-02 12:00")
    waiting = stop().scheduled_revision
    other = editor_in(NEW_YORK)
    assert "scheduled to go live at 2 Oct 2026, 6 a.m." in other.get(edit(stop())).content.decode()
    other.post(edit(stop()), words() | {"title": "Something else"})
    assert stop().latest_revision_id == waiting.pk
    assert stop().scheduled_revision == waiting


def test_a_schedule_that_was_taken_back_publishes_nothing(october: None) -> None:
    editor = editor_in(BERLIN)
    assert not schedule(editor, "2026-10-02 12:00")
    take_back(editor)
    with time_machine.travel(datetime(2026, 10, 3, 12, 0, tzinfo=UTC), tick=False):
        assert run_the_worker_s_job()
        assert not is_told()


def test_a_lesson_on_schedule_reaches_the_weeks_ahead_and_not_a_given_one(
    october: None,
) -> None:
    leader, course = make_staff(Role.FACILITATOR), Course.objects.get(slug="24-week-skills-course")
    cohort = found(leader=leader, by=make_staff(Role.COORDINATOR), course=course)
    [pinned, *_later] = CohortLesson.objects.filter(
        cohort_week__cohort=cohort, lesson__slug="stop"
    ).order_by("cohort_week__week__number")
    before, starts = pinned.revision_id, pinned.cohort_week.session.starts_at
    wall = (starts - MINUTE).astimezone(ZoneInfo(BERLIN))
    with time_machine.travel(starts - timedelta(days=1), tick=False):
        assert not schedule(editor_in(BERLIN), format(wall, "%Y-%m-%d %H:%M"))

    for now, reached in ((starts - 2 * MINUTE, False), (starts - MINUTE, True)):
        with time_machine.travel(now, tick=False):
            run_the_worker_s_job()
            advance(clock.now())
            pinned.refresh_from_db()
            assert (pinned.revision_id != before) is reached
    assert pinned.revision_id == stop().live_revision_id

    with time_machine.travel(starts - timedelta(seconds=30), tick=False):
        late = format((starts + MINUTE).astimezone(ZoneInfo(BERLIN)), "%Y-%m-%d %H:%M")
        assert not schedule(editor_in(BERLIN), late)
    with time_machine.travel(starts + MINUTE, tick=False):
        run_the_worker_s_job()
        advance(clock.now())
    given = pinned.revision_id
    pinned.refresh_from_db()
    assert pinned.revision_id == given != stop().live_revision_id


def test_a_new_lesson_is_unknown_until_its_hour(october: None) -> None:
    stop().unpublish()
    assert not schedule(editor_in(BERLIN), "2026-10-02 12:00")
    assert Client().get("/lessons/stop/").status_code == 404
    with time_machine.travel(datetime(2026, 10, 2, 10, 0, tzinfo=UTC), tick=False):
        run_the_worker_s_job()
        assert is_told()


def test_an_hour_that_has_passed_is_refused_and_not_published_unsaid(october: None) -> None:
    before = Revision.objects.count()
    for sent in ({}, {"action-publish": ""}):  # published, and saved as a draft
        page = schedule(editor_in(BERLIN), "2026-10-01 13:59", **sent)
        assert "13:59 on Thursday 1 October 2026 has passed. Please choose an hour to come" in page
        assert TEASER in page, "what was typed stays"
    assert Revision.objects.count() == before
    assert not is_told()
    assert not schedule(editor_in(BERLIN), "2026-10-01 14:01")


def test_a_lesson_whose_hour_has_come_is_written_on(october: None) -> None:
    editor = editor_in(BERLIN)
    assert not schedule(editor, "2026-10-02 12:00")
    with time_machine.travel(datetime(2026, 10, 3, 12, 0, tzinfo=UTC), tick=False):
        run_the_worker_s_job()
        sent = words(**{"action-publish": "1", "go_live_at": "2026-10-02 12:00"})
        assert editor.post(edit(stop()), sent | {"title": "Written on"}).status_code == 302
        assert stop().title == "Written on"
        assert stop().live


def test_a_page_goes_at_its_hour(october: None) -> None:
    page = StandardPage.objects.get(slug="about")
    marketer = sign_in(Client(), make_staff(Role.MARKETER, time_zone=BERLIN))
    sent = {
        "title": "About", "slug": "about", "heading": "", "intro": "", "body-count": "0",
        "expire_at": "2026-10-02 12:00", "action-publish": "1", "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }  # fmt: skip
    assert marketer.post(edit(page), sent).status_code == 302
    for minute, status in ((59, 200), (60, 404)):
        at = datetime(2026, 10, 2, 9, 0, tzinfo=UTC) + minute * MINUTE
        with time_machine.travel(at, tick=False):
            assert run_the_worker_s_job()
            assert Client().get("/about/").status_code == status


def test_in_the_demo_it_goes_by_the_demo_s_clock(home: HomePage) -> None:
    clock.set_offset(0)
    ahead = clock.real_now() + timedelta(days=300)
    wall = ahead.astimezone(ZoneInfo(BERLIN)).replace(hour=12)
    assert not schedule(editor_in(BERLIN), format(wall, "%Y-%m-%d %H:%M"))
    for now, told in ((wall - timedelta(days=1), False), (wall, True)):
        clock.move_to(now)
        assert run_the_worker_s_job()
        assert is_told() is told


def test_a_page_that_fails_holds_up_no_other(october: None) -> None:
    """Whatever follows from publishing may fail; here a signal's receiver does, once."""
    assert not schedule(editor_in(BERLIN), "2026-10-02 12:00")
    about = StandardPage.objects.get(slug="about")
    about.title, about.go_live_at = "Gone wrong", datetime(2026, 10, 2, 9, 0, tzinfo=UTC)
    about.save_revision(approved_go_live_at=about.go_live_at)

    def fail(instance: StandardPage, **_: Any) -> None:
        raise RuntimeError("for this test")

    page_published.connect(fail, sender=StandardPage)
    try:
        with time_machine.travel(datetime(2026, 10, 2, 10, 0, tzinfo=UTC), tick=False):
            assert not run_the_worker_s_job()
            assert is_told()
            assert "Gone wrong" not in Client().get("/about/").content.decode()
    finally:
        page_published.disconnect(fail, sender=StandardPage)
    publish_and_withdraw(datetime(2026, 10, 2, 10, 1, tzinfo=UTC))
    assert StandardPage.objects.get(slug="about").title == "Gone wrong"
