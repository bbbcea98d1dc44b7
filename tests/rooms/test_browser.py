"""The room in Chromium: two people who see, hear and read each other."""

from collections.abc import Iterator

import pytest
from tests.rooms.browser import Crowd, open_crowd, until
from tests.rooms.people import make_group
from tests.rooms.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def crowd(server: Server, transactional_db: None) -> Iterator[Crowd]:
    with open_crowd(server) as opened:
        yield opened


def test_both_see_hear_and_read_each_other(crowd: Crowd) -> None:
    group = make_group("Mira")
    lena = crowd.guest(group, group.leader, viewport={"width": 1280, "height": 800})
    lena.join(microphone=True, camera=True)
    lena.live()
    mira = crowd.guest(group, group.members[0], viewport={"width": 390, "height": 844})
    mira.join(microphone=True, camera=True)
    mira.page.wait_for_selector("[data-panel=lobby]", state="visible")
    lena.page.click("[data-lobby=admit]")
    mira.live()
    lena.say("Welcome, Mira")
    mira.reads("Welcome, Mira")
    mira.say("Hello")
    lena.reads("Hello")
    for guest in (lena, mira):
        first = until(lambda guest=guest: guest.flows(), what="a connection")[0]
        until(
            lambda guest=guest, first=first: guest.flows()[0]["frames"] > first["frames"] + 5
            and guest.flows()[0]["samples"] > first["samples"],
            what="sound and picture",
        )
    crowd.no_errors()
