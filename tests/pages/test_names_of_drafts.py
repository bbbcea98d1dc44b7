"""No visitor, device or paper is told the name of a skill that is not published.

Each place is asked for one skill that everybody may see, so that it cannot be empty for another
reason, and for three that have a word of their own: never published, taken back, and the draft of
the one that is shown.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Course, Paper, Skill, WeekSkill
from courses.offline import pages, version
from courses.paper.actions import make_ahead
from courses.skills.needs import need_called
from offline.copies import HEADER
from pages.models import HomePage
from tests.factories import NOW

HIDDEN = "zanderling"
SHOWN = "lanternfish"
ASKS = [{"prompt": "What do you see?", "answer": "text"}]
WORDS: dict[str, Any] = {
    "module": "M",
    "needs": ["panic"],
    "steps": [{"name": "Look", "text": "Look around.", "asks": ASKS}],
}


@pytest.fixture
def hidden(home: HomePage) -> list[Skill]:
    """Three skills in the first week of the main course; of the last one only a draft is hidden."""
    never = Skill.objects.create(
        slug=f"{HIDDEN}-one", name="Zanderling one", summary="A zanderling.", live=False, **WORDS
    )
    back = Skill.objects.create(
        slug=f"{HIDDEN}-two", name="Zanderling two", summary="Two zanderlings.", **WORDS
    )
    back.unpublish()
    shown = Skill.objects.create(
        slug=SHOWN, name="Lanternfish", summary="A lanternfish shines.", **WORDS
    )
    draft: Skill = shown.get_latest_revision_as_object()
    draft.name, draft.summary = "Zanderling three", "The third zanderling."
    draft.save_revision()
    week = Course.objects.get(slug="24-week-skills-course").weeks.get(number=1)
    for order, skill in enumerate((never, back, shown), start=20):
        WeekSkill.objects.create(week=week, skill=skill, order=order)
    return [never, back]


def _page(address: str) -> Callable[[Client], str]:
    return lambda client: client.get(address).content.decode()


def _listed(client: Client) -> str:
    """What a device is told to keep, and every page of it that is about skills."""
    told = {HEADER: "language=en-gb&zone=Europe%2FLondon"}
    found = json.loads(client.get("/offline/list.json", headers=told).content)["pages"]
    return " ".join(found) + client.get("/skills/", headers=told).content.decode()


PLACES: dict[str, Callable[[Client], str]] = {
    "programme": _page("/programme/"),
    "library": _page("/skills/"),
    "asked by the name": lambda client: "".join(
        _page(f"/skills/?q={word}")(client) for word in ("looking", "shines", SHOWN)
    ),
    "need": _page("/skills/for/panic/"),
    "search": lambda client: "".join(_page(f"/search/?q={word}")(client) for word in (SHOWN,)),
    "sitemap": _page("/sitemap.xml"),
    "offline": _listed,
    "what devices keep": lambda _client: " ".join(pages()),
}


@pytest.mark.parametrize("place", PLACES)
def test_no_place_for_everybody_names_a_skill_that_is_not_published(
    client: Client, hidden: list[Skill], place: str
) -> None:
    told = PLACES[place](client).casefold()
    assert SHOWN in told
    assert HIDDEN not in told
    # What is taken back is gone from the next page, kept as it may be.
    Skill.objects.get(slug=SHOWN).unpublish()
    again = PLACES[place](client).casefold()
    assert f"/{SHOWN}/" not in again
    assert f">{SHOWN}<" not in again.replace(" ", "").replace("\n", "")
    assert place != "programme" or SHOWN not in again


def test_a_week_of_drafts_alone_is_told_by_its_module(client: Client, hidden: list[Skill]) -> None:
    week = Course.objects.get(slug="24-week-skills-course").weeks.get(number=1)
    week.week_skills.exclude(skill__in=hidden).delete()
    week.topics = []
    week.save()
    page = client.get("/programme/").content.decode()
    line = page.partition('<li value="1">')[2].partition("</li>")[0].split()
    assert " ".join(line) == week.get_module_display()


@pytest.mark.parametrize("path", ["/skills/", "/search/"])
def test_looking_for_a_draft_by_its_name_finds_nothing(
    client: Client, hidden: list[Skill], path: str
) -> None:
    def links(typed: str) -> list[str]:
        page = client.get(path, {"q": typed}).content.decode()
        return [f"/skills/{slug}/" for slug in (SHOWN, f"{HIDDEN}-one", f"{HIDDEN}-two")
                if f'href="/skills/{slug}/' in page]  # fmt: skip

    assert links(SHOWN) == [f"/skills/{SHOWN}/"]
    # Nor is it a word that something misspelt is held against: that would tell that it is there.
    for typed in (HIDDEN, "Zanderling one", "zanderlyng", "The third zanderling"):
        assert links(typed) == []
        page = client.get(path, {"q": typed}).content.decode()
        assert "This is what there is for" not in page


def test_no_paper_is_made_ahead_of_a_skill_that_is_not_published(hidden: list[Skill]) -> None:
    make_ahead(NOW)
    papers = Paper.objects.filter(kind__startswith="skill")
    assert papers.filter(subject=Skill.objects.get(slug=SHOWN).pk).exists()
    assert not papers.filter(subject__in=[skill.pk for skill in hidden]).exists()


def test_a_draft_changes_nothing_that_devices_keep(hidden: list[Skill]) -> None:
    before = version()
    hidden[0].summary = "Other words."
    hidden[0].save()
    assert version() == before
    Skill.objects.filter(slug=SHOWN).update(summary="Other words.")
    assert version() != before


def test_a_need_that_names_a_skill_goes_without_it_while_it_is_taken_back(
    client: Client, home: HomePage
) -> None:
    need = need_called("panic")
    assert need is not None
    address, skill = reverse("skills-need", args=["panic"]), Skill.objects.get(slug=need.skills[0])
    assert f'href="/skills/{skill.slug}/"' in client.get(address).content.decode()
    skill.unpublish()
    page = client.get(address).content.decode()
    assert f"/skills/{skill.slug}/" not in page
    assert f'href="/skills/{need.skills[1]}/"' in page
