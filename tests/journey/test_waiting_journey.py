"""A seat comes free at night: the letter waits for morning, the first pays, the second moves up."""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser

from tests.journey.people import Person, html_text, plain_text
from tests.rooms.browser import until
from tests.running import RunningSite
from tests.signin import TOTP_SECRET, totp_now

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

GROUP = "weekend-mornings"  # eight seats, one of them free
LONDON = ZoneInfo("Europe/London")
COORDINATOR = "sam@demo.example"
FIRST, SECOND, LAST = "ines@example.org", "odo@example.org", "quinn@example.org"
ROUND = 90  # seconds in which the worker looks at waiting lists more than once
GIVE_KNOWN_SECRET = f"""
from accounts.models import Account
from accounts.second_factor import set_up_totp
set_up_totp(Account.objects.get(email="{COORDINATOR}"), secret="{TOTP_SECRET}")
"""
WHO_SITS_THERE = f"""
from groups.models import Enrollment
seat = Enrollment.objects.occupying().get(cohort__slug="{GROUP}", seat_no=1)
print(seat.member.account.email)
"""
SEATS = f"""
from groups.models import Enrollment
seats = Enrollment.objects.occupying().filter(cohort__slug="{GROUP}")
print(*(seat.member.name for seat in seats.filter(state="active").order_by("seat_no")))
"""
OFFER = re.compile(r"(http://localhost:\d+/offer/\S+)")


def test_somebody_leaves_at_night_and_the_first_who_waits_has_the_seat(
    chromium: Browser, site: RunningSite
) -> None:
    site.run(GIVE_KNOWN_SECRET)
    leaving = site.run(WHO_SITS_THERE).strip()
    phone = {"width": 390, "height": 844}
    ines = Person(chromium, site, FIRST, viewport=phone, timezone_id="Europe/London")
    odo = Person(
        chromium, site, SECOND,
        viewport={"width": 1280, "height": 900}, timezone_id="Europe/London", color_scheme="dark",
    )  # fmt: skip
    sam = Person(chromium, site, COORDINATOR, viewport={"width": 1280, "height": 900})
    try:
        sam.sign_in(totp=totp_now())
        fills_the_last_seat(sam)
        joins_the_list(ines, "Ines")
        joins_the_list(odo, "Odo")
        night = at_in_london(23)
        site.move_clock(night)
        ends_a_part(sam, leaving)
        reads_that_it_is_night(sam)
        sits_up_and_sees_it(ines, leaving)
        site.move_clock(night + timedelta(hours=9, minutes=2))
        link = reads_the_letter(ines)
        says_yes_and_pays(ines, link)
        still_waits(odo)
        reads_each_step_in_two_clicks(sam)
    except Exception as trouble:
        for person in (ines, odo, sam):
            trouble.add_note(person.account_of_it())
        raise
    for person in (ines, odo, sam):
        person.was_treated_well()
    taken = site.run(SEATS).split()
    assert (len(taken), taken[0]) == (8, "Ines")
    site.assert_no_traceback()


def at_in_london(hour: int) -> datetime:
    """That hour there, tomorrow."""
    tomorrow = (datetime.now(UTC).astimezone(LONDON) + timedelta(days=1)).date()
    return datetime.combine(tomorrow, time(hour), tzinfo=LONDON)


def fills_the_last_seat(sam: Person) -> None:
    sam.go(f"/desk/groups/{GROUP}/enrol/")
    sam.fill(email=LAST, name="Quinn", reason="Paid at the desk", country="GB")
    sam.fill(time_zone="Europe/London")
    sam.page.locator("main [name=way][value=cash]").check(force=True)
    sam.submit()
    assert "Quinn" in sam.text()


def joins_the_list(person: Person, name: str) -> None:
    """From the group's public page to the line, in one form."""
    person.go(f"/groups/{GROUP}/")
    person.page.locator(f"main a[href='/enrol/{GROUP}/wait/']").first.click()
    person.look()
    person.press("I am new here")
    person.fill(email=person.email)
    person.submit()
    person.type_code_from_letter(after=0)
    person.look()
    person.fill(name=name, country="GB", time_zone="Europe/London")
    person.press("Join the waiting list")
    person.look()
    assert "near the front" in person.text()
    letter = person.site.wait_for_letter(to=person.email, subject="waiting list")
    assert "Nothing is charged" in plain_text(letter)


