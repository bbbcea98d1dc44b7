"""Articles: written by marketers, browsed by tag, read by everybody once they are published."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from taggit.models import Tag
from wagtail.images import get_image_model
from wagtail.models import PageLogEntry, PageViewRestriction
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from accounts.roles import Role
from pages.actions import build_site
from pages.models import ArticleIndexPage, ArticlePage, HomePage
from tests.factories import NOW, make_staff
from tests.pages.test_queries import queries
from tests.pages.test_uploads import a_picture
from tests.signin import sign_in

OURS = [
    "what-happens-in-a-skills-group",
    "five-minutes-when-everything-is-too-much",
    "how-to-talk-with-your-family-about-the-group",
]


@pytest.fixture
def shelf(home: HomePage) -> ArticleIndexPage:
    page: ArticleIndexPage = ArticleIndexPage.objects.get()
    return page


def write(
    shelf: ArticleIndexPage, title: str, *tags: str, live: bool = True, **fields: Any
) -> ArticlePage:
    """An article of a clinic's own."""
    article = ArticlePage(title=title, live=live, **{"dated": NOW.date()} | fields)
    shelf.add_child(instance=article)
    article.tags.add(*tags)
    revision = article.save_revision()
    if live:
        revision.publish()
    return article


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_ours_stand_with_key_points_first(client: Client, shelf: ArticleIndexPage) -> None:
    listed = text(client, "/articles/")
    places = [listed.index(f"/articles/{slug}/") for slug in OURS]
    assert places == sorted(places)
    for slug in OURS:
        page = text(client, f"/articles/{slug}/")
        assert page.index("Key points") < page.index('class="part"')
        assert "Written by the Evenkeel team" in page
        assert len(page.encode()) < 100_000
    assert "More to read" in page
    assert f"/articles/{OURS[0]}/" in page


def test_articles_are_in_footer_and_sitemap(client: Client, shelf: ArticleIndexPage) -> None:
    header, footer = text(client, "/").split("<footer")
    assert 'href="/skills/"' in header
    assert 'href="/articles/"' in footer
    assert 'href="/glossary/"' in footer
    places = text(client, "/sitemap.xml")
    assert all(f"/articles/{slug}/" in places for slug in OURS)
    assert "/glossary/" in places
    for path in ("/skills/", "/skills/for/panic/", "/skills/halt/"):
        assert f"<loc>http://localhost:8000{path}</loc>" in places
    shelf.in_footer = False
    shelf.save_revision().publish()
    assert 'href="/articles/"' not in text(client, "/").split("<footer")[1]


def test_a_tag_leads_to_its_articles_whatever_its_capitals(
    client: Client, shelf: ArticleIndexPage
) -> None:
    write(shelf, "One", "Sleep", "First steps")
    write(shelf, "Other", "SLEEP")
    write(shelf, "Unfinished", "sleep", "Hidden tag", live=False)
    assert Tag.objects.filter(name__iexact="sleep").count() == 1
    page = text(client, "/articles/tag/sleep/")
    assert "One</a>" in page
    assert "Other</a>" in page
    assert "Unfinished" not in page
    assert f"/articles/{OURS[1]}/" not in page
    browse = text(client, "/articles/")
    assert "/articles/tag/sleep/" in browse
    assert "/articles/tag/hidden-tag/" not in browse
    for nothing in ("hidden-tag", "no-such-tag"):
        assert client.get(f"/articles/tag/{nothing}/").status_code == 404


def test_a_tag_of_signs_alone_has_no_address_and_breaks_nothing(
    client: Client, shelf: ArticleIndexPage
) -> None:
    article = write(shelf, "One", "…", "Überblick & <b>")
    page = text(client, article.get_url())
    assert "Überblick &amp; &lt;b&gt;" in page
    address = page.partition('href="/articles/tag/')[2].partition('"')[0]
    assert "One</a>" in text(client, f"/articles/tag/{address}")
    assert "One</a>" in text(client, "/articles/")


@pytest.mark.parametrize("how", ["a draft", "unpublished", "private"])
def test_what_is_not_for_everybody_is_nowhere(
    client: Client, shelf: ArticleIndexPage, how: str
) -> None:
    shown = write(shelf, "Shown", "Quiet hours")
    hidden = write(shelf, "Hidden words", "Quiet hours", live=how != "a draft")
    if how == "unpublished":
        assert "Hidden words" in text(client, "/articles/")
        hidden.unpublish()
    elif how == "private":
        PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    for path in ("/articles/", "/articles/tag/quiet-hours/", shown.get_url(), "/sitemap.xml"):
        page = text(client, path)
        assert "Hidden words" not in page
        assert "hidden-words" not in page
    assert client.get("/articles/hidden-words/").status_code == (302 if how == "private" else 404)


def test_ten_stand_on_a_page_the_newest_first(client: Client, shelf: ArticleIndexPage) -> None:
    for number in range(11):
        day = NOW.date() + timedelta(days=number + 1)
        write(shelf, f"Piece {number:02}", dated=day)
    first = text(client, "/articles/")
    assert first.count('class="found__one"') == 10
    assert first.index("Piece 10") < first.index("Piece 01")
    assert "Piece 00" not in first
    assert text(client, "/articles/?page=2").count('class="found__one"') == 4
    for odd in ("0", "99", "x", "%00"):
        assert client.get(f"/articles/?page={odd}").status_code == 200


