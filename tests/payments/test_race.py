"""Case 1: fifty buyers, twelve seats, over HTTP, on a running site.

Runs on the embedded database, and on a server when DATABASE_URL names one.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from tests.payments.crowd import Buyer, gather
from tests.running import RunningSite, wait_until
from tests.stripe_sandbox.launcher import SandboxProcess, free_port

PEOPLE, SEATS = 50, 12

pytestmark = pytest.mark.race


def test_case_1_fifty_buyers_and_twelve_seats(tmp_path: Path) -> None:
    port = free_port()
    sandbox_port = free_port()
    stripe = SandboxProcess(sandbox_port, tmp_path / "sandbox", "", "")
    with (
        RunningSite(tmp_path, port, sandbox_port=sandbox_port) as site,
        gather(site, people=PEOPLE, capacity=SEATS) as buyers,
    ):
        start = Barrier(PEOPLE)

        def buy(buyer: Buyer) -> int:
            start.wait(60)
            held = buyer.post("/enrol/race/hold/")
            if held.status_code != 302:
                return held.status_code
            buyer.get("/enrol/race/pay/")
            onward = buyer.post("/enrol/race/pay/")
            assert onward.status_code == 303, onward.text
            assert stripe.pay(onward.headers["location"]).status_code == 303
            return 303

        with ThreadPoolExecutor(PEOPLE) as crowd:
            ends = list(crowd.map(buy, buyers))

        assert sorted(ends) == [303] * SEATS + [409] * (PEOPLE - SEATS)
        assert not [status for buyer in buyers for status in buyer.answers if status >= 500]
        for buyer, end in zip(buyers, ends, strict=True):
            if end == 409:
                assert "full just now" in buyer.page
        wait_until(
            lambda: _states(site) == f"active {SEATS}", timeout=60, what="every seat is active"
        )
        wait_until(
            lambda: (
                len([m for m in site.letters() if "You have a seat" in str(m["Subject"])]) >= SEATS
            ),
            timeout=60,
            what="every confirmation letter",
        )
        assert len([m for m in site.letters() if "You have a seat" in str(m["Subject"])]) == SEATS
        stripe.wait_quiet()
        site.run(f"from tests.payments.crowd import check; check({sandbox_port})")
        site.assert_no_traceback()


def _states(site: RunningSite) -> str:
    code = (
        "from collections import Counter; from groups.models import Enrollment; "
        "print(*(f'{s} {n}' for s, n in "
        "sorted(Counter(Enrollment.objects.values_list('state', flat=True)).items())))"
    )
    return site.run(code).strip().splitlines()[-1]
