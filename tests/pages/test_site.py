"""The site as it is built: every page answers, and building again changes nothing."""

import re
from datetime import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Page, Site

from accounts.policies import load_policies
from accounts.roles import Role
from courses.models import LessonPage, Week
from help.models import SiteSettings
from pages.actions import build_site
from pages.base import FixedAddress
from pages.models import ContactPage, HomePage, NextGroupsPage, StandardPage
from pages.people.models import FacilitatorPage, FacilitatorsPage
from tests.factories import NOW, make_member, make_staff
from tests.pages.conftest import MakeGroup
from tests.signin import sign_in

PATHS = [
    "/",
    "/how-groups-work/",
    "/programme/",
    "/groups/",
    "/facilitators/",
    "/questions/",
    "/about/",
    "/contact/",
    "/not-crisis-care/",
    "/trademark/",
    "/lessons/",
    "/lessons/stop/",
    "/articles/",
    "/articles/five-minutes-when-everything-is-too-much/",
    "/glossary/",
    "/skills/",
    "/skills/for/about-to-do-something/",
    "/skills/improve/",
    "/search/",
]


def test_every_page_answers_with_its_heading_and_a_way_to_help(
    client: Client, home: HomePage, subtests: pytest.Subtests
) -> None:
    for path in PATHS:
        with subtests.test(path):
            response = client.get(path)
            page = response.content.decode()
            assert response.status_code == 200
            assert page.count("<h1") == 1
            assert "In crisis now?" in page
            assert "registered trademark" in page
            assert len(response.content) < 100_000


def test_every_week_of_every_course_has_published_lessons(home: HomePage) -> None:
    assert Week.objects.count() == 24 + 14 + 12 + 8
    for week in Week.objects.prefetch_related("week_lessons__lesson"):
        lessons = [taught.lesson for taught in week.week_lessons.all()]
        print(week, *[lesson.slug for lesson in lessons])  # noqa: T201
        assert lessons, week
        assert all(lesson.live and lesson.live_revision_id for lesson in lessons), week


def test_the_shelf_leads_to_each_module_and_follows_the_course(
    client: Client, home: HomePage
) -> None:
    page = client.get("/lessons/").content.decode()
    for module in ("mindfulness", "distress-tolerance", "emotion-regulation", "interpersonal"):
        assert f'href="#{module}"' in page
        assert page.count(f'id="{module}"') == 1
    places = [page.index(f'/lessons/{slug}/"') for slug in (
        "orientation", "wise-mind", "what-skills", "starting-again", "when-to-use-crisis-skills",
        "stop", "tipp", "what-emotions-do", "cope-ahead", "dear-man", "ending-and-looking-ahead",
    )]  # fmt: skip
    assert places == sorted(places)


def test_every_page_has_nothing_inline_and_nothing_from_elsewhere(
    client: Client, home: HomePage, subtests: pytest.Subtests
) -> None:
    for path in PATHS:
        with subtests.test(path):
            page = client.get(path).content.decode()
            assert not re.search(r"<style| style=| on[a-z]+=", page)
            own = {"http://localhost:8000", "http://testserver"}
            found = re.findall(r'(?:src|href|content)="(https?://[^/"]+)', page)
            assert set(found) <= own
            assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))


def test_build_site_again_changes_nothing(home: HomePage, now: datetime) -> None:
    before = list(Page.objects.order_by("path").values_list("path", "title", "latest_revision"))
    build_site(name="Quiet Harbour", now=now)
    assert (
        list(Page.objects.order_by("path").values_list("path", "title", "latest_revision"))
        == before
    )


def test_build_site_again_keeps_what_editors_did(home: HomePage, now: datetime) -> None:
    about = StandardPage.objects.get(slug="about")
    about.title = "Who we are"
    about.save_revision().publish()
    Page.objects.get(slug="trademark").delete()
    build_site(name="Quiet Harbour", now=now)
    assert StandardPage.objects.get(slug="about").title == "Who we are"
    assert not Page.objects.filter(slug="trademark").exists()


def test_build_site_replaces_the_welcome_page(home: HomePage) -> None:
    site = Site.objects.get(is_default_site=True)
    assert site.root_page.pk == home.pk
    assert site.site_name == "Quiet Harbour"
    assert set(Page.objects.filter(depth=2).values_list("slug", flat=True)) == {"home", "lessons"}


def test_robots_names_the_sitemap(client: Client, home: HomePage) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /cms/" in text
    assert "Sitemap: http://localhost:8000/sitemap.xml" in text


