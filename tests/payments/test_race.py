"""Case 1: fifty buyers, twelve seats, over HTTP, on a running site; then seats that come free while
everybody who waits, and everybody who does not, presses "Hold my seat".

Runs on the embedded database, and on a server when DATABASE_URL names one.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import quantiles
from threading import Barrier
from typing import TypeVar

import httpx
import pytest

from tests.payments.crowd import (
    ONE_EACH,
    Buyer,
    at_the_desk,
    gather,
    stand_before_the_button,
)
from tests.running import RunningSite
from tests.stripe_sandbox.launcher import SandboxProcess, free_port

PEOPLE, SEATS = 50, 12
# Of those twelve so many are taken out at once, and so many seats added.
TAKEN_OUT, ADDED = 4, 2
FREED = TAKEN_OUT + ADDED
_OUT = range(1, TAKEN_OUT + 1)
# What a page with a lock and fourteen questions may take, measured by one that asks a few.
TIMES_A_HEALTH_PAGE = 5
SOAK = 100 if os.environ.get("DATABASE_URL", "").startswith("postgres") else 20

A = TypeVar("A")

pytestmark = pytest.mark.race


@dataclass
class Fair:
    """A running site with its Stripe, the same fifty people in every race, and a coordinator."""

    site: RunningSite
    stripe: SandboxProcess
    buyers: list[Buyer]
    desk: Buyer

    def inside(self, code: str) -> str:
        """What a piece of code prints inside the site."""
        return self.site.run(code).strip().rpartition("\n")[2]

    def check(self) -> None:
        """The promises of `invariants`."""
        self.stripe.wait_quiet(120)
        self.inside(f"from tests.payments.crowd import check; check({self.stripe.port})")


@pytest.fixture
def fair(tmp_path: Path) -> Iterator[Fair]:
    sandbox_port = free_port()
    stripe = SandboxProcess(sandbox_port, tmp_path / "sandbox", "", "")
    with (
        RunningSite(tmp_path, free_port(), sandbox_port=sandbox_port) as site,
        gather(site, people=PEOPLE, capacity=SEATS) as buyers,
        at_the_desk(site) as desk,
    ):
        yield Fair(site, stripe, buyers, desk)
        site.assert_no_traceback()


@pytest.mark.parametrize(
    "races",
    [3, pytest.param(SOAK, marks=[pytest.mark.soak, pytest.mark.timeout(7200)], id="soak")],
)
def test_case_1_fifty_buyers_and_twelve_seats_that_come_free_again(fair: Fair, races: int) -> None:
    holds: list[float] = []
    for number in range(races):
        slug = f"race-{number}" if number else "race"
        if number:
            fair.inside(f"from tests.payments.crowd import open_group as o; o('{slug}', {SEATS})")
            together(fair.buyers, partial(stand_before_the_button, slug=slug))
        holds += _everybody_wants_a_seat(fair, slug)
        _some_come_free(fair, slug)
        if number % 25 == 2:
            fair.check()
    told = int(
        fair.inside(f"from tests.payments.crowd import told; told({races * (SEATS + FREED)})")
    )
    assert races * (SEATS + ADDED) <= told
    assert _letters(fair.site) == told
    everybody = (*fair.buyers, fair.desk)
    assert not [status for one in everybody for status in one.answers if status >= 500]
    fair.check()
    if races < SOAK:
        return  # a busy machine moves fifty answers more than it moves a thousand
    health = _p95(_health_pages(fair.site))
    assert _p95(holds) <= TIMES_A_HEALTH_PAGE * health, f"{_p95(holds)} s and {health} s"


def _everybody_wants_a_seat(fair: Fair, slug: str) -> list[float]:
    """Twelve get one and pay it; returns how long each waited for the answer."""
    ends = together(fair.buyers, partial(_post, path=f"/enrol/{slug}/hold/"))
    assert sorted(ends) == [302] * SEATS + [409] * (PEOPLE - SEATS)
    seconds = [one.seconds for one in fair.buyers]
    for one, end in zip(fair.buyers, ends, strict=True):
        assert end == 302 or "full just now" in one.page
    _pay(fair, [one for one, end in zip(fair.buyers, ends, strict=True) if end == 302], slug)
    fair.inside(f"from tests.payments.crowd import seated; seated({SEATS}, '{slug}')")
    return seconds


def _some_come_free(fair: Fair, slug: str) -> None:
    """Half of the others wait in line; whoever stands first in it has the freed seats, and nobody
    who comes by has one."""
    rest = [one for one in fair.buyers if one.answers[-1] == 409]
    line, strangers = rest[: len(rest) // 2], rest[len(rest) // 2 :]
    for one in line:  # one after the other, so that we know who is first
        assert one.post(f"/enrol/{slug}/wait/", who=one.who).status_code == 302
    desk = f"/desk/groups/{slug}/"
    fair.desk.get(desk)
    frees = [
        *(partial(_post, fair.desk, f"{desk}seats/{no}/remove/", reason="Left") for no in _OUT),
        partial(_post, fair.desk, f"{desk}capacity/", capacity=str(SEATS + ADDED)),
    ]
    wants = [partial(_post, one, f"/enrol/{slug}/hold/") for one in rest]
    ends = at_once([*wants, *frees])
    assert ends[len(rest) :] == [302] * len(frees)
    assert all(end == 409 for end in ends[len(line) : len(rest)]), "somebody walked past the line"
    assert all(end == 409 for end in ends[FREED : len(line)]), "somebody was asked too early"
    assert len(strangers) == len(rest) - len(line)
    first = line[:FREED]
    for one in first:
        assert one.post(f"/enrol/{slug}/hold/").status_code == 302
    _pay(fair, first, slug)
    taken = SEATS + ADDED
    fair.inside(f"from tests.payments.crowd import seated; seated({taken}, '{slug}')")
    fair.inside(f"from tests.payments.crowd import leave; leave('{slug}')")


def _post(who: Buyer, path: str, **data: str) -> int:
    return who.post(path, **data).status_code


def _pay(fair: Fair, buyers: Sequence[Buyer], slug: str) -> None:
    def pay(one: Buyer) -> None:
        one.get(f"/enrol/{slug}/pay/")
        onward = one.post(f"/enrol/{slug}/pay/")
        assert onward.status_code == 303, onward.text
        assert fair.stripe.pay(onward.headers["location"]).status_code == 303

    together(buyers, pay)


def together(buyers: Sequence[Buyer], do: Callable[[Buyer], A]) -> list[A]:
    """All of them at the same moment."""
    return at_once([partial(do, one) for one in buyers])


def at_once(acts: Sequence[Callable[[], A]]) -> list[A]:
    start = Barrier(len(acts))

    def act(do: Callable[[], A]) -> A:
        start.wait(60)
        return do()

    with ThreadPoolExecutor(len(acts)) as crowd:
        return list(crowd.map(act, acts))


def _letters(site: RunningSite) -> int:
    """How many confirmations lie in the mailbox."""
    return sum("You have a seat" in str(one["Subject"]) for one in site.letters())


def _health_pages(site: RunningSite) -> list[float]:
    """How long each of fifty at once waits for the page that tells whether all is well."""

    def ask(http: httpx.Client) -> float:
        answer = http.get("/healthz/ready")
        assert answer.status_code in {200, 503}  # a site of a test has collected no files
        return answer.elapsed.total_seconds()

    browsers = [
        httpx.Client(base_url=site.url, limits=ONE_EACH, timeout=60, trust_env=False)
        for _one in range(PEOPLE)
    ]
    try:
        return at_once([partial(ask, http) for http in browsers])
    finally:
        for http in browsers:
            http.close()


def _p95(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=20)[-1]
