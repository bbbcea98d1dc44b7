"""What editors may build with: described, previewed, and never raw HTML, embeds or scripts."""

import json
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.http import HttpRequest
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail import blocks
from wagtail.admin.rich_text import get_rich_text_editor_widget
from wagtail.blocks import Block
from wagtail.embeds.blocks import EmbedBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.rich_text import features as rich_text_features
from wagtail.test.utils.form_data import nested_form_data, streamfield

from accounts.roles import Role
from pages.blocks import TEXT, PictureBlock
from pages.models import HomePage
from tests.factories import make_staff
from tests.signin import sign_in

ALLOWED_FEATURES = set(TEXT)
FORBIDDEN = (blocks.RawHTMLBlock, EmbedBlock)


def every_block() -> Iterator[Block]:
    """Each block of each StreamField of the project, children included."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, StreamField):
                yield from walk(field.stream_block)


def walk(block: Block) -> Iterator[Block]:
    yield block
    for child in getattr(block, "child_blocks", {}).values():
        yield from walk(child)
    if isinstance(block, blocks.ListBlock):
        yield from walk(block.child_block)


def offered() -> list[Block]:
    """The blocks an editor picks from: the children of each StreamField."""
    found = []
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, StreamField):
                found += field.stream_block.child_blocks.values()
    return found


def test_no_block_takes_raw_html_or_embeds() -> None:
    seen = list(every_block())
    assert len(seen) > 50
    assert [block for block in seen if isinstance(block, FORBIDDEN)] == []


def test_every_rich_text_names_its_features() -> None:
    texts = [block for block in every_block() if isinstance(block, blocks.RichTextBlock)]
    assert len(texts) > 10
    for block in texts:
        assert block.features is not None
        assert set(block.features) <= ALLOWED_FEATURES, block.label
    for model in apps.get_models():
        for field in model._meta.get_fields():
            assert not isinstance(field, RichTextField), f"{model.__name__}.{field.name}"


def test_embeds_are_not_among_the_features_of_a_text_that_names_none() -> None:
    get_rich_text_editor_widget()
    assert "embed" not in rich_text_features.get_default_features()


def test_every_offered_block_has_icon_description_and_preview() -> None:
    for block in offered():
        name = f"{type(block).__module__}.{type(block).__name__}"
        assert block.meta.icon != "placeholder", name
        assert str(block.get_description()), name
        assert block.is_previewable, name
        assert get_template(block.meta.template), name


def test_every_preview_renders_in_the_editor(home: HomePage, client: Client) -> None:
    sign_in(client, make_staff(Role.MARKETER))
    for block in offered():
        response = client.get(
            reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix}
        )
        assert response.status_code == 200, block.label
        text = response.content.decode()
        assert "<main>" in text
        assert "http://" not in text.split("<main>")[1]


def test_picture_cannot_be_placed_without_words(home: HomePage) -> None:
    pictures = [block for block in offered() if isinstance(block, PictureBlock)]
    assert pictures
    for picture in pictures:
        assert picture.child_blocks["alt"].required


@pytest.mark.parametrize("path", ["/", "/programme/", "/lessons/stop/"])
def test_preview_of_a_page_needs_a_right_to_it(home: HomePage, client: Client, path: str) -> None:
    parts = [part for part in path.split("/") if part]
    page = Page.objects.get(slug=parts[-1]) if parts else home
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert client.get(address).status_code == 302


def rendered(page: Page, mode: str) -> str:
    """The page in one of the editor's preview modes."""
    request: HttpRequest = RequestFactory().get("/")
    response = page.make_preview_request(request, mode)
    response.render()
    text: str = response.content.decode()
    return text


def test_a_lesson_previews_as_a_visitor_sees_it_too(home: HomePage) -> None:
    """As members and the room see it: tests/groups/test_preview.py."""
    lesson = Page.objects.get(slug="stop").specific
    assert [name for name, _ in lesson.preview_modes] == ["member", "visitor", "slides"]
    visitor = rendered(lesson, "visitor")
    assert "Key points" not in visitor
    assert lesson.teaser in visitor


def test_preview_may_be_framed_by_the_editor_and_the_page_itself_by_nobody(
    home: HomePage, client: Client
) -> None:
    preview = home.make_preview_request(RequestFactory().get("/"), "")
    assert "frame-ancestors 'self'" in preview["Content-Security-Policy"]
    assert preview["X-Frame-Options"] == "SAMEORIGIN"
    page = client.get("/?preview=1")
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


def test_every_public_page_previews(home: HomePage) -> None:
    for page in home.get_descendants(inclusive=True).specific():
        assert page.headline in rendered(page, ""), page.slug


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x"]
)
def test_rich_text_keeps_no_script(home: HomePage, client: Client, address: str) -> None:
    sign_in(client, make_staff(Role.MARKETER))
    about = Page.objects.get(slug="about")
    told = "<script>alert(1)</script> <img src=x onerror=alert(1)>"
    words = {
        "blocks": [
            {
                "key": "a",
                "text": f"our page {told}",
                "type": "unstyled",
                "depth": 0,
                "inlineStyleRanges": [],
                "entityRanges": [{"offset": 0, "length": 8, "key": 0}],
            }
        ],
        "entityMap": {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": address}}},
    }
    form = {
        "title": "About",
        "slug": "about",
        "heading": "Who we are",
        "intro": told,
        "body": streamfield([("section", {"heading": told, "text": json.dumps(words)})]),
        "action-publish": "1",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    edit = reverse("wagtailadmin_pages:edit", args=[about.pk])
    assert client.post(edit, nested_form_data(form)).status_code == 302
    text = Client().get("/about/").content.decode().split("<main")[1]
    assert "our page" in text
    assert "alert(1)</script>" not in text
    assert "<img" not in text
    assert 'href="' not in text.split("our page")[0].rsplit("<p", 1)[-1]
