"""What a rule of the random story does it with: a page, a button, Stripe's own pages and desk.

After each thing that was done everything is looked at, and a promise that does not hold comes with
the whole story.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar, TypeVar

import httpx
import stripe
from hypothesis.stateful import RuleBasedStateMachine

import clock
from groups.models import Cohort, WaitingEntry
from groups.waiting.tokens import offer_path
from payments.models import Order
from tests.payments.model.power import Power
from tests.payments.model.watch import Watch
from tests.payments.model.world import Person, World
from tests.payments.refunding import pay_back
from tests.payments.till import OK
from tests.stripe_sandbox.launcher import SandboxProcess

Thing = TypeVar("Thing")
# What a page of ours may answer: an onward way, itself, or a no with a sentence.
GOES_ON = {200, 302, 303, 404, 409, 410, 502, 503}


class Hands(RuleBasedStateMachine):
    """`sandbox`, `http` and `power` are given by the test; `steps` and `reached` are counted over
    all stories of a run."""

    sandbox: SandboxProcess
    http: httpx.Client
    power: Power
    steps: ClassVar[int] = 0
    reached: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.world = World(self.sandbox, self.http, self.power)
        self.watch = Watch(self.world)

    def _after(self, *, one_thing: bool = True) -> None:
        Hands.steps += 1
        self._true(lambda: self.watch.see(clock.now(), one_thing=one_thing))

    def _rest(self) -> None:
        self.world.come_to_rest()
        Hands.steps += 1
        self._true(lambda: self.watch.at_rest(clock.now()))

    def _true(self, ask: Callable[[], None]) -> None:
        try:
            ask()
        except AssertionError as error:
            error.add_note("\n".join(["The story:", *self.world.story]))
            raise

    def _at(self, who: int, where: int) -> tuple[Person, Cohort]:
        return self.world.people[who], self.world.groups[where]

    def _of(self, member_id: Any) -> Person:
        return next(one for one in self.world.people if one.member.pk == member_id)

    def _online(self) -> list[Any]:
        return list(self.world.orders().filter(by_hand__isnull=True))

    def _payments(self) -> list[str]:
        """At Stripe, known to us or not, the newest first."""
        intents = self.sandbox.look("state")["objects"]["payment_intent"]
        return [one["id"] for one in reversed(intents) if one["status"] == "succeeded"]

    def _goes_on(self, person: Person, cohort: Cohort) -> None:
        seat, entry = self.world.seat_of(person, cohort), self.world.entry_of(person, cohort)
        if entry is not None and entry.is_offered:
            self._answer(person, entry, "yes")
        elif seat is not None and seat.is_held:
            page = next((p for p in self.world.pages() if p.order.seat == seat and p.is_live), None)
            if page is None:
                self._to_pay(person, cohort)
            else:
                self._pays(page.url, OK, "complete")
        elif seat is None and entry is None:
            answer = self._hold(person, cohort)
            if answer.status_code == 409:
                self._joins(person, cohort)

    def _presses(self, person: Person, what: str, path: str, **told: str) -> Any:
        press = partial(person.client.post, path, told)
        answer = self.world.ask(f"{person.name} {what}", press, fine=GOES_ON)
        self._after()
        return answer

    def _hold(self, person: Person, cohort: Cohort) -> Any:
        self.world.choose(person, cohort)
        return self._presses(person, f"holds in {cohort.slug}", f"/enrol/{cohort.slug}/hold/")

    def _to_pay(self, person: Person, cohort: Cohort) -> Any:
        self.world.choose(person, cohort)
        return self._presses(person, f"goes to pay {cohort.slug}", f"/enrol/{cohort.slug}/pay/")

    def _joins(self, person: Person, cohort: Cohort) -> Any:
        told = {"who": str(person.member.pk)}
        return self._presses(
            person, f"joins the list of {cohort.slug}", f"/enrol/{cohort.slug}/wait/", **told
        )

    def _answer(self, person: Person, entry: WaitingEntry, answer: str) -> None:
        assert entry.seat is not None
        self._presses(person, f"answers {answer}", offer_path(entry.seat), answer=answer)
        self.world.forget_choices()

    def _pays(self, url: str, card: str, answer: str | None) -> None:
        status = self.world.pay(url, card=card, answer=answer)
        self.world.tell(f"Stripe's page: {card}, {answer} → {status}")
        assert status < 500
        self._after()

    def _at_desk(self, what: str, path: str, told: dict[str, str]) -> None:
        self.world.ask(
            f"desk: {what}", lambda: self.world.desk.post(path, told), fine={*GOES_ON, 400}
        )
        self._after()

    def _send_back(self, what: str, order: Order, **asked: Any) -> None:
        """Both steps at the desk: what the first one showed is confirmed."""
        self.world.ask(
            f"desk: {what}",
            lambda: pay_back(self.world.desk, order, **asked),
            fine={*GOES_ON, 400},
        )
        self._after()

    def _hand_in(self, event: dict[str, Any]) -> None:
        self.world.tell(f"event {event['type']}")
        assert self.world.post.hand_in(event) == 200
        self._after()

    @property
    def _stripe(self) -> Any:
        return self.sandbox.client().v1

    def _at_stripe(self, do: Callable[[], Any]) -> Any:
        """Whoever presses a button in Stripe's dashboard reads there why it cannot be."""
        self.sandbox.control("calm")
        try:
            return do()
        except stripe.StripeError as error:
            self.world.story[-1] += f" → {error.code}"
            return None

    def _second_page(self, attempt: str, amount_minor: int) -> str:
        """Another of Stripe's pages with the reference of an attempt of ours."""
        self.sandbox.control("calm")
        line = {"currency": "gbp", "unit_amount": amount_minor, "product_data": {"name": "Part"}}
        made = self._stripe.checkout.sessions.create(
            {
                "mode": "payment",
                "client_reference_id": attempt,
                "line_items": [{"quantity": 1, "price_data": line}],
                "success_url": "http://localhost/",
                "payment_intent_data": {"metadata": {"attempt": attempt}},
            }
        )
        return str(made.url)


def one_of(things: Sequence[Thing], which: int) -> Thing | None:
    return things[which % len(things)] if things else None
