"""Letters leave through a real mail server, whatever mood it is in."""

from datetime import timedelta

import pytest
from aiosmtpd.smtp import Envelope
from pytest_django import DjangoAssertNumQueries, Settings

import clock
from outbox.actions import LetterNotDead, send_again, send_due
from outbox.models import Letter
from outbox.queries import (
    LetterCounts,
    letter_counts,
    letters_in_trouble,
    letters_newest_first,
)
from outbox.sending import BACKOFF, MAX_TRIES
from tests.factories import NOW
from tests.outbox.kinds import post_note
from tests.outbox.sink import Sink, free_port, words_of

State = Letter.State
pytestmark = pytest.mark.django_db


def test_a_due_letter_leaves_as_text_and_html(sink: Sink) -> None:
    letter = post_note(3, now=NOW, sealed="a secret")
    assert send_due(now=NOW) == 1
    (message,) = sink.messages
    assert message["Message-ID"] == letter.message_id
    assert message["To"] == "zoe@example.org"
    assert message["Subject"] == "Note 3"
    assert message["Auto-Submitted"] == "auto-generated"
    assert words_of(message, "plain") == "This is note 3, for Zoë.\r\n"
    assert "for Zoë" in words_of(message, "html")
    letter.refresh_from_db()
    assert (letter.state, letter.sent_at, letter.sealed) == (State.SENT, NOW, "")


def test_a_sent_letter_does_not_leave_again(sink: Sink) -> None:
    post_note(now=NOW)
    assert [send_due(now=NOW), send_due(now=NOW + timedelta(days=1))] == [1, 0]
    assert len(sink.messages) == 1


def test_a_letter_past_its_use_is_skipped_and_the_useful_one_leaves(sink: Sink) -> None:
    late = post_note(1, now=NOW, useless_after=NOW + timedelta(hours=1), sealed="x")
    useful = post_note(2, now=NOW, useless_after=NOW + timedelta(hours=3))
    assert send_due(now=NOW + timedelta(hours=2)) == 1
    late.refresh_from_db()
    useful.refresh_from_db()
    assert (late.state, late.sealed, useful.state) == (State.SKIPPED, "", State.SENT)


def test_a_letter_with_nothing_to_say_is_skipped(sink: Sink) -> None:
    letter = post_note(now=NOW, about={"gone": True})
    assert send_due(now=NOW) == 0
    letter.refresh_from_db()
    assert letter.state == State.SKIPPED


def test_a_letter_that_cannot_be_made_waits_and_stops_no_other(sink: Sink) -> None:
    broken = post_note(1, now=NOW, about={"broken": True})
    post_note(2, now=NOW)
    assert send_due(now=NOW) == 1
    broken.refresh_from_db()
    assert (broken.state, broken.last_error) == (State.WAITING, "LookupError")
    assert NOW < broken.next_try_at <= NOW + BACKOFF.at_most(1)


def test_urgent_letters_go_first(sink: Sink) -> None:
    post_note(1, now=NOW)
    post_note(2, now=NOW + timedelta(seconds=1), urgent=True)
    send_due(now=NOW + timedelta(seconds=2))
    assert [message["Subject"] for message in sink.messages] == ["Note 2", "Note 1"]


def test_one_connection_carries_many_letters(sink: Sink) -> None:
    for number in range(10):
        post_note(number, now=NOW)
    assert send_due(now=NOW) == 10
    assert sink.connections == 1


def test_a_turn_ends_at_its_limit(sink: Sink) -> None:
    for number in range(5):
        post_note(number, now=NOW)
    assert send_due(now=NOW, limit=3) == 3
    assert send_due(now=NOW, limit=3) == 2


def test_refused_for_now_waits_longer_each_time_and_leaves_in_the_end(sink: Sink) -> None:
    letter = post_note(now=NOW)
    sink.answer = lambda envelope: "451 try later"
    assert send_due(now=NOW) == 0
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.last_error) == (State.WAITING, 1, "451 try later")
    assert send_due(now=NOW + timedelta(seconds=26)) == 0
    letter.refresh_from_db()
    assert letter.attempts == 1
    assert send_due(now=NOW + timedelta(seconds=30)) == 0
    letter.refresh_from_db()
    assert NOW + timedelta(seconds=84) <= letter.next_try_at <= NOW + timedelta(seconds=90)
    sink.answer = lambda envelope: "250 kept"
    assert send_due(now=NOW + timedelta(seconds=90)) == 1
    assert sink.message_ids() == [letter.message_id]


def test_an_address_that_does_not_exist_is_given_up_and_the_others_leave(sink: Sink) -> None:
    sink.answer_recipient = lambda address: (
        "550 no such user" if address.startswith("nobody") else "250 ok"
    )
    wrong = post_note(1, now=NOW, to="nobody@example.org")
    post_note(2, now=NOW)
    assert send_due(now=NOW) == 1
    wrong.refresh_from_db()
    assert (wrong.state, wrong.last_error) == (State.DEAD, "550 no such user")


def test_a_letter_refused_for_good_by_its_contents_is_given_up(sink: Sink) -> None:
    letter = post_note(now=NOW)
    sink.answer = lambda envelope: "554 we do not like it"
    send_due(now=NOW)
    letter.refresh_from_db()
    assert letter.state == State.DEAD


