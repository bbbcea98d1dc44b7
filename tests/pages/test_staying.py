"""A marketer cannot break the site: what others lead to stays, and no page hides behind another."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

import clock
from accounts.roles import Role
from pages.addresses import reserved
from pages.models import HomePage, QuestionsPage, StandardPage
from tests.answers import Answer
from tests.factories import make_staff
from tests.signin import sign_in

EMPTY = {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "body-count": "0"}


@pytest.fixture
def marketer(home: HomePage) -> Client:
    return sign_in(Client(), make_staff(Role.MARKETER, time_zone="Europe/London"))


def words(title: str, slug: str, **more: str) -> dict[str, str]:
    """What the editor's form sends."""
    return {"title": title, "slug": slug, "heading": "", "intro": "", **EMPTY, **more}


def lead(from_slug: str, to: Page, *, publish: bool = True) -> None:
    """Links one page in another's text."""
    page = Page.objects.get(slug=from_slug).specific
    text = f'<p>Read <a linktype="page" id="{to.pk}">more</a>.</p>'
    page.body = [("section", {"heading": "More", "text": text})]
    revision = page.save_revision()
    if publish:
        revision.publish()


def delete(client: Client, page: Page) -> Answer:
    address = reverse("wagtailadmin_pages:delete", args=[page.pk])
    return client.post(address, follow=True)


def test_a_page_that_a_text_leads_to_stays_until_the_link_is_out(marketer: Client) -> None:
    about = Page.objects.get(slug="about")
    lead("questions", about)
    answer = delete(marketer, about)
    assert "readers of “Questions” are led there" in answer.content.decode()
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    assert "Questions" in marketer.post(f"{bulk}?id={about.pk}", follow=True).content.decode()
    assert Page.objects.filter(pk=about.pk).exists()
    questions = QuestionsPage.objects.get()
    questions.body = []
    questions.save_revision().publish()
    delete(marketer, about)
    assert not Page.objects.filter(pk=about.pk).exists()


def test_a_page_below_it_counts_and_a_draft_or_the_page_itself_does_not(home: HomePage) -> None:
    """Only a superuser takes away a page with others below it."""
    operator = make_staff(Role.MARKETER)
    operator.is_superuser = True
    operator.save()
    superuser = sign_in(Client(), operator)
    about = StandardPage.objects.get(slug="about")
    below = about.add_child(instance=StandardPage(title="Our rooms", slug="our-rooms"))
    lead("questions", below)
    assert "“Questions”" in delete(superuser, about).content.decode()
    questions = QuestionsPage.objects.get()
    questions.body = []
    questions.save_revision().publish()
    lead("questions", below, publish=False)
    lead("about", below)
    delete(superuser, Page.objects.get(pk=about.pk))
    assert not Page.objects.filter(pk__in=[about.pk, below.pk]).exists()


def test_whoever_unpublishes_hears_who_still_leads_there(marketer: Client) -> None:
    about = Page.objects.get(slug="about")
    lead("questions", about)
    address = reverse("wagtailadmin_pages:unpublish", args=[about.pk])
    answer = marketer.post(address, follow=True).content.decode()
    assert "Readers of “Questions” are still led there" in answer
    assert not Page.objects.get(pk=about.pk).live


@pytest.mark.parametrize("slug", ["not-crisis-care", "trademark"])
def test_the_notices_stay_under_their_address(marketer: Client, slug: str) -> None:
    page = Page.objects.get(slug=slug)
    for way in ("delete", "unpublish"):
        answer = marketer.post(
            reverse(f"wagtailadmin_pages:{way}", args=[page.pk]), follow=True
        )  # fmt: skip
        assert "This page has to stay" in answer.content.decode()
    sent = words(page.title, "elsewhere", **{"action-publish": "1"})
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert f"Please keep “{slug}” here" in marketer.post(edit, sent).content.decode()
    kept = Page.objects.get(pk=page.pk)
    assert (kept.slug, kept.live) == (slug, True)
    # Its words are the clinic's own.
    assert (
        marketer.post(edit, words("In short", slug, **{"action-publish": "1"})).status_code == 302
    )
    assert Page.objects.get(pk=page.pk).title == "In short"


