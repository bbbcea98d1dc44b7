"""What a member deletes of their measures is gone everywhere at once, and what stays is said."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

import clock
from accounts.actions import choose_pin
from accounts.models import Account
from audit.models import Entry
from courses.measures.shelf import measures
from courses.models import Response
from groups.cohorts.models import Cohort
from groups.measuring.actions import share_measure
from groups.models import Enrollment, OccasionResponse, SafetyNote
from outbox.models import Letter
from tests.factories import make_member
from tests.groups.measuring import (
    ALARMING,
    ASKED,
    SAFE,
    answered,
    browser_of,
    fields,
    page,
    take_part,
)
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


def test_it_is_asked_once_and_then_gone_from_the_series_and_from_what_leaders_see(
    ana: Enrollment, cohort: Cohort, led: Client
) -> None:
    first = answered(ana.member, "222221110", at=ASKED)
    second = answered(ana.member, "111111110", at=ASKED + timedelta(hours=1))
    share_measure(ana, measure=measures()["phq-9"], until=None, now=ASKED)
    clock.move_to(ASKED + timedelta(hours=2))
    client = browser_of(ana)
    address = reverse("measure-delete", args=[first.pk])
    his = ("lead-member-measure", cohort.slug, ana.pk, "phq-9")
    assert "13 of 27" in page(led, *his)
    assert "5 points lower" in page(led, *his)
    assert "Delete these answers" in page(client, "measure-answered", first.pk)

    asked = page(client, "measure-delete", first.pk)
    assert "Nobody can bring it back" in asked
    assert "One thing stays" not in asked  # nobody was told anything
    assert Response.objects.count() == 2
    assert client.post(address).headers["Location"] == reverse(
        "measure", args=[ana.member_id, "phq-9"]
    )

    assert Response.objects.get() == second
    for shown in (page(led, *his), page(led, "lead-measures", cohort.slug)):
        assert "13 of 27" not in shown
        assert "8 of 27" in shown
        assert "lower" not in shown
    own = page(client, "measure", ana.member_id, "phq-9")
    assert "Your answers are deleted" in own
    assert "13 of 27" not in own
    for name in ("measure-answered", "measure-fhir", "measure-delete"):
        assert client.get(reverse(name, args=[first.pk])).status_code == 404
    assert client.post(address).status_code == 404
    assert Entry.objects.filter(act="measure.deleted", member_id=ana.member_id).count() == 1


def test_nobody_else_deletes_it_and_a_foreign_one_is_as_unknown_as_none(
    ana: Enrollment, cohort: Cohort, led: Client, desk: Client
) -> None:
    kept = answered(ana.member, SAFE, at=ASKED)
    ben = browser_of(take_part(cohort, "Ben"))

    for client in (ben, led, desk):
        for response_id in (kept.pk, uuid4()):
            address = reverse("measure-delete", args=[response_id])
            assert client.get(address).status_code == client.post(address).status_code == 404
    assert Response.objects.get() == kept
    assert browser_of(ana).post(reverse("measure-delete", args=[kept.pk])).status_code == 302
    assert not Response.objects.exists()


def test_on_a_shared_account_it_takes_the_persons_pin(ana: Enrollment) -> None:
    home = ana.member.account
    make_member(home, name="Otto")
    choose_pin(ana.member, pin="4821", by=home, now=ASKED)
    kept = answered(ana.member, SAFE, at=ASKED)
    client, address = browser_of(ana), reverse("measure-delete", args=[kept.pk])

    asked = client.post(address)
    assert asked.headers["Location"].startswith(reverse("account-pin", args=[ana.member_id]))
    assert Response.objects.get() == kept
    client.post(asked.headers["Location"], {"pin": "4821"})
    assert client.post(address).status_code == 302
    assert not Response.objects.exists()


def test_what_the_leaders_were_told_stays_and_the_page_says_so_before(
    ana: Enrollment, cohort: Cohort, led: Client
) -> None:
    kept = answered(ana.member, ALARMING, at=ASKED)
    client = browser_of(ana)

    asked = page(client, "measure-delete", kept.pk)
    assert "One thing stays: the leaders of your group (Tuesdays) were told" in asked
    client.post(reverse("measure-delete", args=[kept.pk]))

    note = SafetyNote.objects.get()
    assert (note.response, note.enrollment) == (None, ana)
    listed = page(led, "lead-measures", cohort.slug)
    assert "Ana" in listed
    assert "Nobody yet" in listed
    assert "Please look at this today" in page(led, "today")
    assert led.post(reverse("lead-measure-seen", args=[cohort.slug, note.pk])).status_code == 302
    assert Letter.objects.filter(kind="please-look").count() == 1
    assert client.get(reverse("measure-safety", args=[kept.pk])).status_code == 404


def test_a_place_that_was_emptied_is_asked_again_and_takes_the_new_answers(
    ana: Enrollment,
) -> None:
    client = browser_of(ana)
    first = answered(ana.member, "222221110", at=ASKED)
    assert page(client, "measures").count("Asked now") == 2

    client.post(reverse("measure-delete", args=[first.pk]))
    assert page(client, "measures").count("Asked now") == 3
    second = answered(ana.member, "111111110", at=ASKED + timedelta(hours=1))

    place = OccasionResponse.objects.get()
    assert (place.response, place.deleted_at, place.occasion) == (second, None, "start")
    assert page(client, "measures").count("Asked now") == 2


def test_a_form_that_is_deleted_leaves_nothing_where_it_had_no_total(ana: Enrollment) -> None:
    kept = answered(ana.member, "1111··110", at=ASKED)
    assert OccasionResponse.objects.get().response == kept

    browser_of(ana).post(reverse("measure-delete", args=[kept.pk]))

    assert not OccasionResponse.objects.exists()


def test_the_form_that_was_sent_may_be_sent_again_after_it_was_deleted(ana: Enrollment) -> None:
    """Nothing of it is left, so that it is kept as if it came for the first time, once."""
    client, told = browser_of(ana), fields(SAFE)
    send = reverse("measure-answer", args=[ana.member_id, "phq-9"])
    client.post(send, told)
    client.post(reverse("measure-delete", args=[told["filling"]]))
    assert not Response.objects.exists()

    for _press in range(2):
        client.post(send, told)

    assert Response.objects.count() == 1
