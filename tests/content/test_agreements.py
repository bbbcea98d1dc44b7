"""The agreement, the terms and the privacy notice say what they must, in their dated version."""

from pathlib import Path

import pytest

from courses.lessons.reading import strip_tags, words

from .texts import AGREEMENT_FILES, html_problems, read

KEYS = {"kind", "version", "title", "note_for_clinic", "summary_points", "html"}

# What a member or a payer has to find in each text, by the words they would look for.
PROMISES = {
    "group-agreement": [
        "stays in the group", "15 minutes", "counts as absent", "four sessions in a row",
        "removed by a machine", "camera", "records", "sober", "crisis help page",
        "Contact outside the group", "insult", "emergency contact",
    ],
    "terms": [
        "before you pay", "refund terms", "Stripe", "not crisis care", "group agreement",
        "rights that the law gives you", "new version",
    ],
    "privacy": [
        "encrypted", "Stripe", "mail server", "not recorded", "erased", "copy", "cookies",
        "How long", "emergency contact", "nothing goes to other companies", "diary",
        "each part that you share", "worksheets what you hand in", "never your answers",
        "one exception", "above “Not at all”",
        "mean scores of five people or more", "you can delete yourself",
    ],
}  # fmt: skip

every_agreement = pytest.mark.parametrize("path", AGREEMENT_FILES, ids=lambda path: path.stem)


def test_agreements_are_the_three_we_promise() -> None:
    assert {path.stem for path in AGREEMENT_FILES} == set(PROMISES)


@every_agreement
def test_agreement_has_exactly_its_fields(path: Path) -> None:
    data = read(path)
    assert set(data) == KEYS
    assert data["kind"] == path.stem
    # A published version is never edited: a changed text has a new one.
    assert data["version"] == {"privacy": "2026-12-01"}.get(data["kind"], "2026-11")
    assert 4 <= len(data["summary_points"]) <= 6
    assert all(point.endswith(".") for point in data["summary_points"])
    assert html_problems(data["html"]) == []


@every_agreement
def test_agreement_says_what_people_look_for(path: Path) -> None:
    text = " ".join(strip_tags(read(path)["html"]).split())
    assert [promise for promise in PROMISES[path.stem] if promise not in text] == []


@every_agreement
def test_agreement_tells_the_clinic_to_ask_its_lawyer(path: Path) -> None:
    assert "lawyer review" in read(path)["note_for_clinic"]


@every_agreement
def test_agreement_can_be_read_in_five_minutes(path: Path) -> None:
    assert len(words(strip_tags(read(path)["html"]))) <= 800
