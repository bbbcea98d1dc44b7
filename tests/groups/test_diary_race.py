"""The same day sent by several devices in one moment: everything is there once."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Member
from courses.diary.models import DiaryCard
from tests.groups.diaries import browser, person, sent

pytestmark = pytest.mark.django_db(transaction=True)
DEVICES = 5


def at_once(member: Member, forms: list[dict[str, Any]]) -> list[int]:
    """Sends each form from a device of its own, all in one moment."""
    clients, start = [browser(member) for _ in forms], Barrier(len(forms))

    def send(client: Client, form: dict[str, Any]) -> int:
        try:
            start.wait(30)
            return client.post("/diary/on/2026-09-01/", form).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(forms)) as devices:
        return list(devices.map(send, clients, forms))


def test_one_filling_that_arrives_five_times_at_once_is_one_card() -> None:
    ada, form = person("ada@example.org", "Ada"), sent(joy="3", note="Once")
    assert at_once(ada, [form] * DEVICES) == [302] * DEVICES
    card = DiaryCard.objects.get()
    assert (card.note, card.edits, card.stands) == ("Once", 0, True)


def test_five_devices_that_fill_a_day_at_once_lose_nothing_and_one_card_stands() -> None:
    ada = person("ada@example.org", "Ada")
    forms = [sent(joy=str(number), filling=str(uuid.uuid4())) for number in range(DEVICES)]
    assert at_once(ada, forms) == [302] * DEVICES
    cards = list(DiaryCard.objects.order_by("joy"))
    assert [card.joy for card in cards] == list(range(DEVICES))
    assert [card.stands for card in cards].count(True) == 1


def test_five_changes_of_one_card_at_once_lose_nothing() -> None:
    ada = person("ada@example.org", "Ada")
    browser(ada).post("/diary/on/2026-09-01/", sent(joy="0", note="First"))
    mark = DiaryCard.objects.get().mark
    forms = [sent(sadness=str(number), goes_on=mark) for number in range(DEVICES)]
    assert at_once(ada, forms) == [302] * DEVICES
    cards = list(DiaryCard.objects.order_by("sadness"))
    assert [card.sadness for card in cards] == list(range(DEVICES))
    assert [card.stands for card in cards].count(True) == 1