def test_sitemap_lists_what_is_public_and_nothing_else(
    client: Client, home: HomePage, make_group: MakeGroup
) -> None:
    shown = make_group()
    draft = make_group(state="draft")
    unpublished = LessonPage.objects.get(slug="halt")
    unpublished.unpublish()
    text = client.get("/sitemap.xml").content.decode()
    assert "http://localhost:8000/lessons/stop/" in text
    assert "http://localhost:8000/how-groups-work/" in text
    assert f"/groups/{shown.slug}/" in text
    assert f"/groups/{draft.slug}/" not in text
    assert "/lessons/halt/" not in text


def test_policies_are_one_press_away(client: Client, home: HomePage) -> None:
    load_policies(now=NOW)
    footer = client.get("/").content.decode().split("<footer")[1]
    places = client.get("/sitemap.xml").content.decode()
    for kind in ("terms", "privacy", "group-agreement"):
        assert f'href="/policies/{kind}/"' in footer
        assert f"/policies/{kind}/" in places
        assert client.get(f"/policies/{kind}/").status_code == 200


def test_favicon_is_our_own(client: Client, home: HomePage) -> None:
    assert client.get("/favicon.ico")["Location"] == "/static/design/images/mark.svg"


def test_menu_follows_publishing(client: Client, home: HomePage) -> None:
    assert "Questions</a>" in client.get("/").content.decode()
    Page.objects.get(slug="questions").specific.unpublish()
    assert "Questions</a>" not in client.get("/").content.decode()


def test_facilitator_page_shows_the_groups_they_lead(
    client: Client, home: HomePage, make_group: MakeGroup
) -> None:
    led, other = make_group(name="Led by Noor"), make_group(name="Led by another")
    page = FacilitatorPage(
        title="Noor Hansen", slug="noor", account=led.leaders.get().account, intro="Hello."
    )
    FacilitatorsPage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    text = client.get("/facilitators/noor/").content.decode()
    assert led.name in text
    assert other.name not in text
    assert "Noor Hansen" in client.get("/facilitators/").content.decode()
    assert "/facilitators/noor/" in client.get(f"/groups/{led.slug}/").content.decode()


@pytest.mark.parametrize("kind", [NextGroupsPage, ContactPage])
def test_page_that_others_lead_to_keeps_its_address(
    home: HomePage, kind: type[FixedAddress]
) -> None:
    page = kind.objects.get()
    page.full_clean()
    page.slug = "elsewhere"
    with pytest.raises(ValidationError, match="Please keep"):
        page.full_clean()


def test_menu_marks_one_place_as_the_current_one(client: Client, home: HomePage) -> None:
    coordinator = make_staff(Role.COORDINATOR)
    sign_in(client, coordinator)
    page = client.get("/account/staff/").content.decode()
    menu = page.partition("<main")[0]
    assert re.findall(r'href="([^"]+)" aria-current="page"', menu) == ["/account/staff/"]
    page = client.get("/groups/").content.decode().partition("<main")[0]
    assert re.findall(r'href="([^"]+)" aria-current="page"', page) == ["/groups/"]


def test_postal_address_stands_in_the_footer_and_on_the_contact_page(
    client: Client, home: HomePage
) -> None:
    assert "By post" not in client.get("/contact/").content.decode()
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    settings.postal_address = "4 Quay Street\nGalway"
    settings.save()
    assert "4 Quay Street<br>Galway" in client.get("/about/").content.decode()
    contact = client.get("/contact/").content.decode()
    assert "By post" in contact
    assert contact.count("4 Quay Street<br>Galway") == 2


def test_postal_address_leaves_the_footer_of_a_discreet_reader(
    client: Client, home: HomePage
) -> None:
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    settings.postal_address = "4 Quay Street\nGalway"
    settings.save()
    sign_in(client, make_member(discreet=True).account)
    assert "4 Quay Street" not in client.get("/about/").content.decode()


def footer(client: Client) -> str:
    page = client.get("/lessons/").content.decode()
    return page[page.index('<footer class="site-footer">') :]


def test_a_page_keeps_its_place_in_the_footer_under_another_address(
    client: Client, home: HomePage
) -> None:
    for path in ("/about/", "/not-crisis-care/", "/trademark/", "/contact/"):
        assert f'href="{path}"' in footer(client)
    about = StandardPage.objects.get(slug="about")
    about.slug = "about-us"
    about.save_revision().publish()
    assert 'href="/about-us/"' in footer(client)
    assert 'href="/about/"' not in footer(client)


def test_editors_choose_what_stands_in_the_footer(client: Client, home: HomePage) -> None:
    assert "/how-groups-work/" not in footer(client)
    page = StandardPage.objects.get(slug="how-groups-work")
    page.in_footer = True
    page.save_revision().publish()
    assert "/how-groups-work/" in footer(client)
    page.unpublish()
    assert "/how-groups-work/" not in footer(client)
