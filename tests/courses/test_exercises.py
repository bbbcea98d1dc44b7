"""What is wrong with an exercise, in sentences; and the editor's form of it, both ways."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from courses import shipped
from courses.desk.exercises import (
    FurtherBlock,
    further_from_page,
    further_to_page,
    steps_from_page,
    steps_to_page,
)
from courses.exercises.problems import problems, problems_of_ask, problems_of_further
from courses.exercises.shapes import (
    LONGEST_SECONDS,
    MOST_ASKS,
    MOST_CHOICES,
    MOST_STEPS,
    read_exercise,
    read_steps,
)
from courses.exercises.storing import as_stored
from courses.exercises.telling import steps_in_lines, told_in_lines

SKILLS = {skill["slug"]: skill for skill in shipped.skills()}
STEP = {"name": "Stand", "text": "Feel both feet."}
ASK = {"prompt": "What do you feel?", "answer": "text"}
TWO = [{"words": "In danger now", "reply": "Then leave.", "help": True}, {"words": "Reminded"}]
CHOICE = {"prompt": "Which?", "answer": "choice", "choices": TWO}
BREATH = {"prompt": "Breathe.", "answer": "breath", "seconds": 60, "inhale": 4, "exhale": 6}
EVERYTHING = {
    "title": "Rope",
    "intro": "Hold on.",
    "spells": True,
    "one_is_enough": True,
    "read_aloud": True,
    "ending": "Well done.",
    "steps": [
        {"letter": "R", "asks": [ASK, CHOICE | {"several": True}, BREATH]} | STEP,
        {"letter": "OPE", "asks": [{"prompt": "Stay.", "answer": "timer", "seconds": 90}]} | STEP,
    ],
}


def of_step(**fields: Any) -> list[str]:
    return problems({"steps": [STEP, STEP | fields]})


def of_ask(**fields: Any) -> list[str]:
    return of_step(asks=[ASK | fields])


def test_a_whole_exercise_has_no_problem() -> None:
    assert problems(EVERYTHING) == []
    assert problems({"steps": [STEP]}) == []
    assert problems_of_further(EVERYTHING | {"key": "rope"}) == []


@pytest.mark.parametrize("slug", SKILLS)
def test_what_ships_can_be_saved_by_a_clinic_as_it_stands(slug: str) -> None:
    skill = SKILLS[slug]
    own = skill.get("doing", {}) | {
        "title": skill["name"], "spells": skill.get("acronym"), "steps": skill["steps"],
    }  # fmt: skip
    assert problems(own) == []
    taken: set[str] = set()
    for further in skill.get("further", []):
        assert problems_of_further(further, taken=frozenset(taken)) == []
        taken.add(further["key"])
    saved = steps_from_page(steps_to_page(skill["steps"]))
    assert read_steps(saved) == read_steps(skill["steps"])
    again = further_from_page(further_to_page(skill.get("further", [])))
    assert [read_exercise(one) for one in again] == [
        read_exercise(one) for one in skill.get("further", [])
    ]


@pytest.mark.parametrize("nothing", [None, [], "steps", {}, {"steps": []}, {"steps": "many"}])
def test_no_exercise_says_so(nothing: object) -> None:
    assert len(problems(nothing)) == 1


def test_letters_that_spell_stand_at_each_step() -> None:
    lacking = {"steps": [STEP | {"letter": "S"}, STEP]}
    assert problems(lacking) == []
    assert problems(lacking | {"spells": True}) == [
        "Each step needs its letter, or the letters do not spell the steps."
    ]


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("CALMS", "C A L M S"),
        ("Calms", "c a l m s"),
        ("IMPROVE the moment", "I M P R O V E"),
        ("DEAR MAN", "D E A R M A N"),
        ("PLEASE", "PL E A S E"),
        ("Wise STOP", "S T O P"),
    ],
)
def test_letters_spell_the_name(name: str, letters: str) -> None:
    steps = [STEP | {"letter": letter} for letter in letters.split()]
    assert problems({"title": name, "spells": True, "steps": steps}) == []
    other = [*steps[:-1], STEP | {"letter": "X"}]
    [said] = problems({"title": name, "spells": True, "steps": other})
    assert "X, the name says " in said
    assert problems({"title": name, "steps": other}) == []


def test_letters_that_do_not_fit_are_named() -> None:
    calxs = [STEP | {"letter": letter} for letter in "CALXS"]
    told = {"title": "CALMS at sea", "spells": True, "steps": calxs}
    assert problems(told) == ["The letters spell CALXS, the name says CALMS."]
    [said] = problems_of_further(told | {"key": "calms", "steps": [calxs[0] | {"asks": [ASK]}]})
    assert said == "“CALMS at sea”: The letters spell C, the name says CALMS."


@pytest.mark.parametrize("name", ["intro", "ending"])
def test_what_is_said_before_and_after_ends(name: str) -> None:
    assert problems(EVERYTHING | {name: "o" * 600}) == []
    [said] = problems(EVERYTHING | {name: "o" * 601})
    assert "longer than 600 characters" in said
    block = FurtherBlock().child_blocks[name]
    assert block.field.max_length == 600
    with pytest.raises(ValidationError, match="601 characters; 600 are the most"):
        block.clean("o" * 601)


def test_a_step_has_a_name_and_says_what_to_do() -> None:
    assert of_step(name=" ") == ["Step 2: It has no name."]
    assert of_step(text="") == ["Step 2 (“Stand”): It does not say what to do."]
    assert "longer than 600 characters" in of_step(text="o" * 601)[0]
    assert of_step(text="o" * 600) == []
    assert "perhaps it is two steps" in of_step(asks=[ASK] * (MOST_ASKS + 1))[0]
    assert of_step(asks=[ASK] * MOST_ASKS) == []
    assert "too many" in problems({"steps": [STEP] * (MOST_STEPS + 1)})[0]
    assert problems({"steps": [STEP] * MOST_STEPS}) == []


def test_what_is_asked_has_words_and_a_known_kind() -> None:
    assert of_ask(prompt="") == ["Step 2 (“Stand”): Please write what the step asks."]
    assert of_ask(answer="song") == [
        "Step 2 (“Stand”): “What do you feel?”: “song” is no kind of answer."
    ]


def test_a_choice_has_two_things_to_choose_from() -> None:
    assert problems_of_ask(CHOICE) == {}
    few = problems_of_ask(CHOICE | {"choices": TWO[:1]})
    assert few == {"choices": "A choice needs at least two things to choose from."}
    assert problems_of_ask(CHOICE | {"choices": [TWO[0], {"words": " "}]}) == few
    assert "no words" in problems_of_ask(CHOICE | {"choices": [*TWO, {"words": ""}]})["choices"]
    same = problems_of_ask(CHOICE | {"choices": [TWO[0], TWO[0]]})
    assert "the same words" in same["choices"]
    many = [{"words": str(number)} for number in range(MOST_CHOICES + 1)]
    assert "hard to choose" in problems_of_ask(CHOICE | {"choices": many})["choices"]
    assert problems_of_ask(CHOICE | {"choices": many[1:]}) == {}
    # The same things do not matter where nobody chooses.
    assert problems_of_ask(ASK | {"choices": TWO[:1]}) == {}


@pytest.mark.parametrize(
    ("field", "value"),
    [("seconds", 9), ("seconds", LONGEST_SECONDS + 1), ("inhale", 1), ("exhale", 11)],
)
def test_a_time_that_nobody_can_keep_is_named(field: str, value: int) -> None:
    assert problems_of_ask(BREATH) == {}
    assert list(problems_of_ask(BREATH | {field: value})) == [field]
    assert problems_of_ask(ASK | {field: value}) == {}


def test_a_choice_that_ends_its_step_needs_something_to_leave_out() -> None:
    safe = ASK | {"answer": "choice", "choices": [{"words": "Yes"}, {"words": "No", "skip": True}]}
    [said] = problems({"steps": [STEP | {"asks": [safe]}]})
    assert said.endswith("Its last question has nothing after it that a choice could leave out.")
    stored = {"steps": [STEP | {"asks": [safe, BREATH]}]}
    assert problems(stored) == []
    # It comes through the form, and back into what is stored.
    [asked, _breath] = read_exercise(stored).asks
    assert [one.skips for one in asked.choices] == [False, True]
    assert as_stored(read_exercise(stored))["steps"][0]["asks"][0]["choices"][1]["skip"] is True
    [step] = steps_from_page(steps_to_page(stored["steps"]))
    assert step["asks"][0]["choices"] == safe["choices"]


def test_a_script_needs_something_to_read() -> None:
    silent = {"read_aloud": True, "steps": [STEP | {"asks": [BREATH]}]}
    assert problems(silent) == ["There is nothing to read aloud: no step asks for words."]
    assert problems(silent | {"steps": [STEP | {"asks": [BREATH, ASK]}]}) == []


def test_a_further_exercise_has_a_title_an_address_and_something_to_do() -> None:
    whole = EVERYTHING | {"key": "rope"}
    assert problems_of_further(whole | {"title": ""}) == ["This exercise needs a title."]
    [said] = problems_of_further(whole, taken=frozenset({"rope"}))
    assert said == "“Rope”: Two exercises have the same address. Please give one another title."
    assert "letters or digits" in problems_of_further(whole | {"key": ""})[0]
    assert (
        "nothing to do"
        in problems_of_further(whole | {"steps": [STEP], "spells": False, "read_aloud": False})[0]
    )


def test_a_title_makes_the_key_once() -> None:
    shown = further_to_page([EVERYTHING | {"key": "kept"}, EVERYTHING, EVERYTHING])
    made = further_from_page(shown)
    assert [one["key"] for one in made] == ["kept", "rope", "rope-2"]
    shown[0]["title"] = "Another name"
    assert further_from_page(shown)[0]["key"] == "kept"


def test_what_was_read_is_stored_again_as_it_was() -> None:
    told = read_exercise(EVERYTHING | {"key": "rope"})
    assert read_exercise(as_stored(told)) == told
    assert told.asks[1].choices[0].asks_help


def test_it_is_told_in_lines() -> None:
    told = read_exercise(EVERYTHING)
    assert steps_in_lines(told)[:3] == ["Hold on.", "R · Stand", "Feel both feet."]
    lines = told_in_lines(EVERYTHING["steps"]).splitlines()
    assert lines[0] == "R · Stand"
    danger = lines.index("In danger now")
    assert lines[danger + 1] == "→ then shows the crisis numbers"
    assert "→ more than one may be chosen" in lines
    assert "→ 90 seconds" in lines
    assert "→ 6 seconds of breathing out" in lines
    whole = told_in_lines(EVERYTHING).splitlines()
    assert "→ one step is enough" in whole
    assert whole[-1] == "Said at the end: Well done."
    assert steps_in_lines(None) == []


def _as_jsonb(value: Any) -> Any:
    """As PostgreSQL gives it back: keys by their length, then by their letters."""
    if isinstance(value, list):
        return [_as_jsonb(one) for one in value]
    if not isinstance(value, dict):
        return value
    keys = sorted(value, key=lambda key: (len(key), key))
    return {key: _as_jsonb(value[key]) for key in keys}


@pytest.mark.parametrize("slug", ["rope", *SKILLS])
def test_it_is_told_in_the_same_order_by_every_database(slug: str) -> None:
    skill = SKILLS.get(slug, {"steps": [EVERYTHING], "further": [EVERYTHING | {"more": "Last."}]})
    for column in ("steps", "further", "doing"):
        stored = skill.get(column)
        assert told_in_lines(_as_jsonb(stored)) == told_in_lines(stored)
    told = told_in_lines(CHOICE | {"help": "One will do.", "several": True}).splitlines()
    assert told == [
        "→ more than one may be chosen", "Which?", "One will do.", "→ answered by choosing",
        "In danger now", "→ then shows the crisis numbers", "Then leave.", "Reminded",
    ]  # fmt: skip
