"""The room in Chromium, with fake devices and at least two people."""

import time
from functools import partial

import pytest
from playwright.sync_api import Route

from tests.barriers import barriers_in_both_themes
from tests.bars import bar
from tests.composing import choose, compose, press_while_composing
from tests.rooms.browser import (
    DESKTOP,
    PHONE,
    Crowd,
    Guest,
    leader_in,
    member_in,
    rises,
    tile,
    until,
)
from tests.rooms.lessons import teach
from tests.rooms.people import make_group

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def now_title(guest: Guest) -> str:
    return guest.page.locator("[data-now-title]").inner_text()


def test_the_leader_takes_everybody_along_by_one_key(crowd: Crowd) -> None:
    group = make_group("Mira")
    teach(group.session, "wise-mind")
    lena = leader_in(crowd, group)
    mira = member_in(crowd, group, lena)
    assert now_title(mira) == "Arrive"

    lena.page.locator("main").focus()
    at = time.monotonic()
    lena.page.keyboard.press("PageDown")
    mira.page.wait_for_selector("[data-stage=mindfulness][aria-current=step]")
    assert time.monotonic() - at < bar(0.5)
    assert now_title(mira) == "Mindfulness"

    for _ in range(3):
        lena.page.keyboard.press("PageDown")
    mira.page.wait_for_selector("[data-stage=new_skill][aria-current=step]")
    slide = mira.page.locator("[data-slide-title]")
    until(lambda: slide.inner_text() == lena.page.locator("[data-slide-title]").inner_text())
    at = time.monotonic()
    shown = mira.page.get_attribute("[data-slide]", "data-slide")
    lena.page.keyboard.press("ArrowRight")
    mira.page.wait_for_selector(f"[data-slide='{int(shown or 0) + 1}']")
    assert time.monotonic() - at < bar(0.5)

    mira.page.click("[data-slide-back]")
    mira.page.get_by_text("looking around by yourself").wait_for()
    lena.page.keyboard.press("ArrowRight")
    lena.page.wait_for_selector(f"[data-slide='{int(shown or 0) + 2}']")
    assert mira.page.get_attribute("[data-slide]", "data-slide") == shown
    mira.page.click("[data-slide-follow]")
    mira.page.wait_for_selector(f"[data-slide='{int(shown or 0) + 2}']")

    # A member's keys move nobody else.
    mira.page.locator("main").focus()
    mira.page.keyboard.press("PageDown")
    mira.page.keyboard.press("ArrowLeft")
    lena.say("here")
    mira.reads("here")
    assert now_title(lena) == "New skill"


def test_offline_and_back_loses_nothing(crowd: Crowd) -> None:
    group = make_group("Mira")
    lena = leader_in(crowd, group)
    mira = member_in(crowd, group, lena)
    lena.say("one")
    mira.reads("one")
    mira.context.set_offline(True)
    mira.page.wait_for_selector("[data-banner]:visible")
    lena.page.wait_for_selector(f"{tile(lena, 'Mira')}[data-presence=reconnecting]")
    lena.say("two")
    lena.say("three")
    mira.say("written offline")
    time.sleep(8)
    mira.context.set_offline(False)
    mira.page.wait_for_selector("[data-banner]", state="hidden")
    mira.reads("three")
    lena.reads("written offline")
    expected = ["one", "two", "three", "written offline"]
    assert mira.chat() == lena.chat() == expected
    lena.page.wait_for_selector(f"{tile(lena, 'Mira')}[data-presence=here]")
    for guest in (lena, mira):  # the browser itself reports what it could not reach
        guest.errors[:] = [one for one in guest.errors if "ERR_INTERNET_DISCONNECTED" not in one]


