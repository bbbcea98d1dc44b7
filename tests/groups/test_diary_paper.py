"""A week of a diary on one page: tagged, with numbers to call, for its owner, kept nowhere."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions import choose_pin
from accounts.models import Member
from clock.limits import within_limit
from courses.models import Paper
from courses.paper.diary_sheets import CUT, shortened
from courses.paper.queries import folder
from groups.diaries.views.paper import PAPERS, PAPERS_SECONDS
from groups.models import Cohort, Enrollment
from tests.answers import Answer
from tests.courses.papers import Read
from tests.factories import NOW, make_member
from tests.groups.diaries import (
    CANARY,
    TODAY,
    ada,
    bob,
    browser,
    cohort,
    fill,
    leader,
    part,
    urge_of,
)

__all__ = ["ada", "bob", "cohort", "leader", "part"]  # fixtures
pytestmark = pytest.mark.django_db

WEEK = "/diary/weeks/2026-08-31/paper/"  # TODAY is its Tuesday


def printed(answer: Answer) -> Read:
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    return Read(answer.content)


def full_week(client: Client, **answers: Any) -> None:
    """Every day of last week, filled afterwards."""
    for day in range(25, 31):
        fill(client, f"2026-08-{day}", **answers)


def test_a_week_is_one_tagged_page_with_everything_but_the_notes(
    ada: Member, bob: Member, part: Enrollment, cohort: Cohort
) -> None:
    client, urge = browser(ada), urge_of(ada)
    lantern = cohort.course.weeks.get(number=1).skills.get()
    used = {f"urge-{urge.pk}": "4", f"acted-{urge.pk}": "on"}
    fill(client, **CANARY, **used, skills=[str(lantern.pk)])
    fill(client, "2026-08-31", joy="1")
    fill(browser(bob), joy="5", note="Of Bob")
    answer = client.get(WEEK)
    paper = printed(answer)

    assert len(paper.pdf.pages) == 1
    box = paper.pdf.pages[0].mediabox
    assert {round(box.width), round(box.height)} == {595, 842}
    for words in (
        "31 August to 6 September", "Canary of the urge", "4, acted on it", "Sadness", "6½ h",
        "Differently", "Hungry, Lonely", "Skills used:", lantern.name, "afterwards", "that day",
        "Mon 31 August", "Sun 6 September", "emergency number 999",
    ):  # fmt: skip
        assert words in paper.text, words
    for words in ("Canary of the note", "Ada", "Of Bob"):
        assert words not in paper.text
    assert paper.root["/MarkInfo"]["/Marked"].value
    assert b"<pdfuaid:part>1</pdfuaid:part>" in paper.root["/Metadata"].get_object().get_data()
    assert paper.root["/Lang"] == "en-GB"
    assert {"/H1", "/Table", "/TH", "/TD"} <= set(paper.tags)
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="week.pdf"'


def test_however_much_was_written_it_is_one_page_and_says_what_is_cut(ada: Member) -> None:
    client = browser(ada)
    for number in range(6):
        urge_of(ada, f"Urge number {number} in my own words")
    full_week(client, **CANARY | {"note": "Canary of the note. " + "A word and another. " * 95})
    paper = printed(client.get("/diary/weeks/2026-08-24/paper/?notes=yes"))

    assert len(paper.pdf.pages) == 1
    assert paper.text.count("Canary of the note") == 6
    assert "Long notes are cut here" in paper.text
    assert "Tuesday 25 August:" in paper.text
    fill(client, note="A short one")
    short = printed(client.get(f"{WEEK}?notes=yes")).text
    assert "A short one" in short
    assert "are cut here" not in short


def test_words_are_words_whatever_they_say(ada: Member) -> None:
    client = browser(ada)
    hostile = '#panic("out") *b* $x$ @ref \\u{41} // c 🙂'
    urge_of(ada, hostile)
    fill(client, joy="1", note=hostile, **{f"urge-{urge_of(ada, hostile).pk}": "2"})
    told = printed(client.get(f"{WEEK}?notes=yes")).text
    assert '#panic("out") *b* $x$ @ref' in told


def test_a_week_without_a_card_blames_nobody(ada: Member) -> None:
    told = printed(browser(ada).get("/diary/weeks/2026-08-03/paper/")).text
    assert "A week without any is a week like any other" in told
    assert browser(ada).get("/diary/weeks/2026-08-33/paper/").status_code == 404


def test_it_is_its_owners_behind_the_pin_and_linked_from_the_week(ada: Member, bob: Member) -> None:
    fill(browser(ada), joy="2", note="Canary")
    page = browser(ada).get("/diary/week/").content.decode()
    assert f'href="{WEEK}"' in page
    assert f'href="{WEEK}?notes=yes"' in page
    assert WEEK not in browser(bob).get("/diary/week/").content.decode()  # nothing to print
    assert "Canary" not in printed(browser(bob).get(f"{WEEK}?notes=yes")).text
    assert Client().get(WEEK).headers["Location"].startswith("/account/login/")

    eve = make_member(ada.account, name="Eve")
    choose_pin(ada, pin="1234", by=ada.account, now=NOW)
    choose_pin(eve, pin="5678", by=ada.account, now=NOW)
    client, mine = browser(ada), f"{WEEK}?person={ada.pk}&notes=yes"
    pin = reverse("account-pin", args=[ada.pk])
    assert client.get(mine).headers["Location"].startswith(pin)
    assert client.get(f"{WEEK}?person={bob.pk}").status_code == 404
    client.post(pin, {"pin": "1234"})
    assert "Canary" in printed(client.get(mine)).text
    assert client.get(f"{WEEK}?person={eve.pk}").status_code == 302


def test_it_lies_nowhere(ada: Member, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither among the papers of all, nor where it was made."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    fill(browser(ada), joy="2", note="Canary")
    before = set(folder().glob("*")) if folder().is_dir() else set()
    printed(browser(ada).get(f"{WEEK}?notes=yes"))
    assert list(tmp_path.iterdir()) == []
    assert (set(folder().glob("*")) if folder().is_dir() else set()) == before
    assert not Paper.objects.exists()


def test_nobody_keeps_the_press_busy(ada: Member, bob: Member) -> None:
    for _ in range(PAPERS):
        within_limit(f"diary.paper:{ada.pk}", limit=PAPERS, seconds=PAPERS_SECONDS)
    answer = browser(ada).get(f"{WEEK}?notes=yes")
    assert answer.status_code == 503
    assert "You made many papers within an hour" in answer.content.decode()
    assert "/diary/week/?day=2026-08-31" in answer.content.decode()
    assert browser(bob).get(WEEK).status_code == 200


def test_short_notes_stay_whole_and_long_ones_share_what_is_left() -> None:
    assert shortened(["a b", "  c\n d "], room=20) == ["a b", "c d"]
    cut = shortened(["short", "word " * 20, "other " * 20], room=65)
    assert cut[0] == "short"
    assert all(text.endswith(CUT) for text in cut[1:])
    assert sum(map(len, cut)) <= 65
    assert shortened(["x" * 50], room=20) == ["x" * 18 + CUT]
    assert shortened([]) == []


def test_the_week_is_that_of_any_of_its_days(ada: Member) -> None:
    fill(browser(ada), joy="2")
    sunday = (TODAY + timedelta(days=5)).isoformat()
    assert (
        "31 August to 6 September"
        in printed(browser(ada).get(f"/diary/weeks/{sunday}/paper/")).text
    )
