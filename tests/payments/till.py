"""What payers, their browsers and the passing of time do in the payments tests."""

from datetime import timedelta
from typing import Any

import httpx
from django.test import Client

import clock
from accounts.actions import accept_policies, save_intake
from accounts.models import Account, Member, Policy
from accounts.queries import current_policies
from clock.jobs import all_jobs
from groups.models import Cohort, Enrollment
from outbox.models import Letter
from payments.models import CheckoutAttempt, Due, Order, Payment
from payments.prices.actions import set_price
from payments.settling import letters
from payments.webhooks import soon
from tests.answers import Answer
from tests.factories import NOW, make_account, make_cohort, make_member, make_session
from tests.signin import sign_in
from tests.stripe_sandbox.launcher import SandboxProcess

OK = "4242 4242 4242 4242"
DECLINED = "4000 0000 0000 0002"
NO_FUNDS = "4000 0000 0000 9995"
THREE_D_SECURE = "4000 0025 0000 3155"
LATE = timedelta(minutes=40)


class Payer:
    """A person who is signed in, has answered everything, and wants a seat."""

    def __init__(self, till: "Till", cohort: Cohort, *, discreet: bool = False) -> None:
        self.till = till
        self.cohort = cohort
        self.account: Account = make_account()
        self.member: Member = make_member(self.account, discreet=discreet)
        till.answer_everything(self.member)
        self.client = sign_in(Client(), self.account)
        self.choose()

    def choose(self) -> None:
        """Says on the page who takes part."""
        self.client.post(f"/enrol/{self.cohort.slug}/who/", {"who": str(self.member.pk)})

    def hold(self) -> Answer:
        """Presses "Hold my seat"."""
        return self.client.post(f"/enrol/{self.cohort.slug}/hold/")

    def to_pay(self) -> Answer:
        """Presses "Pay on the secure page"."""
        return self.client.post(f"/enrol/{self.cohort.slug}/pay/")

    def go_to_stripe(self) -> str:
        """Holds a seat and opens the payment page; returns its address."""
        assert self.hold().status_code == 302
        answer = self.to_pay()
        assert answer.status_code == 303, answer.content.decode()
        return str(answer["Location"])

    def pay(self, card: str = OK, **options: Any) -> httpx.Response:
        """Pays the page that is open, as a browser would."""
        return self.till.stripe.pay(self.attempt.url, card, **options)

    def come_back(self) -> Answer:
        """Opens the page that Stripe sends payers back to."""
        query = {"session_id": self.attempt.stripe_session_id or ""}
        return self.client.get(f"/enrol/paid/{self.order.pk}/", query)

    @property
    def seat(self) -> Enrollment:
        """The newest enrolment of this person in the group."""
        return Enrollment.objects.filter(cohort=self.cohort, member=self.member).latest("held_at")

    @property
    def order(self) -> Order:
        """The order of that enrolment."""
        return Order.objects.get(enrollment=self.seat)

    @property
    def attempt(self) -> CheckoutAttempt:
        """The newest attempt to pay it."""
        return CheckoutAttempt.objects.of(self.order).latest("began_at")

    def letters(self, kind: str = letters.CONFIRMATION) -> int:
        """How many letters of that kind were posted to this person."""
        return Letter.objects.filter(to=self.account.email, kind=kind).count()


class Till:
    """The shop: groups with prices, payers, the worker and the clock."""

    def __init__(self, stripe: SandboxProcess) -> None:
        self.stripe = stripe
        self.check_at_end = True
        for kind in Policy.Kind.values:
            Policy.objects.create(
                kind=kind, version="1", title=kind, body="<p>Text</p>", published_at=NOW
            )

    def cohort(
        self, *, capacity: int = 8, amount_minor: int = 48000, currency: str = "GBP"
    ) -> Cohort:
        """An open group with a price and three sessions."""
        cohort = make_cohort(capacity=capacity)
        for _number in range(3):
            make_session(cohort)
        set_price(cohort, amount_minor=amount_minor, currency=currency, now=NOW)
        return cohort

    def payer(self, cohort: Cohort, *, discreet: bool = False) -> Payer:
        """A person who wants a seat there."""
        return Payer(self, cohort, discreet=discreet)

    def enrolled(self, cohort: Cohort) -> Payer:
        """A person who has paid and whose webhook has arrived."""
        payer = self.payer(cohort)
        payer.go_to_stripe()
        payer.pay()
        self.deliver()
        assert payer.seat.state == "active"
        return payer

    def answer_everything(self, member: Member) -> None:
        """Intake and agreements, as the pages would have kept them."""
        now = clock.now()
        save_intake(
            member,
            birth_year=1990,
            emergency_name="Sam",
            emergency_phone="+44 20 7946 0000",
            emergency_relation="friend",
            now=now,
        )
        accept_policies(member, policies=current_policies().values(), now=now)

    def agree_otherwise(self, **sum_: Any) -> None:
        """From now on another sum is due than the one that open pages ask for."""
        Order.objects.update(**sum_)
        Due.objects.update(**sum_)

    def deliver(self, **how: Any) -> None:
        """Lets the webhooks go and waits until the site has acted on them."""
        self.stripe.control("webhooks/release", **how)
        self.stripe.wait_quiet()
        soon.finish()

    def hold_webhooks(self) -> None:
        """From now on nothing is delivered."""
        self.stripe.control("webhooks/hold")

    def lose_webhooks(self) -> None:
        """Whatever Stripe sends is lost."""
        self.stripe.control("webhooks/disturb", do="drop", next=1000)
        self.stripe.control("webhooks/release")

    def fail(self, how: str, *, path: str = "/v1/", times: int = 1000, **more: Any) -> None:
        """The next calls to Stripe go wrong."""
        self.stripe.control("faults", do=how, path=path, next=times, **more)

    def calm(self) -> None:
        """Stripe is well again."""
        self.stripe.control("calm")

    def later(self, span: timedelta) -> None:
        """Moves the clock of site and Stripe."""
        clock.set_offset((clock.offset() + span).total_seconds())

    def work(self) -> None:
        """One round of the worker's jobs about money and seats."""
        now = clock.now()
        for job in all_jobs():
            if job.name.startswith("payments.") or job.name == "groups.waiting":
                job.run(now)

    def settle_down(self) -> None:
        """Until nothing is under way: webhooks in, worker done."""
        self.deliver()
        for _round in range(3):
            self.work()
            self.later(timedelta(minutes=4))
            self.work()
            self.deliver()

    def payments(self) -> list[str]:
        """Where every payment ended."""
        return sorted(payment.state for payment in Payment.objects.all())