def test_what_is_said_offline_shows_as_waiting_and_survives_a_reload(crowd: Crowd) -> None:
    group = make_group("Mira")
    lena = leader_in(crowd, group)
    mira = member_in(crowd, group, lena)
    lena.say("one")
    mira.reads("one")
    mira.context.set_offline(True)
    mira.page.wait_for_selector("[data-banner]:visible")
    mira.say("said offline")
    mira.say("and more")
    waiting = mira.page.locator(".bubble--waiting")
    waiting.nth(1).wait_for()
    assert "not sent yet" in waiting.first.inner_text()
    assert lena.chat() == ["one"]
    mira.page.goto("about:blank")
    mira.context.set_offline(False)
    mira.page.goto(f"{crowd.server.origin}/room/{group.session.pk}/")
    mira.live()
    lena.reads("and more")
    mira.page.wait_for_selector(".bubble--waiting", state="detached")
    expected = ["one", "said offline", "and more"]
    until(lambda: mira.chat() == lena.chat() == expected, what="each once, in order")
    mira.page.reload()
    mira.live()
    mira.reads("and more")
    assert mira.chat() == expected
    mira.page.click("[data-leave]")
    kept = mira.page.evaluate("Object.keys(sessionStorage).filter((key) => key.includes('said'))")
    assert kept == []
    for guest in (lena, mira):  # the browser itself reports what it could not reach
        guest.errors[:] = [one for one in guest.errors if "ERR_INTERNET_DISCONNECTED" not in one]


def test_a_reload_keeps_seat_chat_and_switches(crowd: Crowd) -> None:
    group = make_group("Mira")
    lena = leader_in(crowd, group, devices=True)
    mira = member_in(crowd, group, lena, devices=True)
    mira.say("one")
    lena.say("two")
    mira.reads("two")
    seat = mira.page.get_attribute(".tile[data-own]", "data-seat")
    mira.page.reload()
    mira.live()
    mira.reads("two")
    assert mira.chat() == ["one", "two"]
    assert mira.page.get_attribute(".tile[data-own]", "data-seat") == seat
    mira.page.wait_for_selector("[data-switch=microphone][aria-pressed=true]")
    rises(lena, "frames")
    rises(mira, "frames")
    assert lena.page.locator(".tile").count() == 2


def test_enter_that_chooses_a_composed_word_sends_nothing(crowd: Crowd) -> None:
    group = make_group("Mira")
    lena = leader_in(crowd, group)
    mira = member_in(crowd, group, lena)
    field = lena.page.locator("[data-chat-text]")
    field.focus()
    compose(lena.page, "わかる")
    press_while_composing(lena.page, "Enter")
    choose(lena.page, "分かる")
    assert field.input_value() == "分かる"
    mira.say("one")
    lena.reads("one")
    assert lena.chat() == ["one"]

    lena.page.keyboard.press("Enter")
    mira.reads("分かる")
    assert mira.chat() == ["one", "分かる"]


def test_nobody_is_taken_in_before_they_press_join(crowd: Crowd) -> None:
    group = make_group("Mira")
    mira = crowd.guest(group, group.members[0], viewport=PHONE)
    opened: list[str] = []
    mira.page.on("websocket", lambda wire: opened.append(wire.url))
    mira.page.locator("[data-join]:enabled").wait_for()
    mira.context.set_offline(True)
    mira.context.set_offline(False)
    mira.page.evaluate("() => new Promise((go) => setTimeout(go, 300))")
    assert opened == []
    mira.join()
    mira.page.wait_for_selector("[data-panel=lobby]", state="visible")
    assert len(opened) == 1


def queues(guest: Guest, names: list[str]) -> bool:
    """Whether somebody sees these people wait to speak, in this order."""
    return guest.page.locator("[data-hands-list] .hand__name").all_inner_texts() == names


