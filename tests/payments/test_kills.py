"""Power cuts in the middle of payments, and a database that does not answer."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
import stripe as stripe_library

from tests.payments.crowd import Buyer, gather
from tests.running import RunningSite, wait_until
from tests.stripe_sandbox.launcher import SandboxProcess, free_port

PEOPLE = 12
# Shorter than this test waits: the killed worker may hold a letter until its lease is over.
SHORT_LEASE = {"OUTBOX_LEASE_SECONDS": "2"}

pytestmark = pytest.mark.race


def test_kill_9_of_the_web_process_during_webhooks_loses_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    port = free_port()
    sandbox_port = free_port()
    stripe = SandboxProcess(sandbox_port, tmp_path / "sandbox", "", "")
    with (
        RunningSite(tmp_path, port, SHORT_LEASE, sandbox_port=sandbox_port) as site,
        gather(site, people=PEOPLE, capacity=PEOPLE) as buyers,
    ):
        stripe.control("webhooks/hold")
        for buyer in buyers:
            _pay(buyer, stripe)
        assert _count(site, "active") == 0
        stripe.control("webhooks/disturb", do="duplicate", next=PEOPLE, copies=2)
        stripe.control("webhooks/release")
        for _cut in range(4):
            wait_until(lambda: _delivered(stripe) > 0, timeout=20, what="webhooks flow")
            site.kill9("web")
            site.spawn("web")
            site.wait_ready()
        site.kill9("worker")
        site.restart("worker")
        site.run(f"from tests.payments.crowd import seated; seated({PEOPLE})")
        stripe.wait_quiet(120)
        site.run(f"from tests.payments.crowd import check; check({sandbox_port})")
        payments = site.run("from payments.models import Payment; print(Payment.objects.count())")
        assert payments.strip().splitlines()[-1] == str(PEOPLE)
        letters = wait_until(
            lambda: _confirmations(site) if len(_confirmations(site)) >= PEOPLE else None,
            timeout=60,
            what="every confirmation letter",
        )
        assert len({str(letter) for letter in letters}) == PEOPLE
        site.assert_no_traceback("web", "worker")


def _pay(buyer: Buyer, stripe: SandboxProcess) -> None:
    assert buyer.post("/enrol/race/hold/").status_code == 302
    buyer.get("/enrol/race/pay/")
    onward = buyer.post("/enrol/race/pay/")
    assert stripe.pay(onward.headers["location"]).status_code == 303


def _count(site: RunningSite, state: str) -> int:
    code = (
        "from groups.models import Enrollment; "
        f"print(Enrollment.objects.filter(state={state!r}).count())"
    )
    return int(site.run(code).strip().splitlines()[-1])


def _delivered(stripe: SandboxProcess) -> int:
    rows = stripe.look("deliveries")["data"]
    return sum(row["attempts"] > 0 for row in rows)


def _confirmations(site: RunningSite) -> list[str]:
    """The Message-ID of every confirmation that arrived: a letter sent twice has one."""
    return [
        str(message["Message-ID"])
        for message in site.letters()
        if "You have a seat" in str(message["Subject"])
    ]


def test_case_24_without_a_database_stripe_is_told_to_come_again(tmp_path: Path) -> None:
    port = free_port()
    (tmp_path / "static").mkdir()
    site = RunningSite(tmp_path, port, worker=False)
    site.database_url = "postgres://nobody@127.0.0.1:1/nothing"
    site.spawn("web")
    try:
        site.wait_ready()
        body = json.dumps(
            {
                "id": "evt_1",
                "object": "event",
                "api_version": "2026-10-28.endive",
                "type": "checkout.session.completed",
                "livemode": False,
                "data": {"object": {"id": "cs_test_1", "object": "checkout.session"}},
            }
        )
        signed = stripe_library.WebhookSignature.generate_signature_header(body, "whsec_sandbox")
        headers = {"Stripe-Signature": signed, "Content-Type": "application/json"}
        with ThreadPoolExecutor(2) as senders:
            answers = list(
                senders.map(
                    lambda _copy: (
                        httpx.post(
                            f"{site.url}/stripe/webhook/", content=body, headers=headers, timeout=60
                        ).status_code
                    ),
                    range(2),
                )
            )
        assert answers == [500, 500]
        assert (
            httpx.post(f"{site.url}/stripe/webhook/", content=body, timeout=60).status_code == 400
        )
    finally:
        site.database_url = ""
        site.stop()
