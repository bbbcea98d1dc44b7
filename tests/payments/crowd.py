"""Many buyers against a running site: prepared inside it, sent from outside over HTTP."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from tests.running import RunningSite, wait_until
from tests.stripe_sandbox.launcher import SandboxProcess

# A connection for each request: one that was kept may be closed by the server at the very moment
# it is used again. A browser then asks again by itself; this client does not.
ONE_EACH = httpx.Limits(max_keepalive_connections=0)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def prepare(people: int, capacity: int) -> None:
    """Inside the site: a group and signed-in people who have answered everything. Prints JSON."""
    from django.conf import settings  # noqa: PLC0415  (the site is set up when this runs)
    from django.test import Client  # noqa: PLC0415

    from tests.factories import make_account, make_member  # noqa: PLC0415
    from tests.payments.till import Till  # noqa: PLC0415

    till = Till(stripe=None)  # type: ignore[arg-type]  # nothing is paid in here
    open_group("race", capacity)
    sessions = []
    for _person in range(people):
        account = make_account()
        till.answer_everything(make_member(account))
        client = Client()
        client.force_login(account)
        sessions.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    print(json.dumps({"cookie": settings.SESSION_COOKIE_NAME, "sessions": sessions}))  # noqa: T201


def open_group(slug: str, capacity: int) -> None:
    """Inside the site: one more group that takes people, in a course of its own."""
    import clock  # noqa: PLC0415
    from payments.prices.actions import set_price  # noqa: PLC0415
    from tests.factories import make_cohort, make_course, make_session  # noqa: PLC0415

    now = clock.now()
    cohort = make_cohort(
        slug=slug,
        course=make_course(slug=slug, name=slug),  # each call counts from one again
        capacity=capacity,
        first_on=(now + timedelta(days=7)).date(),
        enrolment_closes_at=now + timedelta(days=7),
    )
    make_session(cohort, starts_at=now + timedelta(days=7))
    set_price(cohort, amount_minor=48000, currency="GBP", now=now)


def prepare_desk() -> None:
    """Inside the site: a coordinator who is signed in. Prints JSON."""
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from accounts.roles import Role  # noqa: PLC0415
    from tests.factories import make_staff  # noqa: PLC0415
    from tests.signin import sign_in  # noqa: PLC0415

    client = sign_in(Client(), make_staff(Role.COORDINATOR, "sam@example.org"))
    name = settings.SESSION_COOKIE_NAME
    print(json.dumps({"cookie": name, "sessions": [client.cookies[name].value]}))  # noqa: T201


def seated(people: int, slug: str = "race") -> None:
    """Inside the site: waits until so many have their seat. Asked here, where it costs a query."""
    from groups.models import Enrollment  # noqa: PLC0415

    active = Enrollment.objects.filter(state="active", cohort__slug=slug)
    wait_until(lambda: active.count() == people, timeout=150, what="every seat")


def told(people: int) -> None:
    """Inside the site: waits until so many confirmations were posted and none waits any more;
    prints how many left. One for somebody who was taken out before it could leave is skipped."""
    from outbox.models import Letter  # noqa: PLC0415
    from payments.settling.letters import CONFIRMATION  # noqa: PLC0415

    posted = Letter.objects.filter(kind=CONFIRMATION)
    waiting, sent = posted.filter(state="waiting"), posted.filter(state="sent")
    wait_until(lambda: not waiting.exists(), timeout=150, what="every confirmation leaves")
    assert posted.count() == people
    print(sent.count())  # noqa: T201


def leave(slug: str) -> None:
    """Inside the site: whoever still waits there waits no longer; nobody may wait in more than a
    few groups at once."""
    import clock  # noqa: PLC0415
    from groups.models import WaitingEntry  # noqa: PLC0415
    from groups.waiting.ending import leave_list  # noqa: PLC0415

    line = WaitingEntry.objects.waiting().filter(cohort__slug=slug)
    for entry in line.select_related("member__account"):
        leave_list(entry, by=entry.member.account, now=clock.now())


def check(port: int) -> None:
    """Inside the site: the promises of `invariants`, held against the sandbox on `port`.

    Every event has arrived by then; the worker is given the time to act on the last ones, and its
    round about ended parts, which comes each minute, is made here.
    """
    import clock  # noqa: PLC0415
    from payments.models import StripeEvent  # noqa: PLC0415
    from payments.reconcile.actions import find_money_without_a_seat  # noqa: PLC0415
    from tests.payments.invariants import check_invariants  # noqa: PLC0415

    waiting = StripeEvent.objects.filter(state=StripeEvent.State.STORED)
    wait_until(lambda: not waiting.exists(), timeout=60, what="the worker acts on every event")

    find_money_without_a_seat(now=clock.now())
    check_invariants(SandboxProcess(port, Path(), "", ""), now=clock.now())


@dataclass
class Buyer:
    """One person with a browser of their own."""

    http: httpx.Client
    answers: list[int] = field(default_factory=list)
    page: str = ""
    who: str = ""
    seconds: float = 0.0

    def get(self, path: str) -> httpx.Response:
        """Opens a page."""
        return self._kept(self.http.get(path))

    def post(self, path: str, **data: str) -> httpx.Response:
        """Presses a button of the page that is open."""
        token = TOKEN.search(self.page)
        assert token is not None, self.page[:2000]
        began = time.monotonic()
        answer = self.http.post(path, data=data | {"csrfmiddlewaretoken": token[1]})
        self.seconds = time.monotonic() - began
        return self._kept(answer)

    def _kept(self, response: httpx.Response) -> httpx.Response:
        self.answers.append(response.status_code)
        self.page = response.text or self.page
        return response


@contextmanager
def gather(site: RunningSite, *, people: int, capacity: int) -> Iterator[list[Buyer]]:
    """Prepares people inside the site and gives each a browser, standing before "Hold my seat"."""
    with _browsers(site, f"prepare({people}, {capacity})") as buyers:
        for buyer in buyers:
            stand_before_the_button(buyer, "race")
        yield buyers


@contextmanager
def at_the_desk(site: RunningSite) -> Iterator[Buyer]:
    """A coordinator's browser."""
    with _browsers(site, "prepare_desk()") as (desk,):
        yield desk


@contextmanager
def _browsers(site: RunningSite, prepare: str) -> Iterator[list[Buyer]]:
    printed = site.run(f"from tests.payments import crowd; crowd.{prepare}")
    made: dict[str, Any] = json.loads(printed.strip().splitlines()[-1])
    with ExitStack() as browsers:
        yield [
            Buyer(
                browsers.enter_context(
                    httpx.Client(
                        base_url=site.url,
                        limits=ONE_EACH,
                        timeout=60,
                        cookies={made["cookie"]: session},
                        trust_env=False,
                    )
                )
            )
            for session in made["sessions"]
        ]


def stand_before_the_button(buyer: Buyer, slug: str) -> None:
    """On the page with "Hold my seat" of a group."""
    buyer.get(f"/enrol/{slug}/who/")
    who = re.search(r'name="who" value="([0-9a-f-]{36})"', buyer.page)
    assert who is not None, buyer.page[:3000]
    buyer.who = who[1]
    assert buyer.post(f"/enrol/{slug}/who/", who=buyer.who).status_code == 302
    assert buyer.get(f"/enrol/{slug}/pay/").status_code == 200