def test_related_share_most_tags(client: Client, shelf: ArticleIndexPage) -> None:
    read = write(shelf, "Read", "rest", "walks", "food")
    write(shelf, "Shares one", "rest")
    write(shelf, "Shares two", "rest", "walks")
    write(shelf, "Shares none", "money")
    page = text(client, read.get_url()).partition("More to read")[2]
    assert page.index("Shares two") < page.index("Shares one")
    assert "Shares none" not in page
    alone = write(shelf, "Alone")
    assert "More to read" not in text(client, alone.get_url())


@pytest.mark.parametrize("path", ["/articles/", "/articles/tag/rest/", "/articles/read/"])
def test_asks_as_often_for_one_as_for_three_and_once_when_kept(
    client: Client, shelf: ArticleIndexPage, path: str
) -> None:
    write(shelf, "Read", "rest")
    write(shelf, "First", "rest")
    one = queries(client, path)
    write(shelf, "Second", "rest", "walks")
    write(shelf, "Third", "rest", "walks", "food")
    assert queries(client, path) == one
    text(client, path)
    with CaptureQueriesContext(connection) as asked:
        text(Client(), path)
    assert len(asked) == 1


def test_a_new_name_of_a_tag_is_there_at_once(client: Client, shelf: ArticleIndexPage) -> None:
    write(shelf, "One", "rest")
    assert "rest" in text(client, "/articles/one/")
    Tag.objects.filter(name="rest").update(name="pauses")
    assert "pauses" in text(client, "/articles/one/")


# Wagtail leaves the temporary file of a smaller copy to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_picture_needs_words(
    shelf: ArticleIndexPage, client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("garden.png", a_picture("PNG"))
    picture = get_image_model().objects.create(title="Garden", file=file)
    with pytest.raises(ValidationError, match="what the picture shows"):
        write(shelf, "Garden", picture=picture)
    article = write(shelf, "Garden", picture=picture, picture_alt="A garden in the rain.")
    assert 'alt="A garden in the rain."' in text(client, article.get_url())


def test_a_marketer_writes_an_article_in_the_editor(
    client: Client, shelf: ArticleIndexPage
) -> None:
    form = {
        "title": "A walk helps",
        "slug": "a-walk-helps",
        "heading": "",
        "intro": "Ten minutes are enough.",
        **streams(),
        "tags": '"first steps", Walks',
        "author": "Mara Quist",
        "dated": "2026-08-01",
        "source": "",
        "picture": "",
        "picture_alt": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "action-publish": "1",
    }
    add = reverse("wagtailadmin_pages:add", args=["pages", "articlepage", shelf.pk])
    refused = sign_in(Client(), make_staff(Role.FACILITATOR)).post(add, form)
    assert refused.status_code in {302, 403}
    assert not ArticlePage.objects.filter(slug="a-walk-helps").exists()
    marketer = sign_in(Client(), make_staff(Role.MARKETER))
    preview = reverse("wagtailadmin_pages:preview_on_add", args=["pages", "articlepage", shelf.pk])
    assert marketer.post(preview, form).json()["is_valid"]
    shown = text(marketer, preview)
    assert "Go on foot." in shown
    assert "Walks" in shown
    assert not ArticlePage.objects.filter(slug="a-walk-helps").exists()
    bare = marketer.post(add, form | {"intro": " ", "key_points-count": "0", "body-count": "0"})
    for asked in ("write the introduction", "add key points", "The article is still empty"):
        assert asked in bare.content.decode()
    assert not ArticlePage.objects.filter(slug="a-walk-helps").exists()
    answer = marketer.post(add, form)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    page = text(client, "/articles/a-walk-helps/")
    assert "Go on foot." in page
    assert "Saturday 1 August 2026" in page or "1 August 2026" in page
    assert "Mara Quist" in page
    article = ArticlePage.objects.get(slug="a-walk-helps")
    assert article.dated == date(2026, 8, 1)
    assert {tag.name for tag in article.tags.all()} == {"first steps", "Walks"}


def streams() -> dict[str, Any]:
    """The editor's fields of key points and body."""
    points = streamfield([("point", "Go on foot.")])
    body = streamfield([("section", {"heading": "Why", "text": rich_text("<p>So.</p>")})])
    found: dict[str, Any] = nested_form_data({"key_points": points, "body": body})
    return found


def test_articles_come_back_neither_edited_nor_deleted(
    home: HomePage, shelf: ArticleIndexPage, now: datetime
) -> None:
    ArticlePage.objects.get(slug=OURS[0]).delete()
    kept = ArticlePage.objects.get(slug=OURS[1])
    kept.title = "Theirs"
    kept.save_revision().publish()
    build_site(name="Quiet Harbour", now=now)
    assert not ArticlePage.objects.filter(slug=OURS[0]).exists()
    assert ArticlePage.objects.get(slug=OURS[1]).title == "Theirs"
    ArticleIndexPage.objects.get().delete()
    build_site(name="Quiet Harbour", now=now)
    assert not ArticleIndexPage.objects.exists()


def test_a_site_of_an_older_release_gets_them(
    client: Client, home: HomePage, shelf: ArticleIndexPage, now: datetime
) -> None:
    """It never had the page: nobody took it away."""
    type(shelf).objects.get().delete()
    PageLogEntry.objects.all().delete()
    build_site(name="Quiet Harbour", now=now)
    assert all(text(client, f"/articles/{slug}/") for slug in OURS)
