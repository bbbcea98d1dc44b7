"""Definition files of measures, and what answers come to: every vector, and every rule."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings as site_settings
from hypothesis import given
from hypothesis import strategies as st

from courses.measures.reading import UnfitMeasure, answers_of, read_measure, told_by
from courses.measures.scoring import alarming, change, score
from courses.measures.shapes import Measure, Missing
from courses.measures.shelf import FOLDER, Refused, look_at, measures, own_folder
from courses.shipped import CONTENT, read

OURS = CONTENT / FOLDER
Told = dict[str, Any]


def told(slug: str) -> Told:
    """Our file of that name, to change."""
    return deepcopy(dict(read(OURS / f"{slug}.yaml")))


def prorating(slug: str) -> Measure:
    """The measure as a clinic would have it that lets two questions be skipped."""
    return replace(measures()[slug], missing=Missing.MEAN, most_missing=2)


@pytest.fixture
def shelf(tmp_path: Path, settings: Any) -> Path:
    """A clinic's own folder of definition files, empty."""
    settings.DATA_DIR = tmp_path
    (tmp_path / FOLDER).mkdir()
    assert own_folder() == tmp_path / FOLDER
    return own_folder()


# Total, band, and whether the safety question is above zero; total None: what it lies between.
STRICT = [
    ("phq-9", "000000000", 0, "minimal", False),
    ("phq-9", "111100000", 4, "minimal", False),
    ("phq-9", "111110000", 5, "mild", False),
    ("phq-9", "111111111", 9, "mild", True),
    ("phq-9", "211111111", 10, "moderate", True),
    ("phq-9", "222221111", 14, "moderate", True),
    ("phq-9", "222222111", 15, "moderately severe", True),
    ("phq-9", "333332200", 19, "moderately severe", False),
    ("phq-9", "333333200", 20, "severe", False),
    ("phq-9", "333333333", 27, "severe", True),
    ("phq-9", "1111··110", (6, 12), "", False),
    ("phq-9", "333···333", (18, 27), "", True),
    ("phq-9", "000000001", 1, "minimal", True),
    ("phq-9", "33333333·", (24, 27), "severe", False),
    ("phq-9", "·········", (0, 27), "", False),
    ("gad-7", "0000000", 0, "minimal", False),
    ("gad-7", "1111000", 4, "minimal", False),
    ("gad-7", "1111100", 5, "mild", False),
    ("gad-7", "2211111", 9, "mild", False),
    ("gad-7", "2221111", 10, "moderate", False),
    ("gad-7", "2222222", 14, "moderate", False),
    ("gad-7", "3222222", 15, "severe", False),
    ("gad-7", "3333333", 21, "severe", False),
    ("gad-7", "111111·", (6, 9), "mild", False),
    ("gad-7", "22·2222", (12, 15), "", False),
    ("gad-7", "333··33", (15, 21), "severe", False),
    ("gad-7", "·······", (0, 21), "", False),
]
PRORATED = [
    ("phq-9", "1111··110", 8, "mild"),
    ("phq-9", "333···333", None, ""),
    ("gad-7", "111111·", 7, "mild"),
    ("gad-7", "22·2222", 14, "moderate"),
    ("gad-7", "333··33", 21, "severe"),
    ("gad-7", "·······", None, ""),
]


@pytest.mark.parametrize(("slug", "digits", "total", "band", "safety"), STRICT)
def test_a_form_scores_as_its_vector_says(
    slug: str, digits: str, total: int | tuple[int, int], band: str, safety: bool
) -> None:
    lies = total if isinstance(total, tuple) else (total, total)
    known = None if isinstance(total, tuple) else total

    assert told_by(measures()[slug], digits) == (known, *lies, band, safety, False)


@pytest.mark.parametrize(("slug", "digits", "total", "band"), PRORATED)
def test_where_a_definition_says_so_two_skipped_questions_count_as_the_mean_of_the_others(
    slug: str, digits: str, total: int | None, band: str
) -> None:
    measure = prorating(slug)
    found = score(measure, answers_of(measure, digits))

    assert (found.total, found.band.name if found.band else "") == (total, band)
    assert found.filled is (total is not None)


