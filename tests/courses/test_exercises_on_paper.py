"""An exercise becomes questions of a sheet: each kind of answer leaves the room that it needs."""

from typing import Any

import pytest

from courses.exercises.lasting import lasting
from courses.exercises.shapes import read_exercise
from courses.models import Skill
from courses.resources.exercises import deck_of, part_of_sheet, sheet_of
from courses.resources.questions import Kind, Question
from tests.courses.harbour import PLAN, STEPS


def asked(**ask: Any) -> Question:
    part = part_of_sheet(read_exercise({"steps": [{"name": "One", "asks": [ask]}]}))
    [question] = part.steps[0].asked
    return question


@pytest.mark.parametrize(
    ("answer", "kind", "lines", "each"),
    [
        ("text", Kind.TEXT, 2, False),
        ("list", Kind.LINES, 4, True),
        ("none", Kind.TICK, 0, False),
        ("timer", Kind.TICK, 0, False),
        ("breath", Kind.TICK, 0, False),
        ("dance", Kind.TICK, 0, False),
    ],
)
def test_each_kind_of_answer_leaves_its_room(
    answer: str, kind: Kind, lines: int, *, each: bool
) -> None:
    question = asked(prompt="Where?", answer=answer)
    assert (question.label, question.kind) == ("Where?", kind)
    assert (question.lines, question.each) == (lines, each)


def test_a_choice_has_boxes_and_no_replies() -> None:
    choices = [{"words": "Here", "reply": "Good."}, {"words": "There"}, {"words": ""}]
    one = asked(prompt="Where?", answer="choice", choices=choices, help="Look around.")
    assert (one.kind, one.choices) == (Kind.CHOICE, ("Here", "There"))
    assert one.help == "Look around. Tick one."
    many = asked(prompt="Where?", answer="choice", choices=choices, several=True)
    assert many.help == "Tick all that fit."
    bare = asked(prompt="Where?", answer="choice")
    assert (bare.kind, bare.lines, bare.help) == (Kind.TEXT, 2, "")


def test_a_choice_that_calls_for_help_says_where_it_is() -> None:
    choices = [{"words": "Danger", "help": True}, {"words": "Echo"}, {"words": "?", "help": True}]
    question = asked(prompt="Which?", answer="choice", choices=choices)
    assert question.help == (
        "Tick one. If it is “Danger” or “?”, get help first: the numbers are on this page."
    )


def test_a_choice_that_ends_its_step_says_so_and_help_goes_before() -> None:
    choices = [
        {"words": "Fine"},
        {"words": "Not sure", "skip": True},
        {"words": "No", "skip": True},
    ]
    question = asked(prompt="Safe?", answer="choice", choices=choices)
    assert question.help == (
        "Tick one. If it is “Not sure” or “No”, leave out the rest of this step."
    )
    choices = [{"words": "Fine"}, {"words": "Danger", "skip": True, "help": True}]
    question = asked(prompt="Safe?", answer="choice", choices=choices)
    assert question.help == (
        "Tick one. If it is “Danger”, get help first: the numbers are on this page."
    )


def test_what_a_screen_times_is_said_in_words() -> None:
    timer = asked(prompt="Rest.", answer="timer", seconds=300)
    assert timer.help == "5 minutes, or as long as suits you."
    breath = asked(prompt="Breathe.", answer="breath", inhale=3, exhale=8, seconds=60)
    assert breath.help == "In for 3 seconds, out for 8, for 1 minute. Stop when you like."


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (10, "10 seconds"),
        (60, "1 minute"),
        (90, "90 seconds"),
        (120, "2 minutes"),
        (150, "2 minutes 30 seconds"),
        (121, "2 minutes 1 second"),
    ],
)
def test_a_stretch_of_time_is_said_as_people_say_it(seconds: int, words: str) -> None:
    assert lasting(seconds) == words


def test_steps_are_marked_by_letters_where_they_spell_a_word() -> None:
    lettered, numbered = sheet_of(Skill(name="TIDE", acronym=True, steps=STEPS, further=[PLAN]))
    assert [step.mark for step in lettered.steps] == ["T", "I", "D", "E"]
    assert [step.mark for step in numbered.steps] == ["1"]
    assert (numbered.intro, numbered.ending) == ("For a calm hour.", "Keep it near the door.")


def test_a_note_says_how_an_exercise_is_used_where_that_is_not_step_by_step() -> None:
    notes = {
        name: part_of_sheet(read_exercise({"steps": STEPS, name: True})).note
        for name in ("one_is_enough", "read_aloud", "spells")
    }
    assert notes["one_is_enough"].startswith("One of these is enough.")
    assert notes["read_aloud"].startswith("Your lines, read aloud")
    assert notes["spells"] == ""


def test_steps_that_ask_nothing_have_cards_and_no_sheet() -> None:
    bare = [{"name": "Wait", "text": "Wait it out."}]
    skill = Skill(name="Wait", steps=bare)
    assert sheet_of(skill) == ()
    [deck] = deck_of(skill)
    assert (deck.title, [step.name for step in deck.steps]) == ("Wait", ["Wait"])
    further = Skill(name="Wait", steps=bare, further=[PLAN])
    assert [part.key for part in sheet_of(further)] == ["plan"]
    assert [part.key for part in deck_of(further)] == ["", "plan"]
    assert deck_of(Skill(name="Wait")) == ()