def test_never_taken_is_given_up_after_the_last_try_and_can_be_sent_again(sink: Sink) -> None:
    letter = post_note(now=NOW, sealed="a secret")
    sink.answer = lambda envelope: "451 try later"
    now = NOW
    for tries in range(1, MAX_TRIES + 1):
        send_due(now=now)
        now += BACKOFF.at_most(tries)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (State.DEAD, MAX_TRIES)
    sink.answer = lambda envelope: "250 kept"
    assert send_due(now=now) == 0
    send_again(letter, now=now)
    assert send_due(now=now) == 1
    letter.refresh_from_db()
    assert (letter.state, letter.sealed) == (State.SENT, "")


def test_a_sent_letter_is_not_sent_again_by_hand(sink: Sink) -> None:
    letter = post_note(now=NOW)
    send_due(now=NOW)
    with pytest.raises(LetterNotDead):
        send_again(letter, now=NOW)
    assert len(sink.messages) == 1


def test_server_down_costs_one_letter_one_try_and_nothing_is_lost(
    settings: Settings, sink: Sink
) -> None:
    letters = [post_note(number, now=NOW) for number in range(5)]
    settings.EMAIL_PORT = free_port()
    assert send_due(now=NOW) == 0
    assert sum(Letter.objects.values_list("attempts", flat=True)) == 1
    settings.EMAIL_PORT = sink.port
    assert send_due(now=NOW + timedelta(seconds=30)) == 5
    assert sorted(sink.message_ids()) == sorted(letter.message_id for letter in letters)


def test_slow_server_ends_the_turn_not_the_letters(sink: Sink) -> None:
    for number in range(6):
        post_note(number, now=NOW)
    sink.delay = 0.2
    first = send_due(now=NOW, seconds=0.3)
    assert 1 <= first < 6
    sink.delay = 0
    assert send_due(now=NOW) == 6 - first


def test_server_that_answers_too_late_leaves_the_letter_waiting(
    settings: Settings, sink: Sink
) -> None:
    letter = post_note(now=NOW)
    settings.EMAIL_TIMEOUT = 0.2
    sink.delay = 1
    assert send_due(now=NOW) == 0
    letter.refresh_from_db()
    assert letter.state == State.WAITING


def test_a_server_that_ends_the_connection_after_each_letter_gets_them_all(sink: Sink) -> None:
    letters = [post_note(number, now=NOW) for number in range(3)]
    taken: list[bool] = []

    def cut_every_second(envelope: Envelope) -> str:
        taken.append(True)
        return "421 enough for this connection" if len(taken) % 2 == 0 else "250 kept"

    sink.answer = cut_every_second
    now = NOW
    for tries in range(1, 4):
        send_due(now=now)
        now += BACKOFF.at_most(tries)
    assert sorted(sink.message_ids()) == sorted(letter.message_id for letter in letters)


def test_a_letter_whose_sender_died_is_sent_when_its_lease_ends(sink: Sink) -> None:
    letter = post_note(now=NOW)
    Letter.objects.update(
        lease="11111111-1111-4111-8111-111111111111",
        lease_until=clock.real_now() + timedelta(minutes=1),
        attempts=1,
    )
    assert send_due(now=NOW) == 0
    Letter.objects.update(lease_until=clock.real_now() - timedelta(seconds=1))
    assert send_due(now=NOW) == 1
    assert sink.message_ids() == [letter.message_id]


def test_a_letter_that_kills_its_senders_is_given_up(sink: Sink) -> None:
    letter = post_note(now=NOW)
    Letter.objects.update(
        lease="11111111-1111-4111-8111-111111111111",
        lease_until=clock.real_now(),
        attempts=MAX_TRIES,
    )
    assert send_due(now=NOW) == 0
    letter.refresh_from_db()
    assert letter.state == State.DEAD


def test_waits_double_up_to_four_hours() -> None:
    waits = [BACKOFF.at_most(tries) for tries in (1, 2, 3, 9, 10, 16)]
    assert waits == [
        timedelta(seconds=30),
        timedelta(minutes=1),
        timedelta(minutes=2),
        timedelta(minutes=128),
        timedelta(hours=4),
        timedelta(hours=4),
    ]


@pytest.mark.django_db(transaction=True)
def test_several_connections_send_each_letter_once(sink: Sink) -> None:
    letters = [post_note(number, now=NOW) for number in range(24)]
    sink.delay = 0.05
    assert send_due(now=NOW, connections=4) == 24
    assert sink.connections == 4
    assert sorted(sink.message_ids()) == sorted(letter.message_id for letter in letters)
    assert set(Letter.objects.values_list("state", flat=True)) == {State.SENT}


def test_staff_see_dead_and_late_letters_and_how_many(
    sink: Sink, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sink.answer_recipient = lambda address: (
        "550 no such user" if address.startswith("nobody") else "250 ok"
    )
    dead = post_note(1, now=NOW, to="nobody@example.org")
    sent = post_note(2, now=NOW)
    send_due(now=NOW)
    late = post_note(3, now=NOW)
    fresh = post_note(4, now=NOW + timedelta(minutes=20))
    now = NOW + timedelta(minutes=21)
    assert set(letters_in_trouble(now=now)) == {dead, late}
    with django_assert_num_queries(1):
        assert letter_counts(now=now) == LetterCounts(waiting=2, late=1, dead=1)
    assert letters_newest_first()[0] == fresh
    assert set(letters_newest_first(to="ZOE@example.org")) == {sent, late, fresh}
    assert set(letters_newest_first(state=State.DEAD)) == {dead}
