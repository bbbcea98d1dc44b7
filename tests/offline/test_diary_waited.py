"""Cards that waited on a device: stored once, for their day, for their owner, or kept there."""

import json
import re
import uuid
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import clock
from accounts.actions import choose_pin
from accounts.devices import device_key
from accounts.models import Member
from courses.diary.actions import put_urge_away
from courses.diary.days import LONGEST_WAIT
from courses.diary.models import DiaryCard
from groups.models import Cohort, Enrollment
from offline.copies import HEADER
from tests.answers import Answer
from tests.factories import NOW, make_member
from tests.groups.diaries import (
    ada,
    bob,
    browser,
    card_of,
    cohort,
    fill,
    leader,
    part,
    sent,
    urge_of,
)

__all__ = ["ada", "bob", "cohort", "leader", "part"]  # fixtures
pytestmark = pytest.mark.django_db

SHORT = {"Accept": "application/json"}
HOUR = timedelta(hours=1)


def told(answer: Answer) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.content)
    return found


def millis(span: timedelta) -> str:
    return str(int(span / timedelta(milliseconds=1)))


def device_at(off: timedelta = timedelta()) -> str:
    """What the clock of a device says that is so far off."""
    return millis(clock.now() + off - datetime.fromisoformat("1970-01-01T00:00Z"))


def send(
    client: Client,
    member: Member,
    day: str = "2026-09-01",
    *,
    waited: timedelta = HOUR,
    off: timedelta = timedelta(),
    query: str = "",
    **answers: Any,
) -> Answer:
    """Sends a card as the device does on which it waited."""
    device = {
        "whose": device_key(member), "waited": millis(waited), "device_at": device_at(off),
        "day_by": "device",
    }  # fmt: skip
    return client.post(f"/diary/on/{day}/{query}", sent(**device | answers), headers=SHORT)


def test_a_card_that_waited_is_stored_and_says_when_it_was_filled(ada: Member) -> None:
    client = browser(ada)
    clock.move_to(NOW + 20 * HOUR)
    answer = send(client, ada, waited=19 * HOUR, joy="4", note="In the tunnel")

    assert answer.status_code == 200
    assert told(answer) == {"state": "stored", "words": "Saved.", "url": "/diary/on/2026-09-01/"}
    card = card_of(ada)
    assert (card.joy, card.note, card.is_late) == (4, "In the tunnel", False)
    assert timedelta() <= card.filled_at - (NOW + HOUR) < timedelta(minutes=5)
    assert timedelta() <= card.changed_at - (NOW + 20 * HOUR) < timedelta(minutes=5)
    # Nothing is left to say on the next page: the device has said it.
    assert "Saved." not in client.get("/diary/on/2026-09-01/").content.decode()
    # One that was filled on the next day is late, whichever way it came.
    send(client, ada, "2026-08-31", waited=HOUR, joy="1")
    assert DiaryCard.objects.get(day="2026-08-31").is_late


def test_sent_ten_times_it_is_stored_once(ada: Member, bob: Member) -> None:
    client, filling = browser(ada), str(uuid.uuid4())
    send(browser(bob), bob, joy="1")
    states = [told(send(client, ada, joy="3", filling=filling))["state"] for _ in range(10)]

    assert states == ["stored", *["already"] * 9]
    assert card_of(ada).joy == 3
    assert card_of(bob).joy == 1


def test_a_day_that_two_devices_filled_is_kept_twice_for_the_member_to_choose(ada: Member) -> None:
    assert told(send(browser(ada), ada, joy="3", note="Phone"))["state"] == "stored"
    answer = told(send(browser(ada), ada, joy="1", note="Tablet"))

    assert answer["state"] == "beside"
    assert "Both cards are kept" in answer["words"]
    notes = [card.note for card in DiaryCard.objects.order_by("-stands")]
    assert notes == ["Phone", "Tablet"]
    page = browser(ada).get(answer["url"]).content.decode()
    assert "This day was filled twice" in page


def test_nobody_s_card_is_stored_as_another_s(ada: Member, bob: Member) -> None:
    """Somebody else has signed in on the device meanwhile."""
    answer = send(browser(bob), ada, joy="3", note="Of Ada")
    assert (answer.status_code, told(answer)["state"]) == (409, "other")
    assert not DiaryCard.objects.exists()

    assert told(send(browser(ada), ada, joy="3", note="Of Ada"))["state"] == "stored"
    assert card_of(ada).note == "Of Ada"


