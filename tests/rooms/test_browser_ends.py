"""How a session ends, in Chromium: said before, taken back where it can be, with two people."""

from datetime import timedelta

import pytest

from groups.models import GroupSession
from tests.rooms.browser import Crowd, leader_in, member_in
from tests.rooms.people import make_group

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_ending_the_session_says_goodbye_to_all(crowd: Crowd) -> None:
    group = make_group("Mira")
    lena = leader_in(crowd, group)
    mira = member_in(crowd, group, lena)
    lena.page.click("[data-dialog=end-dialog]")
    lena.page.click("[data-end]")
    for guest in (lena, mira):
        guest.page.get_by_text("This session has ended").first.wait_for()
        assert guest.page.locator("[data-leave]").is_hidden()
    group.session.refresh_from_db()
    assert group.session.state == GroupSession.State.ENDED


def test_ending_before_the_hour_says_what_it_does_and_can_be_taken_back(crowd: Crowd) -> None:
    group = make_group("Mira", "Omar", starts_in=timedelta(minutes=9))
    lena = leader_in(crowd, group)
    mira = member_in(crowd, group, lena)
    lena.page.click("[data-dialog=end-dialog]")
    asked = lena.page.locator("#end-dialog").inner_text()
    assert "nobody is marked absent" in asked
    assert "attendance is written" not in asked
    assert "you can open the room again until" in asked
    lena.page.locator("#end-dialog").get_by_role("button", name="Keep going").click()
    lena.say("we go on")
    mira.reads("we go on")

    lena.page.click("[data-dialog=end-dialog]")
    lena.page.click("[data-end]")

    mira.page.get_by_text("closed before it began").first.wait_for()
    assert mira.page.get_by_role("button", name="Open the room again").count() == 0
    lena.page.get_by_role("button", name="Open the room again").click()
    lena.page.locator("[data-panel=check]").wait_for()
    lena.join()
    lena.live()
    mira.page.click("[data-again]")
    mira.join()
    mira.live()
    mira.reads("we go on")
    for guest in (lena, mira):  # the browser itself reports what the page answered
        guest.errors[:] = [one for one in guest.errors if "410" not in one]


def test_what_cannot_be_taken_back_asks_first(crowd: Crowd) -> None:
    group = make_group("Mira")
    lena = leader_in(crowd, group)
    mira = member_in(crowd, group, lena)
    mira.say("not for here")
    lena.reads("not for here")
    lena.page.click("[data-hide]")
    dialog = lena.page.locator("#hide-dialog")
    assert "nobody can bring its words back" in dialog.inner_text()
    assert "not for here" in dialog.inner_text()
    dialog.get_by_role("button", name="Leave it").click()
    mira.reads("not for here")
    assert mira.page.locator("[data-hide], #hide-dialog").count() == 0
    lena.page.click("[data-hide]")
    dialog.get_by_role("button", name="Hide it for everyone").click()
    mira.page.get_by_text("This message was hidden by a leader.").wait_for()
    assert "not for here" not in mira.page.locator("[data-chat]").inner_text()
    lena.page.click("[data-dialog=end-dialog]")
    asked = lena.page.locator("#end-dialog").inner_text()
    assert "attendance is written" in asked
    assert "nobody is marked absent" not in asked
