"""Pictures, documents and links of a lesson: ready before they are read, not without words."""

import gc
import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.test.utils.form_data import nested_form_data, streamfield

from accounts.roles import Role
from courses.lessons.files import make_pictures
from courses.lessons.finished import LessonUnfinished
from courses.lessons.pictures import make_sizes, specs_of
from courses.lessons.render import lesson_html, render_body
from courses.media.collections import lessons_collection
from courses.models import LessonIndexPage, LessonPage
from pages.editor.permissions import grant_permissions
from tests.answers import Answer
from tests.courses.recordings import files_of, publish_with
from tests.factories import make_staff
from tests.signin import sign_in

Picture, Document = get_image_model(), get_document_model()
# Wagtail leaves the files in which it makes a picture's sizes for the editor open.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
Commits = DjangoCaptureOnCommitCallbacks


@pytest.fixture(autouse=True)
def folders(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "media", tmp_path / "private"


@pytest.fixture
def facilitator(tide: LessonPage) -> Client:
    """Somebody who writes lessons."""
    grant_permissions()
    return sign_in(Client(), make_staff(Role.FACILITATOR))


def a_picture(width: int = 1600, height: int = 900, kind: str = "PNG") -> Any:
    kept = BytesIO()
    Image.new("RGB", (width, height), "teal").save(kept, kind)
    file = ImageFile(BytesIO(kept.getvalue()), name=f"shore.{kind.lower()}")
    return Picture.objects.create(title="Shore", file=file, collection=lessons_collection())


def a_document() -> Any:
    made = Document(title="Sheet", collection=lessons_collection())
    made.file.save("sheet.pdf", ContentFile(b"%PDF-1.7 words"))
    return made


def picture(image: Any, **fields: Any) -> tuple[str, dict[str, Any]]:
    value = {"image": image, "words": "A quiet shore", "decorative": False, "caption": ""}
    return "picture", value | fields


def html_of(lesson: LessonPage) -> str:
    return str(lesson_html(lesson.pk, lesson.live_revision_id))


# --- pictures -------------------------------------------------------------------------------------


def test_a_picture_comes_in_sizes_with_its_words(
    tide: LessonPage, django_capture_on_commit_callbacks: Commits
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        lesson = publish_with(tide, picture(a_picture(), caption="Low tide"))
    html = html_of(lesson)
    [tag] = re.findall(r"<img[^>]*>", html)
    assert 'alt="A quiet shore"' in tag
    assert 'width="800" height="450"' in tag
    assert 'loading="lazy"' in tag
    sizes = re.findall(r"(/media/images/\S+\.webp) (\d+)w", tag)
    assert [width for _, width in sizes] == ["390", "800", "1280"]
    assert "<figcaption>Low tide</figcaption>" in html
    assert files_of(lesson) == {"image"}


def test_a_draft_shows_the_small_copy_that_the_editor_has(tide: LessonPage) -> None:
    """The sizes for members are made once it is published, and by the worker."""

    def body(*, in_draft: bool) -> str:
        draft: LessonPage = tide.get_latest_revision_as_object()
        return str(render_body(draft, in_draft=in_draft))

    image = a_picture()
    draft: LessonPage = tide.get_latest_revision_as_object()
    draft.body.append(picture(image, caption="Low tide"))
    draft.save_revision()
    assert "It is being made ready" in body(in_draft=True)
    small = image.get_rendition("max-165x165")  # what Wagtail's chooser shows
    seen = body(in_draft=True)
    [tag] = re.findall(r"<img[^>]*>", seen)
    assert f'src="{small.url}"' in tag
    assert 'alt="A quiet shore"' in tag
    assert "srcset" not in tag
    assert "A small copy. Members get it in full" in seen
    assert "<figcaption>Low tide</figcaption>" in seen
    # Members are never shown it in its place.
    assert small.url not in body(in_draft=False)
    make_sizes(image)
    whole = body(in_draft=True)
    assert "A small copy" not in whole
    assert "srcset" in whole


@pytest.mark.parametrize(
    ("width", "widths"),
    [(200, [200]), (390, [390]), (500, [390, 500]), (1280, [390, 800, 1280])],
)
def test_no_size_is_wider_than_the_picture(
    tide: LessonPage,
    width: int,
    widths: list[int],
    django_capture_on_commit_callbacks: Commits,
) -> None:
    image = a_picture(width, 100)
    with django_capture_on_commit_callbacks(execute=True):
        publish_with(tide, picture(image))
    assert sorted(image.renditions.values_list("width", flat=True)) == widths


def test_a_moving_picture_keeps_its_kind(tide: LessonPage) -> None:
    assert specs_of(a_picture(kind="GIF")) == ["width-390", "width-800", "width-1280"]


def test_a_picture_that_only_decorates_is_passed_over_by_ear(
    tide: LessonPage, django_capture_on_commit_callbacks: Commits
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        lesson = publish_with(tide, picture(a_picture(390, 200), words="", decorative=True))
    assert 'alt=""' in html_of(lesson)


def test_reading_makes_no_picture_and_the_worker_makes_what_is_missing(tide: LessonPage) -> None:
    image = a_picture()
    lesson = publish_with(tide, picture(image))  # what follows the commit never came
    first = html_of(lesson)
    assert "<img" not in first
    assert "being made ready" in first
    assert "A quiet shore" in first
    assert not image.renditions.exists()
    assert make_pictures() == 1
    assert image.renditions.count() == 3
    assert make_pictures() == 0


def test_one_damaged_picture_holds_no_other_up(tide: LessonPage) -> None:
    broken, whole = a_picture(), a_picture()
    publish_with(tide, picture(broken), picture(whole))
    Path(broken.file.path).write_bytes(b"no picture any more")
    assert make_pictures() == 1
    assert (broken.renditions.count(), whole.renditions.count()) == (0, 3)
    gc.collect()  # Wagtail leaves a file of the one that failed open


def test_a_lesson_with_files_asks_nothing_once_it_is_compiled(
    tide: LessonPage, django_capture_on_commit_callbacks: Commits
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        lesson = publish_with(
            tide,
            picture(a_picture()),
            ("document", {"document": a_document(), "title": "To keep"}),
        )
    first = html_of(lesson)
    with CaptureQueriesContext(connection) as asked:
        assert html_of(lesson) == first
    assert len(asked) == 0


def test_a_draft_whose_picture_was_deleted_is_refused_and_what_is_read_stays(
    tide: LessonPage,
) -> None:
    image = a_picture()
    draft: LessonPage = tide.get_latest_revision_as_object()
    draft.body.append(picture(image))
    revision = draft.save_revision()
    image.delete()
    with pytest.raises(LessonUnfinished, match="“Picture” shows nothing: none was chosen"):
        revision.publish()
    lesson = LessonPage.objects.get(pk=tide.pk)
    assert "Secret teaching" in html_of(lesson)
    assert files_of(lesson) == set()


# --- in the editor --------------------------------------------------------------------------------


def lesson_form(*blocks: tuple[str, Any], publish: bool = True) -> dict[str, Any]:
    """The editor's form of a whole lesson with these blocks."""
    form = {
        "title": "Harbour", "slug": "harbour", "module": "M", "teaser": "Two sentences. Here.",
        "reading_minutes": "5", "source": "Us", "licence": "Ours",
        "key_points": streamfield([("point", "Breathe.")]),
        "body": streamfield(blocks), "slides": streamfield([]),
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }  # fmt: skip
    if publish:
        form["action-publish"] = "1"
    return dict(nested_form_data(form))


def send(facilitator: Client, *blocks: tuple[str, Any], publish: bool = True) -> Answer:
    shelf = LessonIndexPage.objects.get()
    add = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", shelf.pk])
    return facilitator.post(add, lesson_form(*blocks, publish=publish))


def text_with(data: dict[str, Any], kind: str = "LINK") -> tuple[str, dict[str, str]]:
    """A teaching block whose word “here” is a link."""
    words = {
        "blocks": [{
            "key": "a", "text": "Look here", "type": "unstyled", "depth": 0,
            "inlineStyleRanges": [], "entityRanges": [{"offset": 5, "length": 4, "key": 0}],
        }],
        "entityMap": {"0": {"type": kind, "mutability": "MUTABLE", "data": data}},
    }  # fmt: skip
    return "teaching", {"heading": "Why", "text": json.dumps(words)}


def test_a_lesson_is_not_published_with_a_picture_without_words(facilitator: Client) -> None:
    image = a_picture()
    chosen = {"image": str(image.pk), "words": "  ", "caption": "Low tide kept"}
    answer = send(facilitator, ("picture", chosen))
    assert answer.status_code == 200
    assert "Please say what the picture shows" in answer.content.decode()
    assert "Low tide kept" in answer.content.decode()
    assert not LessonPage.objects.filter(slug="harbour").exists()
    both = send(facilitator, ("picture", {**chosen, "words": "A shore", "decorative": "on"}))
    assert "Nobody would hear the words" in both.content.decode()
    for better in ({"words": "A shore"}, {"decorative": "on"}):
        LessonPage.objects.filter(slug="harbour").delete()
        answer = send(facilitator, ("picture", {**chosen, **better}))
        assert answer.status_code == 302, answer.content.decode()[:2000]


def test_a_draft_may_still_lack_the_words(facilitator: Client) -> None:
    answer = send(facilitator, ("picture", {"image": str(a_picture().pk), "words": "",
                                            "caption": ""}), publish=False)  # fmt: skip
    assert answer.status_code == 302
    assert not LessonPage.objects.get(slug="harbour").live


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ({"url": "https://elsewhere.example/page"}, "https://elsewhere.example/page"),
        ({"url": "mailto:someone@elsewhere.example"}, "someone@elsewhere.example"),
        ({"url": "tel:+441632960000"}, "+441632960000"),
        ({"url": "#part"}, "#part"),
    ],
)
def test_a_link_that_leads_elsewhere_is_refused_and_named(
    facilitator: Client, data: dict[str, Any], named: str
) -> None:
    answer = send(facilitator, text_with(data))
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "A lesson leads to pages and documents of this site only" in text
    assert named in text.split("of this site only")[1][:120]
    assert "Look here" in text
    assert not LessonPage.objects.filter(slug="harbour").exists()


def test_links_to_pages_and_documents_of_the_site_are_kept(facilitator: Client) -> None:
    tide, sheet = LessonPage.objects.get(slug="tide"), a_document()
    to_page = text_with({"id": tide.pk, "url": "/lessons/tide/", "parentId": 1})
    to_sheet = text_with({"id": sheet.pk, "url": sheet.url, "filename": "sheet.pdf"}, "DOCUMENT")
    answer = send(facilitator, to_page, to_sheet)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    lesson = LessonPage.objects.get(slug="harbour")
    html = html_of(lesson)
    assert 'href="/lessons/tide/"' in html
    assert f'href="{sheet.url}"' in html
    assert files_of(lesson) == {"document"}


def test_a_document_stands_with_its_kind_and_size(tide: LessonPage) -> None:
    sheet = a_document()
    html = html_of(publish_with(tide, ("document", {"document": sheet, "title": "To keep"})))
    assert f'<a href="{sheet.url}">To keep</a>' in html
    assert "PDF" in html


# --- what is shown stays --------------------------------------------------------------------------


@pytest.fixture
def shown(facilitator: Client, tide: LessonPage) -> tuple[Any, Any]:
    """A picture and a document that a published lesson shows."""
    image, sheet = a_picture(), a_document()
    publish_with(tide, picture(image), ("document", {"document": sheet, "title": "To keep"}))
    return image, sheet


def test_what_a_published_lesson_shows_is_not_deleted(
    facilitator: Client, shown: tuple[Any, Any]
) -> None:
    image, sheet = shown
    addresses = [
        reverse("wagtailimages:delete", args=[image.pk]),
        reverse("wagtaildocs:delete", args=[sheet.pk]),
        reverse("wagtail_bulk_action", args=["wagtailimages", "image", "delete"])
        + f"?id={image.pk}",
        reverse("wagtail_bulk_action", args=["wagtaildocs", "document", "delete"])
        + f"?id={sheet.pk}",
    ]
    for address in addresses:
        answer = facilitator.post(address, follow=True)
        assert "the lesson “Tide” shows it" in answer.content.decode(), address
    assert (Picture.objects.count(), Document.objects.count()) == (1, 1)


def test_what_no_published_words_show_is_deleted(
    facilitator: Client, shown: tuple[Any, Any], tide: LessonPage
) -> None:
    image, sheet = shown
    draft: LessonPage = LessonPage.objects.get(pk=tide.pk).get_latest_revision_as_object()
    del draft.body[-2:]
    draft.save_revision().publish()
    facilitator.post(reverse("wagtailimages:delete", args=[image.pk]))
    bulk = reverse("wagtail_bulk_action", args=["wagtaildocs", "document", "delete"])
    facilitator.post(f"{bulk}?id={sheet.pk}")
    assert (Picture.objects.count(), Document.objects.count()) == (0, 0)


def test_what_a_published_lesson_shows_is_not_replaced(
    facilitator: Client, shown: tuple[Any, Any]
) -> None:
    image, sheet = shown
    other = BytesIO()
    Image.new("RGB", (10, 10), "red").save(other, "PNG")
    edits = [
        (reverse("wagtailimages:edit", args=[image.pk]), ContentFile(other.getvalue(), "red.png")),
        (reverse("wagtaildocs:edit", args=[sheet.pk]), ContentFile(b"%PDF-1.7 else", "else.pdf")),
    ]
    for address, file in edits:
        answer = facilitator.post(address, {"title": "Renamed", "file": file})
        assert "what members were given stays as it is" in answer.content.decode()
        assert facilitator.post(address, {"title": "Renamed"}).status_code == 302
    image.refresh_from_db()
    sheet.refresh_from_db()
    assert (image.width, image.title, sheet.title) == (1600, "Renamed", "Renamed")
