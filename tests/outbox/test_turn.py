"""Letters leave in lots and in parallel: quickly, each once, and none that was taken back."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from aiosmtpd.smtp import Envelope
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

import clock
from groups.links.due import post_due_letters
from groups.models import Enrollment
from outbox.actions import send_due, skip_letters
from outbox.carriers import MOST_IN_DOUBT
from outbox.models import Letter
from outbox.sending import ALONE_AFTER
from outbox.turn import FRESH_SECONDS, LARGEST_LOT
from tests.factories import (
    NOW,
    make_account,
    make_cohort,
    make_enrollment,
    make_member,
    make_session,
)
from tests.outbox.kinds import post_note
from tests.outbox.sink import Sink, free_port

State = Letter.State
DAY = timedelta(days=1)


def _states() -> Counter[str]:
    return Counter(Letter.objects.values_list("state", flat=True))


def _in_a_thread(act: Callable[[], object]) -> None:
    """Does something on a connection of its own, and waits for it."""

    def run() -> None:
        try:
            act()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


@pytest.mark.django_db
@pytest.mark.parametrize("letters", [1, 3, 30])
def test_statements_for_letters_about_a_session(sink: Sink, letters: int) -> None:
    """A lot is claimed in five (two are the transaction's), its seats and sessions are read in two;
    a letter is written down as soon as it left."""
    starts_at = NOW + DAY
    for group in range(-(-letters // 14)):
        cohort = make_cohort(name=f"Group {group}", capacity=14)
        make_session(cohort, starts_at=starts_at)
        for number in range(min(14, letters - 14 * group)):
            member = make_member(make_account(f"reader{group}.{number}@example.org"))
            make_enrollment(cohort, member, activated_at=NOW - DAY)
    clock.move_to(NOW)
    post_due_letters(NOW)
    send_due(now=NOW, limit=1)  # what a process reads once
    assert Letter.objects.update(state=State.WAITING) == letters
    with CaptureQueriesContext(connection) as asked:
        assert send_due(now=NOW) == letters
    said = [each["sql"] for each in asked]
    lots = sum('SET "lease" = \'' in sql for sql in said)
    put_back = sum('"attempts" = ("outbox_letter"."attempts" - 1)' in sql for sql in said)
    assert len(said) == letters + 7 * lots + put_back + 2, "\n".join(sql[:90] for sql in said)
    assert put_back or lots == -(-letters // LARGEST_LOT)  # a busy machine may put some back


@pytest.mark.django_db(transaction=True)
def test_a_letter_taken_back_while_its_lot_waits_does_not_leave(sink: Sink) -> None:
    letters = [post_note(number, now=NOW) for number in range(3)]

    def take_the_last_back(_envelope: Envelope) -> str:
        _in_a_thread(lambda: skip_letters(Letter.objects.filter(pk=letters[2].pk)))
        sink.answer = lambda _envelope: "250 kept"
        return "250 kept"

    sink.answer = take_the_last_back
    sink.delay = FRESH_SECONDS + 0.1
    assert send_due(now=NOW) == 2
    assert [message["Subject"] for message in sink.messages] == ["Note 0", "Note 1"]
    assert _states() == {State.SENT: 2, State.SKIPPED: 1}


@pytest.mark.django_db(transaction=True)
def test_a_seat_that_ends_while_its_lot_waits_gets_no_link(sink: Sink) -> None:
    cohort = make_cohort()
    make_session(cohort, starts_at=NOW + DAY)
    for name in ("first", "second", "third"):
        member = make_member(make_account(f"{name}@example.org"))
        make_enrollment(cohort, member, activated_at=NOW - DAY)
    clock.move_to(NOW)
    post_due_letters(NOW)

    def end_all(_envelope: Envelope) -> str:
        _in_a_thread(lambda: Enrollment.objects.update(state="cancelled", seat_no=None))
        return "250 kept"

    sink.answer = end_all
    sink.delay = FRESH_SECONDS + 0.1
    assert send_due(now=NOW) == 1
    assert _states() == {State.SENT: 1, State.SKIPPED: 2}


@pytest.mark.django_db
def test_letters_that_were_taken_and_not_begun_go_back_as_they_were(sink: Sink) -> None:
    for number in range(6):
        post_note(number, now=NOW)
    sink.delay = 0.2
    sent = send_due(now=NOW, seconds=0.1, connections=2)
    assert sent < 6  # a busy machine may begin none in time
    waiting = Letter.objects.filter(state=State.WAITING)
    assert set(waiting.values_list("attempts", "lease", "lease_until")) == {(0, None, None)}
    assert send_due(now=NOW, connections=2) == 6 - sent


@pytest.mark.django_db
def test_a_server_that_is_down_costs_one_letter_one_try_however_many_connections(
    settings: Settings, sink: Sink
) -> None:
    letters = [post_note(number, now=NOW) for number in range(30)]
    settings.EMAIL_PORT = free_port()
    assert send_due(now=NOW, connections=16) == 0
    assert sum(Letter.objects.values_list("attempts", flat=True)) == 1
    settings.EMAIL_PORT = sink.port
    assert send_due(now=NOW + timedelta(seconds=30), connections=16) == 30
    assert sorted(sink.message_ids()) == sorted(letter.message_id for letter in letters)


@pytest.mark.django_db
def test_a_far_server_gets_more_connections(sink: Sink) -> None:
    for number in range(40):
        post_note(number, now=NOW)
    sink.delay_recipient = 0.05
    assert send_due(now=NOW, connections=16) == 40
    assert sink.connections > MOST_IN_DOUBT


@pytest.mark.django_db
def test_few_letters_are_in_doubt_at_once_over_many_connections(sink: Sink) -> None:
    """So many copies can leave where a process dies: those whose words the server has."""
    for number in range(60):
        post_note(number, now=NOW)
    sink.delay_recipient, sink.delay = 0.05, 0.01
    assert send_due(now=NOW, connections=16) == 60
    assert sink.connections > MOST_IN_DOUBT
    assert sink.most_at_once <= MOST_IN_DOUBT


@pytest.mark.django_db
def test_a_server_that_wants_two_connections_gets_every_letter_over_them(sink: Sink) -> None:
    letters = [post_note(number, now=NOW) for number in range(20)]
    sink.delay, sink.most_connections = 0.02, 2
    turns = 0
    while Letter.objects.filter(state=State.WAITING).exists():
        send_due(now=NOW + timedelta(minutes=turns), connections=16)
        turns += 1
        assert turns <= 20
    assert sorted(sink.message_ids()) == sorted(letter.message_id for letter in letters)
    # one turn where the machine is not busy; else a connection that is opened anew may be refused
    assert sum(Letter.objects.values_list("attempts", flat=True)) <= 20 + turns - 1


@pytest.mark.django_db
def test_one_refused_address_stops_no_other_letter_on_its_way(sink: Sink) -> None:
    sink.answer_recipient = lambda address: (
        "550 no such user" if address.startswith("nobody") else "250 ok"
    )
    for number in range(20):
        post_note(
            number, now=NOW, to="nobody@example.org" if number % 5 == 0 else "zoe@example.org"
        )
    assert send_due(now=NOW, connections=4) == 16
    assert _states() == {State.SENT: 16, State.DEAD: 4}


@pytest.mark.django_db
def test_a_server_that_hangs_up_in_the_middle_loses_and_doubles_none(sink: Sink) -> None:
    letters = [post_note(number, now=NOW) for number in range(30)]
    taken: list[bool] = []

    def hang_up_on_every_seventh(_envelope: Envelope) -> str:
        taken.append(True)
        return "421 enough for this connection" if len(taken) % 7 == 0 else "250 kept"

    sink.answer = hang_up_on_every_seventh
    now = NOW
    while Letter.objects.filter(state=State.WAITING).exists():
        send_due(now=now, connections=4)
        now += timedelta(minutes=1)
        assert now < NOW + timedelta(minutes=20)
    assert sorted(sink.message_ids()) == sorted(letter.message_id for letter in letters)


@pytest.mark.django_db
def test_a_letter_that_was_tried_often_is_taken_alone(sink: Sink) -> None:
    """So that one which kills its senders costs no other its tries."""
    often = post_note(1, now=NOW)
    Letter.objects.update(attempts=ALONE_AFTER + 1)
    fresh = [post_note(number, now=NOW) for number in (2, 3)]
    with CaptureQueriesContext(connection) as asked:
        assert send_due(now=NOW) == 3
    claims = [each["sql"] for each in asked if '"attempts" = ' in each["sql"]]
    assert [often.pk.hex in sql.replace("-", "") for sql in claims] == [False, True]
    assert [fresh[0].pk.hex in sql.replace("-", "") for sql in claims] == [True, False]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_turns_at_once_send_each_letter_once(sink: Sink) -> None:
    letters = [post_note(number, now=NOW) for number in range(80)]
    sink.delay = 0.01
    sent: list[int] = []
    turns = [
        threading.Thread(
            target=_in_a_thread,
            args=[lambda: sent.append(send_due(now=NOW, connections=4))],
        )
        for _turn in range(2)
    ]
    for turn in turns:
        turn.start()
    for turn in turns:
        turn.join()
    assert sum(sent) == 80
    assert sorted(sink.message_ids()) == sorted(letter.message_id for letter in letters)
    assert _states() == {State.SENT: 80}
