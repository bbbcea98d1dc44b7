"""The same sheet sent by several pages in one moment: everything is there once."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

import clock
from courses.answers.actions import begin_answer
from courses.answers.models import Answer as Filled
from courses.models import Worksheet
from groups.handing.actions import hand_in
from groups.models import HandedIn
from tests.factories import NOW, make_account, make_cohort, make_enrollment, make_member
from tests.groups.sheets import QUESTIONS, sent
from tests.signin import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = 5


def made() -> Filled:
    """A sheet that somebody began."""
    clock.move_to(NOW)
    told = {"title": "Harbour sheet", "source": "us", "licence": "ours"}
    worksheet = Worksheet.objects.create(slug="harbour", questions=QUESTIONS, **told)
    return begin_answer(make_member(make_account("ada@example.org")), worksheet, now=NOW)


def at_once(do: Callable[[int], Any]) -> list[Any]:
    """Does it five times in one moment."""
    start = Barrier(PAGES)

    def run(number: int) -> Any:
        try:
            start.wait(30)
            return do(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(PAGES) as pages:
        return list(pages.map(run, range(PAGES)))


def clients(answer: Filled) -> list[Client]:
    return [sign_in(Client(), answer.member.account) for _ in range(PAGES)]


def test_one_saving_that_arrives_five_times_at_once_is_one() -> None:
    answer = made()
    form, address, own = (
        sent(answer, a0="Once"),
        reverse("sheet", args=[answer.pk]),
        clients(answer),
    )
    assert at_once(lambda at: own[at].post(address, form).status_code) == [302] * PAGES
    kept = Filled.objects.get()
    assert (kept.answers[0], kept.edits) == ("Once", 1)


def test_five_pages_that_save_at_once_lose_nothing() -> None:
    answer = made()
    address, own = reverse("sheet", args=[answer.pk]), clients(answer)
    forms = [sent(answer, a0=f"Page {at}", pen=str(uuid.uuid4())) for at in range(PAGES)]
    assert at_once(lambda at: own[at].post(address, forms[at]).status_code) == [302] * PAGES
    texts = sorted(str(one.answers[0]) for one in Filled.objects.all())
    assert texts == [f"Page {at}" for at in range(PAGES)]
    assert Filled.objects.filter(beside=answer).count() == PAGES - 1


def test_a_sheet_that_is_begun_and_handed_in_five_times_at_once_is_there_once() -> None:
    answer = made()
    member, worksheet = answer.member, answer.worksheet
    assert worksheet is not None
    begun = at_once(lambda _at: begin_answer(member, worksheet, now=NOW).pk)
    assert set(begun) == {answer.pk}
    sign_in(Client(), member.account).post(
        reverse("sheet", args=[answer.pk]), sent(answer, a0="Words")
    )
    part = make_enrollment(make_cohort(), member)
    assert len({one.pk for one in at_once(lambda _at: hand_in(answer, part, now=NOW))}) == 1
    assert HandedIn.objects.get().version == 1
