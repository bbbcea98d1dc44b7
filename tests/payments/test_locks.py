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
from tests.payments.refunding import pay_back
from tests.payments.test_by_hand import enrol
from tests.payments.test_money_back import coordinator
from tests.payments.till import Till
from tests.running import wait_until

pytestmark = pytest.mark.postgresql


class _Person:
    """Somebody who does one thing on a thread and a connection of their own."""

    def __init__(self, do: Callable[[], object]) -> None:
        self._do = do
        self._backend: int | None = None
        self._trouble: BaseException | None = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self._backend = int(cursor.fetchone()[0])
            self._do()
        except BaseException as error:
            self._trouble = error
        finally:
            connections.close_all()

    def waits(self) -> bool:
        """Whether this person, whoever else does, waits for a lock."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees it once
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'",
                [self._backend],
            )
            return int(cursor.fetchone()[0]) == 1

    def done(self) -> None:
        """Waits for the end; what went wrong on the way is raised here."""
        self._thread.join()
        if self._trouble is not None:
            raise self._trouble


def test_whoever_changes_a_seat_waits_for_whoever_has_its_group(till: Till) -> None:
    """Without it the schema would still refuse the thirteenth seat, but not in kind words."""
    cohort = till.cohort()
    payer, newcomer = till.payer(cohort), till.payer(cohort)
    payer.go_to_stripe()
    payer.pay()
    with transaction.atomic():
        lock_cohort(cohort.pk)
        both = [_Person(newcomer.hold), _Person(payer.come_back)]
        for one in both:
            wait_until(one.waits, timeout=60, what="both wait for the group")
        assert cohort.enrollments.filter(state="active").count() == 0
    for one in both:
        one.done()
    assert (payer.seat.state, newcomer.seat.state) == ("active", "held")


def test_a_refund_and_its_webhook_do_not_wait_for_each_other_in_a_circle(till: Till) -> None:
    """The worker keeps a refund while a webhook, which holds the order, wants it too."""
    payer = till.enrolled(till.cohort())
    pay_back(coordinator(), payer.order)
    refund = Refund.objects.get()
    with transaction.atomic():
        lock_order(payer.order.pk)
        worker = _Person(lambda: send_refund(refund.pk, now=clock.now()))
        wait_until(worker.waits, timeout=60, what="the worker waits for the order")
        Refund.objects.select_for_update().get(pk=refund.pk)
    worker.done()
    refund.refresh_from_db()
    assert refund.state == "succeeded"


def test_the_last_seat_is_given_once_by_hand_or_online(till: Till) -> None:
    cohort = till.cohort(capacity=1)
    payer, desk = till.payer(cohort), coordinator()
    with transaction.atomic():
        lock_cohort(cohort.pk)
        both = [_Person(payer.hold), _Person(lambda: enrol(desk, cohort))]
        for one in both:
            wait_until(one.waits, timeout=60, what="both wait for the group")
    for one in both:
        one.done()
    (seat,) = cohort.enrollments.occupying()
    assert seat.seat_no == 1
    assert seat.by_hand is not seat.is_held
