"""The words around a session: the link, the hour on both clocks, the calendar entry."""

import re
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from pytest_django import Settings
from wagtail.models import Site

import clock
from groups.links.actions import request_link
from groups.links.calendar import course_events
from groups.models import Enrollment, GroupSession
from groups.sessions.actions import cancel_session, move_session, plan_sessions
from help.models import SiteSettings
from outbox.mailbox import MailboxMessage, mailbox_folder
from tests.factories import make_account, make_cohort, make_enrollment, make_member, make_session
from tests.groups.rows import LONG_BEFORE, STARTS, TELLING, fresh, join_path, letters_at
from tests.letters import delivered

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
TO = "ada@example.org"


def enrolled(*, discreet: bool = False, zone: str = "Europe/London", **fields: Any) -> Enrollment:
    cohort = make_cohort(name="Skills & more <Tuesdays>")
    make_session(cohort)
    member = make_member(
        make_account(TO), name="Ada O’Hara & Co", discreet=discreet, time_zone=zone, **fields
    )
    return make_enrollment(cohort, member, activated_at=LONG_BEFORE)


def every_letter(seat: Enrollment) -> list[MailboxMessage]:
    """All six letters around a session, in the order in which they come."""
    meeting = seat.cohort.sessions.get()
    by = make_account("coordinator@example.org").pk
    letters_at(STARTS - DAY, to=TO)
    letters_at(STARTS - HOUR, to=TO)
    letters_at(STARTS - 15 * MINUTE, to=TO)
    request_link(seat, meeting, now=clock.now())
    move_session(
        fresh(meeting), starts_at=STARTS + DAY, note="The therapist is away", by=by, now=clock.now()
    )
    letters_at(STARTS - 14 * MINUTE, to=TO)
    cancel_session(fresh(meeting), note="The therapist is away", by=by, now=clock.now())
    return letters_at(STARTS - 13 * MINUTE, to=TO)


def test_every_letter_in_its_own_words() -> None:
    assert sorted(letter.subject for letter in every_letter(enrolled())) == sorted([
        "Your session is tomorrow: Tuesday 18:00",
        "Your session starts at 18:00",
        "Your room is open",
        "Your link to the next session",
        "Your session has moved: Wednesday 9 September, 18:00",
        "No session on Wednesday 9 September",
    ])  # fmt: skip


def test_every_letter_with_a_way_in_carries_it_in_text_and_html() -> None:
    seat = enrolled()
    link = join_path(seat, seat.cohort.sessions.get())

    letters = every_letter(seat)

    without = [letter.subject for letter in letters if link not in letter.text]
    assert without == ["No session on Wednesday 9 September"]
    assert [letter.subject for letter in letters if link not in letter.html] == without


def test_every_letter_greets_by_name_escaped_where_it_must_be() -> None:
    letters = every_letter(enrolled())

    assert all("Hello Ada O’Hara & Co," in letter.text for letter in letters)
    assert all("Hello Ada O’Hara &amp; Co," in letter.html for letter in letters)
    assert not any("<Tuesdays>" in letter.html for letter in letters)


def test_every_letter_names_the_crisis_lines_of_the_members_country() -> None:
    letters = every_letter(enrolled(country="GB"))

    assert all("116 123" in letter.text and "116 123" in letter.html for letter in letters)


def test_no_letter_loads_anything_from_elsewhere() -> None:
    for letter in every_letter(enrolled()):
        assert "<img" not in letter.html
        assert "src=" not in letter.html


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York"])
def test_a_discreet_member_gets_no_telling_word_anywhere(zone: str) -> None:
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    settings.name = "Quiet DBT Therapy Clinic"
    settings.save()

    letters = every_letter(enrolled(discreet=True, zone=zone))

    assert len(letters) == 6
    for letter in letters:
        shown = [letter.sender, letter.subject, letter.text, letter.html, *letter.attachments]
        for event in letter.invitations:
            shown += [event.summary, event.description]
        words = " ".join(shown).replace("localhost", "").lower()
        words = re.sub(r"/join/[\w.~-]+", "/join/", words)  # chance may spell anything in there
        assert [word for word in TELLING if word in words] == []


