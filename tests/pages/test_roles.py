"""Who reaches what in the editor: each role its own part, and nothing beside it."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Site

from accounts.roles import Role
from courses.models import GlossaryWord, LessonIndexPage, LessonPage, Paper, Skill
from groups.rooms.keeping import chat_kept_days
from help.models import SiteSettings
from pages.models import HomePage, StandardPage
from payments.prices.queries import refund_terms_now
from tests.answers import Answer
from tests.courses.papers import Read, work
from tests.courses.sent import skill_form, step
from tests.factories import NOW, make_account, make_member, make_staff
from tests.signin import sign_in

SignedIn = Callable[[Role], Client]


@pytest.fixture
def signed_in(home: HomePage) -> SignedIn:
    """A browser in which somebody with that role has signed in, second factor included."""

    def open_browser(role: Role) -> Client:
        client = Client()
        sign_in(client, make_staff(role))
        return client

    return open_browser


def edit(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def test_marketer_edits_every_public_page_and_no_lesson(
    signed_in: SignedIn, home: HomePage
) -> None:
    browser = signed_in(Role.MARKETER)
    for page in home.get_descendants(inclusive=True):
        assert browser.get(edit(page)).status_code == 200, page
    lesson = LessonPage.objects.get(slug="stop")
    for name in ("edit", "history", "view_draft", "unpublish", "delete", "copy"):
        response = browser.get(reverse(f"wagtailadmin_pages:{name}", args=[lesson.pk]))
        assert response.status_code in {302, 403}, name
        assert "Freeze" not in response.content.decode()
    shelf = LessonIndexPage.objects.get()
    assert browser.get(edit(shelf)).status_code in {302, 403}
    assert _post_new_lesson(browser, shelf).status_code in {302, 403}
    assert not LessonPage.objects.filter(slug="mine").exists()


def test_marketer_s_explorer_shows_no_lesson(signed_in: SignedIn, home: HomePage) -> None:
    browser = signed_in(Role.MARKETER)
    listing = browser.get(reverse("wagtailadmin_explore", args=[home.pk])).content.decode()
    assert "How groups work" in listing
    found = browser.get(reverse("wagtailadmin_pages:search") + "?q=IMPROVE").content.decode()
    assert "IMPROVE the moment" not in found
    assert (
        "Questions"
        in browser.get(reverse("wagtailadmin_pages:search") + "?q=Questions").content.decode()
    )


def test_marketer_publishes_a_page(signed_in: SignedIn, home: HomePage) -> None:
    browser = signed_in(Role.MARKETER)
    about = StandardPage.objects.get(slug="about")
    form = {
        "title": "About our harbour",
        "slug": "about",
        "heading": "Who we are",
        "intro": "We teach.",
        "body-count": "0",
        "action-publish": "1",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    response = browser.post(edit(about), form)
    assert response.status_code == 302, response.content.decode()[:2000]
    assert "Who we are" in Client().get("/about/").content.decode()


def test_facilitator_edits_lessons_and_no_public_page(signed_in: SignedIn, home: HomePage) -> None:
    browser = signed_in(Role.FACILITATOR)
    for lesson in LessonPage.objects.filter(slug__in=["orientation", "stop", "tipp"]):
        assert browser.get(edit(lesson)).status_code == 200, lesson
    for page in home.get_descendants(inclusive=True):
        assert browser.get(edit(page)).status_code in {302, 403}, page
    found = browser.get(reverse("wagtailadmin_pages:search") + "?q=Questions").content.decode()
    assert "Questions and answers" not in found


def test_facilitator_writes_the_words_of_the_glossary_and_nobody_else_does(
    signed_in: SignedIn, home: HomePage
) -> None:
    word = GlossaryWord.objects.get(word="Urge")
    model = "wagtailsnippets_courses_glossaryword"
    change, add = reverse(f"{model}:edit", args=[word.pk]), reverse(f"{model}:add")
    form = {"word": "Urge", "explanation": "A pull.", "forms": "urges", "in_lessons": "on"}
    new = {"word": "Tide", "explanation": "It comes and goes.", "forms": ""}
    for role in (Role.MARKETER, Role.COORDINATOR):
        browser = signed_in(role)
        for address, words in ((change, form), (add, new)):
            assert browser.post(address, words).status_code in {302, 403}
    assert GlossaryWord.objects.get(pk=word.pk).explanation == word.explanation
    assert not GlossaryWord.objects.filter(word="Tide").exists()
    browser = signed_in(Role.FACILITATOR)
    assert browser.post(change, form).status_code == 302
    assert browser.post(add, new).status_code == 302
    page = Client().get("/glossary/").content.decode()
    assert "A pull." in page
    assert "It comes and goes." in page
    twice = browser.post(add, {"word": "urges", "explanation": "Again.", "forms": ""})
    assert "stands with “Urge” already" in twice.content.decode()
    history = browser.get(reverse(f"{model}:history", args=[word.pk])).content.decode()
    assert "Edit" in history


def test_coordinator_enters_the_editor_s_frame_and_edits_nothing(
    signed_in: SignedIn, home: HomePage
) -> None:
    browser = signed_in(Role.COORDINATOR)
    assert browser.get(reverse("wagtailadmin_home")).status_code == 200
    for page in (home, LessonPage.objects.get(slug="stop")):
        assert browser.get(edit(page)).status_code in {302, 403}, page


def test_lesson_that_is_taught_cannot_be_deleted(signed_in: SignedIn, home: HomePage) -> None:
    browser = signed_in(Role.FACILITATOR)
    taught = LessonPage.objects.get(slug="stop")
    address = reverse("wagtailadmin_pages:delete", args=[taught.pk])
    answer = browser.post(address, follow=True)
    assert "Nothing was deleted" in answer.content.decode()
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    answer = browser.post(f"{bulk}?id={taught.pk}", follow=True)
    assert "Nothing was deleted" in answer.content.decode()
    assert LessonPage.objects.filter(slug="stop").exists()


def test_lesson_that_nobody_teaches_can_be_deleted(signed_in: SignedIn, home: HomePage) -> None:
    browser = signed_in(Role.FACILITATOR)
    lesson = LessonPage.objects.get(slug="stop")
    lesson.week_lessons.all().delete()
    browser.post(reverse("wagtailadmin_pages:delete", args=[lesson.pk]))
    assert not LessonPage.objects.filter(slug="stop").exists()


@pytest.mark.parametrize("slug", ["home", "groups", "contact"])
def test_page_that_others_lead_to_stays(signed_in: SignedIn, home: HomePage, slug: str) -> None:
    browser = signed_in(Role.MARKETER)
    page = Page.objects.get(slug=slug)
    for name in ("delete", "unpublish"):
        one = reverse(f"wagtailadmin_pages:{name}", args=[page.pk])
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", name])
        for address in (one, f"{bulk}?id={page.pk}"):
            answer = browser.post(address, follow=True).content.decode()
            # Wagtail itself lets nobody here delete a page with others below it.
            if (slug, name) != ("home", "delete"):
                assert "This page has to stay" in answer, address
            assert Page.objects.get(slug=slug).live, address
    kept = page.specific
    kept.expire_at = NOW
    with pytest.raises(ValidationError, match="has to stay"):
        kept.full_clean()


def test_any_other_page_may_go(signed_in: SignedIn, home: HomePage) -> None:
    browser = signed_in(Role.MARKETER)
    about, other = Page.objects.get(slug="about"), Page.objects.get(slug="questions")
    browser.post(reverse("wagtailadmin_pages:unpublish", args=[about.pk]))
    assert not Page.objects.get(slug="about").live
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    browser.post(f"{bulk}?id={other.pk}")
    assert not Page.objects.filter(slug="questions").exists()


SUPERUSERS_ONLY = [
    "wagtailusers_users:index",
    "wagtailusers_users:add",
    "wagtailusers_groups:index",
    "wagtailsites:index",
    "wagtailadmin_collections:index",
    "wagtailadmin_workflows:index",
    "wagtailredirects:index",
]


@pytest.mark.parametrize("role", list(Role))
def test_no_role_reaches_people_groups_or_sites(signed_in: SignedIn, role: Role) -> None:
    make_member(make_account("private.person@example.org"))
    browser = signed_in(role)
    for name in SUPERUSERS_ONLY:
        response = browser.get(reverse(name))
        assert response.status_code in {302, 403}, name
        assert "private.person" not in response.content.decode()


@pytest.mark.parametrize(
    ("role", "allowed"),
    [(Role.MARKETER, True), (Role.FACILITATOR, False), (Role.COORDINATOR, False)],
)
def test_site_settings_are_the_marketer_s(signed_in: SignedIn, role: Role, allowed: bool) -> None:
    browser = signed_in(role)
    address = reverse("wagtailsettings:edit", args=["help", "sitesettings"])
    assert (browser.get(address, follow=allowed).status_code == 200) is allowed


@pytest.mark.parametrize(
    ("role", "adds", "records"),
    [
        (Role.MARKETER, True, False),
        (Role.FACILITATOR, True, True),
        (Role.COORDINATOR, False, False),
    ],
)
def test_who_adds_pictures_documents_and_recordings(
    signed_in: SignedIn, role: Role, adds: bool, records: bool
) -> None:
    browser = signed_in(role)
    for name in ("wagtailimages:add", "wagtaildocs:add", "wagtailimages:index"):
        assert (browser.get(reverse(name)).status_code == 200) is adds, name
    for name in ("recordings:add", "recordings:index", "recording-chooser:choose"):
        assert (browser.get(reverse(name)).status_code == 200) is records, name


def test_marketer_saves_the_settings_and_changes_no_promise(signed_in: SignedIn) -> None:
    browser = signed_in(Role.MARKETER)
    kept = SiteSettings.for_site(Site.objects.get())
    promised = refund_terms_now(), chat_kept_days()
    address = reverse("wagtailsettings:edit", args=["help", "sitesettings", kept.site_id])
    page = browser.get(address)
    assert page.status_code == 200
    for promise in ("refund_terms", "chat_kept_days"):
        assert promise not in page.content.decode()

    fields = {
        "name": "Harbour Practice", "accent": kept.accent, "contact_email": "", "tagline": "",
        "postal_address": "", "sender_name": "", "discreet_sender_name": "EK", "logo": "",
        "default_country": "GB", "crisis_lines-TOTAL_FORMS": "0",
        "emergency_numbers-TOTAL_FORMS": "0", "emergency_numbers-INITIAL_FORMS": "0",
        "crisis_lines-INITIAL_FORMS": "0", "refund_terms": "None.", "chat_kept_days": "1",
    }  # fmt: skip
    assert browser.post(address, fields).status_code == 302

    changed = SiteSettings.objects.get()
    assert changed.name == "Harbour Practice"
    assert (refund_terms_now(), chat_kept_days()) == promised


@pytest.mark.parametrize("role", list(Role))
def test_menu_shows_only_what_the_role_can_use(signed_in: SignedIn, role: Role) -> None:
    page = signed_in(role).get(reverse("wagtailadmin_home")).content.decode()
    for words in ("Reports", "What's new", "Editor guide", '"Users"', '"Groups"', '"Sites"'):
        assert words not in page, words


def test_what_a_facilitator_edited_stays_when_the_site_is_set_up_again(
    signed_in: SignedIn, home: HomePage
) -> None:
    stop = Skill.objects.get(slug="stop")
    sent = skill_form(
        stop, module="DT", summary="Our own words.", steps=[step("Stop", "Stand still.")]
    )
    address = reverse("skills:edit", args=[stop.pk])
    answer = signed_in(Role.FACILITATOR).post(address, sent)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    tipp = Skill.objects.get(slug="tipp")
    Skill.objects.filter(pk=tipp.pk).update(summary="As an older release had it.")
    call_command("setup")
    stop.refresh_from_db()
    assert (stop.summary, stop.steps) == (
        "Our own words.",
        [{"name": "Stop", "text": "Stand still."}],
    )
    assert Skill.objects.get(slug="tipp").summary == tipp.summary


def test_visitor_and_member_do_not_enter_the_editor(client: Client, home: HomePage) -> None:
    assert client.get(reverse("wagtailadmin_home")).status_code == 302
    member = make_member()
    sign_in(client, member.account)
    response = client.get(reverse("wagtailadmin_home"))
    assert response.status_code in {302, 403}


def _post_new_lesson(browser: Client, shelf: Page) -> Answer:
    address = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", shelf.pk])
    return browser.post(address, {"title": "Mine", "slug": "mine"})


def test_a_facilitator_sees_a_draft_on_paper_as_it_is_at_that_moment(signed_in: SignedIn) -> None:
    browser = signed_in(Role.FACILITATOR)
    lesson = LessonPage.objects.get(slug="stop")
    address = reverse("lesson-draft-paper", args=[lesson.pk])
    assert address in browser.get(edit(lesson)).content.decode()

    def printed() -> str:
        waiting = browser.get(address)
        assert waiting.status_code == 202
        assert f'href="{edit(lesson)}"' in waiting.content.decode()
        assert work()
        answer = browser.get(address)
        assert answer.status_code == 200
        return Read(answer.content).text

    draft: LessonPage = lesson.get_latest_revision_as_object()
    draft.key_points = [("point", "Half a sen")]
    saved = draft.save_revision()
    assert "Half a sen" in printed()
    draft.key_points = [("point", "A whole sentence.")]
    assert draft.save_revision(overwrite_revision=saved).pk == saved.pk
    assert "A whole sentence." in printed()


def test_nobody_else_gets_a_draft_on_paper(signed_in: SignedIn) -> None:
    address = reverse("lesson-draft-paper", args=[LessonPage.objects.get(slug="stop").pk])
    assert signed_in(Role.FACILITATOR).get(address).status_code == 202
    papers = Paper.objects.count()
    for role in (Role.MARKETER, Role.COORDINATOR):
        assert signed_in(role).get(address).status_code in {302, 403}, role
    assert sign_in(Client(), make_account()).get(address).status_code in {302, 403}
    assert Client().get(address).status_code == 302
    assert Paper.objects.count() == papers
    nothing = reverse("lesson-draft-paper", args=[0])
    assert signed_in(Role.FACILITATOR).get(nothing).status_code == 404
