"""What a device is told to keep, the worker that keeps it, and the switch that ends both."""

import json
import re
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Site

from courses.models import Skill, WeekSkill
from courses.offline import pages, version
from help.models import ClinicEmergency, SiteSettings
from offline.copies import HEADER
from offline.views import PAPER
from tests.design.colours import Oklch, to_linear_rgb
from tests.pages.conftest import built_once, home, now

__all__ = ["built_once", "home", "now"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
BRITAIN = "language=en-gb&zone=Europe%2FLondon"
MOST_BYTES = 3_000_000


def listed(client: Client, words: str = BRITAIN) -> dict[str, Any]:
    answer = client.get("/offline/list.json", headers={HEADER: words})
    assert answer.status_code == 200
    assert answer[HEADER] == words
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_all_of_the_list_is_there_and_small_enough_for_a_phone(client: Client) -> None:
    found = listed(client)
    size = 0

    for path in found["pages"]:
        answer = client.get(path, headers={HEADER: BRITAIN})
        assert (path, answer.status_code, answer[HEADER]) == (path, 200, BRITAIN)
        size += len(answer.content)
    for path in found["files"]:
        answer = client.get(path)
        assert (path, answer.status_code) == (path, 200)
        size += len(answer.getvalue())

    assert len(found["pages"]) > 3 * Skill.objects.count()
    assert len(set(found["pages"])) == len(found["pages"])
    assert size < MOST_BYTES


def test_no_page_of_the_list_needs_a_file_that_is_not_in_it(client: Client) -> None:
    """Styles, scripts and pictures; what a module imports stands in a folder that is kept whole."""
    found = listed(client)
    needed: set[str] = set()

    for path in found["pages"]:
        body = client.get(path, headers={HEADER: BRITAIN}).content.decode()
        needed.update(re.findall(r'<script[^>]* src="([^"]+)"', body))
        needed.update(re.findall(r'<link rel="(?:stylesheet|icon|preload)" href="([^"]+)"', body))
        needed.update(re.findall(r'<img[^>]* src="([^"]+)"', body))

    assert len(needed) > 10
    assert needed - set(found["files"]) == set()


def test_every_skill_need_and_exercise_is_in_the_list(client: Client) -> None:
    found = listed(client)["pages"]

    for path in ("/skills/", "/skills/stop/", "/skills/improve/do/", "/help/GB/", "/offline/",
                 "/skills/stop/cards/"):  # fmt: skip
        assert path in found
    assert [path for path in found if path.startswith("/skills/for/")]
    assert set(pages()) <= set(found)


def test_a_copy_offers_no_file_that_needs_a_connection(client: Client) -> None:
    for path in ("/skills/stop/", "/skills/stop/cards/"):
        there = client.get(path).content.decode()
        kept = client.get(path, headers={HEADER: BRITAIN}).content.decode()

        assert "/skills/stop/paper/" in there
        assert "worksheet/" in there
        assert "Worksheet and PDF need a connection." in kept
        assert "/skills/stop/paper/" not in kept
        assert "worksheet/" not in kept
        assert "need a connection" not in there


def test_a_copy_says_that_searching_needs_a_connection(client: Client) -> None:
    kept = client.get("/skills/", headers={HEADER: BRITAIN}).content.decode()

    assert "Search works when you are online. All skills are below." in kept
    assert 'name="q"' not in kept
    assert "Search works when you are online" not in client.get("/skills/").content.decode()


def test_on_paper_nothing_is_said_of_connections(client: Client) -> None:
    page = client.get("/skills/").content.decode()
    kept = client.get("/skills/", headers={HEADER: BRITAIN}).content.decode()

    for said, body in (("offline", page), ("kept-note", kept)):
        found = re.search(rf'<aside class="{said}( [^"]*)?"', body)
        assert found
        assert "screen-only" in str(found[1])


def test_the_second_device_costs_one_query(client: Client) -> None:
    with CaptureQueriesContext(connection) as first:
        listed(client)
    with CaptureQueriesContext(connection) as second:
        listed(Client())

    assert len(first) > 2
    assert len(second) == 1


def test_the_questions_stay_as_many_however_many_skills_there_are() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            list(pages())
            version()
        return len(queries)

    assert Skill.objects.count() > 3
    many = asked()
    WeekSkill.objects.all().delete()
    Skill.objects.exclude(slug="stop").delete()

    assert asked() == many == 4


def test_the_worker_is_never_kept_and_serves_the_whole_site(client: Client) -> None:
    answer = client.get("/sw.js")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "public, no-cache"
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    told = json.loads(answer.content.decode().partition("\n")[0].removeprefix("self.SITE = ")[:-1])
    assert told["places"] == ["/help/", "/offline/", "/skills/", "/diary/offline/"]
    assert told["standIns"] == [{"below": "/diary/", "page": "/diary/offline/"}]
    for name in ("worker", "list", "page", "numbers", "help"):
        assert client.get(told[name]).status_code == 200
    assert {"/static/", "/design/styles/", "/help/accent.css"} <= set(told["files"])


def test_the_switch_ends_it(client: Client, settings: Any) -> None:
    assert "data-offline" in client.get("/skills/").content.decode()
    assert client.get("/offline/list.json").status_code == 200

    settings.OFFLINE = False
    Skill.objects.filter(slug="stop").update(when="Now.")  # no page of before

    assert client.get("/sw.js").status_code == 404
    assert client.get("/offline/list.json").status_code == 404
    assert "data-offline" not in client.get("/skills/").content.decode()
    # Nor is there a page that promises it; the numbers of every country stay.
    assert client.get("/offline/").status_code == 404
    assert client.get("/offline/numbers/").status_code == 200
    assert client.get("/diary/offline/").status_code == 404


def test_only_pages_that_are_kept_ask_for_it(client: Client) -> None:
    for path in ("/", "/help/", "/glossary/", "/account/login/"):
        body = client.get(path).content.decode()
        assert "data-offline" not in body
        assert "offline/keep.js" not in body
        assert body.count('<link rel="manifest" href="/manifest.webmanifest">') == 1


def test_the_name_on_the_home_screen_tells_nobody_anything(client: Client) -> None:
    kept = SiteSettings.for_site(Site.objects.get())
    kept.name, kept.discreet_sender_name = "Harbour DBT Practice", "HP Notes"
    kept.save()

    answer = client.get("/manifest.webmanifest")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/manifest+json"
    told = json.loads(answer.content)
    assert (told["name"], told["short_name"]) == ("HP Notes", "HP Notes")
    assert "DBT" not in answer.content.decode()
    assert (told["start_url"], told["scope"], told["display"]) == ("/skills/", "/", "standalone")
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    # Others read it on the home screen, too.
    shortcuts = [(way["name"], way["url"]) for way in told["shortcuts"]]
    assert shortcuts == [("Card of the day", "/diary/")]
    for icon in (*told["icons"], *told["shortcuts"][0]["icons"]):
        picture = client.get(icon["src"]).getvalue()
        width, height = (int.from_bytes(picture[at : at + 4]) for at in (16, 20))
        assert f"{width}x{height}" == icon["sizes"]


def test_its_paper_is_the_design_s() -> None:
    tokens = (site_settings.REPOSITORY / "site/design/static/design/tokens.css").read_text()
    found = re.search(r"--paper: oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)", tokens)
    assert found
    shown = to_linear_rgb(Oklch(*map(float, found.groups())))

    def channel(linear: float) -> int:
        return int(255 * (1.055 * linear ** (1 / 2.4) - 0.055) + 0.5)

    channels = map(channel, (shown.red, shown.green, shown.blue))
    assert "#" + "".join(f"{one:02x}" for one in channels) == PAPER


def test_every_country_we_know_stands_among_the_numbers(client: Client) -> None:
    body = client.get(reverse("offline-numbers")).content.decode()

    assert 'id="FR"' in body
    assert "3114" in body
    assert 'id="AQ"' not in body  # nobody looked there
    assert "Open now" not in body


def test_a_country_of_which_the_clinic_alone_knows_a_number_is_among_them(client: Client) -> None:
    path = reverse("offline-numbers")
    assert 'id="AQ"' not in client.get(path).content.decode()

    kept = SiteSettings.for_site(Site.objects.get())
    ClinicEmergency.objects.create(settings=kept, country="AQ", number="01 234")

    entry = client.get(path).content.decode().partition('id="AQ"')[2].partition("</li>")[0]
    assert "Antarctica: emergency number" in " ".join(entry.split())
    assert "01 234" in entry
    assert 'id="BV"' not in client.get(path).content.decode()