def test_a_skipped_safety_question_is_not_a_no() -> None:
    phq = measures()["phq-9"]

    assert alarming(phq, answers_of(phq, "33333333·")) == ()
    assert [item.key for item in score(phq, answers_of(phq, "33333333·")).skipped] == ["9"]
    assert [item.key for item in alarming(phq, {"9": 1})] == ["9"]


def test_the_question_that_does_not_count_changes_no_total_and_is_missed_by_none() -> None:
    phq = measures()["phq-9"]
    nine = answers_of(phq, "111111111")

    assert score(phq, nine) == score(phq, {**nine, "10": 3})
    assert score(phq, nine).is_complete


def test_the_codes_of_question_ten_run_against_their_numbers_as_loinc_has_them() -> None:
    ten = measures()["phq-9"].items[9]

    assert [(one.value, one.code) for one in ten.options] == [
        (0, "LA6572-7"), (1, "LA6573-5"), (2, "LA6575-0"), (3, "LA6574-3"),
    ]  # fmt: skip


@pytest.mark.parametrize("slug", ["phq-9", "gad-7", "skills-confidence"])
@given(data=st.data())
def test_no_total_of_an_unfinished_form_is_the_sum_of_the_rest(slug: str, data: Any) -> None:
    measure = measures()[slug]
    keys = [item.key for item in measure.scored_items]
    given_keys = data.draw(st.sets(st.sampled_from(keys)))
    answers = {key: data.draw(st.integers(0, 3)) for key in sorted(given_keys)}

    found = score(measure, answers)

    skipped = len(keys) - len(answers)
    assert found.lowest <= found.highest
    assert (found.total is None) == (skipped > measure.most_missing)
    if found.total is not None:
        assert found.lowest <= found.total <= found.highest
        assert found.filled is (skipped > 0)
        assert found.band == measure.band_of(found.total)
    elif found.band is not None:
        assert found.band == measure.band_of(found.lowest) == measure.band_of(found.highest)


@pytest.mark.parametrize(
    ("slug", "first", "later", "points", "reliable", "better"),
    [
        ("phq-9", 15, 9, -6, True, True),
        ("phq-9", 15, 10, -5, False, True),
        ("phq-9", 9, 15, 6, True, False),
        ("gad-7", 12, 8, -4, True, True),
        ("gad-7", 12, 9, -3, False, True),
        ("gad-7", 8, 12, 4, True, False),
        ("gad-7", 8, 8, 0, False, False),
        ("skills-confidence", 10, 30, 20, None, True),
        ("skills-confidence", 30, 10, -20, None, False),
    ],
)
def test_a_change_is_reliable_from_the_points_its_definition_names(
    slug: str, first: int, later: int, points: int, reliable: bool | None, better: bool
) -> None:
    found = change(measures()[slug], first=first, later=later)

    assert (found.points, found.reliable, found.better) == (points, reliable, better)


def without(name: str) -> Callable[[Told], None]:
    return lambda told: told.pop(name)


def with_value(name: str, value: Any) -> Callable[[Told], None]:
    return lambda told: told.update({name: value})


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (without("licence"), "has no licence"),
        (with_value("licence", "  "), "has no licence"),
        (without("citation"), "has no citation"),
        (without("vectors"), "cannot be read"),
        (with_value("vectors", []), "has no test vectors"),
        (with_value("vectors", [{"answers": "0000000", "total": 0, "band": "minimal"}]), "skipped"),
        (with_value("bands", [{"from": 1, "name": "some"}]), "leave a total out"),
        (with_value("slug", "../phq-9"), "slug"),
        (with_value("items", []), "no question"),
        (with_value("higher_is", "odd"), "cannot be read"),
        (with_value("missing", {"rule": "as we like"}), "cannot be read"),
        (lambda told: told["items"].append(told["items"][0]), "twice"),
        (lambda told: told["vectors"][1].update(total=5), "1111000"),
        (lambda told: told["bands"][1].update({"from": 4}), "1111000"),
        (lambda told: told["vectors"][0].update(answers="9999999"), "not on offer"),
        (lambda told: told["vectors"][0].update(answers="000000x"), "not on offer"),
        (lambda told: told["vectors"][0].update(answers="00000000"), "one sign for each"),
        (lambda told: told["items"][6].update(safety_from=4), "no answer reaches"),
        (lambda told: told["items"][0].update(scored="false"), "true or false"),
        (lambda told: told["total"].update(code=told["items"][0]["code"]), "code of the total"),
        (lambda told: told["reliable_change"].update(points=0), "no points"),
        (with_value("scheduled", "false"), "true or false"),
        (with_value("shceduled", False), "a line that no file has: shceduled"),
    ],
)
def test_a_definition_that_is_not_whole_does_not_load(
    spoil: Callable[[Told], None], says: str
) -> None:
    right, wrong = told("gad-7"), told("gad-7")
    spoil(wrong)

    assert read_measure(right).slug == "gad-7"
    with pytest.raises(UnfitMeasure, match=says):
        read_measure(wrong)


