"""What must be so after every step, judged from the rows before and after it alone.

None of it asks the product's own rules (who may be asked, which state leads where): they are
written down here a second time, plainly, so that a fault in them is seen.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from groups.models import Cohort, Enrollment, WaitingEntry
from outbox.models import Letter
from payments.models import CheckoutAttempt, Due, ExceptionCase, Order, Payment, Refund
from payments.settling import letters
from tests.payments.invariants import check_invariants
from tests.payments.model.world import World

OCCUPY = {"held", "offered", "active", "past_due"}
TAKE_PART = {"active", "past_due"}
# From the design's own table of states.
LEADS_TO = {
    "held": {"active", "released", "cancelled"},
    "offered": {"held", "active", "released"},
    "active": {"cancelled", "removed", "completed"},
    "released": {"active"},
}
ENTRY_LEADS_TO = {
    "waiting": {"offered", "accepted", "left", "closed"},
    "offered": {"accepted", "declined", "lapsed", "closed"},
}
MORNING, EVENING = time(8), time(21)


@dataclass(frozen=True)
class Seen:
    """The rows about seats at one moment, by id."""

    seats: dict[Any, dict[str, Any]]
    entries: dict[Any, dict[str, Any]]
    groups: dict[Any, dict[str, Any]]
    money: tuple[Any, ...]


def look() -> Seen:
    """Eight queries, none of them larger than this small clinic."""
    seats = Enrollment.objects.order_by().values(
        "pk", "cohort_id", "member_id", "state", "seat_no", "hold_until", "epoch", "overbooked_at"
    )
    # Whoever paid too late for a seat that was gone stands before all who joined (payments.md, 6).
    entries = WaitingEntry.objects.order_by("-goes_first", "joined_at", "pk").values(
        *("pk", "cohort_id", "member_id", "state", "joined_at", "seat_id"),
        *("member__account__is_active", "member__account__time_zone"),
    )
    groups = Cohort.objects.values("pk", "course_id", "capacity", "state", "enrolment_closes_at")
    money = (
        sorted(Order.objects.order_by().values_list("pk", "state")),
        sorted(Due.objects.order_by().values_list("pk", "state")),
        sorted(Payment.objects.order_by().values_list("pk", "state")),
        sorted(Refund.objects.order_by().values_list("pk", "state")),
        sorted(ExceptionCase.objects.order_by().values_list("pk", "state")),
    )
    return Seen(
        {row["pk"]: dict(row) for row in seats},
        {row["pk"]: dict(row) for row in entries},
        {row["pk"]: dict(row) for row in groups},
        money,
    )


class Watch:
    """Compares each moment with the one before."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._before = look()

    def see(self, now: datetime, *, one_thing: bool = True) -> None:
        """Raises AssertionError for the first promise that does not hold after a step; in
        `one_thing` no time passed meanwhile, so that who was asked was able to be."""
        before, after = self._before, look()
        if before == after:
            return
        _seats_are_kept(after)
        _states_move_by_the_table(before.seats, after.seats, LEADS_TO, new={"held", "offered"})
        _states_move_by_the_table(
            before.entries, after.entries, ENTRY_LEADS_TO, new={"waiting", *ENTRY_LEADS_TO}
        )
        _whoever_waited_longest_is_asked(before, after, now=now)
        if one_thing:
            _only_who_may_be_is_asked(before, after, now=now)
        _nobody_walks_past_the_line(before, after, now=now)
        _what_was_given_out_ends_with_the_part(before, after)
        if _a_hold_ended(before, after):
            _no_page_is_open_for_a_seat_that_is_gone(self._at_stripe())
        check_invariants(self._world.sandbox, now=now, quiet=False)
        self._before = after

    def reached(self) -> Counter[str]:
        """How often a story came to what is worth a promise; a test says what must have been."""
        found: Counter[str] = Counter()
        for name, rows in (
            ("seat", Enrollment.objects.values_list("state", flat=True)),
            ("entry", WaitingEntry.objects.values_list("state", flat=True)),
            ("payment", Payment.objects.values_list("state", flat=True)),
            ("refund", Refund.objects.values_list("reason", flat=True)),
            ("case", ExceptionCase.objects.values_list("kind", flat=True)),
        ):
            found.update(f"{name} {value}" for value in rows)
        return found

    def at_rest(self, now: datetime) -> None:
        """The same, and what must be so once nothing is under way."""
        self.see(now, one_thing=False)
        check_invariants(self._world.sandbox, now=now)
        _no_page_is_open_for_a_seat_that_is_gone(self._at_stripe())
        _nobody_waits_beside_a_free_seat(self._before, now=now)
        _each_letter_once()

    def _at_stripe(self) -> list[dict[str, Any]]:
        """Its payment pages, as they are there."""
        pages: list[dict[str, Any]] = self._world.sandbox.look("state")["objects"][
            "checkout.session"
        ]
        return pages


