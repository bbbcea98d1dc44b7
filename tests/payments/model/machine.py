"""The random story: what people, Stripe, the worker and power cuts do, in any order.

A later feature joins as one more rule here and, where it promises something, one more line in
`watch.py`. A rule picks what it acts on by a number among what there is, so that a story stays
short and readable; with nothing to act on it does nothing.
"""

import sys
from datetime import timedelta
from functools import partial
from typing import Any

from django.urls import reverse
from hypothesis.stateful import rule
from hypothesis.strategies import booleans, integers, sampled_from

from groups.models import Enrollment, WaitingEntry
from payments.models import ExceptionCase
from tests.payments.model.hands import GOES_ON, Hands, one_of
from tests.payments.model.world import PRICE_MINOR
from tests.payments.till import DECLINED, OK, THREE_D_SECURE

PEOPLE, GROUPS, ANY = integers(0, 5), integers(0, 1), integers(0, 7)
# One person in six and one group in two; the newest of anything is wanted most.
LATEST = sampled_from([0, 0, 0, 0, 1, 1, 2, 3])
SPANS = [1, 3, 5, 12, 31, 34, 37, 50, 130, 60 * 11, 60 * 25]  # minutes
ENDS = [(OK, "complete"), (OK, "complete"), (DECLINED, "complete"), ("bank", "complete"),
        (THREE_D_SECURE, "complete"), (THREE_D_SECURE, "fail"), (THREE_D_SECURE, None)]  # fmt: skip
SILENCES = ["error", "rate_limit", "answer_lost", "garbage"]
WAYS = ["invoice", "cash", "free"]
SEAT = sampled_from(["keep", "end"])


