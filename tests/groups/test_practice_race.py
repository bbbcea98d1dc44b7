"""The same use of a skill sent by several devices in one moment is there once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from courses.models import Skill, SkillUse
from tests.groups.diaries import browser, person
from tests.groups.practice import NEW, use

pytestmark = pytest.mark.django_db(transaction=True)
DEVICES = 5


def test_one_use_that_arrives_five_times_at_once_is_stored_once() -> None:
    ada = person("ada@example.org", "Ada")
    kite = Skill.objects.create(slug="kite", name="Kite", module="M")
    form, start = use(kite, note="Once"), Barrier(DEVICES)

    def send(client: Client) -> int:
        try:
            start.wait(30)
            return client.post(NEW, form).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(DEVICES) as devices:
        assert list(devices.map(send, [browser(ada) for _ in range(DEVICES)])) == [302] * DEVICES
    [stored] = SkillUse.objects.all()
    assert (stored.note, stored.edits) == ("Once", 0)
