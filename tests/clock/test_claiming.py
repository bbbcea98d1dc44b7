"""A row that waits is with one worker at a time, and rests longer after each failure."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet

import clock
from clock.claiming import Backoff, claim, due, rest
from payments.models import StripeEvent
from tests.factories import NOW

pytestmark = pytest.mark.django_db
LEASE = timedelta(minutes=1)


def _event(name: str = "evt_1", **fields: Any) -> StripeEvent:
    fields = {"type": "x", "received_at": NOW, "next_try_at": NOW} | fields
    return StripeEvent.objects.create(stripe_id=name, **fields)


def _due() -> QuerySet[StripeEvent]:
    return StripeEvent.objects.filter(due(NOW)).order_by("pk")


def test_a_row_is_claimed_once_and_the_next_claim_gets_the_next() -> None:
    first, second = _event("evt_1"), _event("evt_2")
    mine, theirs = claim(_due(), lease=LEASE), claim(_due(), lease=LEASE)
    assert (mine, theirs) == (first, second)
    assert mine is not None
    assert mine.attempts == 1
    assert claim(_due(), lease=LEASE) is None


def test_a_row_whose_time_has_not_come_is_not_due() -> None:
    _event(next_try_at=NOW + timedelta(seconds=1))
    assert claim(_due(), lease=LEASE) is None


def test_the_row_of_a_dead_worker_is_free_when_its_lease_ends() -> None:
    _event()
    assert claim(_due(), lease=LEASE) is not None
    StripeEvent.objects.update(lease_until=clock.real_now() - timedelta(seconds=1))
    again = claim(_due(), lease=LEASE)
    assert again is not None
    assert again.attempts == 2


def test_only_who_holds_the_lease_puts_a_row_back() -> None:
    _event()
    late = claim(_due(), lease=-LEASE)  # over already
    holder = claim(_due(), lease=LEASE)
    assert late is not None
    assert holder is not None
    until = NOW + timedelta(minutes=5)
    assert not rest(late, until=until, last_error="late")
    assert StripeEvent.objects.get().lease == holder.lease
    assert rest(holder, until=until, last_error="busy")
    kept = StripeEvent.objects.get()
    assert (kept.lease, kept.lease_until, kept.next_try_at) == (None, None, until)
    assert (kept.last_error, kept.attempts) == ("busy", 2)


def test_rests_double_up_to_the_longest_and_spread_by_a_tenth() -> None:
    backoff = Backoff(first=timedelta(seconds=10), longest=timedelta(minutes=1))
    rests = [backoff.at_most(attempts).total_seconds() for attempts in (0, 1, 2, 3, 4, 99)]
    assert rests == [10, 10, 20, 40, 60, 60]
    spread = [backoff.after(3).total_seconds() for _ in range(200)]
    assert 36 <= min(spread) < max(spread) <= 40
