"""How often the database is asked, from "Hold my seat" to a paid one, Stripe's events included."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

import clock
from groups.models import WaitingEntry
from groups.waiting.actions import claim_seat
from payments.checkout.actions import HOLD
from payments.models import StripeEvent
from tests.factories import NOW, make_enrollment, make_member
from tests.payments.till import Till

# Hold 14, the page to pay 7, on to Stripe 14, five events 21: three that say nothing to us, the
# first of the other two settles the payment, the second finds it settled. The page that one comes
# back to 4, and 5 more where it asks Stripe while the event is settled. SQLite's four beginnings of
# transactions are among them; PostgreSQL begins by itself.
MOST = 60


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of every thread of this process, each with the thread's name."""
    said: list[str] = []

    def hear(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        said.append(f"{current_thread().name}: {sql}")
        return execute(sql, *rest)

    def on_connect(connection: BaseDatabaseWrapper, **_: Any) -> None:
        if hear not in connection.execute_wrappers:
            connection.execute_wrappers.append(hear)

    connection_created.connect(on_connect)
    try:
        with connection.execute_wrapper(hear):
            yield said
    finally:
        connection_created.disconnect(on_connect)


def test_from_hold_to_paid_the_database_is_asked_sixty_times_at_most(till: Till) -> None:
    payer = till.payer(till.cohort())
    for page in ("/", "/today/"):  # what a process reads once is read
        assert payer.client.get(page).status_code == 200
    with counted() as said:
        assert payer.hold().status_code == 302
        assert payer.client.get(f"/enrol/{payer.cohort.slug}/pay/").status_code == 200
        page = payer.to_pay()["Location"]
    with counted() as settling:
        assert till.stripe.pay(page).status_code == 303
        till.deliver()
    assert payer.seat.state == "active"
    assert payer.letters() == 1
    assert StripeEvent.objects.count() == 5
    ours = [line for line in settling if not line.startswith("MainThread")]
    assert len(ours) >= 20  # those of the threads are heard
    order = payer.order
    with counted() as back:
        assert payer.client.get(f"/enrol/paid/{order.pk}/").status_code == 200
    everything = said + ours + back
    assert len(everything) <= MOST, "\n".join(everything)


def test_a_seat_is_claimed_by_six_statements_at_most_whoever_waits(till: Till) -> None:
    """The lock, who waits, who sits, the seat, its line in the trail; a beginning on SQLite."""
    cohort = till.cohort()
    for _somebody in range(3):
        make_enrollment(cohort)
    waits = make_member()
    WaitingEntry.objects.create(cohort=cohort, member=waits, joined_at=NOW, state="left")
    for anybody_waits in (True, False):
        member = make_member()
        with counted() as said:
            seat, fresh = claim_seat(
                cohort,
                member=member,
                hold_until=clock.now() + HOLD,
                now=clock.now(),
                anybody_waits=anybody_waits,
            )
        assert (seat.state, fresh) == ("held", True)
        assert len(said) <= 6, "\n".join(said)
