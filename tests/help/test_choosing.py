"""The line that is shown is one that is answered at that hour, or says when it opens."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils.html import strip_tags

import clock
from help.choosing import LineNow, line_for_paper, line_now
from help.crisis import countries, crisis_for
from help.reading import built_in
from outbox.compose import compose
from tests.factories import make_account
from tests.signin import sign_in

pytestmark = pytest.mark.django_db


def wall(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


DANES_ASLEEP = wall("2026-12-02 06:00", "Europe/Copenhagen")
DANES_AWAKE = wall("2026-12-02 12:00", "Europe/Copenhagen")
# A Wednesday at 14:00: the first line is open, the second opens at 16:30.
HANOI_BY_DAY = wall("2026-12-02 14:00", "Asia/Ho_Chi_Minh")
HANOI_LATE = wall("2026-12-01 19:00", "Asia/Ho_Chi_Minh")  # Tuesday: only the second is open
HANOI_AT_NIGHT = wall("2026-12-02 03:00", "Asia/Ho_Chi_Minh")


def shown(country: str, now: datetime) -> LineNow:
    found = line_now(crisis_for(country), now=now)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("country", "now", "name", "words"),
    [
        ("DK", DANES_AWAKE, "Livslinien", "open now, every day 11:00–05:00"),
        ("DK", DANES_ASLEEP, "Livslinien", "closed now, opens at 11:00 local time"),
        ("VN", HANOI_BY_DAY, "Ngày Mai", "open now, Wed–Sun 13:00–20:30"),
        ("VN", HANOI_LATE, "HOPE", "open now, every day 16:30–20:30"),
        ("VN", HANOI_AT_NIGHT, "Ngày Mai", "closed now, opens at 13:00 local time"),
        ("GB", DANES_ASLEEP, "Samaritans", "day and night"),
        # Whoever speaks French finds that there is another line.
        ("BE", DANES_ASLEEP, "Zelfmoordlijn", "day and night, in Dutch"),
        ("EC", DANES_ASLEEP, "Línea 171",
         "Newspapers give different hours; exact hours not known"),
        ("BD", DANES_ASLEEP, "Kaan Pete Roi", "Twelve hours a day; exact hours not known"),
        # One whose opening is known comes before one that nobody knows anything of.
        ("AE", wall("2026-12-02 03:00", "Asia/Dubai"), "Emirates Health Services",
         "closed now, opens at 09:00 local time"),
        ("CO", DANES_ASLEEP, "Línea 106", "day and night"),
        # A province's line of unknown hours is not what the whole country is sent to.
        ("PK", DANES_ASLEEP, "Rozan", "open now, Mon–Fri 09:00–17:00"),
        ("PK", HANOI_AT_NIGHT, "Rozan", "closed now, opens at 09:00 local time"),
    ],
)  # fmt: skip
def test_line_of_the_hour_is_shown_with_its_hours(
    country: str, now: datetime, name: str, words: str
) -> None:
    found = shown(country, now)
    assert (found.line.name, found.words) == (name, words)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (wall("2026-12-05 12:00", "Asia/Karachi"), "opens on Monday at 09:00 local time"),
        (wall("2026-12-06 20:00", "Asia/Karachi"), "opens tomorrow at 09:00 local time"),
        (wall("2026-12-07 08:00", "Asia/Karachi"), "opens at 09:00 local time"),
    ],
)
def test_day_of_the_next_opening_is_named(now: datetime, words: str) -> None:
    rozan = next(line for line in crisis_for("PK").lines if line.name == "Rozan")
    assert LineNow(rozan, now).opens == words


def test_line_for_children_is_never_the_one_that_adults_are_shown() -> None:
    for now in (DANES_ASLEEP, DANES_AWAKE, HANOI_LATE):
        for code, _name in countries():
            found = line_now(crisis_for(code), now=now)
            assert found is None or found.line.for_adults, code
    assert line_now(crisis_for("HR"), now=DANES_AWAKE) is None  # it has one for children alone


@pytest.mark.parametrize(
    ("country", "label"),
    [("ES", "Línea"), ("US", "Suicide & Crisis Lifeline"), ("NZ", "need to talk?"),
     ("GB", "Samaritans")],
)  # fmt: skip
def test_number_in_a_name_is_not_said_twice(country: str, label: str) -> None:
    assert shown(country, DANES_AWAKE).line.label == label


def test_paper_names_what_is_true_at_any_hour() -> None:
    estonian = line_for_paper(crisis_for("EE"), now=DANES_AWAKE)
    danish = line_for_paper(crisis_for("DK"), now=DANES_ASLEEP)
    assert estonian is not None
    assert estonian.lasting_words == "day and night"
    assert danish is not None
    assert danish.lasting_words == "every day 11:00–05:00"


def test_closed_line_looks_closed_in_bar_footer_page_and_letter(client: Client) -> None:
    sign_in(client, make_account(country="DK"))

    clock.move_to(DANES_ASLEEP)
    page = " ".join(client.get("/account/").content.decode().split())
    bar, footer = page.split("<main")[0], page.split("<footer")[1]
    assert "tel:70201201" not in bar
    assert 'href="tel:112"' in bar
    assert "closed now, opens at 11:00 local time" in footer
    assert "Closed now, opens at 11:00 local time" in client.get("/help/DK/").content.decode()
    letter = compose("contact_receipt", {}, subject="-", discreet=False, country="DK")
    for words in (letter.text, " ".join(letter.html.split())):
        assert "(every day 11:00–05:00)" in words

    clock.move_to(DANES_AWAKE)
    page = " ".join(client.get("/account/").content.decode().split())
    assert "tel:70201201" in page.split("<main")[0]
    assert "open now" in page.split("<footer")[1]
    assert "Open now" in client.get("/help/DK/").content.decode()
    letter = compose("contact_receipt", {}, subject="-", discreet=False, country="DK")
    assert "(every day 11:00–05:00)" in letter.text
    assert "opens at" not in letter.text


@pytest.mark.parametrize("now", [DANES_ASLEEP, HANOI_LATE])
def test_letter_says_nothing_that_is_wrong_once_it_is_read(now: datetime) -> None:
    """Whatever country, whatever hour it leaves at: no tomorrow, no now, no opening."""
    clock.move_to(now)
    for code in built_in():
        letter = compose(
            "contact_receipt", {"names_line": True}, subject="-", discreet=False, country=code
        )
        for words in (letter.text, " ".join(letter.html.split())):
            for said in ("tomorrow", "opens", "open now", "closed now"):
                assert said not in words, (code, said)


@pytest.mark.parametrize("now", [DANES_ASLEEP, DANES_AWAKE, HANOI_AT_NIGHT, HANOI_LATE])
def test_line_that_nobody_can_rely_on_is_never_offered_alone(now: datetime) -> None:
    """Indonesia's is often unanswered, Ghana's hours nobody knows: the number for danger is."""
    for choose in (line_now, line_for_paper):
        assert choose(crisis_for("ID"), now=now) is None
        assert choose(crisis_for("GH"), now=now) is None
        for code, _name in countries():
            found = choose(crisis_for(code), now=now)
            assert found is None or not found.line.never_first, code
            assert found is None or "hours not known" not in found.words[:15], code
            assert found is None or "hours not known" not in found.lasting_words[:15], code


def test_where_no_line_is_offered_number_and_list_stand_alone(client: Client) -> None:
    client.cookies["tz"] = "Asia/Jakarta"
    footer = client.get("/policies/none/").content.decode().split("<footer")[1]
    letter = compose("contact_receipt", {}, subject="-", discreet=False, country="ID")
    for words in (footer, letter.text, letter.html):
        assert "119" not in words
        assert "112" in words
        assert "/help/ID/" in words
    assert "tel:119" in client.get("/help/ID/").content.decode()


def test_hours_of_one_way_are_not_read_as_those_of_the_line(client: Client) -> None:
    """Wednesday at noon the telephone is answered and the chat is not: each says it itself."""
    clock.move_to(DANES_AWAKE)
    page = " ".join(client.get("/help/DK/").content.decode().split())
    call, chat = page.split("tel:70201201", 2)[-1].split("https://livslinien.dk/")
    call, chat = call.split("</p>")[0], chat.split("</p>")[0]
    assert 'Every day <span class="hours">11:00–05:00</span>' in call
    assert "Open now" in call
    assert 'Mon–Fri <span class="hours">17:00–21:00</span>' in chat
    assert "Closed now, opens at 17:00 local time" in chat
    assert page.count("Open now") == 1
    # On paper, which is read later, nothing is open now.
    assert page.count('<span class="screen-only"><span class="badge') == 2
    hanoi = client.get("/help/VN/").content.decode().split("<main")[1].split("</main>")[0]
    assert strip_tags(hanoi).count("Wed–Sun 13:00–20:30") == 1


def test_page_that_tells_what_is_open_now_is_not_kept(client: Client) -> None:
    for address in ("/help/", "/help/DK/", "/help/numbers/DK/"):
        assert client.get(address).headers["Cache-Control"] == "private, no-cache"
