"""Where things stand in the room, in Chromium at a desk and on a telephone, with two people."""

from functools import partial
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from accounts.models import Member
from tests.rooms.browser import DESKTOP, PHONE, Crowd, Guest, tile, until
from tests.rooms.lessons import teach
from tests.rooms.people import Group, make_group

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What a person's press at the middle of it would meet.
MEETS = """(element) => {
  const { left, top, width, height } = element.getBoundingClientRect();
  const met = document.elementFromPoint(left + width / 2, top + height / 2);
  return Boolean(met && element.contains(met));
}"""
WHOLE_LINES = """(list) => {
  const box = list.getBoundingClientRect();
  return [...list.children].filter((line) => {
    const { top, bottom } = line.getBoundingClientRect();
    return top >= box.top && bottom <= box.bottom + 1;
  }).map((line) => line.querySelector(".bubble__text").textContent.trim());
}"""
# A telephone whose keyboard lies over the window, and whose screen can be kept awake.
TELEPHONE = """
window.seen = Object.assign(new EventTarget(), { height: 844, scale: 1 });
Object.defineProperty(window, "visualViewport", { get: () => window.seen });
window.awake = 0;
Object.defineProperty(navigator, "wakeLock", { value: { request: async () => {
  window.awake += 1;
  return Object.assign(new EventTarget(), { release: async () => { window.awake -= 1; } });
} } });
"""
LAST = [f"line {number}" for number in range(8, 13)]
KEYBOARD = "(height) => { seen.height = height; seen.dispatchEvent(new Event('resize')); }"


def both_in(
    crowd: Crowd, group: Group, *, leader: dict[str, Any], member: dict[str, Any]
) -> tuple[Guest, Guest]:
    """The leader and the member in the room, each at a screen of their own."""
    lena = crowd.guest(group, group.leader, **leader)
    lena.join()
    lena.live()
    mira = crowd.guest(group, group.members[0], **member)
    mira.join()
    lena.page.locator("[data-lobby=admit]").click()
    mira.live()
    return lena, mira


def reachable(guest: Guest, *selectors: str) -> None:
    """Nothing lies over any of them, and none is out of sight."""
    for selector in selectors:
        found = guest.page.locator(selector).first
        until(partial(found.evaluate, MEETS), within=5, what=f"{selector} in reach")


def height(guest: Guest, selector: str) -> float:
    box = guest.page.locator(selector).bounding_box()
    assert box is not None, f"{selector} is not to be seen"
    return box["height"]


def top_of(guest: Guest, selector: str) -> float:
    box = guest.page.locator(selector).first.bounding_box()
    assert box is not None, f"{selector} is not to be seen"
    return box["y"]


def accessible(*guests: Guest) -> None:
    for guest in guests:
        found = Axe().run(guest.page).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def status(guest: Guest) -> str:
    return guest.page.locator("[data-announce]").text_content() or ""


def stays_at_its_end(guest: Guest, *lines: str) -> None:
    """The chat shows these lines whole, and none after them."""
    chat = guest.page.locator("[data-chat]")
    until(
        lambda: chat.evaluate(WHOLE_LINES)[-len(lines) :] == list(lines),
        within=5,
        what="the end of the chat",
    )


def test_people_chat_and_agenda_are_each_usable_at_a_desk(crowd: Crowd) -> None:
    group = make_group("Mira")
    teach(group.session, "wise-mind")
    desk: dict[str, Any] = {"viewport": DESKTOP}
    lena, mira = both_in(crowd, group, leader=desk, member=desk)
    for number in range(1, 13):
        (lena if number % 2 else mira).say(f"line {number}")
        lena.reads(f"line {number}")
    for guest in (lena, mira):
        guest.page.click("[data-switch=hand]")
    lena.page.locator("[data-hands-list] li").nth(1).wait_for()
    lena.page.click(".room-lead summary")
    lena.page.click("[data-people-list] summary")
    reachable(
        lena, "[data-stage-on]", "[data-stage][aria-current]", "[data-hands-list] [data-lower]",
        "[data-people-list] [data-mod='mod.ask_unmute']", "[data-chat-text]", "[data-chat-send]",
        ".crisis-bar__help",
    )  # fmt: skip
    reachable(mira, "[data-stages] li:last-child", "[data-hands-list] li", "[data-chat-text]")
    for guest in (lena, mira):
        stays_at_its_end(guest, *LAST)
        assert height(guest, ".room-faces") > height(guest, "[data-slide]")
    accessible(lena)

    mira.page.get_by_role("button", name="Larger slides").click()
    assert height(mira, ".room-faces") < height(mira, "[data-slide]")
    assert height(lena, ".room-faces") > height(lena, "[data-slide]")
    mira.page.reload()
    mira.live()
    mira.page.get_by_role("button", name="Larger faces").wait_for()
    assert height(mira, ".room-faces") < height(mira, "[data-slide]")

    muting = lena.page.locator(f"{tile(lena, 'Mira')} [data-mute]")
    assert muting.is_hidden(), "nobody is muted who is silent"
    mira.page.click("[data-switch=microphone]")
    muting.click()
    mira.page.wait_for_selector("[data-switch=microphone][aria-pressed=false]")
    muted = mira.page.locator(".toast", has_text="A leader muted you")
    muted.wait_for()
    until(lambda: "A leader muted you" in status(mira), what="the status says so")
    reachable(mira, "[data-chat-text]", "[data-toast-close]", "[data-switch=microphone]")
    mira.page.click("[data-switch=microphone]")
    muted.wait_for(state="detached")
    until(lambda: status(mira) == "Microphone on", what="the status says what is so")
    assert mira.page.locator("[data-mute]").count() == 0