@pytest.mark.parametrize("discreet", [True, False])
def test_the_host_of_the_clinic_stands_in_no_discreet_letter(
    settings: Settings, discreet: bool
) -> None:
    settings.DISCREET_SITE_URL, settings.DISCREET_HOST = "https://ek.example", "ek.example"
    settings.DISCREET_FROM_EMAIL = "EK <notices@ek.example>"
    settings.SITE_URL = "https://therapy.example"
    settings.DEFAULT_FROM_EMAIL = "Care <care@therapy.example>"

    every_letter(enrolled(discreet=discreet))

    for path in mailbox_folder().glob("*.eml"):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        whole = [f"{name}: {value}" for name, value in message.items()]
        whole += [str(part.get_content()) for part in message.walk() if not part.is_multipart()]
        words = "\n".join(whole)
        assert "@ek.example" in words
        assert ("therapy.example" in words) is not discreet
        assert ("https://ek.example/" in words) is discreet


def test_a_discreet_letter_leads_to_support_numbers_instead_of_naming_them() -> None:
    for letter in every_letter(enrolled(discreet=True)):
        for body in (letter.text, letter.html):
            assert "Support numbers" in body
            assert "/help/numbers/" in body
            assert "116 123" not in body


def test_a_note_stays_out_of_discreet_letters() -> None:
    assert not any("therapist" in letter.text for letter in every_letter(enrolled(discreet=True)))


def test_a_note_stands_in_the_letter_about_the_change() -> None:
    noted = [letter.subject for letter in every_letter(enrolled()) if "therapist" in letter.html]

    assert [subject.split(":")[0] for subject in noted] == [
        "Your session has moved", "No session on Wednesday 9 September",
    ]  # fmt: skip


def test_late_on_the_day_the_letter_says_today() -> None:
    enrolled()

    (letter,) = letters_at(STARTS - 6 * HOUR, to=TO)

    assert letter.subject == "Your session is today: Tuesday 18:00"
    assert "meets today" in letter.text
    assert "tomorrow" not in letter.text + letter.html


@pytest.mark.parametrize(
    ("number", "own_hour"), [(1, "13:00"), (2, "14:00"), (3, "13:00")]
)  # London leaves summer time on 25 October, New York on 1 November
def test_hours_are_right_on_both_clocks_across_clock_changes(number: int, own_hour: str) -> None:
    cohort = make_cohort(first_on=date(2026, 10, 20), starts=time(18, 0))
    meeting = plan_sessions(cohort, count=3)[number - 1]
    member = make_member(make_account(TO), time_zone="America/New_York")
    make_enrollment(cohort, member, activated_at=LONG_BEFORE)

    letter = letters_at(meeting.starts_at - HOUR, to=TO)[-1]

    assert letter.subject == f"Your session starts at {own_hour}"
    for body in (letter.text, letter.html):
        assert f"{own_hour}" in body
        assert "New York time" in body
        assert "For the group: Tuesday, 18:00 (London time)" in body


def test_a_member_in_the_groups_own_zone_reads_one_hour() -> None:
    enrolled(zone="Europe/London")

    (letter,) = letters_at(STARTS - HOUR, to=TO)

    assert "Tuesday 8 September 2026, 18:00" in letter.text
    assert "For the group" not in letter.text


def test_a_day_that_differs_is_named_for_both() -> None:
    enrolled(zone="Pacific/Auckland")

    (letter,) = letters_at(STARTS - HOUR, to=TO)

    assert "Wednesday 9 September 2026, 05:00 (Auckland time)" in letter.text
    assert "For the group: Tuesday, 18:00 (London time)" in letter.text


