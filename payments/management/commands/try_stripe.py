"""`manage.py try_stripe`: our calls against whatever Stripe the settings name."""

import time
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clock import now
from payments.checkout.actions import PAGE_LIFE
from payments.gateway.calls import (
    create_refund,
    create_session,
    expire_session,
    fetch_session,
    live_mode,
    refunds_of,
)
from payments.gateway.objects import HostedSession

AMOUNT_MINOR, CURRENCY = 1200, "GBP"


class Command(BaseCommand):
    """Opens a payment page, opens it again under the same key, reads it, expires it; with `--pay`
    opens another, waits until a person has paid it with a test card, and pays it back.

    Touches no row of ours. Refuses a live key.
    """

    help = "Tries the calls that payments are made of, in Stripe's test mode or the sandbox."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pay", action="store_true", help="wait for a payment by hand")
        parser.add_argument("--wait", type=int, default=600, help="seconds to wait for it")

    def handle(self, *args: Any, **options: Any) -> None:
        if live_mode():
            raise CommandError("This is a live key. Use one that starts with sk_test_.")
        key, expires_at = uuid.uuid4(), now() + PAGE_LIFE
        session = self._open(key, expires_at)
        self._say(session.status == "open", f"a payment page opens ({session.id})")
        again = self._open(key, expires_at)
        self._say(again.id == session.id, "the same key opens the same page")
        read = fetch_session(session.id)
        self._say(
            (read.amount_minor, read.currency, read.reference)
            == (AMOUNT_MINOR, CURRENCY, str(key)),
            "sum, currency and reference are as agreed",
        )
        closed = expire_session(session.id, idempotency_key=key)
        self._say(closed.status == "expired", "an open page can be closed")
        closed = expire_session(session.id, idempotency_key=uuid.uuid4())
        self._say(closed.status == "expired", "closing it again does no harm")
        if options["pay"]:
            self._pay(wait=timedelta(seconds=options["wait"]))

    def _open(self, key: uuid.UUID, expires_at: datetime) -> HostedSession:
        return create_session(
            attempt=key,
            number="EK-TRIAL",
            amount_minor=AMOUNT_MINOR,
            currency=CURRENCY,
            expires_at=expires_at,
            success_url=f"{settings.SITE_URL}/",
            cancel_url=f"{settings.SITE_URL}/",
            idempotency_key=key,
        )

    def _pay(self, *, wait: timedelta) -> None:
        session = self._open(uuid.uuid4(), now() + PAGE_LIFE)
        self.stdout.write(f"Pay here with 4242 4242 4242 4242: {session.url}")
        end = time.monotonic() + wait.total_seconds()
        while not session.paid:
            if time.monotonic() > end:
                raise CommandError("Nobody paid in time.")
            time.sleep(1)
            session = fetch_session(session.id)
        assert session.intent is not None  # a paid session has one
        self._say(session.intent.received_minor == AMOUNT_MINOR, "the payment arrived")
        key = uuid.uuid4()
        made = create_refund(
            refund=key, intent_id=session.intent.id, amount_minor=AMOUNT_MINOR, idempotency_key=key
        )
        known = [refund.id for refund in refunds_of(session.intent.id)]
        self._say(known == [made.id], f"it went back ({made.status})")

    def _say(self, well: bool, what: str) -> None:
        if not well:
            raise CommandError(f"Not so: {what}.")
        self.stdout.write(self.style.SUCCESS(f"ok: {what}"))