def ends_a_part(sam: Person, leaving: str) -> None:
    before = len(sam.site.letters(to=leaving))
    sam.go(f"/desk/groups/{GROUP}/")
    sam.page.locator(f"main a[href$='/{GROUP}/seats/1/#change']").click()
    sam.page.wait_for_load_state("load")
    form = f"form[action$='/{GROUP}/seats/1/remove/']"
    sam.page.locator(f"details:has({form}) > summary").first.click()
    sam.page.locator(f"{form} [name=reason]").fill("Moved away")
    sam.page.locator(f"{form} button[type=submit]").click()
    sam.look()
    # They are told at once, so letters do leave at this hour.
    sam.site.wait_for_letter(to=leaving, after=before, timeout=ROUND)


def line_of(sam: Person) -> str:
    """What the desk says of who waits in the group."""
    return sam.page.locator("section[aria-labelledby=waiting]").inner_text()


def reads_that_it_is_night(sam: Person) -> None:
    told = line_of(sam)
    assert "Ines" in told
    assert "morning" in told
    assert told.index("Ines") < told.index("Odo")


def sits_up_and_sees_it(ines: Person, leaving: str) -> None:
    ines.go("/today/")
    assert "A seat is kept for you" in ines.text()
    assert not [one for one in ines.site.letters(to=FIRST) if OFFER.search(plain_text(one))]


def reads_the_letter(ines: Person) -> str:
    letter = ines.site.wait_for_letter(to=FIRST, subject="come free", timeout=ROUND)
    found = OFFER.search(plain_text(letter))
    assert found is not None
    assert found[1] in html_text(letter)
    ines.go("/mailbox/")
    return found[1]


def says_yes_and_pays(ines: Person, link: str) -> None:
    ines.go(link)
    assert "Kept for you until" in ines.text()
    ines.go(link)  # opening it decides nothing
    ines.press("Yes, I take it")
    ines.look()
    assert "A seat is kept for you until" in ines.text()
    ines.fill(birth_year="1991", emergency_name="Pat", emergency_phone="+44 20 7946 0000")
    ines.tick("of_age", "understood")
    ines.submit()
    ines.look()
    ines.tick("group-agreement", "terms", "privacy")
    ines.submit()
    ines.look()
    page = ines.page
    ines.also_trust(ines.site.env["STRIPE_API_BASE"])
    if page.locator("main").get_by_role("button", name="Pay on the secure page").count() == 0:
        ines.submit()  # takes the seat that was kept
        ines.look()
    ines.press("Pay on the secure page")
    page.fill("[name=email]", FIRST)
    page.fill("[name=name]", "Ines")
    page.fill("[name=card_number]", "4242 4242 4242 4242")
    page.fill("[name=expiry]", "12 / 34")
    page.fill("[name=cvc]", "123")
    page.get_by_role("button", name=re.compile("^Pay")).click()
    page.wait_for_url("**/enrol/paid/**")
    until(lambda: "the seat is yours" in ines.text() or page.reload(), what="the confirmation")
    ines.look()
    letter = ines.site.wait_for_letter(to=FIRST, subject="You have a seat")
    assert "$1,200" in plain_text(letter)
    ines.go("/today/")
    assert "waiting list" not in ines.text().lower()


def still_waits(odo: Person) -> None:
    odo.go("/today/")
    assert "near the front" in odo.text()
    assert not [one for one in odo.site.letters(to=SECOND) if OFFER.search(plain_text(one))]


def reads_each_step_in_two_clicks(sam: Person) -> None:
    """From the list of groups: the group, and who waited there before."""
    sam.go("/desk/groups/")
    sam.page.locator(f"main a[href='/desk/groups/{GROUP}/']").first.click()
    sam.look()
    told = line_of(sam)
    assert "Odo" in told
    assert "Is asked first when a seat comes free" in told
    assert "Ines" not in told
    sam.page.locator("section[aria-labelledby=waiting] details > summary").first.click()
    before = line_of(sam)
    assert "Ines" in before
    assert "Took the seat" in before
    sam.look()
