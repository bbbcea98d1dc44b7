"""A small clinic for the random story: two groups of one course, six people, a coordinator."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
from django.core.cache import caches
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test import Client

import clock
from accounts.models import Member
from accounts.roles import Role
from clock.claiming import Work
from clock.jobs import Scheduled, all_jobs, run_job
from groups.models import Cohort, Enrollment, WaitingEntry
from payments.models import CheckoutAttempt, Order, Refund, StripeEvent
from payments.prices.actions import set_price
from payments.webhooks import soon
from tests.answers import Answer
from tests.factories import (
    NOW,
    make_account,
    make_cohort,
    make_course,
    make_member,
    make_session,
    make_staff,
)
from tests.payments.model.post import Post
from tests.payments.model.power import Power
from tests.payments.till import Till
from tests.signin import sign_in
from tests.stripe_sandbox.launcher import SandboxProcess, form_action
from whole.here import forget_all

# Seats of the two groups, and when they stop taking people. Few seats: most of the story is about
# who may have the last one.
GROUPS = ((2, 40), (1, 12))
PRICE_MINOR = 48000
SHIFT = timedelta(hours=5)


class Person:
    """A member with a browser; in a household two of them share it."""

    def __init__(self, name: str, member: Member, client: Client) -> None:
        self.name, self.member, self.client = name, member, client


class World:
    """The clinic, its people and its Stripe. What happens is told in `story`."""

    def __init__(self, sandbox: SandboxProcess, http: httpx.Client, power: Power) -> None:
        empty_the_database()
        self.sandbox, self.http, self.power = sandbox, http, power
        sandbox.control("webhooks/hold")
        sandbox.control("reset")
        sandbox.control("webhooks/hold")  # the post brings them
        clock.move_to(NOW)
        self.story: list[str] = []
        self.post = Post(sandbox, http)
        self.till = Till(sandbox)
        course = make_course()
        self.groups = [self._group(f"g{n}", course, *how) for n, how in enumerate(GROUPS)]
        self.people = self._six_people()
        self.desk = sign_in(Client(), make_staff(Role.COORDINATOR))
        self._chosen: dict[tuple[int, str], Any] = {}
        # Lists are tended last: what a payment means for whoever waits is so within a round.
        names = {job.name: job for job in all_jobs()}
        money = [job for name, job in names.items() if name.startswith("payments.")]
        self.jobs = [*money, names["groups.waiting"]]

    def _group(self, slug: str, course: Any, capacity: int, days: int) -> Cohort:
        cohort = make_cohort(
            slug=slug,
            course=course,
            capacity=capacity,
            first_on=date(2026, 11, 3),
            enrolment_closes_at=NOW + timedelta(days=days),
        )
        make_session(cohort, starts_at=datetime(2026, 11, 3, 18, tzinfo=UTC))
        set_price(cohort, amount_minor=PRICE_MINOR, currency="GBP", now=NOW)
        return cohort

    def _six_people(self) -> list[Person]:
        people: list[Person] = []
        client, account = Client(), None
        for number, name in enumerate(("Ann", "Bo", "Cem", "Di", "Eli", "Fay")):
            if name != "Fay":  # who shares a mailbox with Eli
                account = make_account(f"{name.lower()}@example.org")
                client = sign_in(Client(), account)
            far = "Europe/London" if number % 2 else "America/Los_Angeles"
            member = make_member(account, name=name, time_zone=far)
            self.till.answer_everything(member)
            people.append(Person(name, member, client))
        return people

    # --- what is done to the site -----------------------------------------------------------------
    def tell(self, what: str) -> None:
        """One line of the story, with the clinic's time."""
        self.story.append(f"{clock.now():%d %b %H:%M} {what}")

    def ask(self, what: str, do: Callable[[], Answer], *, fine: set[int]) -> Answer:
        """A page is opened or a button pressed. Whatever it answers is one of the statuses that a
        page has a sentence for."""
        self.tell(what)
        answer = do()
        self.story[-1] += f" → {answer.status_code}"
        assert answer.status_code in fine, answer.content.decode()[-3000:]
        return answer

    def choose(self, person: Person, cohort: Cohort) -> None:
        """Says on the page who takes part, where somebody else was chosen in that browser."""
        browser = (id(person.client), cohort.slug)
        if self._chosen.get(browser) != person.member.pk:
            person.client.post(f"/enrol/{cohort.slug}/who/", {"who": str(person.member.pk)})
            self._chosen[browser] = person.member.pk

    def forget_choices(self) -> None:
        """An offer's page chooses too."""
        self._chosen.clear()

    def pay(self, url: str, *, card: str, answer: str | None) -> int:
        """Fills in Stripe's page as a browser would; `card` may be "bank". The last status."""
        page = self.http.get(url)
        form = {"email": "kim@example.org", "name": "Kim Example"}
        if card == "bank":
            form |= {"method": "bank", "account": "000123456789", "card_number": ""}
        else:
            form |= {"card_number": card, "expiry": "12 / 34", "cvc": "123"}
        sent = self.http.post(form_action(page, url), data=form)
        asked = sent.headers.get("location", "")
        if "/bank/" not in asked or answer is None:
            return sent.status_code
        bank = str(httpx.URL(url).join(asked))
        return self.http.post(bank, data={"answer": answer}).status_code

    # --- time and the worker ----------------------------------------------------------------------
    def later(self, span: timedelta) -> None:
        """Moves the clock of site and Stripe. No worker is down for half a day: in a night it has
        asked for what was missed."""
        if span > SHIFT:
            self._move(timedelta(minutes=10))
            self.work([job for job in self.jobs if job.name == "payments.missed"])
        self._move(span)

    def _move(self, span: timedelta) -> None:
        clock.set_offset((clock.offset() + span).total_seconds())

    def work(self, jobs: list[Scheduled] | None = None) -> None:
        """A round of the worker about money and seats, as the worker runs it."""
        for job in self.jobs if jobs is None else jobs:
            cuts = self.power.cuts
            well = run_job(job, now=clock.now(), real=clock.real_now())
            assert well or self.power.cuts > cuts, f"{job.name} failed"

    def leases_end(self) -> None:
        """The two minutes are over after which another process takes what a dead one had."""
        kept: list[type[Work]] = [StripeEvent, Refund]
        for rows in kept:
            rows._default_manager.exclude(lease=None).update(lease_until=clock.real_now())

    def come_to_rest(self) -> None:
        """Until nothing is under way: Stripe is well, all post has come, the worker is done, and
        every hold's time is over."""
        self.sandbox.control("calm")
        self.leases_end()
        soon.finish()
        self.later(timedelta(minutes=4))  # what was lost is asked for once it is late
        for _round in range(60):
            self.bring_everything()
            self.work()
            if not self.bring_everything():
                if not self.under_way():
                    return
                self.later(timedelta(minutes=12))

    def bring_everything(self) -> int:
        """All that Stripe has sent and nobody lost arrives, in order; returns how many events."""
        self.post.collect()
        came = len(self.post.waiting)
        while self.post.waiting:
            event = self.post.waiting.pop(0)
            self.post.arrived.append(event)
            assert self.post.hand_in(event) == 200
        return came

    def under_way(self) -> bool:
        """Whether time or the worker will still change something by themselves; what a coordinator
        has to decide waits for them."""
        return (
            Enrollment.objects.held().filter(order__cases__isnull=True).exists()
            or CheckoutAttempt.objects.live().filter(due__order__cases__isnull=True).exists()
            or StripeEvent.objects.filter(state=StripeEvent.State.STORED).exists()
            or Refund.objects.filter(state=Refund.State.CREATING).exists()
        )

    # --- what there is to choose from -------------------------------------------------------------
    def seat_of(self, person: Person, cohort: Cohort) -> Enrollment | None:
        """The seat that somebody holds or has there."""
        return cohort.enrollments.occupying().filter(member=person.member).first()

    def entry_of(self, person: Person, cohort: Cohort) -> WaitingEntry | None:
        """Their place in line, or what they were offered."""
        return cohort.waiting.open().filter(member=person.member).first()

    def pages(self) -> list[CheckoutAttempt]:
        """Stripe's pages that we know of, the newest first."""
        known = CheckoutAttempt.objects.exclude(url="").select_related("due__order")
        return list(known.order_by("-began_at", "pk"))

    def orders(self) -> QuerySet[Order]:
        """Orders, the newest first."""
        return Order.objects.order_by("-enrollment__held_at", "pk")

    def whose(self, order: Order) -> Person:
        """Who takes part by an order, or somebody at the desk's own table."""
        return next(one for one in self.people if one.member.pk == order.member_id)


def empty_the_database() -> None:
    """As every test finds it; much cheaper than a database for each story."""
    tables = connection.introspection.django_table_names(only_existing=True)
    with transaction.atomic():
        connection.ops.sql_flush(no_style(), tables)
    for each in caches.all():
        each.clear()
    forget_all()
