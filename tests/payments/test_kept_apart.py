"""Who must not share a group is refused a seat beside the other, and learns nothing by it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import clock
from accounts.models import Member
from audit.models import Entry
from groups.apart.models import DoNotPlace, Reach
from groups.cohorts.models import Cohort
from groups.placing.actions import keep_apart
from groups.seats.actions import release_seat
from outbox.models import Letter
from payments.models import Order, Refund
from payments.settling import letters
from tests.answers import Answer
from tests.factories import make_account, make_enrollment, make_member
from tests.letters import delivered
from tests.payments.test_by_hand import ADA
from tests.payments.test_waiting import join, leaves, link_of, state, wait
from tests.payments.till import Payer, Till
from tests.signin import without_tokens

WHY = "Agrimony"


def keep(one: Member, other: Member, *, reach: Reach = Reach.SAME_GROUP) -> None:
    keep_apart(one, other, reach=reach, reason=WHY, by=make_account(), now=clock.now())


def words(answer: Answer) -> str:
    return " ".join(answer.content.decode().split())


def beside(till: Till, **fields: Any) -> tuple[Payer, Member]:
    """Somebody who wants a seat in a group in which somebody is from whom they are kept apart."""
    payer = till.payer(till.cohort(**fields))
    other = make_enrollment(payer.cohort).member
    keep(payer.member, other)
    return payer, other


def test_enrolling_beside_the_other_is_refused_kindly_and_without_a_name(till: Till) -> None:
    payer, other = beside(till)

    answer = payer.hold()

    assert answer.status_code == 409
    page = words(answer)
    assert "You cannot enrol in this group online" in page
    assert f'href="{reverse("contact")}"' in page
    for telling in (other.name, WHY, "share", "must not", "do-not-place", "somebody in"):
        assert telling not in page
    assert not payer.cohort.enrollments.filter(member=payer.member).exists()
    assert not Order.objects.exists()
    assert till.payer(payer.cohort).hold().status_code == 302
    elsewhere = till.cohort()
    payer.cohort = elsewhere
    payer.choose()
    assert payer.hold().status_code == 302


def test_whoever_is_placed_by_us_gets_the_same_answer_wherever_the_other_is(till: Till) -> None:
    """They cannot find out by trying in which group that is, nor that it is in one at all."""
    payer, other = till.payer(till.cohort()), till.payer(till.cohort()).member
    keep(payer.member, other, reach=Reach.EVERYWHERE)
    answers = []
    for cohort, there in ((till.cohort(), True), (till.cohort(), False)):
        if there:
            make_enrollment(cohort, other)
        Cohort.objects.filter(pk=cohort.pk).update(name="Quiet Tuesdays")
        payer.cohort = cohort
        payer.choose()
        answer = payer.hold()
        assert answer.status_code == 409
        answers.append(without_tokens(answer).replace(cohort.slug, ""))
    assert answers[0] == answers[1]
    assert "online" in answers[0]
    assert not payer.member.enrollments.exists()


def test_a_waiting_list_takes_nobody_whom_only_we_place_wherever_the_other_is(till: Till) -> None:
    payer, other = till.payer(till.cohort()), till.payer(till.cohort()).member
    keep(payer.member, other, reach=Reach.EVERYWHERE)
    for there in (True, False):
        full = till.cohort(capacity=2)
        make_enrollment(full, other if there else None)
        make_enrollment(full)
        answer = join(payer.client, full, payer.member)
        assert answer.status_code == 409
        assert "You cannot enrol in this group online" in words(answer)
        payer.cohort = full
        payer.choose()
        assert "This group is full just now" in words(payer.hold())
        assert join(till.payer(full).client, full, payer.member).status_code == 404
    assert not payer.member.waiting.exists()


def test_a_seat_that_is_held_already_is_still_paid(till: Till) -> None:
    """Recorded meanwhile: the coordinator was told, and nobody pays for nothing."""
    payer = till.payer(till.cohort())
    other = make_enrollment(payer.cohort).member
    payer.go_to_stripe()
    keep(payer.member, other, reach=Reach.EVERYWHERE)
    assert payer.hold().status_code == 302  # the same seat again

    payer.pay()
    till.deliver()

    assert payer.seat.state == "active"


def test_money_that_comes_late_beside_the_other_goes_back_whole(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    release_seat(payer.seat, reason="freed by hand", now=clock.now())
    other = make_enrollment(payer.cohort).member
    keep(payer.member, other)

    payer.pay()
    till.deliver()
    till.work()

    assert payer.seat.state == "released"
    assert till.payments() == ["late"]
    refund = Refund.objects.get()
    assert (refund.state, refund.amount_minor) == ("succeeded", 48000)
    assert (payer.letters(letters.LATE_AND_FULL), payer.letters()) == (1, 0)
    (letter,) = [one for one in delivered(to=payer.account.email) if "sorry" in one.subject]
    for body in (letter.text, letter.html):
        assert other.name not in body
        assert WHY not in body
        assert f"* {payer.cohort.name}" not in body  # seats it has, and none for them


def test_late_and_full_beside_the_other_promises_no_place_in_line(till: Till) -> None:
    """Nobody would ever offer it to them there."""
    cohort = till.cohort(capacity=2)
    payer, alone = till.payer(cohort), till.payer(cohort)
    for one in (payer, alone):
        one.go_to_stripe()
    for one in (payer, alone):
        release_seat(one.seat, reason="freed by hand", now=clock.now())
    make_enrollment(cohort)
    other = make_enrollment(cohort).member
    keep(payer.member, other)

    for one in (payer, alone):
        one.pay()
        till.deliver()
        till.work()

    assert till.payments() == ["late", "late"]
    waiting = cohort.waiting.values_list("member", "goes_first")
    assert list(waiting) == [(alone.member.pk, True)]
    (told,) = [one.text for one in delivered(to=alone.account.email) if "sorry" in one.subject]
    assert "near the front" in told
    (untold,) = [one.text for one in delivered(to=payer.account.email) if "sorry" in one.subject]
    assert "near the front" not in untold
    assert other.name not in untold


def test_an_offer_from_before_is_not_taken_and_says_nothing_either(till: Till) -> None:
    full = till.cohort(capacity=2)
    for _seat in range(2):
        make_enrollment(full)
    payer = till.payer(full)
    entry = wait(payer)
    leaves(full)
    stays = full.enrollments.enrolled()[0].member
    keep(payer.member, stays)

    answer = payer.client.post(link_of(payer), {"answer": "yes"})

    assert answer.status_code == 409
    assert "You cannot enrol in this group online" in words(answer)
    assert stays.name not in words(answer)
    assert state(entry) == "offered"


@pytest.mark.parametrize("ended", [False, True])
def test_a_coordinator_enrols_nobody_beside_the_other_until_it_is_ended(
    till: Till, desk: Client, ended: bool
) -> None:
    payer, other = beside(till)
    if ended:
        pair = DoNotPlace.objects.open().get()
        desk.post(reverse("desk-let-share", args=[pair.pk]))
    form = ADA | {"email": payer.account.email, "name": payer.member.name}
    path = reverse("desk-enrol", args=[payer.cohort.slug])

    answer = desk.post(path, form)

    if ended:
        assert answer.status_code == 302
        assert payer.seat.enrolled
        return
    assert answer.status_code == 409
    assert "Do-not-place: somebody has a seat in this group" in words(answer)
    assert not payer.cohort.enrollments.filter(member=payer.member).exists()
    assert not Letter.objects.filter(to=payer.account.email).exists()
    elsewhere = till.cohort()
    assert desk.post(reverse("desk-enrol", args=[elsewhere.slug]), form).status_code == 302
    assert not Entry.objects.filter(facts__icontains=str(other.pk)).exists()


def test_a_coordinator_places_whom_only_they_place(till: Till, desk: Client) -> None:
    payer = till.payer(till.cohort())
    keep(payer.member, till.payer(till.cohort()).member, reach=Reach.EVERYWHERE)
    assert payer.hold().status_code == 409
    form = ADA | {"email": payer.account.email, "name": payer.member.name}

    assert desk.post(reverse("desk-enrol", args=[payer.cohort.slug]), form).status_code == 302

    assert payer.seat.enrolled


def test_nobody_is_put_above_the_number_beside_the_other(till: Till, desk: Client) -> None:
    payer, _other = beside(till, capacity=2)
    make_enrollment(payer.cohort)
    form = ADA | {"email": payer.account.email, "name": payer.member.name, "beyond": "Promised"}
    path = reverse("desk-enrol-above", args=[payer.cohort.slug])

    answer = desk.post(path, form)

    assert answer.status_code == 409
    assert "Do-not-place: somebody has a seat in this group" in words(answer)
    assert not payer.cohort.enrollments.filter(member=payer.member).exists()
    stranger = form | {"email": "somebody@example.org", "name": "Somebody"}
    assert desk.post(path, stranger).status_code == 302
    assert payer.cohort.enrollments.above().count() == 1


@pytest.mark.parametrize("reach", Reach)
def test_another_name_on_the_same_account_is_no_way_round(
    till: Till, desk: Client, reach: Reach
) -> None:
    """Whoever enrols online says by whose name; a coordinator knows whom they enrol."""
    payer, sees = till.payer(till.cohort()), till.payer(till.cohort())
    other = make_enrollment(payer.cohort).member
    keep(payer.member, other, reach=reach)
    sibling = make_member(payer.account, name="Sil")
    till.answer_everything(sibling)

    for cohort, fine in ((payer.cohort, False), (sees.cohort, reach == Reach.SAME_GROUP)):
        payer.client.post(f"/enrol/{cohort.slug}/who/", {"who": str(sibling.pk)})
        answer = payer.client.post(f"/enrol/{cohort.slug}/hold/")
        assert answer.status_code == (302 if fine else 409)
        assert fine or "You cannot enrol in this group online" in words(answer)
    assert not payer.cohort.enrollments.filter(member=sibling).exists()

    by_hand = ADA | {"email": payer.account.email, "name": "Sil"}
    path = reverse("desk-enrol", args=[payer.cohort.slug])
    assert desk.post(path, by_hand).status_code in {302, 409}
    # And whoever is kept apart from somebody finds no other name of theirs there.
    own = till.payer(payer.cohort)
    keep(own.member, make_member(other.account, name="Nobody there"), reach=Reach.SAME_GROUP)
    own.choose()
    assert own.hold().status_code == 409


def test_who_comes_by_the_address_of_the_refusal_is_led_on(till: Till) -> None:
    payer, _other = beside(till)
    assert payer.hold().status_code == 409
    again = payer.client.get(f"/enrol/{payer.cohort.slug}/hold/")
    assert again.status_code == 302
    assert again["Location"] == reverse("enrol", args=[payer.cohort.slug])
