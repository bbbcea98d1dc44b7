"""The clinic writes to a group or to one of its members: to each alone, once, and discreetly."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions import choose_pin
from accounts.models import Account
from accounts.roles import Role
from audit.models import Entry
from groups.cohorts.models import Cohort
from groups.members.actions import take_out
from groups.messages.letters import GROUP_MESSAGE
from groups.models import Enrollment, GroupMessage
from groups.seats.models import SeatState
from outbox.models import Letter
from tests.answers import Answer
from tests.factories import (
    NOW,
    make_account,
    make_cohort,
    make_enrollment,
    make_member,
    make_staff,
)
from tests.groups.rows import TELLING
from tests.letters import delivered
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
WORDS = {
    "to": "all",
    "subject": "Bring a cup",
    "text": "Dear all,\nplease bring a cup <b>of tea</b>.\n\nhttps://example.org/tea",
}
TOKEN = re.compile(r'name="token" value="([0-9a-f-]{36})"')


def named(cohort: Cohort, name: str, *, discreet: bool = False, **fields: Any) -> Enrollment:
    """Somebody with that name, at an address of that name."""
    account = make_account(f"{name.lower()}@example.org")
    return make_enrollment(cohort, make_member(account, name=name, discreet=discreet), **fields)


def write(client: Client, cohort: Cohort, **words: str) -> Answer:
    """One button of the form or the preview."""
    return client.post(reverse("group-message", args=[cohort.slug]), WORDS | words)


def send(client: Client, cohort: Cohort, **words: str) -> Answer:
    """Looks at the letter and sends it, as a person does."""
    token = TOKEN.search(write(client, cohort, **words).content.decode())
    assert token is not None
    return write(client, cohort, **words, token=token[1], send="yes")


def test_each_gets_a_plain_letter_of_their_own_and_sees_nobody_elses_address(
    desk: Client, cohort: Cohort
) -> None:
    named(cohort, "Ana")
    named(cohort, "Ben")
    named(cohort, "Gone", state=SeatState.REMOVED)
    named(cohort, "Holding", state=SeatState.HELD)
    named(make_cohort(), "Elsewhere")

    assert send(desk, cohort).status_code == 302

    letters = delivered()
    assert sorted(letter.to for letter in letters) == ["ana@example.org", "ben@example.org"]
    for letter, other in zip(letters, reversed(letters), strict=True):
        assert letter.subject == "Bring a cup"
        assert "please bring a cup <b>of tea</b>." in letter.text
        assert "&lt;b&gt;of tea&lt;/b&gt;" in letter.html
        assert 'href="https://example.org/tea"' not in letter.html
        assert other.to not in letter.parsed.as_string()


def test_nothing_is_sent_before_it_was_looked_at(desk: Client, cohort: Cohort) -> None:
    named(cohort, "Ana")
    named(cohort, "Ben", discreet=True)

    page = write(desk, cohort).content.decode()

    assert "2 people get this" in page
    assert "1 of them has discreet letters" in page
    assert "please bring a cup &lt;b&gt;of tea" in page
    assert "There is a message for you" in page
    assert "Support numbers" not in page.split("<main")[0]  # who reads this page is not discreet
    assert write(desk, cohort, send="yes", token="").status_code == 200
    assert not GroupMessage.objects.exists()
    assert not Letter.objects.exists()
    again = write(desk, cohort, again="yes").content.decode()
    assert "please bring a cup" in again
    assert "Look at the letter" in again


def test_a_second_click_sends_nothing_a_second_time(desk: Client, cohort: Cohort) -> None:
    named(cohort, "Ana")
    token = TOKEN.search(write(desk, cohort).content.decode())
    assert token is not None

    for _click in range(2):
        answer = write(desk, cohort, token=token[1], send="yes")

    assert "sent already" in desk.get(answer["Location"]).content.decode()
    assert Letter.objects.filter(kind=GROUP_MESSAGE).count() == 1
    assert Entry.objects.filter(act="message.sent").count() == 1


def test_a_discreet_letter_leads_to_the_words_behind_the_sign_in(
    desk: Client, cohort: Cohort
) -> None:
    ana = named(cohort, "Ana", discreet=True)

    send(desk, cohort)

    (letter,) = delivered()
    assert letter.subject == "There is a message for you"
    for words in (letter.text, letter.html):
        assert "cup" not in words
        assert cohort.name not in words
    glance = f"{letter.subject} {letter.sender.split('<')[0]}".lower()
    assert not any(word in glance for word in TELLING)
    path = reverse("message", args=[GroupMessage.objects.get().pk])
    assert path in letter.text
    assert Client().get(path)["Location"].startswith("/account/login/")
    page = sign_in(Client(), ana.member.account).get(path).content.decode()
    assert "please bring a cup &lt;b&gt;of tea" in page


def test_a_message_to_one_is_read_by_that_one_alone(desk: Client, cohort: Cohort) -> None:
    ana, ben = named(cohort, "Ana"), named(cohort, "Ben")

    send(desk, cohort, to=str(ana.pk))

    assert [letter.to for letter in delivered()] == ["ana@example.org"]
    path = reverse("message", args=[GroupMessage.objects.get().pk])
    assert sign_in(Client(), ana.member.account).get(path).status_code == 200
    assert sign_in(Client(), ben.member.account).get(path).status_code == 404
    assert desk.get(path).status_code == 404
    entry = Entry.objects.get(act="message.copy_sent")
    assert entry.member_id == ana.member_id
    assert "cup" not in str(Entry.objects.values_list("facts", flat=True))


def test_a_shared_mailbox_asks_for_the_pin_of_whoever_it_is_to(
    desk: Client, cohort: Cohort
) -> None:
    ana = named(cohort, "Ana", discreet=True)
    make_member(ana.member.account, name="Bo")
    choose_pin(ana.member, pin="2468", by=ana.member.account, now=NOW)
    send(desk, cohort)
    path = reverse("message", args=[GroupMessage.objects.get().pk])

    answer = sign_in(Client(), ana.member.account).get(path)

    assert answer.status_code == 302
    assert reverse("account-pin", args=[ana.member.pk]) in answer["Location"]


def test_it_goes_to_the_address_they_have_when_it_leaves_and_to_nobody_who_left(
    desk: Client, cohort: Cohort, coordinator: Account
) -> None:
    ana, ben = named(cohort, "Ana"), named(cohort, "Ben")
    send(desk, cohort)
    Account.objects.filter(pk=ana.member.account_id).update(email="new@example.org")
    take_out(ben, reason="x", by=coordinator, now=NOW)

    sent = [letter.to for letter in delivered() if letter.subject == "Bring a cup"]

    assert sent == ["new@example.org"]


@pytest.mark.parametrize(
    "wrong",
    [{"subject": ""}, {"text": " "}, {"to": ""}, {"to": "11111111-1111-4111-8111-111111111111"}],
)
def test_what_is_missing_is_asked_for_and_nothing_leaves(
    desk: Client, cohort: Cohort, wrong: dict[str, str]
) -> None:
    named(cohort, "Ana")
    assert write(desk, cohort, **wrong, send="yes", token=str(cohort.pk)).status_code == 400
    assert not Letter.objects.exists()


def test_a_member_of_another_group_is_nobody_here(desk: Client, cohort: Cohort) -> None:
    named(cohort, "Ana")
    foreign = named(make_cohort(), "Elsewhere")
    assert write(desk, cohort, to=str(foreign.pk)).status_code == 400
    assert (
        "Elsewhere" not in desk.get(reverse("group-message", args=[cohort.slug])).content.decode()
    )


def test_leaders_write_to_their_own_group_and_nobody_else_does(
    cohort: Cohort, leader: Account
) -> None:
    ana = named(cohort, "Ana")

    assert send(sign_in(Client(), leader), cohort).status_code == 302

    assert [letter.to for letter in delivered()] == ["ana@example.org"]
    other = sign_in(Client(), make_staff(Role.FACILITATOR))
    assert write(other, cohort).status_code == 404
    assert write(sign_in(Client(), ana.member.account), cohort).status_code == 403
    assert GroupMessage.objects.count() == 1


def test_the_words_are_sealed_at_rest(desk: Client, cohort: Cohort) -> None:
    named(cohort, "Ana")
    send(desk, cohort)
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject, text FROM groups_groupmessage")
        assert "cup" not in " ".join(cursor.fetchone())
    assert "Bring a cup" in desk.get(reverse("group-message", args=[cohort.slug])).content.decode()


def test_what_was_sent_stands_below_the_newest_first_and_asks_as_much_for_three_as_for_one(
    desk: Client, cohort: Cohort
) -> None:
    path = reverse("group-message", args=[cohort.slug])
    named(cohort, "Ana")
    send(desk, cohort, subject="First")
    desk.get(path)
    with CaptureQueriesContext(connection) as one:
        desk.get(path)
    for subject, name in (("Second", "Ben"), ("Third", "Cleo")):
        named(cohort, name)
        send(desk, cohort, subject=subject)
    desk.get(path)
    with CaptureQueriesContext(connection) as three:
        sent = desk.get(path).content.decode().split("Sent before")[1]
    assert len(three) == len(one)
    assert sent.index("Third") < sent.index("Second") < sent.index("First")
    assert "to 3 people" in sent


def test_a_group_without_anybody_has_nobody_to_write_to(desk: Client, cohort: Cohort) -> None:
    page = desk.get(reverse("group-message", args=[cohort.slug])).content.decode()
    assert "Nobody takes part yet" in page
    assert "<textarea" not in page
