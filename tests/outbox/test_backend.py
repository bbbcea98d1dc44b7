"""Mails that allauth, Django and Wagtail write go through the outbox as well."""

import json
import time
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, mail_admins, send_mail
from django.db import connection, transaction
from pytest_django import Settings

import clock
from outbox.actions import send_due, wipe_old_secrets
from outbox.models import Letter
from tests.bars import bar
from tests.letters import delivered
from tests.outbox.sink import Sink, free_port, words_of
from tests.running import wait_until

State = Letter.State


@pytest.mark.django_db(transaction=True)
def test_a_sign_in_code_leaves_at_once_and_is_wiped(sink: Sink) -> None:
    send_mail("Your code", "It is 4711.", None, ["zoe@example.org"], html_message="<p>4711</p>")
    (message,) = sink.messages
    assert message["Subject"] == "Your code"
    assert "4711" in words_of(message, "plain")
    assert "4711" in words_of(message, "html")
    letter = Letter.objects.get()
    assert (letter.state, letter.sealed) == (State.SENT, "")
    assert message["Message-ID"] == letter.message_id


@pytest.mark.django_db(transaction=True)
def test_in_a_server_process_the_code_leaves_beside_the_request_within_a_second(
    settings: Settings, sink: Sink
) -> None:
    settings.OUTBOX_SEND_IN_THREAD = True
    sink.delay = 1
    began = time.monotonic()
    send_mail("Your code", "It is 4711.", None, ["zoe@example.org"])
    assert sink.messages == []  # the request goes on while the mail server still thinks
    wait_until(lambda: sink.connections, timeout=60, what="the code is on its way", every=0.01)
    assert time.monotonic() - began < bar(1)
    sent = Letter.objects.filter(state=State.SENT)
    wait_until(sent.exists, timeout=60, what="the code has left")
    assert len(sink.messages) == 1


@pytest.mark.django_db(transaction=True)
def test_a_code_waits_for_the_commit_of_its_transaction(sink: Sink) -> None:
    with transaction.atomic():
        send_mail("Your code", "It is 4711.", None, ["zoe@example.org"])
        assert sink.messages == []
    assert len(sink.messages) == 1
    with transaction.atomic():
        send_mail("Your code", "It is 4712.", None, ["zoe@example.org"])
        transaction.set_rollback(True)
    assert len(sink.messages) == 1


@pytest.mark.django_db(transaction=True)
def test_with_the_server_down_the_request_goes_on_and_the_worker_sends_it(
    settings: Settings, sink: Sink
) -> None:
    settings.EMAIL_PORT = free_port()
    assert send_mail("Your code", "It is 4711.", None, ["zoe@example.org"]) == 1
    letter = Letter.objects.get()
    assert letter.state == State.WAITING
    settings.EMAIL_PORT = sink.port
    assert send_due(now=letter.next_try_at) == 1
    assert len(sink.messages) == 1


@pytest.mark.django_db
def test_what_waits_is_sealed() -> None:
    send_mail("Your code", "It is 4711.", None, ["zoe@example.org"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM outbox_letter")
        assert "4711" not in str(cursor.fetchall())
    assert json.loads(Letter.objects.get().sealed)["text"] == "It is 4711."


@pytest.mark.django_db
def test_a_code_that_has_ended_is_skipped_and_wiped(sink: Sink) -> None:
    message = EmailMessage("Your code", "It is 4711.", None, ["zoe@example.org"])
    message.useless_after = clock.now() + timedelta(minutes=15)  # type: ignore[attr-defined]  # ours
    message.send()
    assert send_due(now=clock.now() + timedelta(minutes=16)) == 0
    letter = Letter.objects.get()
    assert (letter.state, letter.sealed, sink.messages) == (State.SKIPPED, "", [])


@pytest.mark.django_db
def test_each_receiver_gets_a_letter_and_sees_no_other(settings: Settings) -> None:
    settings.ADMINS = [("A", "a@example.org"), ("B", "b@example.org")]
    mail_admins("Look", "Please look.")
    assert sorted(message.to for message in delivered()) == ["a@example.org", "b@example.org"]


@pytest.mark.django_db
def test_files_and_reply_address_travel_along() -> None:
    message = EmailMultiAlternatives(
        "Receipt", "Attached.", None, ["zoe@example.org"], reply_to=["desk@example.org"]
    )
    message.attach("receipt.pdf", b"%PDF-1.7 \xff", "application/pdf")
    message.attach("note.txt", "Grüße", "text/plain")
    message.send()
    (arrived,) = delivered()
    assert arrived.attachments == ["receipt.pdf", "note.txt"]
    pdf, note = arrived.parsed.iter_attachments()
    assert pdf.get_content() == b"%PDF-1.7 \xff"
    assert note.get_content().strip() == "Grüße"
    assert arrived.parsed["Reply-To"] == "desk@example.org"


@pytest.mark.django_db
def test_a_mail_the_outbox_cannot_keep_whole_is_refused() -> None:
    message = EmailMultiAlternatives("x", "y", None, ["zoe@example.org"])
    message.attach_alternative("BEGIN:VCALENDAR", "text/calendar")
    with pytest.raises(ValueError, match="text/calendar"):
        message.send()
    assert not Letter.objects.exists()


@pytest.mark.django_db
def test_secrets_of_dead_letters_are_wiped_once_useless() -> None:
    send_mail("Your code", "It is 4711.", None, ["zoe@example.org"])
    send_mail("Your code", "It is 4712.", None, ["zoe@example.org"])
    dead, waiting = Letter.objects.order_by("posted_at")
    Letter.objects.filter(pk=dead.pk).update(state=State.DEAD)
    now = clock.now()
    wipe_old_secrets(now=now)
    dead.refresh_from_db()
    assert dead.sealed
    wipe_old_secrets(now=now + timedelta(days=2))
    dead.refresh_from_db()
    waiting.refresh_from_db()
    assert dead.sealed == ""
    assert waiting.sealed
