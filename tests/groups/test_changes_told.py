"""A change is told whole: from when to when, what comes after it, and in every calendar's terms."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

import clock
from accounts.models import Account, Member
from accounts.roles import Role
from groups.leading.actions import change_leaders
from groups.links.calendar import event_uid
from groups.links.due import post_due_letters
from groups.models import Cohort, Enrollment
from groups.planning.meetings import cancel_meeting, move_meeting
from outbox.mailbox import MailboxMessage
from outbox.models import Letter
from tests.factories import NOW, make_account, make_enrollment, make_member, make_staff
from tests.groups.rows import STARTS, TELLING, found, letters_at
from tests.letters import delivered, file_of
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
DAY, HOUR, WEEK = timedelta(days=1), timedelta(hours=1), timedelta(weeks=1)
TO = "ada@example.org"


@pytest.fixture
def coordinator() -> Account:
    return make_staff(Role.COORDINATOR, "sam@example.org")


@pytest.fixture
def leader() -> Account:
    return make_staff(Role.FACILITATOR, "ingrid@example.org", first_name="Ingrid")


@pytest.fixture
def cohort(leader: Account, coordinator: Account) -> Cohort:
    """Four Tuesdays from 8 September, 18:00 in London."""
    clock.move_to(NOW)
    return found(leader=leader, by=coordinator)


def enrolled(cohort: Cohort, *, discreet: bool = False) -> Enrollment:
    member = make_member(make_account(TO), name="Ada", discreet=discreet)
    return make_enrollment(cohort, member, activated_at=NOW - 30 * DAY)


def move(cohort: Cohort, number: int, by: timedelta, *, who: Account) -> None:
    one = cohort.sessions.get(number=number)
    move_meeting(one, starts_at=one.starts_at + by, note="", by=who, now=clock.now())


def cancel(cohort: Cohort, number: int, *, who: Account) -> None:
    cancel_meeting(cohort.sessions.get(number=number), note="", by=who, now=clock.now())


def today_of(account: Account) -> str:
    page = sign_in(Client(), account).get(reverse("today")).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


# --- the old hour and the new ---------------------------------------------------------------------
@pytest.mark.parametrize("discreet", [False, True])
def test_a_moved_session_is_told_with_both_hours(
    cohort: Cohort, coordinator: Account, leader: Account, discreet: bool
) -> None:
    seat = enrolled(cohort, discreet=discreet)
    move(cohort, 2, DAY, who=coordinator)

    (letter,) = letters_at(clock.now(), to=TO)
    (theirs,) = delivered(to=leader.email)

    for body in (letter.text, letter.html, theirs.text, theirs.html):
        assert "No longer on Tuesday 15 September 2026, 18:00, but on" in body
        assert "Wednesday 16 September 2026, 18:00" in body
    page = today_of(seat.member.account)
    assert "Session 2 has moved. Its new time: Wednesday 16 September 2026 , 18:00" in page
    assert "No longer: Tuesday 15 September 2026 , 18:00" in page


def test_who_was_told_of_the_first_move_reads_from_there_and_who_was_not_from_before(
    cohort: Cohort, coordinator: Account, leader: Account
) -> None:
    enrolled(cohort)
    move(cohort, 2, DAY, who=coordinator)
    letters_at(clock.now(), to=TO)  # its letter leaves
    move(cohort, 2, DAY, who=coordinator)
    move(cohort, 3, DAY, who=coordinator)
    move(cohort, 3, DAY, who=coordinator)  # before any letter has left

    bodies = {letter.subject: letter.text for letter in letters_at(NOW + HOUR, to=TO)}

    assert (
        "No longer on Wednesday 16 September 2026, 18:00, but on"
        in (bodies["Your session has moved: Thursday 17 September, 18:00"])
    )
    assert (
        "No longer on Tuesday 22 September 2026, 18:00, but on"
        in (bodies["Your session has moved: Thursday 24 September, 18:00"])
    )


def test_a_leader_who_moved_it_themselves_knows_where_it_stood(
    cohort: Cohort, coordinator: Account, leader: Account
) -> None:
    move(cohort, 2, DAY, who=leader)
    move(cohort, 2, DAY, who=coordinator)

    (letter,) = delivered(to=leader.email)

    assert "No longer on Wednesday 16 September 2026, 18:00, but on" in letter.text


def test_who_enrolled_after_a_move_reads_of_no_hour_they_never_knew(
    cohort: Cohort, coordinator: Account
) -> None:
    move(cohort, 2, DAY, who=coordinator)
    clock.move_to(NOW + DAY)
    member = make_member(make_account(TO))
    make_enrollment(cohort, member, activated_at=clock.now())
    clock.move_to(NOW + 2 * DAY)
    move(cohort, 2, DAY, who=coordinator)

    (letter,) = letters_at(clock.now(), to=TO)

    assert "No longer on Wednesday 16 September 2026, 18:00, but on" in letter.text


# --- what comes after, and what was added ---------------------------------------------------------
def test_after_a_cancellation_next_is_the_one_after_it(
    cohort: Cohort, coordinator: Account, leader: Account
) -> None:
    enrolled(cohort)
    cancel(cohort, 2, who=coordinator)

    (letter,) = letters_at(clock.now(), to=TO)
    (theirs,) = delivered(to=leader.email)

    for body in (letter.text, letter.html):
        assert "After it you meet next on Tuesday 22 September 2026, 18:00." in body
        assert "The course now ends on Tuesday 6 October 2026." in body
    for body in (theirs.text, theirs.html):
        assert "After it the group meets next on Tuesday 22 September 2026, 18:00." in body


@pytest.mark.parametrize("discreet", [False, True])
def test_the_added_session_comes_in_the_same_letter_and_file(
    cohort: Cohort, coordinator: Account, leader: Account, discreet: bool
) -> None:
    seat = enrolled(cohort, discreet=discreet)
    cancel(cohort, 2, who=coordinator)
    cancelled, added = (cohort.sessions.get(number=number) for number in (2, 5))

    (letter,) = letters_at(clock.now(), to=TO)
    (theirs,) = delivered(to=leader.email)

    words = "Appointment 5" if discreet else "Tuesdays, session 5"
    assert f"Added at the end: {words}, Tuesday 6 October 2026, 18:00" in letter.text
    assert f"{words}, Tuesday 6 October 2026, 18:00" in letter.html
    assert "Added at the end: Tuesdays, session 5, Tuesday 6 October 2026, 18:00" in theirs.text
    (acted_on,) = letter.invitations  # mail programs act on one entry at a time
    assert (acted_on.method, acted_on.status) == ("CANCEL", "CANCELLED")
    for told in (letter, theirs):
        assert [(one.method, one.status, one.starts_at) for one in file_of(told)] == [
            ("PUBLISH", "CANCELLED", cancelled.starts_at),
            ("PUBLISH", "CONFIRMED", added.starts_at),
        ]
    assert file_of(letter)[1].uid == f"{added.pk.hex}-{seat.pk.hex[:8]}"
    assert "Added: session 5, Tuesday 6 October 2026 , 18:00" in today_of(seat.member.account)


def test_two_cancellations_bring_an_added_session_each(
    cohort: Cohort, coordinator: Account
) -> None:
    enrolled(cohort)
    cancel(cohort, 2, who=coordinator)
    cancel(cohort, 3, who=coordinator)

    files = [file_of(letter) for letter in letters_at(clock.now(), to=TO)]

    assert sorted(file[1].starts_at for file in files) == [STARTS + 4 * WEEK, STARTS + 5 * WEEK]


def test_an_added_session_that_is_cancelled_itself_is_announced_no_more(
    cohort: Cohort, coordinator: Account
) -> None:
    enrolled(cohort)
    cancel(cohort, 2, who=coordinator)
    cancel(cohort, 5, who=coordinator)

    letters = sorted(letters_at(clock.now(), to=TO), key=lambda letter: letter.text)

    (of_the_first,) = (each for each in letters if "15 September" in each.subject)
    assert [one.status for one in file_of(of_the_first)] == ["CANCELLED"]
    assert "Added at the end" not in of_the_first.text


# --- which one ------------------------------------------------------------------------------------
def test_a_discreet_letter_says_which_appointment(cohort: Cohort, coordinator: Account) -> None:
    enrolled(cohort, discreet=True)
    told: list[MailboxMessage] = []
    for before in (DAY, HOUR, timedelta(minutes=14)):
        told += letters_at(STARTS + WEEK - before, to=TO)[len(told) :]
    move(cohort, 3, DAY, who=coordinator)
    cancel(cohort, 4, who=coordinator)
    told += letters_at(clock.now(), to=TO)[len(told) :]

    numbers = [re.findall(r"^Appointment (\d)$", letter.text, re.M) for letter in told]

    assert numbers == [["2"], ["2"], ["2"], ["3"], ["4"]]
    entries = {one.summary for letter in told for one in letter.invitations}
    assert entries == {"Appointment 2", "Appointment 3", "Appointment 4"}


# --- the organizer --------------------------------------------------------------------------------
def organizers(letters: list[MailboxMessage]) -> set[str]:
    """Every organizer of every calendar part and file, unfolded."""
    found: set[str] = set()
    for letter in letters:
        for part in letter.parsed.walk():
            if part.get_content_subtype() in {"calendar", "ics"}:
                content = part.get_content()
                text = content.decode() if isinstance(content, bytes) else str(content)
                unfolded = re.sub(r"\r?\n ", "", text)
                found |= set(re.findall(r"^ORGANIZER[^:]*:(.*?)\r?$", unfolded, re.M))
    return found


@pytest.mark.parametrize("discreet", [False, True])
def test_entries_keep_the_organizer_they_were_born_with(
    settings: Settings, leader: Account, coordinator: Account, discreet: bool
) -> None:
    settings.DEFAULT_FROM_EMAIL = "Care <care@old.example>"
    settings.DISCREET_FROM_EMAIL = "EK <notices@plain.example>"
    clock.move_to(NOW)
    cohort = found(leader=leader, by=coordinator)
    enrolled(cohort, discreet=discreet)
    letters_at(STARTS - DAY, to=TO)
    settings.DEFAULT_FROM_EMAIL = "Care <hello@new.example>"
    settings.DISCREET_FROM_EMAIL = "EK <post@newer.example>"

    move(cohort, 2, DAY, who=coordinator)
    letters_at(STARTS - 20 * HOUR, to=TO)
    cancel(cohort, 3, who=coordinator)
    letters = letters_at(STARTS - 19 * HOUR, to=TO)

    born_with = "mailto:notices@plain.example" if discreet else "mailto:care@old.example"
    assert organizers(letters) == {born_with}
    assert len(letters) == 3
    assert ("newer" if discreet else "hello@new") in letters[-1].sender
    assert organizers(delivered(to=leader.email)) == {"mailto:care@old.example"}


def test_a_group_founded_under_the_new_sender_names_the_new_one(
    settings: Settings, leader: Account, coordinator: Account
) -> None:
    settings.DEFAULT_FROM_EMAIL = "Care <hello@new.example>"
    clock.move_to(NOW)
    enrolled(found(leader=leader, by=coordinator))

    assert organizers(letters_at(STARTS - DAY, to=TO)) == {"mailto:hello@new.example"}


def test_both_leaders_get_entries_of_their_own_under_one_organizer(
    cohort: Cohort, coordinator: Account, leader: Account
) -> None:
    second = make_staff(Role.FACILITATOR, "noor@example.org")
    change_leaders(cohort, leader=leader, co_leader=second, by=coordinator, now=NOW)
    cancel(cohort, 2, who=coordinator)

    files = [file_of(delivered(to=who.email)[0]) for who in (leader, second)]

    assert len({one.uid for file in files for one in file}) == 4
    post_due_letters(NOW)
    assert Letter.objects.filter(kind="leader-session-cancelled").count() == 2


@pytest.mark.parametrize("discreet", [False, True])
def test_who_changes_between_ordinary_and_discreet_letters_gets_new_entries(
    settings: Settings, cohort: Cohort, coordinator: Account, discreet: bool
) -> None:
    """Neither organizer may change the other's entries: no UID is ever shared by the two."""
    settings.SITE_URL = "https://therapy.example"
    settings.DISCREET_SITE_URL, settings.DISCREET_HOST = "https://ek.example", "ek.example"
    settings.DISCREET_FROM_EMAIL = "EK <notices@ek.example>"
    Cohort.objects.update(organizer="care@old.example", discreet_organizer="ek@old.example")
    seat = enrolled(cohort, discreet=discreet)
    stays = make_enrollment(cohort, make_member(discreet=discreet), activated_at=NOW - 30 * DAY)
    born = event_uid(seat, cohort.sessions.get(number=2))
    client = sign_in(Client(), seat.member.account)
    page = reverse("account-member", args=[seat.member_id])
    member = {"name": "Ada", "country": "GB", "time_zone": "Europe/London"}
    assert "they keep their title" in client.get(page).content.decode()

    client.post(page, member | {"discreet": "on" if discreet else ""})  # nothing new
    assert letters_at(clock.now(), to=TO) == []
    client.post(page, member | {"discreet": "" if discreet else "on"})
    client.post(page, member | {"discreet": "" if discreet else "on"})

    (letter,) = letters_at(clock.now(), to=TO)
    entries = letter.invitations
    now_from = "care@old.example" if discreet else "ek@old.example"
    assert organizers([letter]) == {f"mailto:{now_from}"}
    assert [one.starts_at for one in entries] == [STARTS + number * WEEK for number in range(4)]
    assert {one.method for one in entries} == {"PUBLISH"}
    for body in (letter.text, re.sub(r"\s+", " ", letter.html)):
        assert "Please delete them." in body
        assert "Tuesday 8 September 2026, 18:00" in body
    if not discreet:
        words = " ".join([letter.subject, letter.text, letter.html, *letter.attachments])
        words += letter.sender + " ".join(one.summary + one.description for one in entries)
        words = words.replace("localhost", "").lower()
        assert [word for word in TELLING if word in words] == []
        assert "therapy.example" not in letter.source

    move(cohort, 2, DAY, who=coordinator)
    moved = letters_at(clock.now(), to=TO)[-1]
    assert organizers([moved]) == {f"mailto:{now_from}"}
    assert [one.uid for one in moved.invitations] == [entries[1].uid] != [born]
    other = delivered(to=stays.member.account.email)[-1]
    assert other.invitations[0].uid == f"{cohort.sessions.get(number=2).pk.hex}-{stays.pk.hex[:8]}"

    client.post(page, member | {"discreet": "on" if discreet else ""})  # and back again
    back = letters_at(clock.now(), to=TO)[-1]
    assert len({born, entries[1].uid, *[one.uid for one in back.invitations]}) == 6


def test_who_takes_no_part_any_more_gets_no_entries_with_their_change_of_letters(
    cohort: Cohort, coordinator: Account
) -> None:
    seat = enrolled(cohort)
    client = sign_in(Client(), seat.member.account)
    Enrollment.objects.update(state="removed")
    member = {"name": "Ada", "country": "GB", "time_zone": "Europe/London", "discreet": "on"}
    client.post(reverse("account-member", args=[seat.member_id]), member)
    assert letters_at(clock.now(), to=TO) == []


def test_a_leaders_discreet_entries_are_others_than_the_ordinary_ones(
    cohort: Cohort, coordinator: Account, leader: Account
) -> None:
    Cohort.objects.update(organizer="care@old.example", discreet_organizer="ek@old.example")
    member = make_member(leader)
    uids, froms = [], []
    for discreet in (False, True):
        Member.objects.filter(pk=member.pk).update(discreet=discreet)
        move(cohort, 2, DAY, who=coordinator)
        letter = delivered(to=leader.email)[-1]
        uids += [one.uid for one in letter.invitations]
        froms.append(organizers([letter]))
    assert uids[0] != uids[1]
    assert froms[0] != froms[1]
