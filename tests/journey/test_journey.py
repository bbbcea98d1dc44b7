"""The promise in one walk: from the programme page to the members' faces in the room."""

import re
import time
from datetime import datetime, timedelta
from functools import partial

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser

from tests.bars import bar
from tests.chromium import launch
from tests.journey.conftest import TWIN
from tests.journey.people import Person, calendar_text, html_text, plain_text
from tests.rooms.browser import until
from tests.running import RunningSite
from tests.signin import TOTP_SECRET, totp_now

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

MEMBER = "nadia@example.org"
LEADER = "ingrid@demo.example"
GIVE_KNOWN_SECRET = f"""
from accounts.models import Account
from accounts.second_factor import set_up_totp
set_up_totp(Account.objects.get(email="{LEADER}"), secret="{TOTP_SECRET}")
"""
FIRST_SESSION = """
from groups.models import GroupSession
print(GroupSession.objects.filter(cohort__slug="lunchtime").order_by("number").first().starts_at.isoformat())
"""
VERDICT = f"""
from groups.models import Attendance
found = Attendance.objects.get(enrollment__member__account__email="{MEMBER}")
print(found.verdict)
"""
INVARIANTS = """
from payments.models import LedgerEntry, Payment
from groups.models import Enrollment
print(Payment.objects.count(), LedgerEntry.objects.exclude(kind__in=LedgerEntry.BY_HAND).count(),
      Enrollment.objects.filter(member__name="Nadia", state="active").count())
"""
LINK = re.compile(r"(http://localhost:\d+/join/\S+)")


def test_from_the_programme_page_to_the_faces_in_the_room(
    chromium: Browser, site: RunningSite
) -> None:
    site.run(GIVE_KNOWN_SECRET)
    starts_at = datetime.fromisoformat(site.run(FIRST_SESSION).strip())
    nadia = Person(
        chromium, site, MEMBER,
        viewport={"width": 390, "height": 844}, timezone_id="America/New_York",
    )  # fmt: skip
    finds_a_group(nadia)
    makes_an_account(nadia)
    answers_and_agrees(nadia)
    pays_with_3d_secure(nadia)
    reads_the_confirmation(nadia)
    link = reads_the_letter_of_the_day_before(nadia, starts_at)
    confirms_the_link(nadia, link)

    # With two web processes the facilitator's browser talks to the other one.
    theirs = launch(chromium.browser_type, localhost=TWIN) if TWIN else chromium
    ingrid = Person(theirs, site, LEADER, viewport={"width": 1280, "height": 900})
    site.move_clock(starts_at - timedelta(minutes=14))
    try:
        waits_in_the_lobby(nadia)
        lets_her_in(ingrid, nadia)
        see_and_hear_each_other(ingrid, nadia)
        site.move_clock(starts_at + timedelta(minutes=2))
        talk_and_move_on(ingrid, nadia)
        loses_the_line_and_nothing_else(ingrid, nadia)
        ends_the_session(ingrid, nadia)
        reads_the_lesson(nadia)
        finds_the_attendance(ingrid)
    except Exception as trouble:
        for person in (ingrid, nadia):
            trouble.add_note(person.account_of_it())
        raise
    nadia.was_treated_well()
    ingrid.was_treated_well()
    assert site.run(VERDICT).strip() == "present"
    assert site.run(INVARIANTS).split() == ["1", "1", "1"]
    site.assert_no_traceback()


def finds_a_group(nadia: Person) -> None:
    nadia.go("/")
    nadia.press("See the next groups")
    nadia.look()
    assert "Lunchtime group" in nadia.text()
    nadia.go("/groups/lunchtime/")
    # Her own clock and the group's.
    assert "London" in nadia.text()
    assert "New York" in nadia.text()
    nadia.page.locator("main a[href*='/enrol/lunchtime/']").first.click()
    nadia.look()


def makes_an_account(nadia: Person) -> None:
    nadia.press("I am new here")
    nadia.look()
    nadia.fill(email=MEMBER)
    nadia.submit()
    nadia.look()
    nadia.type_code_from_letter(after=0)


def answers_and_agrees(nadia: Person) -> None:
    nadia.look()
    nadia.fill(name="Nadia", country="US", time_zone="America/New_York")
    nadia.submit()
    nadia.look()
    nadia.fill(birth_year="1991", emergency_name="Pat", emergency_phone="+1 212 555 0100")
    nadia.tick("of_age", "understood")
    nadia.submit()
    nadia.look()
    nadia.tick("group-agreement", "terms", "privacy")
    nadia.submit()
    nadia.look()
    assert "Your seat is held" in nadia.text()


def pays_with_3d_secure(nadia: Person) -> None:
    nadia.also_trust(nadia.site.env["STRIPE_API_BASE"])
    nadia.press("Pay on the secure page")
    page = nadia.page
    page.fill("[name=email]", MEMBER)
    page.fill("[name=name]", "Nadia")
    page.fill("[name=card_number]", "4000 0025 0000 3155")
    page.fill("[name=expiry]", "12 / 34")
    page.fill("[name=cvc]", "123")
    page.get_by_role("button", name=re.compile("^Pay")).click()
    page.get_by_role("button", name="Complete").click()
    page.wait_for_url("**/enrol/paid/**")
    until(lambda: "the seat is yours" in nadia.text() or page.reload(), what="the confirmation")
    nadia.look()


def reads_the_confirmation(nadia: Person) -> None:
    letter = nadia.site.wait_for_letter(to=MEMBER, subject="seat")
    assert "£480" in plain_text(letter)
    assert "£480" in html_text(letter)
    events = Calendar.from_ical(calendar_text(letter)).walk("VEVENT")
    assert len(events) == 12
    assert len({str(event["UID"]) for event in events}) == 12
    assert "http://localhost" not in re.sub(rf"{nadia.site.url}\S*", "", html_text(letter))
    nadia.go("/mailbox/")


