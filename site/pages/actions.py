"""Building the page tree with our texts, and saying who may edit what."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Page, PageLogEntry, Site

from courses.curriculum.actions import load_presets
from courses.curriculum.models import Course
from courses.glossary.actions import load_glossary
from courses.lessons.actions import publish_shipped_lessons
from courses.lessons.models import LessonIndexPage
from pages import shipped
from pages.articles.models import ArticleIndexPage, ArticlePage
from pages.contact.models import ContactPage
from pages.editor.permissions import grant_permissions
from pages.models import HomePage, QuestionsPage, StandardPage
from pages.people.models import FacilitatorsPage
from pages.programme.models import NextGroupsPage, ProgrammePage

IN_FOOTER = {"about", "not-crisis-care", "trademark"}
# In the order of the menu; the flag says whether the header shows the page.
TREE: list[tuple[str, type[Page], bool]] = [
    ("how-groups-work", StandardPage, True),
    ("programme", ProgrammePage, True),
    ("groups", NextGroupsPage, True),
    ("facilitators", FacilitatorsPage, True),
    ("questions", QuestionsPage, True),
    ("about", StandardPage, False),
    ("contact", ContactPage, False),
    ("not-crisis-care", StandardPage, False),
    ("trademark", StandardPage, False),
]
ARTICLES = "articles"
MAIN_COURSE = "24-week-skills-course"


@transaction.atomic
def build_site(*, name: str, now: datetime, folder: Path = shipped.CONTENT) -> HomePage:
    """Makes the site's pages, shelf, lessons and courses; returns the home page.

    Safe to run again, after every upgrade: lessons, courses and glossary follow our texts (what was
    edited stays as it is), while pages are made the first time only and then belong to their
    editors, what they deleted included; articles likewise. `name` is the clinic's, for Wagtail's
    own record of the site; the name that readers see is a site setting. Also grants the roles their
    permissions.
    """
    texts = shipped.texts(folder)
    first_time = not HomePage.objects.exists()
    home = _home(texts["home"], name, now)
    publish_shipped_lessons(_shelf(texts["lessons"], now))
    load_presets()
    load_glossary()
    for slug, kind, in_menu in TREE if first_time else []:
        page = kind(slug=slug, show_in_menus=in_menu, **_words(texts[slug]))
        if isinstance(page, StandardPage):
            page.in_footer = slug in IN_FOOTER
        if isinstance(page, ProgrammePage):
            page.course = Course.objects.filter(slug=MAIN_COURSE).first()
        _add(home, page, now)
    _articles(home, folder, now)
    grant_permissions()
    return home


def _articles(home: HomePage, folder: Path, now: datetime) -> None:
    """Articles and their page, where the clinic has none and never took ours away."""
    kind = ContentType.objects.get_for_model(ArticleIndexPage)
    entry = shipped.texts(folder / ARTICLES)["articles"]
    if (
        ArticleIndexPage.objects.exists()
        or PageLogEntry.objects.filter(content_type=kind, action="wagtail.delete").exists()
        or home.get_children().filter(slug=entry["slug"]).exists()
    ):
        return
    home.refresh_from_db()
    _add(home, ArticleIndexPage(slug=entry["slug"], **_words(entry)), now)
    for given in shipped.articles(folder / ARTICLES):
        article = ArticlePage(
            slug=given["slug"],
            key_points=shipped.stream("point", given["key_points"]),
            dated=now.date(),
            source=given["source"],
            **_words(given),
        )
        _add(ArticleIndexPage.objects.get(), article, now, tags=given["tags"])


def _home(entry: dict[str, Any], name: str, now: datetime) -> HomePage:
    """The home page, at the root of the default site; replaces Wagtail's welcome page."""
    home: HomePage | None = HomePage.objects.first()
    site = Site.objects.filter(is_default_site=True).first()
    address = urlsplit(settings.SITE_URL)
    if home is None:
        root = Page.objects.get(depth=1)
        welcome = site.root_page if site and site.root_page.depth > 1 else None
        if welcome is not None and welcome.slug == "home":
            welcome.slug = "welcome"  # makes room; it goes as soon as the site points elsewhere
            welcome.save(clean=False)
            root.refresh_from_db()
        home = HomePage(slug="home", **_words(entry))
        _add(root, home, now)
        site = site or Site(is_default_site=True)
        site.root_page = home
        site.hostname = address.hostname or "localhost"
        site.port = address.port or (443 if address.scheme == "https" else 80)
        site.site_name = name
        site.save()
        if welcome is not None:
            Page.objects.get(pk=welcome.pk).delete()
    fresh: HomePage = HomePage.objects.get(pk=home.pk)
    return fresh


def _shelf(entry: dict[str, Any], now: datetime) -> LessonIndexPage:
    """The lesson shelf, beside the home page: see `courses.lessons.models.OwnAddress`."""
    shelf: LessonIndexPage | None = LessonIndexPage.objects.first()
    if shelf is None:
        shelf = LessonIndexPage(
            slug="lessons",
            title=entry["menu_title"],
            intro=_line(entry["intro"]),
            search_description=entry["seo_description"],
            show_in_menus=True,
        )
        _add(Page.objects.get(depth=1), shelf, now)
    fresh: LessonIndexPage = LessonIndexPage.objects.get(pk=shelf.pk)
    return fresh


def _add(parent: Page, page: Page, now: datetime, *, tags: Iterable[str] = ()) -> None:
    page.first_published_at = page.last_published_at = now
    parent.add_child(instance=page)
    if tags:
        page.tags.add(*tags)
    page.save_revision().publish()
    parent.refresh_from_db()


def _words(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": entry["menu_title"],
        "heading": entry["title"],
        "intro": _line(entry["intro"]),
        "search_description": entry["seo_description"],
        "body": shipped.body(entry),
    }


def _line(text: str) -> str:
    return " ".join(text.split())
