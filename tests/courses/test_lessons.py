"""Lessons: published once, pinned for ever, and never read by somebody who has no seat."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Revision, Site
from wagtail.search.backends import get_search_backend

from courses.lessons.actions import publish_shipped_lessons
from courses.lessons.render import lesson_html
from courses.lessons.slides import Slide, slides_of
from courses.models import LessonIndexPage, LessonPage, ShippedLesson, Worksheet
from tests.courses.conftest import Write, lesson


def edit(page: LessonPage, **fields: object) -> Revision:
    """Publishes an edited version, as a facilitator does."""
    draft: LessonPage = page.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    revision = draft.save_revision()
    revision.publish()
    return revision


def test_shipped_lesson_carries_all_that_was_written(tide: LessonPage) -> None:
    page = LessonPage.objects.get(pk=tide.pk)
    assert page.live
    assert [block.block_type for block in page.body] == [
        "teaching",
        "steps",
        "example",
        "practice",
        "week_practice",
        "care",
    ]
    assert [skill.name for skill in page.skills.all()] == ["TIDE"]
    assert (page.source, page.licence) == ("The harbour team", "Free to use here")
    assert page.worksheet == Worksheet.objects.get(slug="tide")
    assert page.live_revision_id == page.latest_revision_id


def test_shipping_again_publishes_nothing_new(
    tide: LessonPage, shelf: LessonIndexPage, write: Write
) -> None:
    before = Revision.objects.count()
    assert publish_shipped_lessons(shelf, write()) == []
    assert Revision.objects.count() == before


def test_shipping_a_better_text_renews_a_lesson_nobody_edited(
    tide: LessonPage, shelf: LessonIndexPage, write: Write
) -> None:
    pinned = tide.live_revision_id
    folder = write(lesson("tide", skills=["TIDE"], teaser="A better teaser."))
    assert publish_shipped_lessons(shelf, folder) == [tide]
    page = LessonPage.objects.get(pk=tide.pk)
    assert page.teaser == "A better teaser."
    assert page.live_revision_id != pinned


def test_shipping_a_better_text_leaves_an_edited_lesson_alone(
    tide: LessonPage, shelf: LessonIndexPage, write: Write
) -> None:
    edit(tide, teaser="Our own teaser.")
    folder = write(lesson("tide", skills=["TIDE"], teaser="A better teaser."))
    assert publish_shipped_lessons(shelf, folder) == []
    assert LessonPage.objects.get(pk=tide.pk).teaser == "Our own teaser."


def test_shipping_a_better_text_leaves_an_unfinished_draft_alone(
    tide: LessonPage, shelf: LessonIndexPage, write: Write
) -> None:
    draft: LessonPage = tide.get_latest_revision_as_object()
    draft.teaser = "Half a sen"
    draft.save_revision()
    folder = write(lesson("tide", skills=["TIDE"], teaser="A better teaser."))
    assert publish_shipped_lessons(shelf, folder) == []
    assert tide.get_latest_revision_as_object().teaser == "Half a sen"


def test_shipping_does_not_bring_back_a_deleted_lesson(
    tide: LessonPage, shelf: LessonIndexPage, write: Write
) -> None:
    tide.delete()
    shelf = LessonIndexPage.objects.get()
    assert publish_shipped_lessons(shelf, write()) == []
    assert not LessonPage.objects.exists()
    assert ShippedLesson.objects.get().lesson is None


def test_shipping_leaves_a_clinic_s_own_lesson_of_that_name_alone(
    shelf: LessonIndexPage, write: Write
) -> None:
    own = LessonPage(
        title="Tide", slug="tide", module="DT", teaser="Ours.", source="Us", licence="Ours"
    )
    shelf.add_child(instance=own)
    assert publish_shipped_lessons(shelf, write(lesson("tide", skills=["TIDE"]))) == []
    assert LessonPage.objects.get().teaser == "Ours."


def test_shipping_refuses_a_block_that_lessons_do_not_have(
    shelf: LessonIndexPage, write: Write
) -> None:
    entry = lesson("tide", skills=["TIDE"])
    entry["body"].append({"raw_html": {"html": "<script>"}})
    with pytest.raises(ValueError, match="raw_html"):
        publish_shipped_lessons(shelf, write(entry))
    assert not LessonPage.objects.exists()


def test_lesson_html_keeps_the_words_of_its_revision(tide: LessonPage) -> None:
    first = tide.live_revision_id
    second = edit(tide, key_points=[("point", "A new key point.")]).pk
    assert "Only members read the key point of tide." in lesson_html(tide.pk, first)
    assert "A new key point." in lesson_html(tide.pk, second)
    assert "A new key point." not in lesson_html(tide.pk, first)


def test_lesson_html_has_every_part(tide: LessonPage) -> None:
    html = lesson_html(tide.pk, tide.live_revision_id)
    for words in ("Secret teaching", "Turn around.", "Ines is invented.", "Rest <b>first</b>."):
        assert words in html
    assert "In the session, 5 minutes." in html
    assert "<script" not in html


def test_lesson_html_asks_nothing_once_it_is_compiled(tide: LessonPage) -> None:
    first = lesson_html(tide.pk, tide.live_revision_id)
    with CaptureQueriesContext(connection) as asked:
        assert lesson_html(tide.pk, tide.live_revision_id) == first
    assert len(asked) == 0


def test_lesson_html_refuses_another_lesson_s_revision(
    tide: LessonPage, shelf: LessonIndexPage, write: Write
) -> None:
    [anchor] = publish_shipped_lessons(
        LessonIndexPage.objects.get(), write(lesson("anchor", skills=["Anchor"]))
    )
    with pytest.raises(Revision.DoesNotExist):
        lesson_html(tide.pk, anchor.live_revision_id)
    assert "tide" in lesson_html(tide.pk, tide.live_revision_id)


def test_published_revision_is_never_overwritten(tide: LessonPage) -> None:
    published = Revision.objects.get(pk=tide.live_revision_id)
    draft: LessonPage = tide.get_latest_revision_as_object()
    draft.teaser = "Autosaved."
    saved = draft.save_revision(overwrite_revision=published)
    assert saved.pk != published.pk
    again = draft.save_revision(overwrite_revision=saved)
    assert again.pk == saved.pk


def test_slides_follow_the_order_asked_for(tide: LessonPage, write: Write) -> None:
    [anchor] = publish_shipped_lessons(
        LessonIndexPage.objects.get(), write(lesson("anchor", skills=["Anchor"]))
    )
    slides = slides_of([anchor.live_revision_id, tide.live_revision_id])
    assert [slide.title for slide in slides] == ["anchor slide", "Plan", "tide slide", "Plan"]
    assert slides[0] == Slide(stage="new_skill", title="anchor slide", points=("one", "two"))


def test_slides_ask_as_often_for_one_lesson_as_for_three(tide: LessonPage, write: Write) -> None:
    made = publish_shipped_lessons(
        LessonIndexPage.objects.get(),
        write(lesson("anchor", skills=["Anchor"]), lesson("beacon", skills=["Lighthouse"])),
    )
    slides_of([tide.live_revision_id])
    with CaptureQueriesContext(connection) as one:
        slides_of([tide.live_revision_id])
    with CaptureQueriesContext(connection) as three:
        slides_of([tide.live_revision_id, *(page.live_revision_id for page in made)])
    assert len(three) == len(one)


# --- what a visitor may not read ------------------------------------------------------------------

SECRETS = ("Secret teaching", "Only members read", "tide slide", "How strong?")


@pytest.fixture
def site(tide: LessonPage) -> Site:
    """A site, so that addresses resolve."""
    return Site.objects.get(is_default_site=True)


def test_visitor_reads_the_teaser_and_nothing_more(
    client: Client, site: Site, tide: LessonPage
) -> None:
    text = client.get("/lessons/tide/").content.decode()
    assert "What tide is about. Anyone may read this." in text
    assert not [secret for secret in SECRETS if secret in text]


def test_visitor_reads_titles_on_the_shelf_and_nothing_more(
    client: Client, site: Site, tide: LessonPage
) -> None:
    text = client.get("/lessons/").content.decode()
    assert "What tide is about." in text
    assert not [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize(
    "path",
    [
        "/lessons/tide/?preview=1",
        "/lessons/tide/?mode=member",
        "/lessons/tide/?in_preview_panel=true",
        "/cms/pages/{pk}/view_draft/",
        "/cms/pages/{pk}/edit/preview/?mode=member",
        "/cms/pages/{pk}/revisions/{revision}/view/",
        "/cms/pages/{pk}/edit/",
    ],
)
def test_visitor_finds_no_other_way_to_the_words(
    client: Client, site: Site, tide: LessonPage, path: str
) -> None:
    address = path.format(pk=tide.pk, revision=tide.live_revision_id)
    response = client.get(address, follow=True)
    assert not [secret for secret in SECRETS if secret in response.content.decode()]


def test_draft_is_the_same_404_as_a_lesson_that_is_not_there(
    client: Client, site: Site, tide: LessonPage
) -> None:
    assert client.get("/lessons/tide/").status_code == 200
    tide.unpublish()
    assert client.get("/lessons/tide/").status_code == 404
    assert client.get("/lessons/none/").status_code == 404
    assert "What tide is about" not in client.get("/lessons/").content.decode()


def test_draft_of_a_live_lesson_stays_with_its_editors(
    client: Client, site: Site, tide: LessonPage
) -> None:
    draft: LessonPage = tide.get_latest_revision_as_object()
    draft.teaser = "An unfinished teaser."
    draft.save_revision()
    assert "unfinished" not in client.get("/lessons/tide/").content.decode()


def test_search_finds_title_and_teaser_and_never_the_body(tide: LessonPage) -> None:
    backend = get_search_backend()
    assert [page.pk for page in backend.search("Tide", LessonPage)] == [tide.pk]
    assert [page.pk for page in backend.search("Anyone may read", LessonPage)] == [tide.pk]
    for secret in ("Secret", "Ines", "strong", "members"):
        assert list(backend.search(secret, LessonPage)) == []
        assert list(backend.search(secret, Page)) == []


def test_lesson_address_is_its_own(client: Client, site: Site, tide: LessonPage) -> None:
    assert tide.get_url() == "/lessons/tide/"
    assert tide.full_url.endswith("/lessons/tide/")
    cache.clear()
    assert Page.objects.get(pk=tide.pk).specific.get_url() == "/lessons/tide/"


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_teaser_is_for_reading_only(
    client: Client, site: Site, tide: LessonPage, method: str
) -> None:
    assert getattr(client, method)("/lessons/tide/").status_code == 405
