"""Nobody under eighteen enrols or pays alone: the way leads to a person, and nothing stays."""

import pytest
from django.test import Client
from django.urls import reverse

import clock
from accounts.actions import accept_policies, save_intake
from accounts.models import Intake
from accounts.policies import load_policies
from accounts.queries import current_policies
from accounts.roles import Role
from groups.models import Cohort, Enrollment
from groups.seats.actions import release_seat
from groups.seats.models import SeatState
from payments.enrolling.actions import TooYoung, hold_seat
from payments.models import CheckoutAttempt, ExceptionCase, Order
from payments.prices.actions import set_price
from tests.factories import NOW, make_cohort, make_enrollment, make_member, make_session, make_staff
from tests.payments.till import Till
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
ANSWERS = {
    "birth_year": "1990",
    "of_age": "on",
    "emergency_name": "Pat Zebedee",
    "emergency_phone": "+44 20 7946 0001",
    "understood": "on",
}
WRITE = "Please write to us"
YOUNG = NOW.year - 15


@pytest.fixture
def youth() -> Cohort:
    """A group for people from fourteen on."""
    clock.move_to(NOW)
    load_policies(now=NOW)
    cohort = make_cohort(minimum_age=14)
    make_session(cohort)
    set_price(cohort, amount_minor=48_000, currency="GBP", now=NOW)
    return cohort


def at_about(client: Client, cohort: Cohort) -> str:
    """A member on the page that asks for their age."""
    member = make_member()
    sign_in(client, member.account)
    client.post(reverse("enrol-who", args=[cohort.slug]), {"who": str(member.pk)})
    return reverse("enrol-about", args=[cohort.slug])


def test_a_group_for_minors_says_on_its_page_that_they_write_to_us(
    client: Client, youth: Cohort
) -> None:
    grown_up = make_cohort()
    make_session(grown_up)
    page = client.get(reverse("group", args=[youth.slug])).content.decode()
    assert "for people from 14 on" in page
    assert f'<a href="{reverse("contact")}">write to us</a>' in page
    others = client.get(reverse("group", args=[grown_up.slug])).content.decode()
    assert "If you are under eighteen" not in others


@pytest.mark.parametrize("told", [{"birth_year": str(YOUNG)}, {"of_age": ""}])
def test_a_minor_is_led_to_a_person_and_nothing_stays(
    client: Client, youth: Cohort, told: dict[str, str]
) -> None:
    about = at_about(client, youth)
    assert "If you are under eighteen" in client.get(about).content.decode()

    answer = client.post(about, ANSWERS | told)

    page = answer.content.decode()
    assert answer.status_code == 400
    assert WRITE in page
    assert f'href="{reverse("contact")}"' in page
    assert reverse("help:crisis") in page
    assert not Intake.objects.exists()
    for later in ("enrol-agreement", "enrol-pay"):
        assert client.get(reverse(later, args=[youth.slug])).status_code == 302
    client.post(reverse("enrol-hold", args=[youth.slug]))
    assert not Enrollment.objects.exists()
    assert not Order.objects.exists()


def test_a_grown_up_enrols_in_the_same_group(client: Client, youth: Cohort) -> None:
    about = at_about(client, youth)
    assert client.post(about, ANSWERS).status_code == 302
    assert Intake.objects.get().birth_year == 1990


def test_a_grown_up_who_is_too_young_for_a_group_is_not_called_a_minor(client: Client) -> None:
    clock.move_to(NOW)
    load_policies(now=NOW)
    cohort = make_cohort(minimum_age=30)
    make_session(cohort)
    set_price(cohort, amount_minor=48_000, currency="GBP", now=NOW)
    answer = client.post(at_about(client, cohort), ANSWERS | {"birth_year": str(NOW.year - 20)})
    page = answer.content.decode()
    assert "for people of 30 and older" in page
    assert "Until you are eighteen" not in page


def test_a_seat_that_a_minor_holds_already_cannot_be_paid_alone(
    client: Client, youth: Cohort
) -> None:
    member = make_member()
    save_intake(
        member, birth_year=YOUNG, emergency_name="Pat", emergency_phone="+44 20 7946 0001",
        emergency_relation="", now=NOW,
    )  # fmt: skip
    accept_policies(member, policies=list(current_policies().values()), now=NOW)
    with pytest.raises(TooYoung):
        hold_seat(youth, member=member, payer=member.account, now=NOW)
    assert not Order.objects.exists()

    Intake.objects.update(birth_year=1990)
    hold_seat(youth, member=member, payer=member.account, now=NOW)
    Intake.objects.update(birth_year=YOUNG)
    sign_in(client, member.account)
    refused = client.post(reverse("enrol-pay", args=[youth.slug]))
    assert refused.status_code == 409
    assert WRITE in refused.content.decode()
    assert not CheckoutAttempt.objects.of(Order.objects.get()).exists()
    assert make_enrollment(make_cohort(), member).state == SeatState.ACTIVE