class Story(Hands):
    """One clinic from its first day on."""

    # --- people -----------------------------------------------------------------------------------
    @rule(who=PEOPLE, where=GROUPS)
    def goes_on(self, who: int, where: int) -> None:
        """Whatever is next for somebody who wants a seat."""
        self._goes_on(*self._at(who, where))

    @rule(where=GROUPS)
    def everybody_goes_on(self, where: int) -> None:
        """A busy hour."""
        for person in self.world.people:
            self._goes_on(person, self.world.groups[where])

    @rule(who=PEOPLE, where=GROUPS)
    def buys(self, who: int, where: int) -> None:
        """Without a pause, from "Hold my seat" to a paid page."""
        for _step in ("holds or says yes", "goes to Stripe", "pays"):
            self._goes_on(*self._at(who, where))

    @rule(who=PEOPLE, where=GROUPS)
    def presses_hold(self, who: int, where: int) -> None:
        """Whoever they are and whatever they have already."""
        self._hold(*self._at(who, where))

    @rule(who=PEOPLE, where=GROUPS)
    def presses_pay(self, who: int, where: int) -> None:
        """In another tab, too late, twice."""
        self._to_pay(*self._at(who, where))

    @rule(which=LATEST, how=sampled_from(ENDS))
    def fills_in_stripes_page(self, which: int, how: tuple[str, str | None]) -> None:
        """Also one that was left open for hours."""
        if page := one_of(self.world.pages(), which):
            self._pays(page.url, *how)

    @rule(which=LATEST, paid=booleans())
    def comes_back(self, which: int, paid: bool) -> None:
        """From Stripe's page, by either of its ways out."""
        if order := one_of(self._online(), which):
            person, way = self.world.whose(order), "paid" if paid else "back"
            open_it = partial(person.client.get, f"/enrol/{way}/{order.pk}/")
            self.world.ask(f"{person.name} comes back ({way})", open_it, fine=GOES_ON)
        self._after()

    @rule(which=LATEST)
    def gives_the_seat_back(self, which: int) -> None:
        """Before it is paid; afterwards the page says so."""
        if order := one_of(self._online(), which):
            person = self.world.whose(order)
            self._presses(person, "gives the seat back", f"/enrol/release/{order.pk}/")

    @rule(who=PEOPLE, where=GROUPS)
    def joins_the_list(self, who: int, where: int) -> None:
        """Where a seat is free, they are told so."""
        self._joins(*self._at(who, where))

    @rule(which=ANY)
    def leaves_the_list(self, which: int) -> None:
        """With or without a seat that is offered."""
        if entry := one_of(list(WaitingEntry.objects.open()), which):
            person = self._of(entry.member_id)
            path = f"/enrol/{entry.cohort.slug}/wait/leave/"
            self._presses(person, "leaves the list", path, who=str(person.member.pk))

    @rule(which=LATEST, answer=sampled_from(["yes", "no"]))
    def answers_an_offer(self, which: int, answer: str) -> None:
        """By the link in any letter, however old."""
        asked = WaitingEntry.objects.exclude(seat=None).order_by("-offered_at", "pk")
        if entry := one_of(list(asked), which):
            self._answer(self._of(entry.member_id), entry, answer)

    # --- the desk ---------------------------------------------------------------------------------
    @rule(where=GROUPS, seats=integers(1, 4))
    def changes_the_number_of_seats(self, where: int, seats: int) -> None:
        """Up is offered to whoever waits; down is refused where somebody sits."""
        path = f"/desk/groups/{self.world.groups[where].slug}/capacity/"
        self._at_desk(f"{seats} seats in g{where}", path, {"capacity": str(seats)})

    @rule(which=ANY)
    def takes_somebody_out(self, which: int) -> None:
        """Their money stays until somebody decides."""
        if seat := one_of(list(Enrollment.objects.enrolled().order_by("held_at", "pk")), which):
            path = f"/desk/groups/{seat.cohort.slug}/seats/{seat.seat_no}/remove/"
            self._at_desk(f"takes {seat} out", path, {"reason": "Moved away"})

    @rule(which=LATEST)
    def refunds_an_order(self, which: int) -> None:
        """All of it, and the part ends."""
        if order := one_of(self._online(), which):
            self._send_back(f"refunds {self.world.whose(order).name}'s order", order)

    @rule(
        which=LATEST, amount=sampled_from(["1", "48.50", "480"]), seat=sampled_from(["keep", "end"])
    )
    def refunds_a_part(self, which: int, amount: str, seat: str) -> None:
        """A sum of the coordinator's own; where it is more than is left, they are told so."""
        if order := one_of(self._online(), which):
            what = f"refunds {amount} of {self.world.whose(order).name}'s order, seat: {seat}"
            self._send_back(what, order, basis="own", amount=amount, seat=seat)

    @rule(which=LATEST)
    def asks_stripe_about_an_order(self, which: int) -> None:
        """The button beside it."""
        if order := one_of(self._online(), which):
            whose = self.world.whose(order).name
            self._at_desk(f"asks about {whose}'s order", f"/desk/orders/{order.pk}/sync/", {})

    @rule(which=ANY, decision=sampled_from(["seat", "pay_back", "end", "close"]))
    def decides_a_case(self, which: int, decision: str) -> None:
        """By any of its buttons; those that are not there are refused."""
        cases = ExceptionCase.objects.filter(state=ExceptionCase.State.OPEN)
        if case := one_of(list(cases.order_by("opened_at", "pk")), which):
            told = {"decision": decision, "reason": "Spoke with them"}
            self._at_desk(f"{case.kind}: {decision}", f"/desk/cases/{case.pk}/resolve/", told)

    @rule(who=PEOPLE, where=GROUPS, way=sampled_from(WAYS))
    def enrols_by_hand(self, who: int, where: int, way: str) -> None:
        """Somebody who does not pay through Stripe; the waiting list comes first."""
        person, cohort = self._at(who, where)
        told = {"email": person.member.account.email, "name": person.name, "way": way}
        told |= {"reason": "Rang up", "country": "GB", "time_zone": "Europe/London"}
        path = f"/desk/groups/{cohort.slug}/enrol/"
        self._at_desk(f"enrols {person.name} in g{where} ({way})", path, told)

    @rule(who=PEOPLE, where=GROUPS, why=sampled_from(["Promised", "Promised", " "]))
    def enrols_above_the_number(self, who: int, where: int, why: str) -> None:
        """One more than the group has seats for; without a reason nobody is."""
        person, cohort = self._at(who, where)
        told = {"email": person.member.account.email, "name": person.name, "way": "free"}
        told |= {"reason": "Rang up", "country": "GB", "time_zone": "Europe/London", "beyond": why}
        path = reverse("desk-enrol-above", args=[cohort.slug])
        self._at_desk(f"enrols {person.name} in g{where} above the number: {why!r}", path, told)

    # --- Stripe -----------------------------------------------------------------------------------
    @rule(which=LATEST, all_of_it=booleans())
    def refunds_in_stripes_dashboard(self, which: int, all_of_it: bool) -> None:
        """Behind our back."""
        if payment := one_of(self._payments(), which):
            self.world.tell(f"Stripe's dashboard refunds {'all' if all_of_it else 'a part'}")
            some = {} if all_of_it else {"amount": PRICE_MINOR // 3}
            self._at_stripe(
                lambda: self._stripe.refunds.create({"payment_intent": payment, **some})
            )
        self._after()

    @rule(which=ANY)
    def a_refund_fails_at_the_bank(self, which: int) -> None:
        """Days after Stripe said that it was done."""
        refunds = self.sandbox.look("state")["objects"]["refund"]
        if refund := one_of([one for one in refunds if one["status"] == "succeeded"], which):
            self.world.tell("a bank sends a refund back")
            self.sandbox.control("fail_refund", refund=refund["id"])
        self._after()

    @rule(which=ANY, outcome=sampled_from(["won", "lost"]))
    def a_payer_disputes(self, which: int, outcome: str) -> None:
        """Opens a dispute, or decides one that is open."""
        objects = self.sandbox.look("state")["objects"]
        undecided = [one for one in objects["dispute"] if one["status"] not in {"won", "lost"}]
        if undecided and (dispute := one_of(undecided, which)):
            self.world.tell(f"a dispute is {outcome}")
            self.sandbox.control("dispute", dispute=dispute["id"], outcome=outcome)
        elif charge := one_of(_undisputed(objects["charge"]), which):
            self.world.tell("a payer disputes a payment")
            self.sandbox.control("dispute", charge=charge["id"])
        self._after()

    @rule(which=LATEST, missing=sampled_from([0, 0, 0, 100]))
    def pays_a_second_page_of_the_same_attempt(self, which: int, missing: int) -> None:
        """A double payment, or another sum, which our own pages do not allow."""
        if page := one_of(self.world.pages(), which):
            self.world.tell(f"another page for the same, of {missing} less")
            self._pays(self._second_page(str(page.pk), PRICE_MINOR - missing), OK, "complete")

    @rule(how=sampled_from(SILENCES), times=sampled_from([1, 3, 6]))
    def stripe_has_a_bad_minute(self, how: str, times: int) -> None:
        """The next calls go wrong; the library tries each three times."""
        self.world.tell(f"Stripe: {how} × {times}")
        self.sandbox.control("faults", do=how, path="/v1/checkout", next=times)
        self.sandbox.control("faults", do=how, path="/v1/refunds", next=times)
        self._after()

    @rule()
    def stripe_is_well_again(self) -> None:
        """Whatever has not gone wrong yet goes well."""
        self.sandbox.control("calm")

    # --- the post ---------------------------------------------------------------------------------
    @rule(how_many=integers(1, 4), from_the_end=booleans())
    def post_arrives(self, how_many: int, from_the_end: bool) -> None:
        """Some events, the oldest first or the newest first."""
        self.world.post.collect()
        for _event in range(how_many):
            if self.world.post.waiting:
                event = self.world.post.waiting.pop(-1 if from_the_end else 0)
                self.world.post.arrived.append(event)
                self._hand_in(event)

    @rule()
    def all_post_arrives(self) -> None:
        """In order, as on an ordinary day."""
        self.world.tell("all post arrives")
        self.world.bring_everything()
        self._after()

    @rule(which=ANY)
    def an_event_comes_again(self, which: int) -> None:
        """Stripe sends some twice, also days later."""
        if event := one_of(self.world.post.arrived[-8:], which):
            self._hand_in(event)

    @rule()
    def post_is_lost(self) -> None:
        """What is on its way never comes."""
        self.world.post.collect()
        if lost := self.world.post.lose():
            self.world.tell(f"{lost} events are lost")
        self._after()

    # --- time, the worker, power cuts -------------------------------------------------------------
    @rule(minutes=sampled_from(SPANS))
    def time_passes(self, minutes: int) -> None:
        """For everybody."""
        self.world.later(timedelta(minutes=minutes))
        self.world.tell(f"({minutes} minutes later)")
        self._after()

    @rule()
    def a_day_goes_by(self) -> None:
        """With the worker at its work, and nobody else."""
        if self.world.story and self.world.story[-1].endswith(" a day goes by"):
            return  # a second one in a row is dear and tells nothing new
        self.world.leases_end()
        for _half in range(2):
            self.world.later(timedelta(hours=12, minutes=30))
            self.world.work()
        self.world.tell("a day goes by")
        self._after(one_thing=False)

    @rule()
    def the_worker_goes_round(self) -> None:
        """Every job about money and seats, once."""
        self.world.tell("the worker goes round")
        self.world.leases_end()
        self.world.work()
        self._after()

    @rule(which=ANY, statements=integers(0, 40))
    def the_worker_dies(self, which: int, statements: int) -> None:
        """In the middle of one job, and starts again."""
        jobs = [self.world.jobs[which % len(self.world.jobs)]]
        self.world.tell(f"the worker dies in {jobs[0].name} before statement {statements}")
        with self.world.power.lasts(statements):
            self.world.work(jobs)
        self._after()

    @rule(who=PEOPLE, where=GROUPS, statements=integers(0, 40))
    def the_site_dies_under_somebody(self, who: int, where: int, statements: int) -> None:
        """While they press whatever is next for them."""
        person, cohort = self._at(who, where)
        self.world.choose(person, cohort)
        button = "hold" if self.world.seat_of(person, cohort) is None else "pay"
        what = f"{person.name}: {button} in {cohort.slug}, dies before statement {statements}"
        press = partial(person.client.post, f"/enrol/{cohort.slug}/{button}/")
        with self.world.power.lasts(statements):
            self.world.ask(what, press, fine=GOES_ON)
        self._after()

    @rule(statements=integers(0, 30))
    def the_site_dies_over_an_event(self, statements: int) -> None:
        """Stripe has its answer or has not, and sends it again or does not."""
        self.world.post.collect()
        if self.world.post.waiting:
            event = self.world.post.waiting[0]
            self.world.tell(f"the site dies over {event['type']} before statement {statements}")
            answer = 0
            with self.world.power.lasts(statements):
                answer = self.world.post.hand_in(event)
            if answer == 200:
                self.world.post.arrived.append(self.world.post.waiting.pop(0))
        self._after()

    @rule()
    def everything_comes_to_rest(self) -> None:
        """And all promises of quiet moments hold."""
        self.world.tell("everything comes to rest")
        self._rest()

    def teardown(self) -> None:
        """Every story ends quietly, unless it broke off."""
        if sys.exc_info()[0] is None:
            self._rest()
        Hands.reached.update(self.watch.reached())
        Hands.reached["power cuts"] += self.power.cuts
        self.power.cuts = 0


def _undisputed(charges: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in charges if one["paid"] and not one["disputed"] and not one["refunded"]]