def test_who_is_signed_out_or_has_not_shown_the_pin_keeps_it(ada: Member) -> None:
    answer = send(Client(), ada, joy="3")
    assert (answer.status_code, told(answer)["state"]) == (403, "signed-out")
    assert told(answer)["url"] == "/account/login/?next=%2Fdiary%2Fon%2F2026-09-01%2F"

    eve = make_member(ada.account, name="Eve")
    choose_pin(ada, pin="1234", by=ada.account, now=NOW)
    choose_pin(eve, pin="5678", by=ada.account, now=NOW)
    client, query = browser(ada), f"?person={ada.pk}"
    pin = reverse("account-pin", args=[ada.pk])
    answer = send(client, ada, query=query, joy="3", note="Before the PIN")
    assert answer.status_code == 403
    assert (told(answer)["state"], told(answer)["url"]) == ("pin", pin)
    assert "Before the PIN" not in answer.content.decode()
    assert not DiaryCard.objects.exists()

    client.post(pin, {"pin": "1234"})
    assert told(send(client, ada, query=query, joy="3"))["state"] == "stored"
    # The other's diary takes none of hers, and stays behind its own PIN.
    other = f"?person={eve.pk}"
    assert told(send(client, ada, query=other, joy="1"))["state"] == "pin"
    client.post(reverse("account-pin", args=[eve.pk]), {"pin": "5678"})
    assert told(send(client, ada, query=other, joy="1"))["state"] == "other"
    assert card_of(ada).joy == 3


def test_a_day_ahead_is_refused_with_a_sentence_and_other_days(ada: Member) -> None:
    client, filling = browser(ada), str(uuid.uuid4())
    answer = send(client, ada, "2026-09-02", joy="3", filling=filling)

    assert answer.status_code == 409
    said = told(answer)
    assert said["state"] == "no-day"
    assert "Wednesday 2 September has not begun yet" in said["words"]
    assert said["days"][0] == {"title": "Tuesday 1 September", "url": "/diary/on/2026-09-01/"}
    assert not DiaryCard.objects.exists()
    assert told(send(client, ada, joy="3", filling=filling))["state"] == "stored"


@pytest.mark.parametrize("off", [timedelta(days=1), timedelta(days=-1)])
def test_a_device_that_is_on_another_day_has_its_owner_say_which_day_it_is(
    ada: Member, off: timedelta
) -> None:
    client, filling = browser(ada), str(uuid.uuid4())
    day = (NOW + off).date().isoformat()
    answer = send(client, ada, day, off=off, joy="3", filling=filling)

    assert answer.status_code == 409
    said = told(answer)
    assert said["state"] == "which-day"
    assert "The clock of this device seems to be wrong: it shows" in said["words"]
    assert said["days"][0]["url"] == "/diary/on/2026-09-01/"
    assert not DiaryCard.objects.exists()
    # Whoever has chosen is not asked again, and is told of the clock once more.
    answer = send(client, ada, "2026-09-01", off=off, joy="3", filling=filling, day_by="")
    assert told(answer)["state"] == "stored"
    assert "We go by ours" in told(answer)["words"]
    assert card_of(ada).day.isoformat() == "2026-09-01"
    # Nor does the same card come a second time, for whatever day.
    for again in ("2026-08-31", "2026-09-01"):
        answer = send(client, ada, again, joy="3", filling=filling, day_by="")
        assert told(answer)["state"] == "already"
    assert DiaryCard.objects.count() == 1


def test_a_clock_that_was_set_back_meanwhile_is_asked_about_too(ada: Member) -> None:
    answer = send(browser(ada), ada, waited=timedelta(hours=-20), joy="3")
    assert (answer.status_code, told(answer)["state"]) == (409, "which-day")
    assert "was changed meanwhile" in told(answer)["words"]
    assert told(send(browser(ada), ada, waited=timedelta(minutes=-2), joy="3"))["state"] == "stored"


def test_what_does_not_fit_is_refused_in_words_and_stays(ada: Member) -> None:
    answer = send(browser(ada), ada, sadness="9", note="n" * 2001)
    assert (answer.status_code, told(answer)["state"]) == (400, "refused")
    assert "2001 letters, where 2000 fit" in told(answer)["words"]
    assert not DiaryCard.objects.exists()
    assert told(send(browser(ada), ada, sadness="5", note="n" * 2000))["state"] == "stored"


def test_a_card_is_not_too_old_for_having_waited(ada: Member) -> None:
    client = browser(ada)
    clock.move_to(NOW + timedelta(days=40))
    assert told(send(client, ada, joy="3"))["state"] == "no-day"
    assert told(send(client, ada, waited=timedelta(days=40), joy="3"))["state"] == "stored"
    assert not card_of(ada).is_late
    # Whatever a device says, no card is older than so many days.
    early = "2026-08-04"
    send(client, ada, early, waited=timedelta(days=9000), joy="1")
    assert clock.now() - DiaryCard.objects.get(day=early).filled_at < LONGEST_WAIT + HOUR
    assert told(send(client, ada, "2026-07-01", waited=timedelta(days=9000), joy="1"))["state"] == (
        "no-day"
    )