def test_on_a_telephone_everything_is_in_reach_and_nothing_lies_over_it(crowd: Crowd) -> None:
    group = make_group("Mira")
    Member.objects.update(discreet=True)
    phone: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "script": TELEPHONE}
    lena, mira = both_in(crowd, group, leader=phone, member=phone)
    assert mira.page.evaluate("window.awake") == 1
    until(lambda: "You are in the room." in status(mira), what="the status says so")
    for number in range(1, 13):
        lena.say(f"line {number}")
    mira.reads("line 12")

    # A week without a lesson: what is on now, and what comes.
    plan = mira.page.locator("[data-plan]").inner_text()
    assert "Arrive" in plan
    assert "Mindfulness" in plan
    mira.page.click("[data-to-people]")
    reachable(mira, f"{tile(mira, 'Lena')} .tile__role")
    assert mira.page.locator(f"{tile(mira, 'Lena')} .tile__role").inner_text() == "Leader"

    ways = ("[data-to-people]", "[data-to-agenda]", "[data-to-chat]")
    leaving = ("[data-leave]", "[data-quick-exit]")
    controls = tuple(f"[data-switch={one}]" for one in ("microphone", "camera", "hand"))
    reachable(mira, *ways, *leaving, *controls)
    assert all(top_of(mira, way) > 2 / 3 * PHONE["height"] for way in ways), "by thumb"
    leave, leave_at_once = (mira.page.locator(one).inner_text() for one in leaving)
    assert (leave, leave_at_once) == ("Leave the room", "Quick exit")
    assert top_of(mira, "[data-quick-exit]") - top_of(mira, "[data-leave]") > 500

    mira.page.click("[data-to-agenda]")
    reachable(mira, "[data-stage][aria-current]", "[data-stages] li:last-child")
    mira.page.click("[data-to-chat]")
    reachable(mira, "[data-chat-text]", "[data-chat-send]", ".room__title", *leaving)
    bar = mira.page.locator(".crisis-bar").bounding_box()
    assert bar is not None
    assert abs(top_of(mira, ".room__bar") - bar["y"] - bar["height"]) < 1
    stays_at_its_end(mira, *LAST)
    accessible(lena, mira)

    mira.page.locator("[data-chat-text]").focus()
    mira.page.evaluate(KEYBOARD, 500)
    reachable(mira, "[data-chat-text]", ".crisis-bar__help", "[data-quick-exit]")
    assert top_of(mira, "[data-chat-text]") + height(mira, "[data-chat-text]") <= 500
    stays_at_its_end(mira, "line 12")
    mira.page.evaluate(KEYBOARD, 844)

    # A leader who reads the chat hears of a hand, and of it no more when it is down.
    lena.page.click("[data-to-chat]")
    mira.page.click("[data-switch=hand]")
    hand = lena.page.locator(".toast", has_text="Mira would like to speak.")
    hand.wait_for()
    reachable(lena, "[data-chat-text]", "[data-toast-answer]")
    mira.page.click("[data-switch=hand]")
    hand.wait_for(state="detached")
    until(lambda: "Your hand is down." in status(mira), what="the member hears it")
    until(lambda: "The hand of Mira is down." in status(lena), what="the leader hears it")

    mira.page.click("[data-leave]")
    mira.page.wait_for_selector("[data-panel=over]", state="visible")
    assert mira.page.evaluate("window.awake") == 0
    reachable(mira, "[data-quick-exit]")
    assert mira.page.evaluate("localStorage.getItem('room-large-slides')") is None
