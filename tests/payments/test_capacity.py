"""Cases 52 to 54: fewer seats, more seats, and somebody above the number of seats."""

import re
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

import clock
from audit.models import Entry
from groups.models import Cohort, Enrollment
from groups.seats.actions import cancel_seat
from payments.models import Order
from payments.settling.refunded import refund_and_cancel
from tests.answers import Answer
from tests.factories import NOW, make_enrollment, make_member
from tests.payments.test_by_hand import ADA, enrol
from tests.payments.test_waiting import state, wait
from tests.payments.till import LATE, Till

WHY = "Her sister is in the same town"


def resize(desk: Client, cohort: Cohort, capacity: int) -> Answer:
    return desk.post(reverse("desk-capacity", args=[cohort.slug]), {"capacity": capacity})


def enrol_above(desk: Client, cohort: Cohort, **answers: Any) -> Answer:
    """Sends the form of the step of its own."""
    path = reverse("desk-enrol-above", args=[cohort.slug])
    return desk.post(path, ADA | {"beyond": WHY} | answers)


def coordinator(desk: Client) -> int:
    """Whose browser it is."""
    return int(desk.session["_auth_user_id"])


def group_page(desk: Client, cohort: Cohort) -> str:
    page = desk.get(reverse("desk-cohort", args=[cohort.slug])).content.decode()
    return re.sub(r"\s+", " ", page)


def numbers(cohort: Cohort) -> list[int | None]:
    taken = cohort.enrollments.occupying().order_by("seat_no")
    return list(taken.values_list("seat_no", flat=True))


def test_case_52_no_cut_takes_a_seat_that_somebody_has_or_pays_for(
    till: Till, desk: Client
) -> None:
    cohort = till.cohort(capacity=5)
    till.enrolled(cohort)
    till.enrolled(cohort)
    holding, late = till.payer(cohort), till.payer(cohort)
    holding.go_to_stripe()

    refused = resize(desk, cohort, 2)

    assert refused.status_code == 400
    sentence = "Seat 3 is taken, and everybody keeps their seat: choose 3 or more."
    assert sentence in refused.content.decode()
    assert Cohort.objects.get().capacity == 5
    assert not Entry.objects.filter(act="cohort.capacity").exists()
    assert resize(desk, cohort, 3).status_code == 302
    assert late.hold().status_code == 409
    holding.pay()
    till.deliver()
    assert holding.seat.state == "active"
    assert numbers(cohort) == [1, 2, 3]
    entry = Entry.objects.get(act="cohort.capacity")
    assert (entry.facts, entry.actor_id) == (
        {"before": 5, "after": 3},
        coordinator(desk),
    )


def test_case_52_a_cut_below_several_seats_names_them_all(till: Till, desk: Client) -> None:
    cohort = till.cohort(capacity=6)
    for number in (1, 4, 5):
        make_enrollment(cohort, seat_no=number)

    words = resize(desk, cohort, 3).content.decode()

    assert "Seats 4, 5 are taken, and everybody keeps their seat: choose 5 or more." in words
    assert Cohort.objects.get().capacity == 6


def test_case_53_new_seats_are_offered_first_to_who_waits_and_then_to_anybody(
    till: Till, desk: Client
) -> None:
    cohort = till.cohort(capacity=2)
    till.enrolled(cohort)
    till.enrolled(cohort)
    first, second, passer_by = till.payer(cohort), till.payer(cohort), till.payer(cohort)
    entries = [wait(first), wait(second)]

    assert resize(desk, cohort, 3).status_code == 302

    assert [state(entry) for entry in entries] == ["offered", "waiting"]
    assert passer_by.hold().status_code == 409
    assert resize(desk, cohort, 5).status_code == 302
    assert [state(entry) for entry in entries] == ["offered", "offered"]
    assert passer_by.hold().status_code == 302
    assert (first.seat.seat_no, second.seat.seat_no, passer_by.seat.seat_no) == (3, 4, 5)


def test_case_54_a_coordinator_overbooks_in_a_step_of_its_own_and_says_why(
    till: Till, desk: Client
) -> None:
    cohort = till.cohort(capacity=2)
    till.enrolled(cohort)
    till.enrolled(cohort)
    passer_by = till.payer(cohort)
    above = reverse("desk-enrol-above", args=[cohort.slug])

    by_accident = enrol(desk, cohort)
    assert by_accident.status_code == 409
    assert f'formaction="{above}"' in by_accident.content.decode()
    asked = desk.post(above, ADA)  # that button: what was typed is kept, and why is asked
    assert asked.status_code == 200
    assert f'value="{ADA["email"]}"' in asked.content.decode()
    unsaid = enrol_above(desk, cohort, beyond=" ")
    assert unsaid.status_code == 400
    assert "Please say why the group takes one more" in unsaid.content.decode()
    assert numbers(cohort) == [1, 2]

    assert enrol_above(desk, cohort).status_code == 302

    assert numbers(cohort) == [1, 2, 3]
    seat = Enrollment.objects.get(seat_no=3)
    assert (seat.state, seat.by_hand, seat.overbooked_reason) == ("active", True, WHY)
    assert Order.objects.get(enrollment=seat).by_hand.way == "invoice"
    page = group_page(desk, cohort)
    assert f"It is above the group’s 2 seats, given by sam@example.org: “{WHY}”." in page
    assert passer_by.hold().status_code == 409
    entry = Entry.objects.get(act="seat.overbooked")
    assert entry.facts == {"no": 3, "seats": 2}
    assert entry.actor_id == seat.overbooked_by_id