def _seats_are_kept(seen: Seen) -> None:
    for group in seen.groups.values():
        here = [
            seat
            for seat in seen.seats.values()
            if seat["cohort_id"] == group["pk"] and seat["state"] in OCCUPY
        ]
        numbers = {seat["seat_no"] for seat in here}
        assert len(numbers) == len(here), "a seat taken twice"
        assert all(number >= 1 for number in numbers), f"no seat: {numbers}"
        # Above the number sits only whom a coordinator put there, and nobody beside a free seat.
        above = [seat for seat in here if seat["seat_no"] > group["capacity"]]
        assert all(seat["overbooked_at"] for seat in above), f"{len(here)} of {group['capacity']}"
        assert not above or len(here) - len(above) == group["capacity"], "above beside a free seat"
        assert len({seat["member_id"] for seat in here}) == len(here), "a member with two seats"


def _states_move_by_the_table(
    before: dict[Any, Any], after: dict[Any, Any], table: dict[str, set[str]], *, new: set[str]
) -> None:
    """A step may move a row twice (an offer that is taken and given back at once): what it can
    reach is asked."""
    assert not before.keys() - after.keys(), "a row is gone"
    for pk, row in after.items():
        was = before.get(pk)
        starts = new if was is None else {was["state"]}
        reach = set(starts)
        for _step in table:
            reach |= {to for state in reach for to in table.get(state, set())}
        assert row["state"] in reach, f"from {starts} to {row['state']}"


def _may_be_asked(seen: Seen, entry: dict[str, Any], *, now: datetime) -> bool:
    """Whether a free seat goes to somebody who waits: they can sign in, have no seat in the course,
    and a letter reaches them by day before enrolment closes."""
    group = seen.groups[entry["cohort_id"]]
    if entry["state"] != "waiting" or not entry["member__account__is_active"]:
        return False
    for seat in seen.seats.values():
        if seat["member_id"] != entry["member_id"]:
            continue
        here = seat["cohort_id"] == group["pk"] and seat["state"] in {"held", *TAKE_PART}
        course = seen.groups[seat["cohort_id"]]["course_id"] == group["course_id"]
        if here or (course and seat["state"] in TAKE_PART):
            return False
    if group["state"] != "open":
        return False
    there = now.astimezone(ZoneInfo(entry["member__account__time_zone"]))
    asked = now
    if not MORNING <= there.time() < EVENING:
        day = there.date() + timedelta(days=there.time() >= EVENING)
        asked = datetime.combine(day, MORNING, tzinfo=there.tzinfo)
    return bool(asked < group["enrolment_closes_at"])


def _whoever_waited_longest_is_asked(before: Seen, after: Seen, *, now: datetime) -> None:
    """Whoever was asked in this step stands before everybody who might have been and was not."""
    line = list(after.entries.values())
    for place, entry in enumerate(line):
        if not _was_asked(before, entry):
            continue
        for earlier in line[:place]:
            if earlier["cohort_id"] == entry["cohort_id"] and earlier["state"] == "waiting":
                passed = _may_be_asked(after, earlier, now=now)
                assert not passed, f"{entry['pk']} was asked before {earlier['pk']}"


def _was_asked(before: Seen, entry: dict[str, Any]) -> bool:
    was = before.entries.get(entry["pk"])
    return entry["seat_id"] is not None and (was is None or was["seat_id"] is None)


