"""The public site and the editor as a browser shows them, on the demo's world."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pypdf import PdfReader

from tests.barriers import Found, barriers, barriers_in_both_themes
from tests.demo_world import bring_the_demo
from tests.pages.browsing import MEMBER, PATHS, SIGN_IN, browser_page
from tests.pages.writing import (
    editor_window,
    hears_of_nobody,
    is_saved,
    open_editor,
    save_draft,
)
from tests.rooms.server import free_port
from tests.running import RunningSite

pytestmark = pytest.mark.browser
Look = Callable[[Page], Found]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, run_folder: Path) -> Iterator[RunningSite]:
    """The demo's world behind a real web server."""
    folder: Path = tmp_path_factory.mktemp("site")
    running = RunningSite(folder, free_port(), worker=False)
    try:
        running.start(prepare=lambda site: bring_the_demo(site, run_folder))
        yield running
    finally:
        running.stop()


@pytest.mark.parametrize(("width", "look"), [(390, barriers), (1280, barriers_in_both_themes)])
def test_public_pages_have_no_barrier(
    chromium: Browser, site: RunningSite, width: int, look: Look, subtests: pytest.Subtests
) -> None:
    with browser_page(chromium, site, viewport={"width": width, "height": 844}) as page:
        page.goto(f"{site.url}/groups/")
        groups = page.eval_on_selector_all(
            "main a[href^='/groups/']", "links => links.map(link => link.getAttribute('href'))"
        )
        assert len(groups) >= 3
        for path in [*PATHS, *dict.fromkeys(groups)]:
            with subtests.test(path):
                answer = page.goto(site.url + path)
                assert answer is not None
                assert answer.status == 200
                assert look(page) == []
                assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("signed_in", [False, True])
def test_letters_of_twice_the_size_scroll_one_way_only_and_leave_the_menu_in_reach(
    chromium: Browser, site: RunningSite, signed_in: bool, subtests: pytest.Subtests
) -> None:
    paths = [*PATHS, "/account/login/", "/help/GB/", "/skills/stop/do/"]
    with browser_page(chromium, site, viewport={"width": 390, "height": 844}) as page:
        if signed_in:
            session, lesson = site.run(MEMBER).split()[-2:]
            cookie = {"name": f"ek{site.port}-session", "value": session, "url": site.url}
            page.context.add_cookies([cookie])  # type: ignore[list-item]
            paths = ["/today/", "/today/groups/", "/today/lessons/", "/groups/", "/account/"]
            paths += ["/account/sessions/", "/my-cards/", "/orders/", lesson]
            paths += ["/practice/", "/practice/map/", "/worksheets/", "/resources/", "/diary/"]
        for path in paths:
            with subtests.test(path):
                page.goto(site.url + path)
                page.evaluate("document.documentElement.style.fontSize = '200%'")
                assert page.evaluate("document.documentElement.scrollWidth") == 390
        for name, menu in (("Menu", "site-menu"), ("Your account", "account-menu"))[
            : 1 + signed_in
        ]:
            page.get_by_role("button", name=name).click()
            last = page.locator(f"#{menu} li").last.locator("a, button")
            last.scroll_into_view_if_needed()
            expect(last).to_be_in_viewport(ratio=1)
            page.keyboard.press("Escape")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_members_own_ways_are_in_sight_and_the_menu_is_folded_away_without_scripts(
    chromium: Browser, site: RunningSite, width: int
) -> None:
    session, _lesson = site.run(MEMBER).split()[-2:]
    cookie: Any = {"name": f"ek{site.port}-session", "value": session, "url": site.url}
    view = {"width": width, "height": 844}
    with browser_page(chromium, site, viewport=view, java_script_enabled=False) as page:
        page.context.add_cookies([cookie])
        page.goto(f"{site.url}/today/")
        ways = page.get_by_role("navigation", name="Your pages").get_by_role("link")
        ways_in = ["Today", "My group", "Lessons", "Diary", "Account"]
        assert ways.all_inner_texts() == ways_in
        tops = {way.bounding_box()["y"] for way in ways.all()}  # type: ignore[index]
        assert len(tops) == 1
        menu = page.locator("#site-menu")
        assert not menu.is_visible()
        page.get_by_role("button", name="Menu").press("Enter")
        menu.get_by_role("link", name="Questions").wait_for()
        page.keyboard.press("Escape")
        menu.wait_for(state="hidden")
        ways.nth(1).press("Enter")
        assert page.get_by_role("link", name="My group").get_attribute("aria-current") == "page"
        assert page.get_by_role("heading", level=1).inner_text() == "My group"


