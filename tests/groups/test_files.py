"""Files of a lesson: for whoever may read the words that show them, and as unknown to others."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from wagtail.documents import get_document_model
from wagtail.models import Collection

import clock
from accounts.models import Account
from accounts.roles import Role
from courses.media.collections import lessons_collection
from courses.models import LessonIndexPage, LessonPage, Recording
from groups.models import Cohort, CohortLesson, Enrollment
from groups.seats.actions import remove_member
from groups.seats.models import SeatState
from groups.weeks.following import follow_published
from tests.answers import Answer
from tests.courses.recordings import CAPTIONS, held, make_recording, publish_with
from tests.factories import NOW, make_enrollment, make_member, make_staff
from tests.groups.lessons import group_with_lessons, lesson_path
from tests.groups.rows import STARTS, found
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
Document = get_document_model()
DURING, AFTER = STARTS.replace(hour=18), STARTS.replace(hour=21)
SECRET = b"%PDF-1.7 a page for members only"


@pytest.fixture(autouse=True)
def folders(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "media", tmp_path / "private"


@pytest.fixture
def cohort(shelf: LessonIndexPage) -> Cohort:
    """A group whose first week's lesson shows a video and offers a document."""
    cohort = group_with_lessons()
    Cohort.objects.filter(pk=cohort.pk).update(capacity=12)
    lesson = LessonPage.objects.get(slug="anchor")
    publish_with(
        lesson,
        ("recording", {"recording": make_recording()}),
        ("document", {"document": a_document(lessons_collection()), "title": "To keep"}),
    )
    clock.move_to(NOW)
    follow_published(NOW)
    return cohort


@pytest.fixture
def addresses(cohort: Cohort) -> list[str]:
    key = Recording.objects.get().key
    return [
        reverse("recording", args=[key]),
        reverse("recording-captions", args=[key]),
        Document.objects.get().url,
    ]


def a_document(collection: Collection) -> Any:
    made = Document(title="Sheet", collection=collection)
    made.file.save("sheet.pdf", ContentFile(SECRET))
    return made


def body(answer: Answer) -> bytes:
    if not answer.streaming:
        return answer.content
    whole: bytes = answer.getvalue()
    for close in vars(answer).get("_resource_closers", []):  # the file of Wagtail's own answer
        close()
    return whole


def statuses(account: Account, addresses: list[str]) -> list[int]:
    """What somebody gets; whoever is refused learns nothing."""
    browser = sign_in(Client(), account)
    answers = [browser.get(address) for address in addresses]
    for answer in answers:
        told = body(answer)
        if answer.status_code != 200:
            assert not any(part in told for part in (SECRET, CAPTIONS, held("short.mp4")))
    return [answer.status_code for answer in answers]


def test_a_member_has_the_files_of_a_week_from_its_release_on(
    cohort: Cohort, addresses: list[str]
) -> None:
    seat = make_enrollment(cohort)
    browser = sign_in(Client(), seat.member.account)
    for moment, status in ((NOW, 404), (DURING, 404), (AFTER, 200)):
        clock.move_to(moment)
        assert statuses(seat.member.account, addresses) == [status] * 3
    found = [body(browser.get(address)) for address in addresses]
    assert found == [held("short.mp4"), CAPTIONS, SECRET]


def test_the_page_of_the_lesson_leads_to_them(cohort: Cohort, addresses: list[str]) -> None:
    seat = make_enrollment(cohort)
    clock.move_to(AFTER)
    browser = sign_in(Client(), seat.member.account)
    page = browser.get(lesson_path(seat)).content.decode()
    assert all(f'"{address}"' in page for address in addresses)
    policy = browser.get(lesson_path(seat)).headers["Content-Security-Policy"]
    assert "media-src 'self'" in policy