def test_one_calendar_entry_lives_through_every_letter() -> None:
    seat = enrolled()
    meeting = seat.cohort.sessions.get()

    events = [event for letter in every_letter(seat) for event in letter.invitations]

    assert len({event.uid for event in events}) == 1
    assert [(event.method, event.sequence, event.status) for event in events] == [
        ("REQUEST", 0, "CONFIRMED"),
        ("REQUEST", 1, "CONFIRMED"),
        ("CANCEL", 2, "CANCELLED"),
    ]
    assert [event.starts_at for event in events] == [STARTS, *[STARTS + DAY] * 2]
    assert fresh(meeting).version == 2


def test_two_members_have_two_entries_and_two_links() -> None:
    seat = enrolled()
    mate = make_enrollment(seat.cohort, activated_at=LONG_BEFORE)

    letters_at(STARTS - DAY, to="")

    (mine,) = delivered(to=TO)
    (theirs,) = delivered(to=mate.member.account.email)
    assert mine.invitations[0].uid != theirs.invitations[0].uid
    assert join_path(mate, seat.cohort.sessions.get()) not in mine.text


def test_the_confirmations_calendar_keeps_the_hour_on_the_groups_wall() -> None:
    cohort = make_cohort(first_on=date(2026, 10, 20))
    meetings = plan_sessions(cohort, count=2)
    seat = make_enrollment(cohort, make_member(make_account(TO)))

    part = course_events(seat, meetings)

    assert part.method == "PUBLISH"
    assert "DTSTART:20261020T170000Z" in part.content
    assert "DTSTART:20261027T180000Z" in part.content
    assert [meeting.starts_at for meeting in meetings] == [
        datetime(2026, 10, 20, 17, 0, tzinfo=UTC), datetime(2026, 10, 27, 18, 0, tzinfo=UTC),
    ]  # fmt: skip


def test_the_added_session_of_a_cancelled_one_is_reminded_of_like_any_other() -> None:
    seat = enrolled()
    meeting = seat.cohort.sessions.get()
    by = make_account().pk
    added = cancel_session(fresh(meeting), note="", by=by, now=STARTS - 2 * DAY)

    letters = letters_at(added.starts_at - HOUR, to=TO)

    assert join_path(seat, added) in letters[-1].text
    assert GroupSession.objects.get(pk=added.pk).starts_at == STARTS + 7 * DAY


def test_an_ordinary_letter_says_which_session_of_which_group() -> None:
    for letter in every_letter(enrolled()):
        assert "Skills & more <Tuesdays>, session 1" in letter.text
        assert "Skills &amp; more &lt;Tuesdays&gt;, session 1" in letter.html


@pytest.mark.parametrize(
    ("discreet", "words"),
    [
        (
            False,
            "After it you meet next on Tuesday 15 September 2026, 13:00. The course now ends on ",
        ),
        (
            True,
            "Your next appointment after it is on Tuesday 15 September 2026, 13:00. The last one ",
        ),
    ],
)
def test_a_cancellation_names_the_next_day_and_the_last_on_the_members_clock(
    discreet: bool, words: str
) -> None:
    seat = enrolled(discreet=discreet, zone="America/New_York")
    make_session(seat.cohort)
    first = seat.cohort.sessions.get(number=1)
    cancel_session(first, note="", by=make_account().pk, now=STARTS - 2 * DAY)

    (letter,) = letters_at(STARTS - 2 * DAY, to=TO)

    for body in (letter.text, letter.html):
        assert words in body
        assert "Tuesday 22 September 2026" in body


def test_the_letter_before_the_start_is_true_however_late_it_leaves() -> None:
    enrolled()

    (letter,) = letters_at(STARTS - 25 * MINUTE, to=TO)

    for body in (letter.text, letter.html):
        assert "within the hour" in body
        assert "about an hour" not in body


def test_a_discreet_letter_asks_for_nothing_it_gives_no_address_for() -> None:
    for letter in every_letter(enrolled(discreet=True)):
        assert "write to us" not in letter.text + letter.html
