"""Seats and money over HTTP: what one purchase asks the database, and fifty people at once."""

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from typing import Any

import httpx

from tests.bench.builds import Build
from tests.bench.measures import percentile
from tests.bench.rounds import Bench, Figures, Group, Measure, Row, say
from tests.bench.sites import Site, Unable, free_port
from tests.payments.crowd import ONE_EACH, Buyer
from tests.running import wait_until
from tests.stripe_sandbox.launcher import SandboxProcess

PEOPLE, SEATS = 50, 12


def _browser(site: Site, port: int, cookie: str, session: str) -> Buyer:
    """Somebody's browser, whose requests go to the web process on `port` of that site."""
    return Buyer(
        httpx.Client(
            base_url=f"http://127.0.0.1:{port}",
            headers={"Host": site.url.removeprefix("http://")},
            limits=ONE_EACH, timeout=60, cookies={cookie: session}, trust_env=False,
        )
    )  # fmt: skip


def _stand_before(buyer: Buyer, slug: str) -> None:
    buyer.get(f"/enrol/{slug}/who/")
    who = re.search(r'name="who" value="([0-9a-f-]{36})"', buyer.page)
    assert who is not None, buyer.page[:3000]
    assert buyer.post(f"/enrol/{slug}/who/", who=who[1]).status_code == 302
    assert buyer.get(f"/enrol/{slug}/pay/").status_code == 200


@contextmanager
def _open_paid(bench: Bench) -> Iterator[Measure]:
    webs: dict[str, Any] = {}
    for build in bench.builds:
        site, _told = bench.site(build)
        notes = site.folder / "paid.notes"
        web = site.web(port=free_port(), notes=notes)
        site.sandbox(web.port)
        webs[build.name] = (web, notes)

    def measure(build: Build) -> Figures:
        site, _told = bench.site(build)
        web, notes = webs[build.name]
        made = site.call("tests.bench.within.buyers:gather", groups=1, people=2, capacity=8)
        [group] = made["groups"]
        counts = [
            _buy(site, web.port, made["cookie"], session, group["slug"], notes)
            for session in group["sessions"]
        ]  # the first one also fills what a process reads once
        states = site.call("tests.bench.within.buyers:states", slug=group["slug"])
        if states != ["active", "active"]:
            raise Unable(f"seats are {states} after paying")
        _say_which(build.name, notes, counts[-1])
        return {"paid": counts[-1]}

    try:
        yield Measure(measure)
    finally:
        for build in bench.builds:
            bench.site(build)[0].end(webs[build.name][0])


def _buy(site: Site, port: int, cookie: str, session: str, slug: str, notes: Path) -> int:
    """One purchase from "Hold my seat" to the page that says it is paid, events included."""
    buyer = _browser(site, port, cookie, session)
    stripe = SandboxProcess(site.sandbox_port, Path(), "", "")
    _stand_before(buyer, slug)
    before = _count(notes)
    assert buyer.post(f"/enrol/{slug}/hold/").status_code == 302, buyer.page[:2000]
    assert buyer.get(f"/enrol/{slug}/pay/").status_code == 200
    onward = buyer.post(f"/enrol/{slug}/pay/")
    assert onward.status_code == 303, onward.text
    back = stripe.pay(onward.headers["location"])
    assert back.status_code == 303, back.text
    stripe.wait_quiet()
    returned = httpx.URL(back.headers["location"])
    assert buyer.get(returned.raw_path.decode()).status_code == 200

    wait_until(
        lambda: set(site.call("tests.bench.within.buyers:states", slug=slug)) == {"active"},
        timeout=30, what="the seat is active",
    )  # fmt: skip
    wait_until(_still(notes), timeout=30, what="the site has acted on every event", every=0.4)
    found = _count(notes) - before
    buyer.http.close()
    return found


def _still(notes: Path) -> Callable[[], bool]:
    seen = [-1]

    def same() -> bool:
        before, seen[0] = seen[0], _count(notes)
        return before == seen[0]

    return same


def _count(notes: Path) -> int:
    return notes.read_bytes().count(b"\n")


def _say_which(name: str, notes: Path, count: int) -> None:
    """Which tables and verbs one purchase asks most."""
    lines = [json.loads(line) for line in notes.read_text().splitlines()[-count:]]
    kinds = Counter(" ".join(re.findall(r'^\w+|(?:FROM|INTO|UPDATE) "\w+"', sql)) for sql in lines)
    say(f"  {name}: " + ", ".join(f"{many} {kind}" for kind, many in kinds.most_common(12)))


@contextmanager
def _open_crowd(bench: Bench) -> Iterator[Measure]:
    made = {
        build.name: bench.site(build)[0].call(
            "tests.bench.within.buyers:gather",
            groups=bench.size.pairs, people=PEOPLE, capacity=SEATS,
        )
        for build in bench.builds
    }  # fmt: skip

    def measure(build: Build) -> Figures:
        site, told = bench.site(build)
        group = made[build.name]["groups"].pop()
        buyers = [
            _browser(site, told["web"].port, made[build.name]["cookie"], session)
            for session in group["sessions"]
        ]
        for buyer in buyers:
            _stand_before(buyer, group["slug"])
        alive = _p95(buyers, lambda buyer: buyer.http.get("/healthz/live"), 200, PEOPLE)
        hold = f"/enrol/{group['slug']}/hold/"
        claims = _p95(buyers, lambda buyer: buyer.post(hold), 302, SEATS)
        for buyer in buyers:
            buyer.http.close()
        return {"crowd": claims / alive, "crowd ms": claims * 1000}

    yield Measure(measure)


def _p95(
    buyers: list[Buyer], ask: Callable[[Buyer], httpx.Response], status: int, wanted: int
) -> float:
    """Seconds; as many answers as `wanted` have that status."""
    start = Barrier(len(buyers))

    def go(buyer: Buyer) -> tuple[int, float]:
        start.wait(60)
        began = time.perf_counter()
        return ask(buyer).status_code, time.perf_counter() - began

    with ThreadPoolExecutor(len(buyers)) as crowd:
        answers = list(crowd.map(go, buyers))
    right = sum(code == status for code, _delay in answers)
    assert right == wanted, f"{right} of {wanted} answers were {status}"
    return percentile([delay for _code, delay in answers], 0.95)


GROUPS = (
    Group("paid", (Row("paid", "hold → paid, over HTTP", "statements", 60),), _open_paid, pairs=1),
    Group(
        "buyers",
        (
            Row("crowd", "50 people press at once, p95", "× a health page", 5),
            Row("crowd ms", "the same", "ms"),
        ),
        _open_crowd,
        pairs=3,
    ),
)