def test_whoever_corrects_their_year_to_a_younger_one_is_asked_again_before_paying(
    client: Client, youth: Cohort
) -> None:
    about = at_about(client, youth)
    client.post(about, ANSWERS)
    agreed = {policy.kind: "on" for policy in current_policies().values()}
    client.post(reverse("enrol-agreement", args=[youth.slug]), agreed)
    seat = Enrollment.objects.get()
    release_seat(seat, reason="given back", now=NOW)
    other = make_cohort()
    make_session(other)
    set_price(other, amount_minor=48_000, currency="GBP", now=NOW)

    assert client.post(about, ANSWERS | {"birth_year": str(YOUNG)}).status_code == 400

    kept = Intake.objects.get()
    assert kept.birth_year is None
    assert kept.emergency_phone == ANSWERS["emergency_phone"]
    for group in (youth, other):
        client.post(reverse("enrol-who", args=[group.slug]), {"who": str(seat.member_id)})
        client.post(reverse("enrol-hold", args=[group.slug]))
        for later in ("enrol-agreement", "enrol-pay"):
            assert client.get(reverse(later, args=[group.slug])).status_code == 302
    with pytest.raises(TooYoung):
        hold_seat(other, member=seat.member, payer=seat.member.account, now=NOW)
    assert Enrollment.objects.filter(state=SeatState.HELD).count() == 0

    client.post(about, ANSWERS)  # it was a slip
    client.post(reverse("enrol-hold", args=[youth.slug]))
    assert Enrollment.objects.filter(state=SeatState.HELD).count() == 1


def test_somebody_too_young_even_with_help_is_told_the_groups_age(
    client: Client, youth: Cohort
) -> None:
    answer = client.post(at_about(client, youth), ANSWERS | {"birth_year": str(NOW.year - 12)})
    page = answer.content.decode()
    assert "for people of 14 and older" in page
    assert "we arrange a seat together" not in page
    assert "what there is at your age" in page


@pytest.mark.parametrize("where", ["the same group", "another group"])
def test_a_payment_page_closes_when_the_year_is_corrected_in_another_tab(
    till: Till, where: str
) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    grown_up = till.payer(payer.cohort)
    grown_up.go_to_stripe()
    tab = payer.cohort if where == "the same group" else till.cohort()
    payer.client.post(reverse("enrol-who", args=[tab.slug]), {"who": str(payer.member.pk)})

    told = payer.client.post(
        reverse("enrol-about", args=[tab.slug]), ANSWERS | {"birth_year": str(YOUNG)}
    )

    assert told.status_code == 400
    assert WRITE in told.content.decode()
    payer.pay()
    grown_up.pay()
    till.deliver()
    till.work()
    assert (payer.seat.state, payer.attempt.state) == ("released", "expired")
    assert (grown_up.seat.state, grown_up.attempt.state) == ("active", "complete")
    assert len(till.payments()) == 1
    again = payer.client.post(reverse("enrol-hold", args=[payer.cohort.slug]))
    assert again.status_code == 302
    assert payer.seat.state == "released"


@pytest.mark.parametrize("heard", ["not yet", "already"])
def test_a_younger_year_after_paying_is_put_before_a_coordinator(till: Till, heard: str) -> None:
    grown_up = till.enrolled(till.cohort())
    payer = till.payer(grown_up.cohort)
    payer.go_to_stripe()
    payer.pay()
    if heard == "already":
        till.deliver()

    for _twice in range(2):
        told = payer.client.post(
            reverse("enrol-about", args=[payer.cohort.slug]), ANSWERS | {"birth_year": str(YOUNG)}
        )
    till.deliver()
    till.work()

    assert told.status_code == 400
    assert "somebody of our team reads this" in told.content.decode()
    assert "Nothing was charged" not in told.content.decode()
    assert payer.seat.state == "active"
    case = ExceptionCase.objects.get()
    assert (case.kind, case.order, case.state) == ("under_age", payer.order, "open")
    desk = sign_in(Client(), make_staff(Role.COORDINATOR)).get(reverse("desk-cases"))
    assert "says that they are under age" in desk.content.decode()


def test_a_younger_year_while_a_bank_works_on_it_is_put_before_a_coordinator(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    till.stripe.pay_by_bank(payer.attempt.url)

    told = payer.client.post(
        reverse("enrol-about", args=[payer.cohort.slug]), ANSWERS | {"birth_year": str(YOUNG)}
    )

    assert "somebody of our team reads this" in told.content.decode()
    assert ExceptionCase.objects.get().kind == "under_age"
    assert payer.seat.state == "held"


def test_a_year_corrected_upwards_in_another_tab_changes_nothing_about_the_seat(
    till: Till,
) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()

    answer = payer.client.post(reverse("enrol-about", args=[payer.cohort.slug]), ANSWERS)

    assert answer.status_code == 302
    payer.pay()
    till.deliver()
    till.work()
    assert payer.seat.state == "active"