def reads_the_letter_of_the_day_before(nadia: Person, starts_at: datetime) -> str:
    nadia.site.move_clock(starts_at - timedelta(hours=23))
    letter = nadia.site.wait_for_letter(to=MEMBER, subject="tomorrow", timeout=60)
    found = LINK.search(plain_text(letter))
    assert found is not None
    assert found.group(1) in html_text(letter)
    (event,) = Calendar.from_ical(calendar_text(letter)).walk("VEVENT")
    assert event.decoded("SEQUENCE") == 0
    return found.group(1)


def confirms_the_link(nadia: Person, link: str) -> None:
    nadia.go(link)
    assert "Nadia" in nadia.text()
    nadia.press("Yes, this is me")
    nadia.look()  # early: the page says when the room opens
    assert nadia.page.locator("[data-room]").count() == 0


def waits_in_the_lobby(nadia: Person) -> None:
    letter = nadia.site.wait_for_letter(to=MEMBER, subject="room is open", timeout=60)
    found = LINK.search(plain_text(letter))
    assert found is not None
    nadia.go(found.group(1))
    nadia.page.click("[data-check-microphone]")
    nadia.page.wait_for_selector("[data-check-microphone][aria-pressed=true]")
    nadia.page.click("[data-check-camera]")
    nadia.page.wait_for_selector("[data-check-camera][aria-pressed=true]")
    nadia.look()
    nadia.page.click("[data-join]")
    nadia.page.wait_for_selector("[data-panel=lobby]", state="visible")
    nadia.look()


def lets_her_in(ingrid: Person, nadia: Person) -> None:
    ingrid.sign_in(totp=totp_now())
    ingrid.go("/today/")
    ingrid.page.get_by_role("link", name="Go to the room").first.click()
    ingrid.page.click("[data-check-microphone]")
    ingrid.page.wait_for_selector("[data-check-microphone][aria-pressed=true]")
    ingrid.page.click("[data-check-camera]")
    ingrid.page.wait_for_selector("[data-check-camera][aria-pressed=true]")
    ingrid.page.click("[data-join]")
    ingrid.page.wait_for_selector("[data-panel=live]", state="visible")
    ingrid.page.click("[data-lobby=admit]")
    nadia.page.wait_for_selector("[data-panel=live]", state="visible")
    ingrid.look()
    nadia.look()


def gets_more(person: Person, before: dict[str, float]) -> bool:
    """Whether more frames and samples came in than before."""
    return all(
        flow["frames"] > before["frames"] + 5 and flow["samples"] > before["samples"]
        for flow in person.flows()
    )


def see_and_hear_each_other(*people: Person) -> None:
    for person in people:
        (first,) = until(person.flows, what="a connection")
        until(partial(gets_more, person, first), what="sound and picture")


def talk_and_move_on(ingrid: Person, nadia: Person) -> None:
    say(ingrid, "Welcome, Nadia")
    reads(nadia, "Welcome, Nadia")
    say(nadia, "Good to be here")
    reads(ingrid, "Good to be here")
    began = time.monotonic()
    ingrid.page.click("[data-stage-on]")
    now = nadia.page.locator("[data-now-title]")
    until(lambda: "Mindfulness" in now.inner_text(), what="the stage")
    assert time.monotonic() - began < bar(1)


def loses_the_line_and_nothing_else(ingrid: Person, nadia: Person) -> None:
    nadia.page.evaluate("window.dispatchEvent(new Event('offline'))")
    nadia.context.set_offline(True)
    cut_sockets(nadia)
    say(ingrid, "While you were away")
    say(nadia, "Said without a line")
    time.sleep(1)
    nadia.context.set_offline(False)
    reads(nadia, "While you were away")
    reads(ingrid, "Said without a line")
    spoken = ["Welcome, Nadia", "Good to be here", "While you were away", "Said without a line"]
    for person in (ingrid, nadia):
        assert sorted(chat(person)) == sorted(spoken)
    assert chat(ingrid) == chat(nadia)


def cut_sockets(person: Person) -> None:
    """Ends the page's socket the way a lost line does: without a goodbye."""
    person.page.evaluate("() => window.__sockets.forEach((socket) => socket.close())")


def ends_the_session(ingrid: Person, nadia: Person) -> None:
    ingrid.page.locator(".room-lead > summary").click()
    ingrid.page.click("[data-dialog=end-dialog]")
    ingrid.page.click("[data-end]")
    for person in (ingrid, nadia):
        person.page.wait_for_selector("[data-panel=over]", state="visible")
    nadia.look()


def reads_the_lesson(nadia: Person) -> None:
    nadia.go("/today/")
    nadia.press("Wise mind")
    nadia.look()
    assert "wise mind" in nadia.text().lower()
    nadia.go("/today/")
    nadia.page.get_by_role("link", name=re.compile("Worksheet")).first.click()
    nadia.look()


def finds_the_attendance(ingrid: Person) -> None:
    ingrid.go("/lead/lunchtime/sessions/1/")
    assert "Nadia" in ingrid.text()
    assert "Present" in ingrid.text()


def say(person: Person, text: str) -> None:
    person.page.fill("[data-chat-text]", text)
    person.page.click("[data-chat-send]")


def reads(person: Person, text: str) -> None:
    person.page.locator("[data-chat] .bubble__text", has_text=text).first.wait_for(timeout=20_000)


def chat(person: Person) -> list[str]:
    return person.page.locator("[data-chat] .bubble__text").all_inner_texts()