def test_who_does_not_read_the_lesson_finds_nothing(cohort: Cohort, addresses: list[str]) -> None:
    other = found(leader=make_staff(Role.FACILITATOR), by=make_staff(Role.COORDINATOR), slug="b")
    mate = make_enrollment(cohort)
    outsider = make_enrollment(other)
    waiting = make_enrollment(cohort, state=SeatState.HELD)
    former = make_enrollment(cohort, state=SeatState.REMOVED, ended_at=NOW)
    clock.move_to(AFTER)
    assert statuses(mate.member.account, addresses) == [200] * 3
    for seat in (outsider, waiting, former):
        assert statuses(seat.member.account, addresses) == [404] * 3, seat.state
    assert statuses(make_member().account, addresses) == [404] * 3
    assert statuses(make_staff(Role.MARKETER), addresses) == [404] * 3
    visitor = Client()
    assert [visitor.get(address).status_code for address in addresses] == [302, 302, 404]


def test_who_writes_lessons_or_runs_groups_has_them_at_any_time(
    cohort: Cohort, addresses: list[str]
) -> None:
    for role in (Role.FACILITATOR, Role.COORDINATOR):
        assert statuses(make_staff(role), addresses) == [200] * 3


def test_whose_part_ends_has_them_no_longer(cohort: Cohort, addresses: list[str]) -> None:
    seat: Enrollment = make_enrollment(cohort)
    clock.move_to(AFTER)
    assert statuses(seat.member.account, addresses) == [200] * 3
    remove_member(seat, by=make_staff(Role.COORDINATOR).pk, reason="", now=AFTER)
    assert statuses(seat.member.account, addresses) == [404] * 3


def test_words_that_a_group_does_not_read_open_nothing(
    cohort: Cohort, addresses: list[str]
) -> None:
    """The lesson is published with the files, and this group was given the words before them."""
    first = LessonPage.objects.get(slug="anchor").revisions.order_by("pk").first()
    CohortLesson.objects.filter(lesson__slug="anchor").update(revision=first)
    seat = make_enrollment(cohort)
    clock.move_to(AFTER)
    assert statuses(seat.member.account, addresses) == [404] * 3


def test_an_address_that_never_was_is_as_unknown(cohort: Cohort, addresses: list[str]) -> None:
    member = make_member().account
    missing = [
        reverse("recording", args=["00000000-0000-4000-8000-000000000000"]),
        reverse("recording-captions", args=["00000000-0000-4000-8000-000000000000"]),
        "/documents/999999/sheet.pdf",
        addresses[2].replace("sheet", "other"),
    ]
    assert statuses(member, missing) == [404] * 4
    assert statuses(make_staff(Role.FACILITATOR), missing) == [404] * 4


def test_a_file_that_is_gone_from_the_disk_is_unknown_too(
    cohort: Cohort, addresses: list[str]
) -> None:
    Path(Recording.objects.get().file.path).unlink()
    assert statuses(make_staff(Role.FACILITATOR), addresses) == [404, 200, 200]


def test_sound_has_no_captions(cohort: Cohort) -> None:
    sound = make_recording("short.mp3")
    address = reverse("recording-captions", args=[sound.key])
    assert statuses(make_staff(Role.FACILITATOR), [address]) == [404]


def test_a_download_of_the_public_pages_is_for_everybody(cohort: Cohort) -> None:
    public = a_document(Collection.get_first_root_node())
    answer = Client().get(public.url)
    assert (answer.status_code, body(answer)) == (200, SECRET)


def test_a_document_runs_nothing_and_is_kept_by_its_reader_alone(
    cohort: Cohort, addresses: list[str]
) -> None:
    browser = sign_in(Client(), make_staff(Role.FACILITATOR))
    answer = browser.get(addresses[2])
    body(answer)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sheet.pdf"'
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_proxy_may_send_the_bytes(
    cohort: Cohort, addresses: list[str], settings: Settings, tmp_path: Path
) -> None:
    settings.ACCEL_ADDRESS, settings.DATA_DIR = "/inside", tmp_path
    browser = sign_in(Client(), make_staff(Role.FACILITATOR))
    answer = browser.get(addresses[0])
    name = Recording.objects.get().file.name
    assert answer.headers["X-Accel-Redirect"] == f"/inside/private/{name}"
    assert (answer.content, answer.headers["Content-Type"]) == (b"", "video/mp4")
    assert statuses(make_member().account, addresses) == [404] * 3