def test_case_54_why_is_sealed_and_only_coordinators_read_it(till: Till, desk: Client) -> None:
    cohort = till.cohort(capacity=2)
    payer = till.enrolled(cohort)
    till.enrolled(cohort)
    enrol_above(desk, cohort)

    with connection.cursor() as cursor:
        cursor.execute("SELECT overbooked_reason FROM groups_enrollment WHERE seat_no = 3")
        assert "sister" not in cursor.fetchone()[0]
    assert "sister" not in "".join(map(str, Entry.objects.values_list("facts", flat=True)))
    for path in ("/today/", "/today/groups/", f"/groups/{cohort.slug}/"):
        assert "sister" not in payer.client.get(path).content.decode()
    assert "sister" in group_page(desk, cohort)


def test_case_54_a_seat_that_comes_free_is_first_theirs_and_then_asked_of_who_waits(
    till: Till, desk: Client
) -> None:
    cohort = till.cohort(capacity=2)
    leaves, stays = till.enrolled(cohort), till.enrolled(cohort)
    waiting = wait(till.payer(cohort))
    enrol_above(desk, cohort)
    ada = Enrollment.objects.get(seat_no=3)
    epoch = ada.epoch

    refund_and_cancel(leaves.order, by=coordinator(desk), reason="moved", now=clock.now())

    ada.refresh_from_db()
    assert (ada.seat_no, ada.state, ada.epoch, ada.is_above) == (1, "active", epoch, False)
    assert ada.overbooked_reason == WHY  # how it came to be stays known
    assert state(waiting) == "waiting"
    moved = Entry.objects.get(act="seat.moved_up")
    assert (moved.facts, moved.object_id) == ({"no": 1, "was": 3}, str(ada.pk))
    past = desk.get(reverse("desk-seat", args=[cohort.slug, 1])).content.decode()
    assert "Moved from seat 3 to seat 1, which came free" in past
    assert "Given above the number of seats" not in past  # that was seat 3
    till.deliver()

    refund_and_cancel(stays.order, by=coordinator(desk), reason="moved", now=clock.now())

    assert state(waiting) == "offered"
    assert numbers(cohort) == [1, 2]


def test_case_54_late_money_finds_no_seat_while_somebody_sits_above(
    till: Till, desk: Client
) -> None:
    cohort = till.cohort(capacity=2)
    late, gone = till.payer(cohort), till.enrolled(cohort)
    late.go_to_stripe()
    till.hold_webhooks()
    late.pay()
    Enrollment.objects.filter(pk=late.seat.pk).update(state="released", seat_no=None)
    make_enrollment(cohort, make_member())
    enrol_above(desk, cohort)
    cancel_seat(gone.seat, reason="left", now=clock.now())

    till.deliver()

    assert late.seat.state == "released"
    assert till.payments() == ["applied", "late"]
    assert numbers(cohort) == [1, 2]
    till.check_at_end = False  # a seat was released and one ended here by the test itself


def test_case_54_a_free_seat_is_given_as_anybodys_and_nobody_is_above(
    till: Till, desk: Client
) -> None:
    cohort = till.cohort(capacity=2)
    till.enrolled(cohort)

    page = desk.get(reverse("desk-enrol-above", args=[cohort.slug]))
    assert page["Location"] == reverse("desk-enrol", args=[cohort.slug])
    assert enrol_above(desk, cohort)["Location"] == reverse("desk-enrol", args=[cohort.slug])
    assert numbers(cohort) == [1]


def test_case_54_no_reason_makes_a_room_larger(till: Till, desk: Client) -> None:
    cohort = till.cohort(capacity=14)
    for _seat in range(14):
        make_enrollment(cohort)

    answer = enrol_above(desk, cohort)

    assert answer.status_code == 409
    assert "The room carries nobody more" in answer.content.decode()
    assert len(numbers(cohort)) == 14
    assert not Order.objects.exists()


def test_case_54_more_seats_make_it_an_ordinary_one(till: Till, desk: Client) -> None:
    cohort = till.cohort(capacity=2)
    till.enrolled(cohort)
    till.enrolled(cohort)
    waiting = wait(till.payer(cohort))
    enrol_above(desk, cohort)
    enrol_above(desk, cohort, email="bea@example.org", name="Bea")
    assert numbers(cohort) == [1, 2, 3, 4]
    assert resize(desk, cohort, 2).status_code == 302  # as many as before: nobody stands in its way

    assert resize(desk, cohort, 4).status_code == 302

    assert not Enrollment.objects.above().exists()
    assert state(waiting) == "waiting"
    assert resize(desk, cohort, 5).status_code == 302
    assert state(waiting) == "offered"


@pytest.mark.parametrize(
    "fields",
    [{"overbooked_at": NOW}, {"overbooked_by": "sam"}, {"seat_no": 15}],
    ids=["no reason", "no day", "beyond the room"],
)
def test_case_54_the_database_refuses_one_without_a_reason_or_beyond_the_room(
    till: Till, desk: Client, fields: dict[str, Any]
) -> None:
    seat = make_enrollment(till.cohort())
    if "overbooked_by" in fields:
        fields = {"overbooked_by": coordinator(desk)}

    with pytest.raises(IntegrityError), transaction.atomic():
        Enrollment.objects.filter(pk=seat.pk).update(**fields)


def test_case_54_a_hold_above_that_ends_leaves_nobody_above(till: Till, desk: Client) -> None:
    cohort = till.cohort(capacity=2)
    holding = till.payer(cohort)
    till.enrolled(cohort)
    holding.go_to_stripe()
    enrol_above(desk, cohort)

    till.later(LATE)
    till.settle_down()

    assert holding.seat.state == "released"
    assert numbers(cohort) == [1, 2]
    assert not Enrollment.objects.above().exists()
