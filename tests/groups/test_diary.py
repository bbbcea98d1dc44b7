"""A member's own diary: a day filled once, late, twice, and by nobody else."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

import clock
from accounts.actions import choose_pin
from accounts.models import Member
from courses.diary.actions import put_urge_away
from courses.diary.models import DiaryCard, Urge
from courses.diary.shape import MOST_URGES
from groups.models import Cohort, Enrollment
from tests.answers import Answer
from tests.factories import NOW, make_member
from tests.groups.diaries import (
    CANARY,
    TODAY,
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
from vault.reseal import reseal_everything

__all__ = ["ada", "bob", "cohort", "leader", "part"]  # fixtures
pytestmark = pytest.mark.django_db


def text(answer: Answer) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def test_a_day_is_filled_in_one_form_and_read_on_another_browser_by_nobody_else(
    ada: Member, bob: Member, part: Enrollment, cohort: Cohort
) -> None:
    urge = urge_of(ada)
    lantern = cohort.course.weeks.get(number=1).skills.get()
    answer = fill(
        browser(ada),
        **CANARY,
        **{f"urge-{urge.pk}": "2", f"acted-{urge.pk}": "on"},
        skills=[str(lantern.pk)],
    )
    assert answer.status_code == 302
    card = card_of(ada)
    assert (card.day, card.zone_name) == (TODAY, "Europe/London")
    assert timedelta() <= card.filled_at - NOW < timedelta(minutes=5)
    assert (card.sadness, card.shame, card.slept_half_hours, card.halt) == (3, 5, 13, "HL")
    assert card.urges == {str(urge.pk): [2, True]}
    assert card.skills == [lantern.pk]

    page = browser(ada).get("/diary/")
    assert "Canary of the note" in text(page)
    assert "no-store" in page.headers["Cache-Control"]
    assert "Canary" not in text(page).split("</title>")[0]
    other = browser(bob)
    assert "Canary" not in text(other.get("/diary/"))
    never = reverse("diary-kept", args=["00000000-0000-4000-8000-000000000000"])
    own = reverse("diary-kept", args=[card.pk])
    assert browser(ada).get(own).status_code == 200
    assert other.get(own).status_code == other.get(never).status_code == 404
    assert other.post(own, {"choose": "1"}).status_code == 404
    away = reverse("diary-urge-away", args=[urge.pk])
    assert other.post(away).status_code == 404
    assert Client().get("/diary/").headers["Location"].startswith("/account/login/")


def test_skills_are_those_taught_so_far(ada: Member, part: Enrollment, cohort: Cohort) -> None:
    taught, ahead = (cohort.course.weeks.get(number=n).skills.get() for n in (1, 2))
    page = text(browser(ada).get("/diary/"))
    assert taught.name in page
    assert ahead.name not in page
    assert fill(browser(ada), sadness="1", skills=[str(ahead.pk)]).status_code == 400
    assert not DiaryCard.objects.exists()


def test_the_database_holds_no_word_of_it_and_a_new_key_reaches_it(ada: Member) -> None:
    urge_of(ada)
    fill(browser(ada), **CANARY)
    with connection.cursor() as cursor:
        rows = []
        for table in ("courses_diarycard", "courses_urge", "audit_entry"):
            cursor.execute(f"SELECT * FROM {table}")
            rows += [str(row) for row in cursor.fetchall()]
    assert len(rows) >= 2
    assert not any("Canary" in row for row in rows)
    assert {"courses.DiaryCard", "courses.Urge"} <= set(dict(reseal_everything()))


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({}, "Nothing is chosen yet"),
        ({"sadness": "6"}, "6 is not one of the available choices"),
        ({"overall": "8"}, "8 is not one of the available choices"),
        ({"sadness": "no"}, "no is not one of the available choices"),
        ({"halt": ["X"]}, "X is not one of the available choices"),
        ({"note": "n" * 2001}, "2001 letters, where 2000 fit"),
    ],
)
def test_what_does_not_fit_is_said_and_handed_back(
    ada: Member, answers: dict[str, Any], says: str
) -> None:
    extra = {"joy": "4"} if answers else {}
    answer = fill(browser(ada), **{**extra, **answers})
    assert answer.status_code == 400
    assert says in text(answer)
    assert not DiaryCard.objects.exists()
    if "note" in answers:
        assert answers["note"] in text(answer)
    # The same with what fits is taken.
    assert fill(browser(ada), joy="4").status_code == 302


def test_the_database_refuses_what_no_scale_has(ada: Member) -> None:
    fill(browser(ada), sadness="5")
    for wrong in ({"sadness": 6}, {"overall": 8}, {"slept_half_hours": 49}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DiaryCard.objects.update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        DiaryCard.objects.create(
            member=ada, day=TODAY, zone_name="Europe/London",
            filling="00000000-0000-4000-8000-000000000000", filled_at=NOW, changed_at=NOW,
        )  # fmt: skip


def test_sent_ten_times_it_is_stored_once_also_when_it_was_changed_meanwhile(ada: Member) -> None:
    client, first = browser(ada), sent(sadness="3", note="In the morning")
    for _ in range(10):
        assert client.post("/diary/on/2026-09-01/", first).status_code == 302
    card = card_of(ada)
    assert (card.edits, card.sadness) == (0, 3)

    second = sent(sadness="1", note="In the evening", goes_on=card.mark)
    for _ in range(3):
        client.post("/diary/on/2026-09-01/", second)
    for _ in range(10):
        client.post("/diary/on/2026-09-01/", first)
    card = card_of(ada)
    assert (card.edits, card.sadness, card.note) == (1, 1, "In the evening")


def test_two_devices_fill_a_day_and_both_are_kept_until_the_member_chooses(
    ada: Member, bob: Member
) -> None:
    phone, laptop = browser(ada), browser(ada)
    fill(phone, sadness="1", note="From the phone")
    fill(browser(bob), sadness="5")
    answer = fill(laptop, sadness="4", note="From the laptop")
    assert "Both cards are kept" in text(laptop.get(answer.headers["Location"]))

    page = text(phone.get("/diary/"))
    assert "This day was filled twice" in page
    assert "From the laptop" in page
    assert "From the phone" in page
    first, second = DiaryCard.objects.filter(member=ada).order_by("-stands")
    assert (first.note, first.stands, second.stands) == ("From the phone", True, False)

    phone.post(reverse("diary-kept", args=[second.pk]), {"choose": "1"})
    stands = DiaryCard.objects.get(member=ada, stands=True)
    assert stands.note == "From the laptop"
    assert DiaryCard.objects.filter(member=ada).count() == 2

    asked = phone.get(reverse("diary-kept", args=[stands.pk]))
    assert "Delete this card?" in text(asked)
    phone.post(reverse("diary-kept", args=[stands.pk]))
    left = card_of(ada)
    assert (left.note, left.stands) == ("From the phone", True)
    assert card_of(bob).sadness == 5


def test_a_card_that_was_changed_elsewhere_is_not_overwritten(ada: Member) -> None:
    client = browser(ada)
    fill(client, sadness="1")
    stale = card_of(ada).mark
    fill(client, sadness="2", goes_on=stale)
    fill(client, sadness="5", goes_on=stale)
    cards = DiaryCard.objects.filter(member=ada).order_by("-stands")
    assert [(card.sadness, card.stands) for card in cards] == [(2, True), (5, False)]


def test_the_same_answers_from_two_devices_are_one_card(ada: Member) -> None:
    for _ in range(2):
        fill(browser(ada), sadness="2", note="The same")
    assert card_of(ada).sadness == 2


def test_yesterday_and_last_week_are_filled_late_and_said_so_without_blame(ada: Member) -> None:
    client = browser(ada)
    for day in ("2026-08-31", "2026-08-25"):
        assert "You can still fill in this day" in text(client.get(f"/diary/on/{day}/"))
        fill(client, day, joy="2")
        assert "Filled in afterwards" in text(client.get(f"/diary/on/{day}/"))
    fill(client, joy="5")
    assert "afterwards" not in text(client.get("/diary/"))
    week = text(client.get("/diary/week/?day=2026-08-31"))
    assert week.count("filled in afterwards") == 1
    assert "missed" not in week


@pytest.mark.parametrize(
    ("day", "says"),
    [("2026-09-02", "This day has not begun yet"), ("2026-08-03", "This day is a while ago")],
)
def test_a_day_ahead_or_long_ago_is_refused_with_every_word_and_saved_for_another(
    ada: Member, day: str, says: str
) -> None:
    client = browser(ada)
    assert says in text(client.get(f"/diary/on/{day}/"))
    form = sent(sadness="3", note="A word", halt=["H", "T"])
    answer = client.post(f"/diary/on/{day}/", form)
    assert answer.status_code == 409
    assert says in text(answer)
    assert 'value="A word"' in text(answer)
    assert 'formaction="/diary/on/2026-09-01/"' in text(answer)
    assert not DiaryCard.objects.exists()
    client.post("/diary/on/2026-09-01/", form)
    assert (card_of(ada).note, card_of(ada).halt) == ("A word", "HT")
    for nonsense in ("tomorrow", "2026-13-01"):
        assert client.get(f"/diary/on/{nonsense}/").status_code == 404


def test_which_day_is_today_follows_the_member_who_travels(ada: Member) -> None:
    clock.move_to(NOW.replace(hour=23, minute=30))
    account, client = ada.account, browser(ada)
    for zone, day in (
        ("Europe/London", "2 September"),  # half past midnight there: summer time
        ("America/New_York", "1 September"),
        ("Asia/Tokyo", "2 September"),
        ("Pacific/Honolulu", "1 September"),
    ):
        account.time_zone = zone
        account.save()
        assert day in text(client.get("/diary/")).split("</h1>")[0]
    account.time_zone = "Asia/Tokyo"
    account.save()
    fill(client, "2026-09-02", joy="3")
    account.time_zone = "Pacific/Honolulu"
    account.save()
    # Filled before the flight, it can be changed although its day is ahead again.
    card = card_of(ada)
    assert fill(client, "2026-09-02", joy="1", goes_on=card.mark).status_code == 302
    assert (card_of(ada).joy, card_of(ada).is_late) == (1, False)


def test_a_device_whose_clock_is_a_day_ahead_is_told_and_nothing_is_lost(ada: Member) -> None:
    client = browser(ada)
    wrong = str(int((NOW + timedelta(days=1)).timestamp() * 1000))
    answer = fill(client, joy="2", device_at=wrong)
    page = text(client.get(answer.headers["Location"]))
    assert "it shows Wednesday 2 September. We go by ours. The card is for Tuesday 1" in page
    right = str(int(NOW.timestamp() * 1000))
    answer = fill(client, joy="3", device_at=right, goes_on=card_of(ada).mark)
    assert "The clock of this device" not in text(client.get(answer.headers["Location"]))
    assert card_of(ada).joy == 3


@pytest.mark.parametrize(("level", "shown"), [("3", False), ("4", True), ("5", True)])
def test_a_strong_urge_shows_help_of_the_readers_country_at_once(
    ada: Member, level: str, shown: bool
) -> None:
    urge, client = urge_of(ada), browser(ada)
    answer = fill(client, **{f"urge-{urge.pk}": level})
    page = text(client.get(answer.headers["Location"]))
    assert ("diary-help--shown" in page) is shown
    assert "That is a strong urge" in page  # the style shows it with the choice, unsaved too
    assert 'href="tel:999"' in page
    assert "/skills/for/about-to-do-something/" in page


def test_an_urge_that_was_put_away_stays_on_its_cards_and_comes_back_by_name(ada: Member) -> None:
    client, urge = browser(ada), urge_of(ada, "To vanish")
    fill(client, **{f"urge-{urge.pk}": "3"})
    client.post(reverse("diary-urge-away", args=[urge.pk]))
    assert "To vanish" in text(client.get("/diary/"))
    assert "To vanish" not in text(client.get("/diary/on/2026-08-31/"))
    # Changing the day keeps it.
    form = {f"urge-{urge.pk}": "3", "joy": "1", "goes_on": card_of(ada).mark}
    fill(client, **form)
    assert card_of(ada).urges == {str(urge.pk): [3, False]}
    client.post("/diary/urges/", {"name": "to vanish"})
    assert "To vanish" in text(client.get("/diary/on/2026-08-31/"))


def test_as_many_urges_fit_as_a_phone_shows(ada: Member) -> None:
    client = browser(ada)
    for number in range(MOST_URGES):
        assert client.post("/diary/urges/", {"name": f"Urge {number}"}).status_code == 302
    answer = client.post("/diary/urges/", {"name": "One more"})
    assert answer.status_code == 400
    assert "Put one away first" in text(answer)
    kept = Urge.objects.filter(member=ada)
    assert kept.count() == MOST_URGES
    put_urge_away(kept[0], now=NOW)
    assert client.post("/diary/urges/", {"name": "One more"}).status_code == 302


def test_people_who_share_an_account_have_a_diary_each_behind_their_pin(ada: Member) -> None:
    eve = make_member(ada.account, name="Eve")
    choose_pin(ada, pin="1234", by=ada.account, now=NOW)
    choose_pin(eve, pin="5678", by=ada.account, now=NOW)
    client = browser(ada)
    assert "Whose diary would you like to open?" in text(client.get("/diary/"))
    mine, hers = f"/diary/?person={ada.pk}", f"/diary/?person={eve.pk}"
    pin = reverse("account-pin", args=[ada.pk])
    assert client.get(mine).headers["Location"].startswith(pin)
    handed = client.post(
        f"/diary/on/2026-09-01/?person={ada.pk}", sent(joy="3", note="Before the PIN")
    )
    assert handed.status_code == 403
    assert "Before the PIN" in text(handed)
    assert not DiaryCard.objects.exists()
    client.post(pin, {"pin": "1234"})
    client.post(f"/diary/on/2026-09-01/?person={ada.pk}", sent(joy="3", note="With it"))
    assert card_of(ada).note == "With it"
    assert "With it" in text(client.get(mine))
    assert client.get(hers).status_code == 302
    assert client.get(f"/diary/week/?person={eve.pk}").status_code == 302
    assert client.get("/diary/?person=00000000-0000-4000-8000-000000000000").status_code == 404


def test_who_is_not_signed_in_any_more_gets_every_word_back(ada: Member) -> None:
    answer = Client().post(
        "/diary/on/2026-09-01/", sent(sadness="2", note="What I wrote", halt=["H", "A"])
    )
    assert answer.status_code == 403
    page = text(answer)
    assert "What I wrote" in page
    assert 'name="sadness" value="2"' in page
    assert page.count('name="halt"') == 2
    assert not DiaryCard.objects.exists()
