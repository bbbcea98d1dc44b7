"""What others answer before they pay, whoever was enrolled by hand answers before a room opens."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

import clock
from accounts.models import Intake, Member, Policy
from groups.links.tokens import link_path
from payments.models import ExceptionCase
from tests.factories import make_account, make_member
from tests.letters import delivered
from tests.payments.test_by_hand import ADA, enrol, the_seat
from tests.payments.test_enrolling import AGREED, INTAKE
from tests.payments.till import Till
from tests.signin import sign_in

ROOM_OPENS_IN = timedelta(days=7, hours=4, minutes=50)  # from NOW, ten minutes before the first


def test_no_room_opens_before_the_answers_and_any_does_afterwards(till: Till, desk: Client) -> None:
    cohort = till.cohort()
    enrol(desk, cohort)
    seat = the_seat()
    first = cohort.sessions.get(number=1)
    ada, room = sign_in(Client(), seat.member.account), reverse("room", args=[first.pk])
    answers = reverse("enrol-answers", args=[seat.pk])
    till.later(ROOM_OPENS_IN)
    ada.post(link_path(seat, first))

    shut = ada.get(room)

    assert shut.status_code == 403
    assert answers in shut.content.decode()
    assert answers in ada.get("/today/").content.decode()
    desk_page = reverse("desk-cohort", args=[cohort.slug])
    assert "Answers still open" in desk.get(desk_page).content.decode()
    page = ada.get(answers).content.decode()
    assert 'name="birth_year"' in page
    assert 'name="group-agreement"' in page
    for left_out in (INTAKE, AGREED, INTAKE | AGREED | {"understood": ""}):
        assert ada.post(answers, left_out).status_code == 400
    assert ada.get(room).status_code == 403
    given = ada.post(answers, INTAKE | AGREED | {"discreet": "on"})
    assert given["Location"] == room
    assert ada.get(room).status_code == 200
    assert Intake.objects.get().emergency_name == "Sam"
    assert Member.objects.get().discreet
    assert "Answers still open" not in desk.get(desk_page).content.decode()
    assert ada.get(answers)["Location"] == room


def test_whoever_answered_before_is_asked_nothing_again(till: Till, desk: Client) -> None:
    cohort = till.cohort()
    till.answer_everything(make_member(make_account(ADA["email"]), name="Ada"))
    enrol(desk, cohort)
    seat = the_seat()
    ada = sign_in(Client(), seat.member.account)
    answers = reverse("enrol-answers", args=[seat.pk])

    assert ada.get(answers)["Location"] == "/today/"
    assert answers not in ada.get("/today/").content.decode()
    (letter,) = delivered(to=ADA["email"], now=clock.now())
    assert answers not in letter.text
    # A text that is published while the course runs shuts nobody out.
    later = clock.now() + timedelta(days=1)
    Policy.objects.create(kind="terms", version="2", title="t", body="", published_at=later)
    assert ada.get(answers)["Location"] == "/today/"


def test_only_the_text_that_is_new_to_them_is_asked(till: Till, desk: Client) -> None:
    cohort = till.cohort()
    till.answer_everything(make_member(make_account(ADA["email"]), name="Ada"))
    newer = clock.now()
    Policy.objects.create(kind="terms", version="2", title="t", body="", published_at=newer)
    enrol(desk, cohort)
    seat = the_seat()
    ada = sign_in(Client(), seat.member.account)
    answers = reverse("enrol-answers", args=[seat.pk])

    page = ada.get(answers).content.decode()

    assert 'name="terms"' in page
    assert 'name="privacy"' not in page
    assert 'name="birth_year"' not in page
    assert ada.post(answers, {"terms": "on"})["Location"] == "/today/"


def test_an_answer_that_is_too_young_is_not_kept_and_a_coordinator_is_told(
    till: Till, desk: Client
) -> None:
    enrol(desk, till.cohort())
    seat = the_seat()
    ada = sign_in(Client(), seat.member.account)

    answer = ada.post(
        reverse("enrol-answers", args=[seat.pk]), INTAKE | AGREED | {"birth_year": "2012"}
    )

    assert answer.status_code == 400
    assert not Intake.objects.exists()
    assert ExceptionCase.objects.get().kind == ExceptionCase.Kind.UNDER_AGE
    assert the_seat().enrolled


def test_whose_age_a_coordinator_has_arranged_is_asked_for_it_no_more(
    till: Till, desk: Client
) -> None:
    enrol(desk, till.cohort())
    seat = the_seat()
    ada, answers = sign_in(Client(), seat.member.account), reverse("enrol-answers", args=[seat.pk])
    young = INTAKE | AGREED | {"birth_year": str(clock.now().year - 17)}
    young.pop("of_age")
    assert ada.post(answers, young).status_code == 400
    assert 'name="of_age"' in ada.get(answers).content.decode()
    case = ExceptionCase.objects.get()
    assert "asked for no age" in desk.get(reverse("desk-cases")).content.decode()
    assert ada.post(answers, young).status_code == 400

    told = {"decision": "close", "reason": "Talked with her mother; both want it"}
    desk.post(reverse("desk-case-resolve", args=[case.pk]), told)

    case.refresh_from_db()
    assert case.state == "resolved"
    page = ada.get(answers).content.decode()
    assert 'name="of_age"' not in page
    assert 'name="birth_year"' in page
    assert ada.post(answers, young | {"birth_year": "20100"}).status_code == 400
    assert ada.post(answers, young)["Location"] == "/today/"
    assert not ExceptionCase.objects.filter(state="open").exists()
    assert ada.get(reverse("enrol-answers", args=[seat.pk])).status_code == 302


def test_answers_are_asked_of_the_seats_own_people_and_of_nobody_enrolled_online(
    till: Till, desk: Client
) -> None:
    enrol(desk, till.cohort())
    answers = reverse("enrol-answers", args=[the_seat().pk])
    assert sign_in(Client(), the_seat().member.account).get(answers).status_code == 200
    assert sign_in(Client(), make_account()).get(answers).status_code == 404
    assert desk.get(answers).status_code == 404
    assert Client().get(answers)["Location"].startswith("/account/login/")
    payer = till.enrolled(till.cohort())
    online = reverse("enrol-answers", args=[payer.seat.pk])
    assert payer.client.get(online).status_code == 404


def test_the_group_at_the_desk_asks_as_much_for_three_open_answers_as_for_one(
    till: Till, desk: Client, django_assert_max_num_queries: Any
) -> None:
    cohort = till.cohort()
    path = reverse("desk-cohort", args=[cohort.slug])
    enrol(desk, cohort)
    desk.get(path)
    with django_assert_max_num_queries(100) as one:
        desk.get(path)
    for number in (2, 3):
        enrol(desk, cohort, email=f"p{number}@example.org", name=f"P{number}")
    desk.get(path)
    with django_assert_max_num_queries(100) as three:
        page = desk.get(path)
    assert page.content.decode().count("Answers still open") == 3
    assert len(three) == len(one)