def test_visitor_sees_their_own_clock_on_the_first_page_and_ever_after(
    chromium: Browser, site: RunningSite
) -> None:
    with browser_page(chromium, site, timezone_id="Asia/Tokyo", locale="en-GB") as page:
        page.goto(f"{site.url}/groups/")
        page.locator("main .when__own").first.wait_for()
        assert "your time" in page.locator("main .when__own").first.inner_text()
        page.reload()
        assert "on your clock (Tokyo)" in page.locator("main").inner_text()


def test_cards_of_a_skill_turn_by_keyboard_and_print_both_sides(
    chromium: Browser, site: RunningSite
) -> None:
    with browser_page(chromium, site, java_script_enabled=False) as page:
        page.goto(f"{site.url}/skills/rain/cards/")
        [back, other] = page.locator(".flash__back").all()[:2]
        assert not back.is_visible()
        for _press in range(50):
            page.keyboard.press("Tab")
            if page.locator(".flash summary").first.evaluate("one => one.matches(':focus')"):
                break
        page.keyboard.press("Enter")
        back.wait_for()
        assert not other.is_visible()
        printed = PdfReader(BytesIO(page.pdf()))
        told = " ".join(" ".join(one.extract_text() for one in printed.pages).split())
        for card in page.locator(".flash__back p:first-child").all():
            assert " ".join((card.text_content() or "").split()) in told


def test_contact_form_works_by_keyboard_and_names_the_mistake(
    chromium: Browser, site: RunningSite
) -> None:
    with browser_page(chromium, site) as page:
        page.goto(f"{site.url}/contact/")
        page.get_by_label("Your e-mail address").fill("sam at home")
        page.get_by_label("Your message").fill("Is there a group on Sundays?")
        page.get_by_label("Your message").press("Tab")
        assert page.evaluate("document.activeElement.textContent").strip().startswith("Send")
    with browser_page(chromium, site) as page:
        page.goto(f"{site.url}/contact/")
        page.get_by_label("Your e-mail address").fill("sam@example.org")
        page.get_by_label("Your message").fill("Is there a group on Sundays?")
        page.get_by_role("button", name="Send").press("Enter")
        page.get_by_text("Thank you. Your message is on its way.").wait_for()


def test_facilitator_previews_a_lesson_in_a_group_s_week_and_as_slides(
    chromium: Browser, site: RunningSite
) -> None:
    session, lesson = site.run(SIGN_IN).split()[-2:]
    with browser_page(chromium, site, viewport={"width": 1400, "height": 1000}) as page:
        page.context.add_cookies(
            [{"name": f"ek{site.port}-session", "value": session, "url": site.url}]
        )
        open_editor(page, f"{site.url}/cms/pages/{lesson}/edit/")
        page.get_by_role("button", name="Toggle preview").click()
        shown = page.frame_locator("#w-preview-iframe")
        shown.get_by_text("Another group or week").click()
        shown.get_by_label("Week").select_option(index=0)
        shown.get_by_role("button", name="Show this week").click()
        shown.get_by_text("goes without this lesson").wait_for()
        # What is chosen stays while somebody writes, and what they write is shown.
        page.get_by_label("Teaser").fill("Words that nobody has published.")
        shown.get_by_text("Words that nobody has published.").wait_for()
        assert shown.get_by_text("goes without this lesson").count() == 1
        page.get_by_label("Preview mode").select_option("slides")
        shown.get_by_text("Slide 1 of").wait_for()
        page.get_by_label("Preview mode").select_option("visitor")
        shown.get_by_text("This lesson is taught in a group").wait_for()
        assert shown.get_by_text("Key points").count() == 0
        page.get_by_role("button", name="Toggle status").click()
        page.get_by_role("button", name="Set schedule").click()
        page.get_by_text("By the clock in").first.wait_for(state="visible")


