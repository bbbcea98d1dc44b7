"""The team's library: found by kind, module, tag and words; used where; looked at; its files."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from pytest_django import Settings
from wagtail.documents import get_document_model
from wagtail.models import Collection

import clock
from accounts.models import Account
from accounts.roles import Role
from audit.models import Entry
from courses.catalogue.models import ResourceTag
from courses.catalogue.queries import Resource, library, resource
from courses.media.collections import lessons_collection
from courses.models import LessonIndexPage, LessonPage, Recording, Skill
from groups.models import Cohort, Enrollment
from tests.answers import Answer
from tests.courses.recordings import make_recording, publish_with
from tests.factories import NOW, make_staff
from tests.groups.giving import (
    ada,
    browser,
    cohort,
    desk,
    give,
    leader,
    make_sheet,
    olga,
    other,
    other_leader,
    page_of,
    sheet,
    text,
)

__all__ = ["ada", "cohort", "leader", "olga", "other", "other_leader", "sheet"]  # fixtures
pytestmark = pytest.mark.django_db
Document = get_document_model()
SECRET = b"%PDF-1.7 a page for members only"


@pytest.fixture(autouse=True)
def folders(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "media", tmp_path / "private"
    clock.move_to(NOW)


def a_document(collection: Collection, title: str = "Tide table") -> Any:
    made = Document(title=title, collection=collection)
    made.file.save("sheet.pdf", ContentFile(SECRET))
    return made


def found(kind: str, ref: int) -> Resource:
    there = resource(kind, ref)
    assert there is not None
    return there


def whole(answer: Answer) -> bytes:
    return answer.getvalue() if answer.streaming else answer.content


def test_everything_that_can_be_given_stands_in_one_list(shelf: LessonIndexPage) -> None:
    publish_with(
        LessonPage.objects.get(slug="anchor"),
        ("recording", {"recording": make_recording()}),
        ("document", {"document": a_document(lessons_collection()), "title": "To keep"}),
    )
    sheet = make_sheet()
    LessonPage.objects.filter(slug="tide").update(worksheet=sheet)
    a_document(Collection.get_first_root_node(), "Of the marketers")
    Skill.objects.create(slug="draft", name="Draft skill", module="M", live=False)
    there = {(one.form, one.title): one for one in library()}
    assert there["video", "Breathing out"].modules == ("M",)
    assert there["document", "Tide table"].modules == ("M",)
    assert there["worksheet", "Pebbles"].modules == (LessonPage.objects.get(slug="tide").module,)
    assert {form for form, _title in there} >= {"lesson", "skill", "page"}
    titles = {title for _form, title in there}
    assert not titles & {"Of the marketers", "Draft skill"}
    assert resource("skill", Skill.objects.get(slug="draft").pk) is None
    assert resource("nothing", 1) is None


def test_the_list_is_narrowed_sorted_and_downloaded(
    shelf: LessonIndexPage, leader: Account
) -> None:
    make_sheet("Pebbles")
    second = make_sheet("Shells")
    ResourceTag.objects.create(kind="worksheet", ref=second.pk, name="crisis")
    own = browser(leader)

    def titles(query: str) -> list[str]:
        answer = own.get(f"/desk/resources/?{query}csv=resources")
        lines = answer.content.decode("utf-8-sig").splitlines()[1:]
        return [line.partition(",")[0].strip('"') for line in lines]

    sheets = ["anchor sheet", "Pebbles", "Shells", "tide sheet"]
    assert titles("kind=worksheet&") == sheets
    assert titles("kind=worksheet&sort=-title&") == sheets[::-1]
    assert titles("words=PEBB&") == ["Pebbles"]
    assert titles("tag=crisis&") == ["Shells"]
    assert "Anchor" in " ".join(titles("module=M&"))
    assert titles("words=nowhere&") == []
    page = text(own.get("/desk/resources/?tag=crisis"))
    assert "Shells" in page
    assert "Pebbles" not in page
    assert "Nothing like that" in text(own.get("/desk/resources/?words=nowhere"))
    # What the list does not know is left out without a word.
    assert "Pebbles" in text(own.get("/desk/resources/?kind=x&module=Q&tag=none&sort=me&page=99"))


def test_facilitators_find_where_each_kind_is_made_and_coordinators_their_desk(
    shelf: LessonIndexPage, leader: Account
) -> None:
    page = text(browser(leader).get("/desk/resources/"))
    new = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", shelf.pk])
    for name in ("worksheets:add", "recordings:add", "wagtaildocs:add"):
        assert reverse(name) in page
    assert new in page
    assert 'aria-label="Desk"' not in page
    office = text(browser(make_staff(Role.COORDINATOR)).get("/desk/resources/"))
    assert "Make something new" not in office
    assert 'aria-label="Desk"' in office


def test_two_people_who_tag_at_once_lose_nothing(leader: Account, sheet: Resource) -> None:
    own, address = browser(leader), f"/desk/resources/worksheet/{sheet.ref}/tags/"
    own.post(address, {"was": "", "tags": "Crisis, home work"})
    own.post(address, {"was": "", "tags": "evening"})  # a page from before
    own.post(address, {"was": "crisis, home work", "tags": "home work"})

    def tags() -> list[str]:
        return list(ResourceTag.objects.values_list("name", flat=True))

    assert tags() == ["evening", "home work"]
    for wrong in (",".join("abcdefghijklmnop"), "x" * 41):
        answer = own.post(address, {"was": "", "tags": wrong})
        assert answer.status_code == 400
    assert tags() == ["evening", "home work"]
    assert Entry.objects.filter(act="resource.tagged").count() == 3


def test_a_resource_says_where_it_is_used_and_where_its_reader_gave_it(
    shelf: LessonIndexPage, cohort: Cohort, other: Cohort, leader: Account,
    other_leader: Account, sheet: Resource,
) -> None:  # fmt: skip
    LessonPage.objects.filter(slug="anchor").update(worksheet=sheet.ref)
    give(cohort, sheet, by=leader)
    address = f"/desk/resources/worksheet/{sheet.ref}/"
    mine, theirs = (text(browser(who).get(address)) for who in (leader, other_leader))
    lesson = LessonPage.objects.get(slug="anchor")
    assert lesson.title in mine
    where = "Where you gave it"
    assert cohort.name in mine.partition(where)[2]
    assert cohort.name not in theirs
    assert "In none of your groups yet." in theirs
    assert where not in text(browser(make_staff(Role.COORDINATOR)).get(address))


@pytest.mark.parametrize("kind", ["worksheet", "recording", "document", "lesson", "skill", "page"])
def test_each_kind_opens_for_whoever_it_was_given_to_and_for_nobody_else(
    kind: str, shelf: LessonIndexPage, cohort: Cohort, ada: Enrollment, olga: Enrollment,
    leader: Account,
) -> None:  # fmt: skip
    lesson = LessonPage.objects.get(slug="anchor")
    made: dict[str, Any] = {
        "worksheet": make_sheet,
        "recording": make_recording,
        "document": lambda: a_document(lessons_collection()),
        "lesson": lambda: lesson,
        "skill": lambda: Skill.objects.filter(live=True)[0],
        "page": lambda: shelf.get_parent(),
    }
    ref = made[kind]().pk
    if kind == "page":
        one = next(one for one in library() if one.kind == "page")
    else:
        one = found(kind, ref)
    given = give(cohort, one, by=leader)
    answer = browser(ada).get(page_of(given))
    if kind in ("skill", "page"):
        assert answer.status_code == 302
        assert browser(ada).get(answer.headers["Location"]).status_code == 200
    else:
        assert answer.status_code == 200
        assert one.title in text(answer)
    assert browser(olga).get(page_of(given)).status_code == 404
    paper = browser(ada).get(f"{page_of(given)}paper/").status_code
    assert paper == (202 if kind in ("worksheet", "lesson") else 404)
    # And the team looks at it beforehand.
    look = browser(leader).get(f"/desk/resources/{one.kind}/{one.ref}/look/")
    assert look.status_code == answer.status_code


def test_what_was_given_opens_its_files_and_taking_it_back_closes_them(
    cohort: Cohort, ada: Enrollment, olga: Enrollment, leader: Account
) -> None:
    recording, document = make_recording(), a_document(lessons_collection())
    addresses = [
        reverse("recording", args=[recording.key]),
        reverse("recording-captions", args=[recording.key]),
        document.url,
    ]

    def statuses(who: Enrollment) -> list[int]:
        answers = [browser(who).get(address) for address in addresses]
        for answer in answers:
            assert answer.status_code == 200 or SECRET not in whole(answer)
        return [answer.status_code for answer in answers]

    assert statuses(ada) == [404, 404, 404]
    given = [
        give(cohort, found("recording", recording.pk), by=leader),
        give(cohort, found("document", document.pk), by=leader, enrollment=ada),
    ]
    assert statuses(ada) == [200, 200, 200]
    assert statuses(olga) == [404, 404, 404]
    for one in given:
        browser(leader).post(desk("desk-given-back", cohort, one.pk))
    assert statuses(ada) == [404, 404, 404]


def test_a_lesson_that_was_given_opens_the_files_of_its_words(
    shelf: LessonIndexPage, cohort: Cohort, ada: Enrollment, olga: Enrollment, leader: Account
) -> None:
    lesson = LessonPage.objects.get(slug="anchor")
    publish_with(lesson, ("recording", {"recording": make_recording()}))
    address = reverse("recording", args=[Recording.objects.get().key])
    later = cohort.sessions.get(number=2)
    give(cohort, found("lesson", lesson.pk), by=leader, for_session=later)
    assert browser(ada).get(address).status_code == 404
    clock.move_to(later.ends_at + timedelta(minutes=1))
    assert browser(ada).get(address).status_code == 200
    assert browser(olga).get(address).status_code == 404
