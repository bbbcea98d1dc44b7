"""Help stands beside the question about safety as soon as it is answered above zero."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, expect

import clock
from accounts.roles import Role
from courses.models import Response
from groups.models import Enrollment
from tests.barriers import barriers_in_both_themes
from tests.factories import NOW, make_account, make_enrollment, make_member, make_staff
from tests.groups.diaries import make_group
from tests.signin import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def taking_part() -> Enrollment:
    """Ana in a group under way, on her own account."""
    clock.move_to(NOW)
    cohort = make_group(make_staff(Role.FACILITATOR))
    member = make_member(make_account(country="GB"), name="Ana")
    return make_enrollment(cohort, member, activated_at=NOW - timedelta(days=8))


def opened(window: Any, live_server: Any, part: Enrollment) -> Page:
    """The form of the PHQ-9."""
    client = sign_in(Client(), part.member.account)
    window.add_cookies(
        [
            {"name": name, "value": morsel.value, "url": live_server.url}
            for name, morsel in client.cookies.items()
        ]
    )
    page: Page = window.new_page()
    page.goto(live_server.url + reverse("measure-answer", args=[part.member_id, "phq-9"]))
    return page


def question(page: Page, number: int) -> Locator:
    """One question with its answers."""
    return page.locator("fieldset.measure__question").nth(number - 1)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_whoever_answers_above_zero_sees_whom_to_call_before_anything_is_sent(
    chromium: Browser, live_server: Any, theme: str
) -> None:
    part = taking_part()
    size: Any = {"width": 390, "height": 800}
    scheme: Any = theme
    with chromium.new_context(
        java_script_enabled=False, viewport=size, color_scheme=scheme
    ) as window:
        page = opened(window, live_server, part)
        nine = question(page, 9)
        number = nine.locator('a[href="tel:116123"]')
        expect(nine.get_by_text("Not at all")).to_be_visible()
        expect(number).to_be_hidden()
        question(page, 1).get_by_text("Nearly every day").click()
        expect(page.locator(".measure__help:visible")).to_have_count(0)

        nine.get_by_text("Several days").click()
        expect(number).to_be_visible()
        help_at, options_at = nine.locator(".measure__help"), nine.locator(".measure__options")
        below, above = help_at.bounding_box(), options_at.bounding_box()
        assert below is not None
        assert above is not None
        assert 0 <= below["y"] - (above["y"] + above["height"]) < 40
        assert below["x"] + below["width"] <= 390
        assert not Response.objects.exists()

        for words in ("Not at all", "Skip this one"):
            nine.get_by_text("Nearly every day").click()
            expect(number).to_be_visible()
            nine.get_by_text(words).click()
            expect(number).to_be_hidden()


def test_by_keyboard_and_for_screen_readers_it_is_the_same(
    chromium: Browser, live_server: Any
) -> None:
    part = taking_part()
    size: Any = {"width": 1280, "height": 900}
    with chromium.new_context(viewport=size) as window:
        page = opened(window, live_server, part)
        nine = question(page, 9)
        status = nine.get_by_role("status")
        expect(status).to_have_text("", use_inner_text=True)
        nine.get_by_label("Not at all").focus()
        page.keyboard.press("ArrowRight")
        expect(nine.get_by_label("Several days")).to_be_checked()
        expect(status).to_contain_text("nothing of it is kept", use_inner_text=True)
        bar, stem = page.locator(".crisis-bar").bounding_box(), page.locator("#stem").bounding_box()
        assert bar is not None
        assert stem is not None
        assert bar["y"] + bar["height"] <= stem["y"] < 60  # both in sight, neither over the other
        assert barriers_in_both_themes(page) == []
        page.get_by_role("button", name="Keep my answers").click()
        expect(page.get_by_role("heading", name="Thank you for saying it")).to_be_visible()
    assert Response.objects.get().answers == {"9": 1}