def test_a_preview_shows_what_was_chosen_while_it_was_still_loading(
    chromium: Browser, site: RunningSite
) -> None:
    session, lesson = site.run(SIGN_IN).split()[-2:]
    held: list[Route] = []
    as_member = re.compile(r"mode=member.*in_preview_panel")
    with editor_window(chromium, site, session, lesson) as page:
        page.route(as_member, lambda route: held.append(route))
        with page.expect_request(as_member):
            page.get_by_role("button", name="Toggle preview").click()
        page.get_by_label("Preview mode").select_option("slides")
        held[0].continue_()
        page.frame_locator("#w-preview-iframe").get_by_text("Slide 1 of").wait_for()


def test_two_windows_on_a_lesson_take_nothing_from_each_other(
    chromium: Browser, site: RunningSite
) -> None:
    # A lesson of its own: what another test's editor saves by itself may arrive after its end.
    # Words of its own for each try: the editor saves nothing that stands there already.
    session, lesson = site.run(SIGN_IN.replace("improve", "stop")).split()[-2:]
    first, second = (f"From the {number} window {uuid4()}." for number in ("first", "second"))
    with (
        editor_window(chromium, site, session, lesson) as one,
        editor_window(chromium, site, session, lesson) as two,
    ):
        hears_of_nobody(two)
        one.get_by_label("Teaser").fill(first)
        is_saved(one)
        # What the editor saved by itself is one's own: saving it is no conflict.
        save_draft(one)
        one.get_by_text("has been updated").wait_for()
        # Pressed before the editor's script has heard of it.
        two.evaluate(
            """words => {
                document.querySelector("#id_teaser").value = words;
                document.querySelector("[data-edit-form] button.action-save").click();
            }""",
            second,
        )
        two.get_by_text("You saved another version in another window").wait_for()
        two.get_by_text("Autosave is paused").first.wait_for()
        assert two.get_by_label("Teaser").input_value() == second
        one.reload()
        assert one.get_by_label("Teaser").input_value() == first
        save_draft(two)
        two.get_by_text("has been updated").wait_for()
        one.reload()
        assert one.get_by_label("Teaser").input_value() == second


def test_the_checks_beside_a_lesson_follow_what_is_written(
    chromium: Browser, site: RunningSite
) -> None:
    # A lesson of its own, as above.
    session, lesson = site.run(SIGN_IN.replace("improve", "tipp")).split()[-2:]
    with browser_page(chromium, site, viewport={"width": 1280, "height": 1000}) as page:
        page.context.add_cookies(
            [{"name": f"ek{site.port}-session", "value": session, "url": site.url}]
        )
        open_editor(page, f"{site.url}/cms/pages/{lesson}/edit/")
        page.get_by_role("button", name="Send to a coordinator").wait_for()
        page.get_by_role("button", name="Toggle checks").click()
        checks = page.locator(".lesson-checks")
        checks.get_by_text("easy to read for most people").wait_for()
        page.get_by_label("Licence").fill("")
        checks.get_by_text("Please say under which licence the text may be used.").wait_for()
        page.get_by_label("Licence").fill("Ours")
        checks.get_by_text("Ours.").wait_for()
        assert barriers(page, ".lesson-checks") == []


@pytest.mark.parametrize("width", [390, 1280])
def test_a_word_of_a_lesson_is_explained_on_tap_and_by_keyboard(
    chromium: Browser, site: RunningSite, width: int
) -> None:
    session, lesson = site.run(MEMBER).split()[-2:]
    with browser_page(chromium, site, viewport={"width": width, "height": 844}) as page:
        page.context.add_cookies(
            [{"name": f"ek{site.port}-session", "value": session, "url": site.url}]
        )
        page.goto(site.url + lesson)
        word = page.get_by_role("button", name="Wise mind")
        note = page.get_by_role("dialog", name="Wise mind")
        close = note.get_by_role("button", name="Close")
        # Nothing opens, takes the focus or scrolls by itself.
        assert page.evaluate("[document.activeElement.tagName, scrollY]") == ["BODY", 0]
        assert note.count() == 0
        word.press("Enter")
        note.get_by_text("The calm place where feeling and reason are both heard.").wait_for()
        # The focus goes into it, so that it is read out, and back when it closes.
        assert close.evaluate("button => button === document.activeElement")
        assert close.bounding_box()["height"] >= 44  # type: ignore[index]
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
        page.keyboard.press("Escape")
        note.wait_for(state="hidden")
        assert word.evaluate("button => button === document.activeElement")
        word.click()
        note.wait_for()
        close.click()
        note.wait_for(state="hidden")
        # Whoever goes on by keyboard leaves nothing open behind them; the word itself closes it.
        word.press("Enter")
        note.wait_for()
        page.keyboard.press("Tab")
        note.wait_for(state="hidden")
        assert page.evaluate("document.activeElement.matches('main a, main button, footer *')")
        word.press("Enter")
        note.wait_for()
        word.click()
        note.wait_for(state="hidden")


