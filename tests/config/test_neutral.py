"""The neutral host of discreet letters leads to the site and serves nothing itself."""

from typing import Any

import pytest
from django.test import Client

SITE = "https://groups.example.org"


@pytest.fixture
def _hosts(settings: Any) -> None:
    settings.SITE_URL, settings.DISCREET_SITE_URL = SITE, "https://ek.example"
    settings.ALLOWED_HOSTS = ["groups.example.org", "ek.example"]


@pytest.mark.usefixtures("_hosts", "db")
def test_every_address_of_the_neutral_host_leads_to_the_same_one_of_the_site() -> None:
    answer = Client().get("/help/numbers/?country=GB", headers={"host": "ek.example"})

    assert answer.status_code == 302
    assert answer["Location"] == f"{SITE}/help/numbers/?country=GB"
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


@pytest.mark.usefixtures("_hosts", "db")
@pytest.mark.parametrize(("host", "status"), [("groups.example.org", 200), ("evil.example", 400)])
def test_the_site_answers_itself_and_a_made_up_host_is_refused(host: str, status: int) -> None:
    assert Client().get("/help/numbers/GB/", headers={"host": host}).status_code == status


@pytest.mark.usefixtures("_hosts", "db")
def test_nothing_is_led_away_from_a_path_that_looks_like_a_host() -> None:
    answer = Client().get("//evil.example/x", headers={"host": "ek.example"})

    assert answer["Location"].startswith(f"{SITE}/")
