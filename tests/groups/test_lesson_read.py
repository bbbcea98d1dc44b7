"""A lesson that was read to its end: noted once, by its reader alone, and it costs later reads
nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import clock
from courses.models import LessonIndexPage
from groups.models import Enrollment, LessonRead
from groups.seats.actions import remove_member
from tests.factories import make_account, make_enrollment, make_member
from tests.groups.lessons import group_with_lessons, lesson_path
from tests.groups.rows import STARTS
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
OPEN = STARTS + timedelta(hours=3)
BY_SCRIPT = {"X-Requested-With": "script"}


@pytest.fixture
def seat(shelf: LessonIndexPage) -> Enrollment:
    """Somebody who may read the first week's lesson."""
    clock.move_to(OPEN)
    return make_enrollment(group_with_lessons(), make_member(make_account()))


def reader(seat: Enrollment) -> Client:
    return sign_in(Client(), seat.member.account)


def test_opening_a_lesson_is_not_reading_it(seat: Enrollment) -> None:
    page = reader(seat).get(lesson_path(seat)).content.decode()
    assert '<form method="post" action="read/" data-unread>' in page
    assert not LessonRead.objects.exists()


def test_it_is_noted_once_with_its_first_moment(seat: Enrollment) -> None:
    client, path = reader(seat), lesson_path(seat, name="lesson-read")
    assert client.post(path, headers=BY_SCRIPT).status_code == 204
    clock.move_to(OPEN + timedelta(days=3))
    client = reader(seat)
    answer = client.post(path)
    assert answer.status_code == 302
    assert answer["Location"] == lesson_path(seat)
    row = LessonRead.objects.get()
    assert (row.member, row.on) == (seat.member, OPEN.date())
    assert row.first_read_at - OPEN < timedelta(minutes=5)
    page = client.get(lesson_path(seat)).content.decode()
    assert '<form method="post" action="read/" hidden>' in page


def test_reading_asks_three_questions_before_and_after_it_was_noted(seat: Enrollment) -> None:
    client = reader(seat)
    client.get(lesson_path(seat))
    for read in ("data-unread", "hidden"):
        with CaptureQueriesContext(connection) as asked:
            page = client.get(lesson_path(seat)).content.decode()
        assert f'action="read/" {read}>' in page
        assert len(asked) == 3
        client.post(lesson_path(seat, name="lesson-read"), headers=BY_SCRIPT)
        client.get("/healthz/live")


def test_nobody_else_has_read_it(seat: Enrollment) -> None:
    other = make_enrollment(seat.cohort, make_member(make_account()))
    client = reader(other)
    assert client.post(lesson_path(seat, name="lesson-read")).status_code == 404
    assert not LessonRead.objects.exists()
    reader(seat).post(lesson_path(seat, name="lesson-read"))
    assert 'action="read/" data-unread>' in client.get(lesson_path(other)).content.decode()
    remove_member(seat, reason="left", now=OPEN, by=seat.member.account_id)
    assert reader(seat).post(lesson_path(seat, name="lesson-read")).status_code == 404
    assert LessonRead.objects.filter(member=seat.member).count() == 1


def test_what_is_not_open_yet_was_not_read(seat: Enrollment) -> None:
    path = lesson_path(seat, week=2, slug="tide", name="lesson-read")
    assert reader(seat).post(path).status_code == 403
    assert not LessonRead.objects.exists()
