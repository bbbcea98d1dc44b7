"""A letter is posted once, in the transaction that causes it."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from clock.words import Reader
from outbox.actions import post_letter
from outbox.models import Letter
from outbox.register import UnknownKind
from tests.factories import NOW
from tests.outbox.kinds import post_note


@pytest.mark.django_db
def test_post_letter_same_key_returns_the_first() -> None:
    first = post_note(1, now=NOW, to="a@example.org")
    again = post_note(1, now=NOW + timedelta(hours=1), to="b@example.org")
    assert again.pk == first.pk
    assert Letter.objects.get().to == "a@example.org"


@pytest.mark.django_db
def test_post_letter_other_key_is_another_letter() -> None:
    first, second = post_note(1, now=NOW), post_note(2, now=NOW)
    assert first.message_id != second.message_id
    assert Letter.objects.count() == 2


@pytest.mark.django_db
def test_post_letter_of_a_kind_nobody_renders_is_refused_at_once() -> None:
    with pytest.raises(UnknownKind):
        post_letter("test.nobody", key="x", to="a@example.org", reader=Reader(), about={}, now=NOW)
    assert not Letter.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_post_letter_in_a_transaction_undone_leaves_none() -> None:
    with transaction.atomic():
        post_note(1, now=NOW)
        transaction.set_rollback(True)
    assert not Letter.objects.exists()


@pytest.mark.django_db
def test_sealed_words_are_not_readable_in_the_database() -> None:
    letter = post_note(1, now=NOW, sealed="your code is 4711")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM outbox_letter")
        assert "4711" not in cursor.fetchone()[0]
    assert Letter.objects.get(pk=letter.pk).sealed == "your code is 4711"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_post_letter_same_key_from_many_threads_leaves_one() -> None:
    start = threading.Barrier(8)
    found: list[object] = []

    def post() -> None:
        try:
            start.wait()
            with transaction.atomic():
                found.append(post_note(7, now=NOW).pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert Letter.objects.count() == 1