def test_a_skill_is_typed_looked_at_and_done(chromium: Browser, site: RunningSite) -> None:
    session, _lesson = site.run(SIGN_IN).split()[-2:]
    kinds = ["Words:", "A list:", "A choice:", "A timer:", "Breathing:", "Nothing:"]
    with browser_page(chromium, site, viewport={"width": 1280, "height": 1000}) as page:
        page.context.add_cookies(
            [{"name": f"ek{site.port}-session", "value": session, "url": site.url}]
        )
        open_editor(page, f"{site.url}/cms/skills/add/")
        page.locator("#id_name").fill("ROPE")
        page.locator("#id_module").select_option("DT")
        page.locator("#id_summary").fill("Hold on until it passes.")
        page.locator("[data-contentpath=steps] .c-sf-add-button").first.click()
        for name, words in {"letter": "R", "name": "Reach", "text": "Take hold."}.items():
            page.locator(f"[name=steps-0-value-{name}]").fill(words)
        asks = "steps-0-value-asks"
        for number, kind in enumerate(kinds):
            # Each kind has its own "add" after it; the last one stands at the end of the list.
            adds = page.locator("[data-contentpath=asks]").first.locator(".c-sf-add-button")
            adds.locator("visible=true").last.click()
            page.get_by_role("option", name=kind).click()
            page.locator(f"[name={asks}-{number}-value-prompt]").fill(f"Prompt {number}?")
            if kind == "A choice:":
                # The form still grows under a pointer.
                add = page.locator("[data-contentpath=choices] .c-sf-add-button").last
                add.evaluate("button => button.click()")
                for which in range(2):
                    thing = page.locator(f"[name={asks}-2-value-choices-{which}-value-words]")
                    thing.fill(f"Thing {which}")
        page.get_by_role("button", name="Toggle preview").click()
        shown = page.frame_locator("#w-preview-iframe")
        shown.get_by_text("Hold on until it passes.").first.wait_for()
        page.get_by_label("Preview mode").select_option("exercise")
        shown.get_by_text("Prompt 5?").wait_for()
        page.get_by_label("Preview mode").select_option("cards")
        shown.get_by_text("Take hold.").first.wait_for()
        page.locator("footer [data-w-dropdown-target=toggle]").first.click()
        page.locator("[name=action-publish]").click()
        page.get_by_text("Skill 'ROPE' created and published.").wait_for()
    with browser_page(chromium, site, viewport={"width": 390, "height": 844}) as page:
        page.goto(f"{site.url}/skills/rope/do/")
        page.get_by_text("Prompt 0?").wait_for()
        for number in range(2):
            assert page.get_by_text(f"Thing {number}", exact=True).count() == 1


LONG = """
from wagtail.models import Page
about = Page.objects.get(slug="about").specific
about.title = "A very long title by which somebody means to explain what a page is about " * 3
about.show_in_menus = True
about.save_revision().publish()
"""


def test_a_long_title_in_the_menu_goes_on_below(chromium: Browser, site: RunningSite) -> None:
    """As long as an editor may make it; titles that are short stay in one row."""
    widths = (390, 1100, 1280)
    with browser_page(chromium, site) as page:
        page.goto(f"{site.url}/programme/")
        for width in widths:
            page.set_viewport_size({"width": width, "height": 844})
            assert page.locator(".site-header").evaluate("header => header.offsetHeight") < 80
        site.run(LONG)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 844})
            page.goto(f"{site.url}/programme/")
            if width == widths[0]:
                page.get_by_role("button", name="Menu").click()
            link = page.locator("#site-menu").get_by_role("link", name="A very long title")
            link.wait_for()
            left, right = link.evaluate(
                "a => [a.getBoundingClientRect().left, a.getBoundingClientRect().right]"
            )
            assert 0 <= left < right <= width
            assert page.evaluate("document.documentElement.scrollWidth") == width
