"""Who waits for whom. Only a server locks rows: on the embedded database one writes at a time."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction

import clock
from groups.seats.actions import lock_cohort
from payments.checkout.locks import lock_order
from payments.models import Refund
from payments.refunds.actions import send_refund
from tests.payments.test_money_back import coordinator
from tests.payments.till import Till
from tests.running import wait_until

pytestmark = pytest.mark.postgresql


def _in_a_thread(do: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        try:
            do()
        finally:
            connections.close_all()

    return threading.Thread(target=run)


def _waiting() -> int:
    """How many wait for a lock in our database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees it once only
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


def test_whoever_changes_a_seat_waits_for_whoever_has_its_group(till: Till) -> None:
    """Without it the schema would still refuse the thirteenth seat, but not in kind words."""
    cohort = till.cohort()
    payer, newcomer = till.payer(cohort), till.payer(cohort)
    payer.go_to_stripe()
    payer.pay()
    both = [_in_a_thread(newcomer.hold), _in_a_thread(payer.come_back)]
    with transaction.atomic():
        lock_cohort(cohort.pk)
        for one in both:
            one.start()
        wait_until(lambda: _waiting() == 2, timeout=60, what="both wait for the group")
        assert cohort.enrollments.filter(state="active").count() == 0
    for one in both:
        one.join()
    assert (payer.seat.state, newcomer.seat.state) == ("active", "held")


def test_a_refund_and_its_webhook_do_not_wait_for_each_other_in_a_circle(till: Till) -> None:
    """The worker keeps a refund while a webhook, which holds the order, wants it too."""
    payer = till.enrolled(till.cohort())
    coordinator().post(f"/desk/orders/{payer.order.pk}/refund/", {"reason": "Asked us to"})
    refund = Refund.objects.get()
    trouble: list[Exception] = []

    def work() -> None:
        try:
            send_refund(refund.pk, now=clock.now())
        except Exception as error:
            trouble.append(error)
        finally:
            connections.close_all()

    worker = threading.Thread(target=work)
    with transaction.atomic():
        lock_order(payer.order.pk)
        worker.start()
        wait_until(lambda: _waiting() == 1, timeout=60, what="the worker waits for the order")
        Refund.objects.select_for_update().get(pk=refund.pk)
    worker.join()
    assert trouble == []
    refund.refresh_from_db()
    assert refund.state == "succeeded"