def _only_who_may_be_is_asked(before: Seen, after: Seen, *, now: datetime) -> None:
    for entry in after.entries.values():
        if _was_asked(before, entry) and entry["state"] == "offered":
            able = _may_be_asked(after, entry | {"state": "waiting"}, now=now)
            assert able, f"{entry['pk']} was asked, who may not be"


def _nobody_walks_past_the_line(before: Seen, after: Seen, *, now: datetime) -> None:
    """A seat that nobody was offered is taken only where nobody waits who may have it."""
    for pk, seat in after.seats.items():
        if pk in before.seats or seat["state"] not in {"held", "active"}:
            continue
        if seat["overbooked_at"]:
            continue  # a coordinator gave it above the number, which takes nobody's turn
        others = [
            entry
            for entry in after.entries.values()
            if entry["cohort_id"] == seat["cohort_id"] and entry["member_id"] != seat["member_id"]
        ]
        passed = [entry["pk"] for entry in others if _may_be_asked(after, entry, now=now)]
        was_offered = any(
            entry["seat_id"] == pk and entry["member_id"] == seat["member_id"]
            for entry in after.entries.values()
        )
        assert was_offered or not passed, f"a newcomer walked past {passed}"


def _what_was_given_out_ends_with_the_part(before: Seen, after: Seen) -> None:
    for pk, seat in after.seats.items():
        was = before.seats.get(pk)
        if was and was["state"] in TAKE_PART and seat["state"] in {"cancelled", "removed"}:
            assert seat["epoch"] > was["epoch"], "links still open a room that is closed to them"


def _a_hold_ended(before: Seen, after: Seen) -> bool:
    ended = {pk for pk, seat in before.seats.items() if seat["state"] == "held"}
    return any(after.seats[pk]["state"] not in OCCUPY for pk in ended)


def _no_page_is_open_for_a_seat_that_is_gone(pages: list[dict[str, Any]]) -> None:
    """Whatever Stripe would still take money for, a seat is kept for."""
    states = dict(
        CheckoutAttempt.objects.values_list("stripe_session_id", "due__order__enrollment__state")
    )
    for page in pages:
        if page["status"] == "open" and page["id"] in states:
            # A coordinator's refund ends a seat without asking Stripe; whoever pays its page in the
            # half hour that it lives is sent their money back.
            state = states[page["id"]]
            assert state in {*OCCUPY, "cancelled"}, f"a page is open, the seat {state}"


def _nobody_waits_beside_a_free_seat(seen: Seen, *, now: datetime) -> None:
    for group in seen.groups.values():
        taken = [
            seat
            for seat in seen.seats.values()
            if seat["cohort_id"] == group["pk"] and seat["state"] in OCCUPY
        ]
        takes = group["state"] == "open" and now < group["enrolment_closes_at"]
        if not takes or len(taken) >= group["capacity"]:
            continue
        able = [
            entry["pk"]
            for entry in seen.entries.values()
            if entry["cohort_id"] == group["pk"] and _may_be_asked(seen, entry, now=now)
        ]
        assert not able, f"a seat is free, and {able} were not asked"


def _each_letter_once() -> None:
    """Whoever took part by a payment was told so once; money that came in vain was told of once."""
    keys = set(Letter.objects.values_list("key", flat=True))
    told = {key for key in keys if key.startswith(f"{letters.CONFIRMATION}:")}
    payments = list(Payment.objects.select_related("order"))
    seated = {
        f"{letters.CONFIRMATION}:{payment.order_id}"
        for payment in payments
        if payment.state == Payment.State.APPLIED
    }
    assert seated <= told, f"nobody was told of {seated - told}"
    free = {
        f"{letters.CONFIRMATION}:{order}"
        for order in Order.objects.filter(by_hand__isnull=False).values_list("pk", flat=True)
    }
    assert told <= seated | free, f"a confirmation without a seat: {told - seated - free}"
    for payment in payments:
        for state, kind in (
            (Payment.State.LATE, letters.LATE_AND_FULL),
            (Payment.State.DUPLICATE, letters.PAID_TWICE),
        ):
            posted = f"{kind}:{payment.stripe_payment_intent}" in keys
            assert posted == (payment.state == state), f"{kind} and {payment}"
