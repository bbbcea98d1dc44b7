"""Scores, bands and the question about safety as a second implementation has them."""

from typing import Any

import clincalc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.measures.reading import answers_of
from courses.measures.scoring import alarming, score
from courses.measures.shelf import measures

THEIRS = {"phq-9": "phq9", "gad-7": "gad7"}
THEIR_WORDS = {"none-minimal": "minimal", "moderately-severe": "moderately severe"}


def theirs(slug: str, digits: str) -> dict[str, Any]:
    """What the other one makes of a form. Raises ValueError for one that is not whole."""
    told = [int(digit) if digit.isdigit() else None for digit in digits]
    found: dict[str, Any] = clincalc.calculate(THEIRS[slug], {"responses": told})
    return found


def compare(slug: str, digits: str) -> None:
    """Both score a form alike."""
    measure = measures()[slug]
    answers = answers_of(measure, digits)
    ours, other = score(measure, answers), theirs(slug, digits)
    assert ours.total == other["result"]
    assert ours.band is not None
    severity = other["working"]["severity"]
    assert ours.band.name == THEIR_WORDS.get(severity, severity)
    assert bool(alarming(measure, answers)) is other["working"].get("self_harm_item_flag", False)


@pytest.mark.parametrize(("slug", "most"), [("phq-9", 27), ("gad-7", 21)])
def test_every_total_there_is_has_the_same_band(slug: str, most: int) -> None:
    """Filled from the first question on, and from the last, which may be the one about safety."""
    for total in range(most + 1):
        digits = "".join(str(min(3, max(0, total - 3 * n))) for n in range(most // 3))
        compare(slug, digits)
        compare(slug, digits[::-1])


@pytest.mark.parametrize("slug", sorted(THEIRS))
@settings(max_examples=150)
@given(data=st.data())
def test_whatever_is_answered_scores_the_same(slug: str, data: Any) -> None:
    items = len(measures()[slug].scored_items)
    compare(slug, data.draw(st.text("0123", min_size=items, max_size=items)))


@pytest.mark.parametrize(("slug", "digits"), [("phq-9", "33333333·"), ("gad-7", "22·2222")])
def test_neither_gives_an_unfinished_form_a_total(slug: str, digits: str) -> None:
    whole = digits.replace("·", "0")
    assert theirs(slug, whole)["result"] > 0
    compare(slug, whole)

    with pytest.raises(ValueError, match="null"):
        theirs(slug, digits)
    assert score(measures()[slug], answers_of(measures()[slug], digits)).total is None