@pytest.mark.parametrize("text", ["", "- a", "just words", "{a: [", "slug: 3\nlicence: x\n"])
def test_a_file_that_is_no_definition_is_refused_in_words(shelf: Path, text: str) -> None:
    file = shelf / "odd.yaml"
    file.write_text(text)

    assert isinstance(look_at(file), Refused)
    assert "odd" not in measures()
    assert "phq-9" in measures()


def test_a_clinic_adds_a_file_of_its_own_and_changes_one_of_ours(shelf: Path) -> None:
    own, quiet = told("gad-7"), told("phq-9")
    own.update(slug="evening-check", name="Evening check")
    quiet.update(scheduled=False)
    before = set(measures())
    for each in (own, quiet):
        text = yaml.safe_dump(each, allow_unicode=True)
        (shelf / f"{each['slug']}.yaml").write_text(text, encoding="utf-8")

    assert set(measures()) == before | {"evening-check"}
    assert measures()["phq-9"].scheduled is False
    assert measures()["gad-7"].scheduled is True


def test_a_clinics_file_without_a_licence_leaves_ours_in_its_place(shelf: Path) -> None:
    spoiled = told("phq-9")
    spoiled.update(licence="", name="Ours, perhaps")
    (shelf / "phq-9.yaml").write_text(yaml.safe_dump(spoiled), encoding="utf-8")

    assert measures()["phq-9"].name == "PHQ-9"


def test_a_scale_of_two_digits_is_written_with_blanks(shelf: Path) -> None:
    wide = told("gad-7")
    wide.update(
        slug="wide",
        answers=[{"value": n, "text": str(n), "code": f"a{n}"} for n in range(11)],
        items=wide["items"][:2],
        bands=[{"from": 0, "name": "some"}, {"from": 11, "name": "much"}],
        vectors=[
            {"answers": "10 1", "total": 11, "band": "much"},
            {"answers": "10 ·", "lowest": 10, "highest": 20},
        ],
    )
    (shelf / "wide.yml").write_text(yaml.safe_dump(wide, allow_unicode=True), encoding="utf-8")

    assert measures()["wide"].highest == 20


@pytest.mark.parametrize(
    "spoil",
    [
        lambda told: told["vectors"][0].update(answers="9999999"),
        lambda told: told["items"][0].update(answers=[{"value": 0}]),
        with_value("bands", []),
        with_value("items", None),
        with_value("vectors", [None]),
        with_value("missing", None),
        with_value("panel", "44249-1"),
        with_value("reliable_change", 6),
    ],
)
def test_no_file_of_a_clinic_takes_the_other_forms_from_the_pages(
    shelf: Path, spoil: Callable[[Told], Any]
) -> None:
    """Whatever is wrong with it, it is refused alone."""
    before = list(measures())
    for slug in ("fine", "spoiled"):
        own = told("gad-7")
        own.update(slug=slug)
        if slug == "spoiled":
            spoil(own)
        (shelf / f"{slug}.yaml").write_text(yaml.safe_dump(own), encoding="utf-8")

    assert isinstance(look_at(shelf / "spoiled.yaml"), Refused)
    assert list(measures()) == sorted([*before, "fine"])


def test_every_measure_that_ships_has_its_notice_and_its_vectors() -> None:
    assert not (Path(site_settings.DATA_DIR) / FOLDER).exists()
    assert sorted(measures()) == ["gad-7", "phq-9", "skills-confidence"]
    for slug in ("gad-7", "phq-9"):
        assert "No permission required to reproduce" in measures()[slug].licence
        assert len(measures()[slug].vectors) >= 12
    assert len(measures()["skills-confidence"].items) == 10