def test_a_page_with_a_script_is_answered_in_short_and_says_it_on_the_next_page(
    ada: Member,
) -> None:
    client = browser(ada)
    form = sent(joy="3", whose=device_key(ada), device_at=device_at())
    answer = client.post("/diary/on/2026-09-01/", form, headers=SHORT)
    assert told(answer)["state"] == "stored"
    page = unescape(client.get(told(answer)["url"]).content.decode())
    assert "Saved. Thank you for looking at this day." in page


def test_nonsense_of_a_device_is_as_good_as_nothing(ada: Member) -> None:
    client = browser(ada)
    for waited, day in (("soon", 21), ("1e99", 22), ("9" * 40, 23)):
        form = sent(joy="3", waited=waited, day_by="me")
        assert client.post(f"/diary/on/2026-08-{day}/", form).status_code == 302
    assert DiaryCard.objects.count() == 3


def test_a_device_gets_a_fresh_token_and_the_keys_of_who_is_signed_in(
    ada: Member, bob: Member
) -> None:
    answer = browser(ada).get("/offline/token.json")
    assert told(answer)["keys"] == [device_key(ada)]
    assert "no-store" in answer.headers["Cache-Control"]
    assert told(Client().get("/offline/token.json"))["keys"] == []

    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser(ada).cookies
    form = sent(joy="3", whose=device_key(ada))
    assert strict.post("/diary/on/2026-09-01/", form, headers=SHORT).status_code == 403
    token = told(strict.get("/offline/token.json"))["token"]
    headers = SHORT | {"X-CSRFToken": token}
    assert told(strict.post("/diary/on/2026-09-01/", form, headers=headers))["state"] == "stored"


def shape(answer: Answer) -> dict[str, Any]:
    found = re.search(r'<script id="diary-shape"[^>]*>(.*?)</script>', answer.content.decode())
    assert found
    read: dict[str, Any] = json.loads(found[1])
    return read


def test_the_own_page_tells_the_device_what_a_card_asks(
    ada: Member, part: Enrollment, cohort: Cohort
) -> None:
    client, urge = browser(ada), urge_of(ada, "To vanish")
    put_urge_away(urge_of(ada, "To hide"), now=NOW)
    taught = cohort.course.weeks.get(number=1).skills.get()
    fill(client, "2026-08-30", joy="2", note="Canary")
    page = client.get("/diary/")

    assert shape(page) == {
        "zone": "Europe/London",
        "query": "",
        "shared": False,
        "urges": [[str(urge.pk), "To vanish"]],
        "skills": [[str(taught.pk), taught.name]],
        "filled": ["2026-08-30"],
    }
    assert f'data-key="{device_key(ada)}"' in page.content.decode()


def test_of_who_shares_an_account_no_word_behind_the_pin_is_told(ada: Member) -> None:
    urge_of(ada, "Canary of the urge")
    eve = make_member(ada.account, name="Eve")
    choose_pin(ada, pin="1234", by=ada.account, now=NOW)
    choose_pin(eve, pin="5678", by=ada.account, now=NOW)
    client = browser(ada)
    client.post(reverse("account-pin", args=[ada.pk]), {"pin": "1234"})
    page = client.get(f"/diary/?person={ada.pk}")

    assert "Canary of the urge" in page.content.decode()
    assert shape(page)["urges"] == []
    assert shape(page)["shared"]
    assert shape(page)["query"] == f"?person={ada.pk}"
    assert device_key(eve) not in page.content.decode()


def copied(client: Client) -> str:
    """The page as a device keeps it: the same, whichever browser asks."""
    words = "language=en-gb&zone=Europe%2FLondon"
    answer = client.get("/diary/offline/", headers={HEADER: words})
    assert (answer.status_code, answer[HEADER]) == (200, words)
    return answer.content.decode()


def test_the_page_that_is_kept_is_nobody_s(ada: Member, part: Enrollment) -> None:
    urge_of(ada)
    fill(browser(ada), joy="2", note="Canary of the note")
    anonymous = copied(Client())

    assert copied(browser(ada)) == anonymous
    for word in ("Canary", "Ada", "csrfmiddlewaretoken", "Lantern", 'name="filling"'):
        assert word not in anonymous
    assert "Sadness" in anonymous
    assert "Medication" in anonymous
    assert 'href="tel:999"' in anonymous  # of the country whose copy it is


def test_signing_out_tells_the_device_whose_words_go(ada: Member, bob: Member) -> None:
    eve = make_member(ada.account, name="Eve")
    answer = browser(ada).post("/account/logout/")
    keys = f"{device_key(ada)}.{device_key(eve)}"
    assert answer.headers["Location"] == f"/account/signed-out/#left={keys}"
    page = Client().get("/account/signed-out/").content.decode()
    assert "data-waiting-left" in page
    assert device_key(ada) != device_key(bob) != device_key(eve)