def test_hands_queue_for_everybody(crowd: Crowd) -> None:
    group = make_group("Mira", "Omar")
    lena = leader_in(crowd, group)
    mira = member_in(crowd, group, lena, 0)
    omar = member_in(crowd, group, lena, 1)
    omar.page.click("[data-switch=hand]")
    lena.page.locator("[data-hands-list] li", has_text="Omar").wait_for()
    mira.page.click("[data-switch=hand]")
    for guest in (lena, mira, omar):
        until(partial(queues, guest, ["Omar", "Mira"]), what="the queue")
    lena.page.click("[data-hands-list] li:first-child [data-lower]")
    omar.page.wait_for_selector("[data-switch=hand][aria-pressed=false]")
    assert mira.page.get_attribute("[data-switch=hand]", "aria-pressed") == "true"


def test_the_lobby_asks_to_wait_lets_in_and_takes_back(crowd: Crowd) -> None:
    group = make_group("Mira")
    lena = leader_in(crowd, group)
    mira = crowd.guest(group, group.members[0], viewport=PHONE)
    mira.join()
    told = mira.page.locator("[data-lobby-text]")
    told.get_by_text("You are in the right place").wait_for()
    lena.page.click("[data-lobby=deny]")
    told.get_by_text("asked you to wait").wait_for()
    lena.page.click("[data-lobby=admit]")
    mira.live()
    lena.page.click(".room-lead summary")
    lena.page.click("[data-people-list] summary:has-text('Mira')")
    lena.page.click("[data-mod='lobby.back']")
    mira.page.wait_for_selector("[data-panel=lobby]", state="visible")
    lena.page.click("[data-lobby=admit]")
    mira.live()


def test_a_removed_member_cannot_come_back(crowd: Crowd) -> None:
    group = make_group("Mira")
    lena = leader_in(crowd, group)
    mira = member_in(crowd, group, lena)
    lena.page.click(".room-lead summary")
    lena.page.click("[data-people-list] summary:has-text('Mira')")
    lena.page.click("[data-mod=remove]")
    lena.page.click("[data-remove]")
    mira.page.wait_for_selector("[data-panel=over]", state="visible")
    mira.page.get_by_text("A leader ended your part").first.wait_for()
    assert mira.page.locator("[data-again]").is_hidden()
    answer = mira.page.goto(mira.page.url)
    assert answer is not None
    assert answer.status == 403
    assert mira.page.locator("[data-room]").count() == 0
    mira.errors.clear()  # the browser writes every 403 into its console
    until(lambda: lena.page.locator(".tile").count() == 1, what="the empty tile gone")


def test_a_second_tab_takes_over(crowd: Crowd) -> None:
    group = make_group("Mira")
    lena = leader_in(crowd, group)
    mira = member_in(crowd, group, lena)
    again = crowd.guest(group, group.members[0], viewport=PHONE)
    again.join()
    again.live()
    mira.page.get_by_text("another device or in another tab").first.wait_for()
    assert mira.page.locator("[data-again]").is_visible()
    until(lambda: lena.page.locator(".tile").count() == 2, what="one tile each")


def test_the_room_is_led_and_joined_by_keyboard_alone(crowd: Crowd) -> None:
    group = make_group("Mira")
    lena = crowd.guest(group, group.leader, viewport=DESKTOP)
    mira = crowd.guest(group, group.members[0], viewport=DESKTOP)
    for guest in (lena, mira):
        tab_to(guest, "[data-join-bare]")
        guest.page.keyboard.press("Enter")
    lena.page.locator("[data-lobby=admit]").wait_for()
    tab_to(lena, "[data-lobby=admit]")
    lena.page.keyboard.press("Enter")
    mira.live()
    tab_to(mira, "[data-switch=hand]")
    mira.page.keyboard.press("Space")
    lena.page.locator("[data-hands-list] li", has_text="Mira").wait_for()
    tab_to(mira, "[data-chat-text]")
    mira.page.keyboard.type("by keyboard")
    mira.page.keyboard.press("Enter")
    lena.reads("by keyboard")
    tab_to(lena, "[data-stage-on]")
    lena.page.keyboard.press("Enter")
    until(lambda: now_title(mira) == "Mindfulness", what="the stage")
    tab_to(mira, "[data-leave]")
    mira.page.keyboard.press("Enter")
    mira.page.get_by_text("You have left the room").first.wait_for()


