"""Taking a form along and bringing one: the same doors, the same notes, nothing twice."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import clock
from courses.measures.fhir import questionnaire_response
from courses.measures.reading import answers_of
from courses.measures.shelf import measures
from courses.models import Response
from groups.cohorts.models import Cohort
from groups.models import Enrollment, OccasionResponse, SafetyNote
from tests.answers import Answer
from tests.groups.measuring import ALARMING, ASKED, SAFE, answered, browser_of, send, take_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(cohort: Cohort) -> Enrollment:
    """Somebody in the group, three days before it begins."""
    part = take_part(cohort)
    clock.move_to(ASKED)
    return part


def file_of(part: Enrollment, digits: str, *, at: datetime) -> dict[str, Any]:
    """A form that was answered elsewhere, and of which nothing is kept here."""
    kept = answered(part.member, digits, at=at)
    told = questionnaire_response(measures()["phq-9"], kept)
    SafetyNote.objects.all().delete()
    OccasionResponse.objects.all().delete()
    Response.objects.all().delete()
    return told


def bring(client: Client, part: Enrollment, told: Any, slug: str = "phq-9") -> Answer:
    """Sends the file on the page."""
    data = told if isinstance(told, bytes) else json.dumps(told).encode()
    return client.post(
        reverse("measure-bring", args=[part.member_id, slug]),
        {"filling": str(uuid4()), "file": SimpleUploadedFile("form.json", data)},
    )


@pytest.mark.parametrize(
    ("slug", "digits", "total"),
    [
        ("phq-9", SAFE, 8),
        ("gad-7", "2221111", 10),
        ("phq-9", "1111··110", None),
        ("gad-7", "00·0000", None),
    ],
)
def test_a_form_that_is_taken_along_can_be_brought_again(
    ana: Enrollment, slug: str, digits: str, total: int | None
) -> None:
    """By the links that stand on its pages; the total of an unfinished form is in no file."""
    client = browser_of(ana)
    kept = answered(ana.member, digits, at=ASKED, slug=slug)
    measure, own = measures()[slug], reverse("measure-fhir", args=[kept.pk])
    assert own in client.get(reverse("measure-answered", args=[kept.pk])).content.decode()
    taken = client.get(own)
    Response.objects.all().delete()

    assert taken["Content-Type"] == "application/fhir+json"
    assert "attachment" in taken["Content-Disposition"]
    assert ana.member.name not in taken.content.decode()
    links = [item["linkId"] for item in taken.json()["item"]]
    assert (measure.total_code in links) is (total is not None)
    series = client.get(reverse("measure", args=[ana.member_id, slug])).content.decode()
    assert reverse("measure-bring", args=[ana.member_id, slug]) in series
    assert reverse("measure-form", args=[slug]) in series
    form = client.get(reverse("measure-form", args=[slug])).json()
    assert {link for link in links if link != measure.total_code} <= {
        item["linkId"] for item in form["item"] if item["type"] == "choice"
    }
    answer = bring(client, ana, taken.content, slug)

    brought = Response.objects.get()
    assert answer["Location"] == reverse("measure-answered", args=[brought.pk])
    assert (brought.total, brought.way) == (total, "brought")
    assert brought.answers == answers_of(measure, digits)
    assert brought.answered_at == ASKED
    page = client.get(answer["Location"]).content.decode()
    assert "Brought along as a file" in page
    assert ("there is no total" in page) is (total is None)


def test_the_same_file_twice_is_one_response(ana: Enrollment) -> None:
    client, told = browser_of(ana), file_of(ana, SAFE, at=ASKED)

    first, second = bring(client, ana, told), bring(client, ana, told)

    assert first["Location"] == second["Location"]
    assert Response.objects.count() == 1


def test_what_was_answered_here_and_is_brought_back_is_here_already(ana: Enrollment) -> None:
    client = browser_of(ana)
    send(client, ana, ALARMING)
    kept = Response.objects.get()
    taken = client.get(reverse("measure-fhir", args=[kept.pk]))

    answer = bring(client, ana, taken.content)

    assert answer["Location"] == reverse("measure-safety", args=[kept.pk])
    assert Response.objects.count() == SafetyNote.objects.count() == 1


def test_an_answer_about_safety_that_is_brought_shows_help_and_is_told_while_it_is_news(
    ana: Enrollment,
) -> None:
    client = browser_of(ana)
    told = file_of(ana, ALARMING, at=ASKED)
    old = {**told, "authored": (ASKED - timedelta(days=15)).isoformat()}

    late = bring(client, ana, old)
    assert late["Location"] == reverse("measure-safety", args=[Response.objects.get().pk])
    assert not SafetyNote.objects.exists()
    assert "Nobody of the team was told" in client.get(late["Location"]).content.decode()
    now = bring(client, ana, told)
    assert str(SafetyNote.objects.get().response_id) in now["Location"]
    assert "get a message now" in client.get(now["Location"]).content.decode()


def test_a_form_from_before_an_occasion_does_not_answer_it(ana: Enrollment) -> None:
    client = browser_of(ana)
    told = file_of(ana, SAFE, at=ASKED)

    bring(client, ana, {**told, "authored": (ASKED - timedelta(days=30)).isoformat()})
    assert not OccasionResponse.objects.exists()
    bring(client, ana, told)
    assert OccasionResponse.objects.get().occasion == "start"


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (b"\x89PNG", "This file is no JSON."),
        (b"{}", "holds no answered questionnaire"),
        (b"", "empty"),
        (b" " * 200_001, "too large"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words_and_nothing_is_kept(
    ana: Enrollment, told: bytes, says: str
) -> None:
    answer = bring(browser_of(ana), ana, told)

    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert not Response.objects.exists()


def test_a_total_that_does_not_fit_keeps_nothing(ana: Enrollment) -> None:
    client, told = browser_of(ana), file_of(ana, SAFE, at=ASKED)
    wrong = {**told, "item": [*told["item"][:-1], {
        "linkId": "44261-6", "answer": [{"valueDecimal": 27}],
    }]}  # fmt: skip

    answer = bring(client, ana, wrong)

    assert "The total in this file is not that of its answers" in answer.content.decode()
    assert not Response.objects.exists()
    assert bring(client, ana, told).status_code == 302


def test_nobody_brings_a_form_for_somebody_else(ana: Enrollment, cohort: Cohort) -> None:
    told = file_of(ana, SAFE, at=ASKED)
    ben = take_part(cohort, "Ben")

    assert bring(browser_of(ben), ana, told).status_code == 404
    assert not Response.objects.exists()
    assert bring(browser_of(ben), ben, told).status_code == 302


def test_the_empty_form_can_be_taken_by_whoever_is_signed_in(ana: Enrollment) -> None:
    address = reverse("measure-form", args=["gad-7"])

    assert browser_of(ana).get(address).json()["resourceType"] == "Questionnaire"
    assert Client().get(address).status_code == 302
