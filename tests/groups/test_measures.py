"""A member answers, sees how things went, shares it and takes it back; nobody else sees it."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from accounts.actions import choose_pin
from accounts.models import Account
from courses.measures.shelf import measures
from courses.models import Response
from groups.cohorts.models import Cohort
from groups.measuring.actions import answer_measure, share_measure
from groups.members.actions import take_out
from groups.models import Enrollment, OccasionResponse, SafetyNote
from tests.factories import make_account, make_member
from tests.groups.measuring import (
    ALARMING,
    ASKED,
    MARKED,
    SAFE,
    answered,
    browser_of,
    fields,
    page,
    send,
    take_part,
)
from tests.groups.rows import STARTS
from tests.signin import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(cohort: Cohort) -> Enrollment:
    """Somebody in the group, three days before it begins."""
    part = take_part(cohort)
    clock.move_to(ASKED)
    return part


@pytest.fixture
def led(leader: Account) -> Client:
    """The leader's browser."""
    return sign_in(Client(), leader)


def test_before_the_first_question_it_is_said_who_is_told_of_what(ana: Enrollment) -> None:
    client = browser_of(ana)

    words = page(client, "measure-answer", ana.member_id, "phq-9")

    before, first = words.index("Before you begin"), words.index("1. Little interest or pleasure")
    told = words[before:first]
    assert "number 9" in told
    assert "Ingrid Falk" in told
    assert "Nobody reads along around the clock" in told
    assert "No permission required to reproduce" in words
    about_worry = page(client, "measure-answer", ana.member_id, "gad-7")
    assert "Before you begin" in about_worry
    assert "Ingrid Falk" not in about_worry  # none of its questions is told to anybody


def test_a_filled_form_is_kept_and_says_what_it_comes_to(ana: Enrollment) -> None:
    client = browser_of(ana)

    answer = send(client, ana, "222221110")

    kept = Response.objects.get()
    assert (kept.total, kept.measure, kept.member) == (13, "phq-9", ana.member)
    assert answer["Location"] == reverse("measure-answered", args=[kept.pk])
    words = page(client, "measure-answered", kept.pk)
    assert "13 of 27, moderate" in words
    assert "More than half the days" in words
    assert OccasionResponse.objects.get().occasion == "start"


def test_answers_stand_nowhere_in_clear(ana: Enrollment) -> None:
    send(browser_of(ana), ana, "012301230")

    with connection.cursor() as cursor:
        cursor.execute("SELECT answers_sealed FROM courses_response")
        (sealed,) = cursor.fetchone()

    assert '"1"' not in str(sealed)
    assert Response.objects.get().answers == {
        "1": 0, "2": 1, "3": 2, "4": 3, "5": 0, "6": 1, "7": 2, "8": 3, "9": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("slug", "digits", "total", "says"),
    [
        ("phq-9", "1111··110", None, "no total, between 6 and 12"),
        ("phq-9", "33333333·", None, "kept as not answered, and not as a no"),
        ("phq-9", "1111··110", None, "where questions are skipped there is no total"),
        ("skills-confidence", "22222222··", 20, "2 skipped questions count as the mean"),
        ("skills-confidence", "22222222··", 20, "up to 2 skipped questions count as the mean"),
    ],
)
def test_a_half_filled_form_is_kept_and_says_the_forms_rule(
    ana: Enrollment, slug: str, digits: str, total: int | None, says: str
) -> None:
    client = browser_of(ana)

    send(client, ana, digits, slug=slug)

    kept = Response.objects.get()
    assert kept.total == total
    assert says in page(client, "measure-answered", kept.pk)


def test_an_empty_form_is_handed_back_and_a_second_press_keeps_nothing_twice(
    ana: Enrollment,
) -> None:
    client = browser_of(ana)
    address = reverse("measure-answer", args=[ana.member_id, "phq-9"])

    empty = client.post(address, {"filling": fields(SAFE)["filling"], "q-10": "3"})
    assert empty.status_code == 400
    assert "Please answer one question at least" in empty.content.decode()
    foreign = client.post(address, fields(SAFE) | {"q-1": "7"})
    assert foreign.status_code == 400
    assert not Response.objects.exists()

    form = fields(SAFE)
    first, second = client.post(address, form), client.post(address, form)
    assert first["Location"] == second["Location"]
    assert Response.objects.count() == 1


def test_the_way_back_and_once_more_is_one_form_and_alarms_once(ana: Enrollment) -> None:
    client = browser_of(ana)
    address = reverse("measure-answer", args=[ana.member_id, "phq-9"])

    first, again = client.post(address, fields(ALARMING)), client.post(address, fields(ALARMING))
    assert first["Location"] == again["Location"]
    assert SafetyNote.objects.count() == 1
    other = client.post(address, fields("000000002"))
    assert other["Location"] != first["Location"]
    assert Response.objects.count() == 2

    clock.move_to(clock.now() + timedelta(minutes=11))
    assert client.post(address, fields(ALARMING))["Location"] != first["Location"]


def test_an_answer_can_be_taken_back_by_skipping_its_question(ana: Enrollment) -> None:
    client = browser_of(ana)
    address = reverse("measure-answer", args=[ana.member_id, "phq-9"])

    empty = client.get(address).content.decode()
    assert re.findall(r'<input[^>]*name="q-[^>]* checked', empty) == []
    assert 'value="skip"' in empty
    client.post(address, fields(SAFE) | {"q-1": "skip", "q-9": "skip"})

    assert sorted(Response.objects.get().answers) == ["2", "3", "4", "5", "6", "7", "8"]