def tab_to(guest: Guest, selector: str) -> None:
    """Presses Tab until the element has focus, as somebody without a mouse does."""
    for _ in range(80):
        if guest.page.evaluate("(one) => document.activeElement?.matches(one)", selector):
            return
        guest.page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by Tab")


def test_every_state_of_the_page_is_accessible_in_both_themes(crowd: Crowd) -> None:
    group = make_group("Mira", "Omar")
    teach(group.session, "wise-mind")
    lena = crowd.guest(group, group.leader, viewport=DESKTOP)
    accessible(lena)
    lena.join(microphone=True, camera=True)
    lena.live()
    mira = crowd.guest(group, group.members[0], viewport=PHONE)
    mira.join()
    mira.page.wait_for_selector("[data-panel=lobby]", state="visible")
    accessible(mira)
    accessible(lena)
    lena.page.click("[data-lobby=admit]")
    mira.live()
    lena.page.keyboard.press("PageDown")
    mira.say("Hello")
    mira.page.click("[data-switch=hand]")
    lena.reads("Hello")
    lena.page.click(".room-lead summary")
    lena.page.click("[data-people-list] summary")
    for guest in (lena, mira):
        accessible(guest)
        assert guest.page.locator(".crisis-bar__help").is_visible()
        wide = guest.page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, "nothing scrolls sideways"
    mira.page.click("[data-leave]")
    mira.page.wait_for_selector("[data-panel=over]", state="visible")
    accessible(mira)


def accessible(guest: Guest) -> None:
    assert barriers_in_both_themes(guest.page) == []


def test_the_device_check_stands_on_its_own_page(crowd: Crowd) -> None:
    group = make_group("Mira")
    mira = crowd.guest(group, group.members[0], path="/devices/", viewport=PHONE)
    mira.page.click("[data-check-microphone]")
    mira.page.wait_for_selector("[data-check-microphone][aria-pressed=true]")
    until(
        lambda: mira.page.eval_on_selector("[data-check-level]", "one => one.value") > 0,
        what="the level moves",
    )
    mira.page.click("[data-check-camera]")
    mira.page.wait_for_selector("[data-check-video]", state="visible")
    mira.page.click("[data-check-sound]")
    assert mira.page.locator("[data-join]").count() == 0
    accessible(mira)


def test_nothing_can_be_pressed_before_the_scripts_are_there_to_answer(crowd: Crowd) -> None:
    group = make_group("Mira")
    lena = crowd.guest(group, group.leader)
    held: list[Route] = []
    lena.page.route("**/rooms/room.js", lambda route: held.append(route))
    lena.page.goto(f"{crowd.server.origin}/room/{group.session.pk}/", wait_until="commit")
    buttons = lena.page.locator("[data-panel=check] button")
    until(lambda: buttons.count() == 5 and held, what="the page without its script")
    assert all(button.is_disabled() for button in buttons.all())
    lena.page.locator("[data-wait]").wait_for(state="visible")
    (script,) = held
    script.continue_()
    lena.join(microphone=True)
    lena.live()
    assert not lena.page.locator("[data-wait]").is_visible()


def test_a_part_that_does_not_load_leaves_every_button_asleep(crowd: Crowd) -> None:
    group = make_group("Mira")
    lena = crowd.guest(group, group.leader)
    lena.page.route("**/rooms/parts/chat.js", lambda route: route.abort())
    lena.page.reload()
    buttons = lena.page.locator("[data-panel=check] button")
    until(lambda: any("part of the room" in one for one in lena.errors), what="the page says so")
    assert all(button.is_disabled() for button in buttons.all())
    lena.errors.clear()
    lena.page.unroute("**/rooms/parts/chat.js")
    lena.page.reload()
    lena.join(microphone=True)
    lena.live()
