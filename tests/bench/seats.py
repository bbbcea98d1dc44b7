"""Fifty people press "Hold my seat" at once, beside the same fifty asking whether the site lives."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx

from tests.bench.measures import percentile
from tests.bench.table import Table, number, ratio
from tests.payments.crowd import Buyer, gather
from tests.running import RunningSite

PEOPLE, SEATS = 50, 12


def measure(site: RunningSite) -> Table:
    """How long each of fifty waits for their answer."""
    with gather(site, people=PEOPLE, capacity=SEATS) as buyers:
        alive = _all_at_once(buyers, lambda buyer: buyer.http.get("/healthz/live"))
        claims = _all_at_once(buyers, lambda buyer: buyer.post("/enrol/race/hold/"))
    held = sum(status == httpx.codes.FOUND for status, _ in claims)
    table = Table(
        f"{PEOPLE} people at once, {SEATS} seats: {held} held, {len(claims) - held} told it is full",
        ["asked", "p50 ms", "p95 ms", "slowest ms", "x bare"],
    )
    table.add("whether the site lives", *_cells(alive, alive))
    table.add("for a seat", *_cells(claims, alive))
    return table


def _all_at_once(
    buyers: list[Buyer], ask: Callable[[Buyer], httpx.Response]
) -> list[tuple[int, float]]:
    """Status and delay in seconds of each."""
    start = Barrier(len(buyers))

    def go(buyer: Buyer) -> tuple[int, float]:
        start.wait(60)
        began = time.perf_counter()
        status = ask(buyer).status_code
        return status, time.perf_counter() - began

    with ThreadPoolExecutor(len(buyers)) as crowd:
        return list(crowd.map(go, buyers))


def _cells(answers: list[tuple[int, float]], bare: list[tuple[int, float]]) -> list[str]:
    delays = [delay for _, delay in answers]
    p95 = percentile(delays, 0.95)
    return [
        number(percentile(delays, 0.5) * 1000),
        number(p95 * 1000),
        number(max(delays) * 1000),
        ratio(p95, percentile([delay for _, delay in bare], 0.95)),
    ]