def test_every_address_of_the_site_is_known() -> None:
    assert {
        "account", "cms", "desk", "documents", "groups", "healthz", "lead", "media", "search",
        "skills", "static", "stripe", "today", "ws",
    } <= reserved()  # fmt: skip
    assert not {"about", "questions", "articles", ""} & reserved()


def test_no_page_hides_behind_an_address_of_the_site(marketer: Client, home: HomePage) -> None:
    add = reverse("wagtailadmin_pages:add", args=["pages", "standardpage", home.pk])
    for sent in (words("Well", "skills"), words("Skills", ""), words("Well", "Account")):
        answer = marketer.post(add, {**sent, "action-publish": "1"})
        assert "belongs to the site itself" in answer.content.decode(), sent
    assert marketer.post(add, words("Skills for teams", "skills-for-teams")).status_code == 302
    # One place further down nothing is in the way.
    about = Page.objects.get(slug="about")
    below = reverse("wagtailadmin_pages:add", args=["pages", "standardpage", about.pk])
    assert (
        marketer.post(below, words("Skills", "skills", **{"action-publish": "1"})).status_code
        == 302
    )
    assert Client().get("/about/skills/").status_code == 200
    page = Page.objects.get(slug="skills")
    move = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, home.pk])
    assert "belongs to the site itself" in marketer.post(move, follow=True).content.decode()
    assert Page.objects.get(pk=page.pk).get_parent().pk == about.pk
    copy = reverse("wagtailadmin_pages:copy", args=[page.pk])
    sent = {"new_title": "Skills", "new_slug": "skills", "new_parent_page": str(home.pk)}
    assert "belongs to the site itself" in marketer.post(copy, sent, follow=True).content.decode()
    assert Page.objects.filter(slug="skills").count() == 1


def test_a_page_that_went_at_its_hour_says_so_and_can_be_written_on(marketer: Client) -> None:
    clock.set_offset(0)
    page = StandardPage.objects.get(slug="about")
    page.expire_at = datetime(2026, 10, 2, 9, 0, tzinfo=UTC)
    page.save_revision()
    page.live, page.expired = False, True
    page.save()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    with time_machine.travel(datetime(2026, 10, 3, 12, 0, tzinfo=UTC), tick=False):
        wall = page.expire_at.astimezone(ZoneInfo("Europe/London"))
        told = marketer.get(edit).content.decode()
        assert "This page went at" in told
        as_shown = {"expire_at": wall.strftime("%Y-%m-%d %H:%M")}
        assert marketer.post(edit, words("About", "about", **as_shown)).status_code == 302
        sent = words("About us", "about", **{"action-publish": "1"})
        assert marketer.post(edit, sent).status_code == 302
        assert Client().get("/about/").status_code == 200
        page.refresh_from_db()
        assert (page.live, page.expire_at) == (True, None)
        assert "This page went" not in marketer.get(edit).content.decode()
        # An hour that is typed anew has to come.
        late = words("About us", "about", expire_at="2026-10-01 12:00")
        assert (
            "has passed. Please choose an hour to come"
            in marketer.post(edit, late).content.decode()
        )


def test_it_is_said_before_which_files_are_taken(marketer: Client) -> None:
    for name in ("wagtaildocs:add", "wagtaildocs:add_multiple", "wagtaildocs_chooser:choose"):
        page: Any = marketer.get(reverse(name))
        assert "PDF, DOCX, ODT or TXT, up to 9.5" in page.content.decode().replace(
            "\\u00a0", " "
        ), name
    for name in ("wagtailimages:add", "wagtailimages:add_multiple", "wagtailimages_chooser:choose"):
        page = marketer.get(reverse(name))
        assert "40 million points. Place, time and camera" in page.content.decode(), name