def test_the_form_of_somebody_else_is_as_unknown_as_none(ana: Enrollment, cohort: Cohort) -> None:
    ben = take_part(cohort, "Ben")
    kept = answered(ana.member, ALARMING, at=ASKED)
    his, hers = browser_of(ben), browser_of(ana)

    for name in ("measure-answered", "measure-safety", "measure-fhir"):
        address = reverse(name, args=[kept.pk])
        assert (hers.get(address).status_code, his.get(address).status_code) == (200, 404)
    for name in ("measure", "measure-answer", "measure-bring"):
        address = reverse(name, args=[ana.member_id, "phq-9"])
        assert (hers.get(address).status_code, his.get(address).status_code) == (200, 404)
    assert send(his, ana, SAFE).status_code == 404
    assert Response.objects.count() == 1


def test_whoever_takes_part_in_no_group_reads_their_own_and_answers_nothing_new(
    ana: Enrollment, coordinator: Account
) -> None:
    kept = answered(ana.member, SAFE, at=ASKED)
    take_out(ana, reason="moved away", by=coordinator, now=ASKED + timedelta(days=1))
    client = browser_of(ana)

    assert "8 of 27" in page(client, "measure", ana.member_id, "phq-9")
    assert "8 of 27" in page(client, "measure-answered", kept.pk)
    assert send(client, ana, SAFE).status_code == 404
    assert Response.objects.count() == 1


def test_on_an_account_of_two_each_ones_answers_take_their_pin(cohort: Cohort) -> None:
    clock.move_to(ASKED)
    home = make_account()
    ana, ben = (take_part(cohort, member=make_member(home, name=name)) for name in ("Ana", "Ben"))
    kept = answered(ana.member, SAFE, at=ASKED)
    choose_pin(ana.member, pin="4821", by=home, now=ASKED)
    client = browser_of(ben)

    for name, args in (
        ("measure-answered", [kept.pk]),
        ("measure", [ana.member_id, "phq-9"]),
        ("measure-answer", [ana.member_id, "phq-9"]),
    ):
        answer = client.get(reverse(name, args=args))
        assert answer.status_code == 302
        assert reverse("account-pin", args=[ana.member_id]) in answer["Location"]
    whose = page(client, "measures")
    assert "Whose answers" in whose
    assert "of 27" not in whose


def test_a_series_shows_every_score_on_its_range_and_which_change_is_reliable(
    ana: Enrollment,
) -> None:
    for weeks, digits in enumerate(("222222220", "222221110", "111111110", "1111··110")):
        answered(ana.member, digits, at=ASKED + timedelta(weeks=weeks))
    clock.move_to(ASKED + timedelta(weeks=4))
    client = browser_of(ana)

    answer = client.get(reverse("measure", args=[ana.member_id, "phq-9"]))

    text = answer.content.decode()
    assert len(answer.content) < 60_000
    assert text.count('class="measure-chart__point"') == 3  # three totals, and one form without
    assert text.count('class="measure-chart__ring"') == 1
    assert text.count("measure-chart__band") == 5 + 3
    assert 'role="img"' in text
    words = " ".join(MARKED.sub(" ", text).split())
    assert "16 of 27, moderately severe" in words
    assert "3 points lower · may be chance" in words
    assert "8 points lower · reliably better" in words
    assert "no total, between 6 and 12" in words


def test_a_form_that_nobody_measured_calls_no_change_reliable(ana: Enrollment) -> None:
    for weeks, digits in enumerate(("0000000000", "4444444444")):
        answered(ana.member, digits, at=ASKED + timedelta(weeks=weeks), slug="skills-confidence")
    clock.move_to(ASKED + timedelta(weeks=2))

    words = page(browser_of(ana), "measure", ana.member_id, "skills-confidence")

    assert "40 points higher" in words
    assert "reliably" not in words
    assert "Nobody has measured yet" in words


def test_no_list_asks_more_for_more_rows(
    ana: Enrollment, cohort: Cohort, led: Client, leader: Account
) -> None:
    def queries(client: Client, address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    own = browser_of(ana)
    pages = [
        (own, reverse("measures")),
        (own, reverse("measure", args=[ana.member_id, "phq-9"])),
        (own, reverse("today")),
        (led, reverse("lead-measures", args=[cohort.slug])),
        (led, reverse("today")),
    ]
    share_measure(ana, measure=measures()["phq-9"], until=None, now=ASKED)
    answered(ana.member, ALARMING, at=ASKED)
    for client, address in pages:
        client.get(address)  # what is kept for a page is made at the first look
    few = [queries(client, address) for client, address in pages]

    for hours, name in enumerate(("Ben", "Cleo"), 1):
        part = take_part(cohort, name)
        share_measure(part, measure=measures()["phq-9"], until=None, now=ASKED)
        answered(part.member, ALARMING, at=ASKED)
        answered(ana.member, ALARMING, at=ASKED + timedelta(hours=hours))

    assert [queries(client, address) for client, address in pages] == few


def test_the_same_form_twice_at_once_is_one_response(ana: Enrollment) -> None:
    token = UUID(fields(SAFE)["filling"])
    phq = measures()["phq-9"]
    first = answer_measure(
        ana.member, measure=phq, answers={"1": 1, "9": 0}, token=token, now=STARTS
    )

    answer = browser_of(ana).post(
        reverse("measure-answer", args=[ana.member_id, "phq-9"]),
        fields(SAFE) | {"filling": str(token)},
    )

    assert answer["Location"] == reverse("measure-answered", args=[first.pk])
    assert Response.objects.get().answers == {"1": 1, "9": 0}
