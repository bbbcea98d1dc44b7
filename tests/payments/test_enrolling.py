"""The pages from a group to the payment, walked as a person would, and what they refuse."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse

import clock
from accounts.models import Intake, Member
from groups.models import Enrollment
from groups.seats.actions import release_seat
from groups.seats.models import SeatState
from payments.models import Order
from payments.prices.models import Price, RefundTerms
from payments.prices.queries import refund_terms_now
from tests.factories import make_account, make_cohort, make_enrollment, make_member, make_session
from tests.payments.till import Till
from tests.signin import sign_in

NEWCOMER = {"who": "new", "name": "Ada", "country": "GB", "time_zone": "Europe/London"}
INTAKE = {
    "birth_year": "1990",
    "of_age": "on",
    "emergency_name": "Sam",
    "emergency_phone": "+44 20 7946 0000",
    "emergency_relation": "friend",
    "understood": "on",
}
AGREED = {"group-agreement": "on", "terms": "on", "privacy": "on"}


def test_the_whole_walk_resumes_at_every_step(till: Till) -> None:
    cohort = till.cohort()
    start = f"/enrol/{cohort.slug}/"
    visitor = Client()
    offer = visitor.get(start).content.decode()
    assert f"/account/signup/?next=%2Fenrol%2F{cohort.slug}%2F" in offer
    person = sign_in(visitor, make_account())
    steps: list[tuple[str, dict[str, Any]]] = [
        ("who/", NEWCOMER),
        ("about/", INTAKE),
        ("agreement/", AGREED | {"discreet": "on"}),
    ]
    for step, answers in steps:
        assert person.get(start)["Location"] == start + step
        page = person.get(start + step)
        assert page.status_code == 200
        empty = person.post(start + step, {"who": "new", "name": ""} if step == "who/" else {})
        assert empty.status_code == 400
        assert person.get(start)["Location"] == start + step
        assert person.post(start + step, answers).status_code == 302
    assert person.get(start)["Location"] == start + "pay/"
    member = Member.objects.get()
    seat = Enrollment.objects.get()
    assert (seat.member, seat.state, seat.seat_no) == (member, "held", 1)
    assert member.discreet
    assert member.acceptances.count() == 3
    assert Intake.objects.get().emergency_name == "Sam"
    paying = person.get(start + "pay/").content.decode()
    assert "Your seat is held" in paying
    assert "£480" in paying
    assert "13:36" in paying  # 12:00 UTC and 36 minutes, in London in September


def test_nobody_skips_a_step(till: Till) -> None:
    cohort = till.cohort()
    start = f"/enrol/{cohort.slug}/"
    person = sign_in(Client(), make_account())
    for step in ("about/", "agreement/", "pay/"):
        assert person.get(start + step)["Location"] == start
        assert person.post(start + step, INTAKE | AGREED)["Location"] == start
    assert person.post(start + "hold/")["Location"] == start
    assert not Enrollment.objects.exists()


def test_steps_need_a_signed_in_person(till: Till) -> None:
    start = f"/enrol/{till.cohort().slug}/"
    for step in ("who/", "about/", "agreement/", "pay/"):
        assert Client().get(start + step)["Location"].startswith("/account/login/")
    assert Client().post(start + "hold/")["Location"].startswith("/account/login/")


def test_an_account_chooses_among_its_own_people_only(till: Till) -> None:
    cohort = till.cohort()
    account = make_account()
    mine, other = make_member(account), make_member(account)
    foreign = make_member()
    person = sign_in(Client(), account)
    path = f"/enrol/{cohort.slug}/who/"
    page = person.get(path).content.decode()
    assert mine.name in page
    assert other.name in page
    assert foreign.name not in page
    assert person.post(path, {"who": str(foreign.pk)}).status_code == 400
    assert person.post(path, {"who": "new"}).status_code == 200
    assert person.post(path, {"who": str(other.pk)}).status_code == 302
    assert person.get(f"/enrol/{cohort.slug}/about/").status_code == 200


def test_a_name_typed_for_somebody_else_is_kept_until_it_is_taken(till: Till) -> None:
    cohort = till.cohort()
    account, stranger = make_account(), make_member(name="Zed")
    person = sign_in(Client(), account)
    path = f"/enrol/{cohort.slug}/who/"
    mine = make_member(account, name="Ada")
    # The first of an account needs a PIN before somebody else joins: nothing is lost on the way.
    asked = person.post(path, NEWCOMER | {"name": "Robin"})
    door = reverse("account-pin", args=[mine.pk])
    assert asked["Location"] == f"{door}?{urlencode({'next': path + '?who=new'})}"
    chosen = {"pin": "2468", "again": "2468", "next": f"{path}?who=new"}
    assert person.post(door, chosen)["Location"] == f"{path}?who=new"
    page = person.get(f"{path}?who=new").content.decode()
    main = page.split("<main")[1]
    assert main.count("<form") == 1
    assert re.search(r'name="name"[^>]*value="Robin"|value="Robin"[^>]*name="name"', main)
    assert "Robin" not in person.get(f"{path}?who=new").content.decode()
    # Who then means somebody of the list after all is taken as such, and nobody else ever.
    assert person.post(f"{path}?who=new", {"who": str(stranger.pk)}).status_code == 400
    refused = person.post(path, NEWCOMER | {"name": "Robin", "country": ""})
    assert refused.status_code == 400
    assert 'value="Robin"' in refused.content.decode()
    assert account.members.count() == 1
    assert person.post(path, NEWCOMER | {"name": "Robin"})["Location"] == f"/enrol/{cohort.slug}/"
    assert person.post(path, {"who": str(mine.pk), "name": ""}).status_code == 302
    assert {one.name for one in account.members.all()} == {"Ada", "Robin"}


def test_a_mistyped_name_is_corrected_on_the_way_and_the_way_goes_on(till: Till) -> None:
    cohort = till.cohort()
    start = f"/enrol/{cohort.slug}/"
    person = sign_in(Client(), make_account())
    person.post(f"{start}who/", NEWCOMER | {"name": "Rbin"})
    member = Member.objects.get()
    there = f"{reverse('account-member', args=[member.pk])}?next={start}"
    page = person.get(f"{start}about/").content.decode()
    assert f'href="{there}"' in page
    assert f'href="{start}"' in person.get(there).content.decode()
    right = {"name": "Robin", "country": "GB", "time_zone": "Europe/London"}
    assert person.post(there, right)["Location"] == start
    assert person.get(start)["Location"] == f"{start}about/"
    assert "About Robin" in person.get(f"{start}about/").content.decode()
    # Nowhere else is it led on to, and nobody else corrects it.
    elsewhere = there.replace(start, "https://evil.example/")
    assert person.post(elsewhere, right)["Location"] == "/account/"
    assert "evil.example" not in person.get(elsewhere).content.decode().split("<main")[1]
    other = sign_in(Client(), make_account())
    assert other.post(there, right | {"name": "Taken"}).status_code == 404
    assert Member.objects.get().name == "Robin"


def test_two_people_of_one_account_each_get_a_seat(till: Till) -> None:
    cohort = till.cohort()
    first = till.payer(cohort)
    first.go_to_stripe()
    first.pay()
    till.deliver()
    second = make_member(first.account)
    till.answer_everything(second)
    first.client.post(f"/enrol/{cohort.slug}/somebody-else/")
    first.client.post(f"/enrol/{cohort.slug}/who/", {"who": str(second.pk)})
    assert first.client.post(f"/enrol/{cohort.slug}/hold/").status_code == 302
    assert Order.objects.filter(payer=first.account).count() == 2


def test_the_age_of_the_group_is_asked(till: Till) -> None:
    cohort = till.cohort()
    payer = sign_in(Client(), make_account())
    payer.post(f"/enrol/{cohort.slug}/who/", NEWCOMER)
    answer = payer.post(f"/enrol/{cohort.slug}/about/", INTAKE | {"birth_year": "2015"})
    assert answer.status_code == 400
    assert "people of 18 and older" in answer.content.decode()
    assert not Intake.objects.exists()


def test_a_full_group_says_so_kindly_and_names_others(till: Till) -> None:
    cohort, other = till.cohort(capacity=2), till.cohort()
    late = till.payer(cohort)
    till.enrolled(cohort)
    till.payer(cohort).hold()
    answer = late.hold()
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "full just now" in page
    assert other.name in page
    assert late.client.get(f"/enrol/{cohort.slug}/").status_code == 200
    assert Enrollment.objects.filter(member=late.member).count() == 0


def test_the_groups_named_instead_have_seats_as_of_this_moment(till: Till) -> None:
    cohort, other = till.cohort(capacity=2), till.cohort(capacity=2)
    late = till.payer(cohort)
    till.payer(cohort).hold()
    till.payer(cohort).hold()
    assert other.name in late.hold().content.decode()
    till.payer(other).hold()
    last = till.payer(other)
    last.hold()
    assert other.name not in late.hold().content.decode()
    release_seat(last.seat, reason="given back", now=clock.now())
    assert other.name in late.hold().content.decode()


def test_drafts_are_unknown_and_groups_without_a_price_are_closed(till: Till) -> None:
    draft = make_cohort(state="draft")
    make_session(draft)
    assert Client().get(f"/enrol/{draft.slug}/").status_code == 404
    assert Client().get("/enrol/no-such-group/").status_code == 404
    unpriced = make_cohort()
    make_session(unpriced)
    assert not Price.objects.filter(cohort=unpriced).exists()
    answer = till.payer(unpriced).hold()
    assert answer.status_code == 409
    assert "is not taking new members" in answer.content.decode()


def test_whoever_is_enrolled_is_led_to_today(till: Till) -> None:
    payer = till.enrolled(till.cohort())
    for step in ("", "pay/"):
        answer = payer.client.get(f"/enrol/{payer.cohort.slug}/{step}")
        assert answer.status_code == 302
    assert payer.client.get(f"/enrol/{payer.cohort.slug}/")["Location"] == "/today/"
    assert payer.hold()["Location"] == f"/enrol/{payer.cohort.slug}/"


def test_a_released_seat_can_be_taken_again(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.hold()
    till.later(timedelta(minutes=40))
    till.work()
    assert payer.seat.state == "released"
    assert "Hold my seat" in payer.client.get(f"/enrol/{payer.cohort.slug}/pay/").content.decode()
    clock.set_offset((clock.offset() + timedelta(minutes=1)).total_seconds())
    payer.go_to_stripe()
    payer.pay()
    till.deliver()
    assert payer.seat.state == "active"
    assert payer.seat.member == payer.member


def test_a_hold_is_not_kept_for_ever(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.hold()
    seat = payer.seat
    for _page in range(8):
        assert payer.to_pay().status_code == 303
        seat.refresh_from_db()
        assert seat.hold_until is not None
        assert seat.hold_until < seat.held_at + timedelta(hours=2, minutes=1)
        clock.move_to(payer.attempt.expires_at + timedelta(minutes=1))
        assert payer.to_pay()["Location"] == f"/enrol/{payer.cohort.slug}/"  # the page is over
        seat.refresh_from_db()
        if seat.state == "released":
            break
    assert seat.state == "released"  # not kept from others, and nobody stuck with it
    payer.go_to_stripe()
    payer.pay()
    till.deliver()
    assert payer.seat.state == "active"


def test_a_cut_of_csrf_is_refused(till: Till) -> None:
    payer = till.payer(till.cohort())
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = payer.client.cookies
    assert strict.post(f"/enrol/{payer.cohort.slug}/hold/").status_code == 403
    assert not Enrollment.objects.exists()


def test_refund_terms_stand_before_paying_and_stay_as_they_were_agreed(till: Till) -> None:
    by, now = make_account(), clock.now()
    agreed_first = "All of it comes back until the day before."
    RefundTerms.objects.create(text=agreed_first, set_at=now, set_by=by)
    first = till.payer(till.cohort())
    first.hold()
    RefundTerms.objects.create(text="Half of it comes back.", set_at=now, set_by=by)
    second = till.payer(first.cohort)
    second.hold()
    for payer, agreed, not_agreed in (
        (first, "All of it comes back", "Half of it comes back"),
        (second, "Half of it comes back", "All of it comes back"),
    ):
        for path in (f"/enrol/{payer.cohort.slug}/pay/", f"/orders/{payer.order.pk}/"):
            page = payer.client.get(path).content.decode()
            assert agreed in page
            assert not_agreed not in page
    first.go_to_stripe()
    assert first.order.refund_terms == agreed_first


def test_refund_terms_are_ours_until_the_clinic_wrote_its_own(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.hold()
    assert "please write to us" in payer.order.refund_terms
    assert payer.order.refund_terms == refund_terms_now()


def test_one_account_holds_three_seats_unpaid_and_no_fourth(till: Till) -> None:
    payer = till.payer(till.cohort())
    assert payer.hold().status_code == 302
    groups = [till.cohort() for _ in range(3)]
    answers = []
    for cohort in groups:
        payer.cohort = cohort
        payer.choose()
        answers.append(payer.hold())

    assert [answer.status_code for answer in answers] == [302, 302, 409]
    page = answers[-1].content.decode()
    assert "You hold several seats already" in page
    assert "/orders/" in page
    assert not groups[-1].enrollments.exists()
    assert payer.client.post(f"/enrol/{groups[0].slug}/hold/").status_code == 302  # the same again
    order = groups[0].enrollments.get().order
    payer.client.post(f"/enrol/release/{order.pk}/")
    assert payer.hold().status_code == 302


def test_an_offered_seat_does_not_read_as_enrolled(till: Till) -> None:
    payer = till.payer(till.cohort())
    seat = make_enrollment(payer.cohort, payer.member, state=SeatState.OFFERED)
    answer = payer.client.get(f"/enrol/{payer.cohort.slug}/")
    assert answer["Location"] != "/today/"
    assert not seat.enrolled
    assert not Enrollment.objects.enrolled().exists()
    assert not Enrollment.objects.belonging().exists()
    assert Enrollment.objects.occupying().get() == seat
    Enrollment.objects.update(state=SeatState.ACTIVE)
    assert payer.client.get(f"/enrol/{payer.cohort.slug}/")["Location"] == "/today/"
