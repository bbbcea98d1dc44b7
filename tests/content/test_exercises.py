"""Every shipped exercise is whole as written, can be left, and asks first whether it is safe."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from courses.exercises.shapes import (
    LONGEST_BREATH,
    LONGEST_SECONDS,
    MOST_ASKS,
    MOST_CHOICES,
    MOST_STEPS,
    SHORTEST_BREATH,
    SHORTEST_SECONDS,
    Answer,
    read_exercise,
)
from courses.lessons.reading import reading_grade
from courses.skills.models import Skill

from .texts import SKILL_FILES, prose, read, strings

HIGHEST_GRADE = 6.0
FIELDS = {
    Answer.NONE: set(),
    Answer.TEXT: set(),
    Answer.LIST: set(),
    Answer.CHOICE: {"choices", "several"},
    Answer.TIMER: {"seconds"},
    Answer.BREATH: {"seconds", "inhale", "exhale"},
}
NEEDED = {
    Answer.CHOICE: {"choices"},
    Answer.TIMER: {"seconds"},
    Answer.BREATH: {"seconds", "inhale", "exhale"},
}
LONGEST = {"prompt": 90, "help": 300, "words": 60, "reply": 240}
# The ways of answering that each of these cannot do without.
KINDS = {
    "improve": {Answer.TEXT, Answer.LIST, Answer.CHOICE, Answer.TIMER, Answer.BREATH},
    "rain": {Answer.TEXT, Answer.CHOICE},
    "halt": {Answer.TEXT, Answer.CHOICE},
    "stop": {Answer.TEXT, Answer.CHOICE, Answer.BREATH},
    "tipp": {Answer.CHOICE, Answer.TIMER, Answer.BREATH},
    "paced-breathing": {Answer.BREATH},
    "heart-focused-breathing": {Answer.BREATH, Answer.TEXT},
    "safe-place-imagery": {Answer.TEXT, Answer.CHOICE},
    "muscle-relaxation": {Answer.TIMER},
    "self-soothe": {Answer.CHOICE, Answer.LIST},
    "pros-and-cons": {Answer.LIST, Answer.TEXT},
    "check-the-facts": {Answer.TEXT, Answer.LIST, Answer.CHOICE},
    "opposite-action": {Answer.CHOICE, Answer.TEXT},
    "cope-ahead": {Answer.TEXT, Answer.LIST, Answer.CHOICE, Answer.BREATH},
    "dear-man": {Answer.TEXT, Answer.CHOICE},
    "radical-acceptance": {Answer.TEXT, Answer.CHOICE},
}
# Where an exercise can lead somebody into danger it asks, before the step that could, and one of
# the answers shows the numbers to call.
ASKS_FIRST = {
    "rain": (1, "Am I in danger now, or am I reminded?"),
    "pros-and-cons": (0, "Is this about living or dying, or about hurting yourself?"),
    "check-the-facts": (0, "Could you be in danger now?"),
    "opposite-action": (1, "Does the feeling fit the facts?"),
    "cope-ahead": (0, "Could somebody hurt you there?"),
    "dear-man": (0, "Is it safe to say this to this person?"),
    "fast": (0, "Is it safe to be plain with this person?"),
    "how-strongly-to-ask-or-say-no": (0, "Could this person hurt you for it?"),
    "radical-acceptance": (0, "Is this something that can still be stopped or changed?"),
    "turning-the-mind": (0, "Is somebody hurting you in this?"),
    "problem-solving": (0, "Is somebody hurting or controlling you in this?"),
    "mindfulness-of-current-emotion": (0, "How strong is it?"),
    "mindfulness-of-thoughts": (0, "What kind of thoughts are they?"),
    "stop": (2, "Could you, or somebody else, get hurt now?"),
}
# Pictures, the body and old pain can turn on somebody: there is a choice that ends it.
WAYS_OUT = {
    "improve": "It has turned painful",
    "rain": "It gets too much",
    "safe-place-imagery": "It turns painful",
    "cope-ahead": "It turns painful",
    "muscle-relaxation": "Old fear has come up",
    "heart-focused-breathing": "It hurts too much",
    "paced-breathing": "Worse",
    "radical-acceptance": "It is too much",
    "observe": "Something painful came up",
}

SKILLS: dict[str, dict[str, Any]] = {path.stem: read(path) for path in SKILL_FILES}
every_skill = pytest.mark.parametrize("slug", SKILLS)


def exercises(slug: str) -> list[dict[str, Any]]:
    """What can be done of a skill, as `Skill.exercises` builds it, but as it is written."""
    skill = SKILLS[slug]
    own = {**skill["doing"], "key": "", "title": skill["name"], "spells": skill["acronym"]}
    return [{**own, "steps": skill["steps"]}, *skill.get("further", [])]


def asks(slug: str) -> Iterator[dict[str, Any]]:
    for exercise in exercises(slug):
        for step in exercise["steps"]:
            yield from step.get("asks", [])


def rewritten(exercise: dict[str, Any]) -> dict[str, Any]:
    """The exercise as it was read, put back into the form in which it is written."""
    kept = read_exercise(exercise)
    steps: list[dict[str, Any]] = [
        {
            "letter": step.letter, "name": step.name, "text": step.text,
            "asks": [
                {
                    "prompt": ask.prompt, "help": ask.help, "answer": ask.answer.value,
                    "several": ask.several, "seconds": ask.seconds,
                    "inhale": ask.inhale, "exhale": ask.exhale,
                    "choices": [
                        filled({"words": one.words, "reply": one.reply, "help": one.asks_help,
                                "skip": one.skips})
                        for one in ask.choices
                    ],
                }
                for ask in step.asks
            ],
        }
        for step in kept.steps
    ]  # fmt: skip
    return {
        "key": kept.key, "title": kept.title, "intro": kept.intro, "ending": kept.ending,
        "spells": kept.spells, "one_is_enough": kept.one_is_enough, "read_aloud": kept.read_aloud,
        "steps": [
            filled({**step, "asks": [filled(ask) for ask in step["asks"]]}) for step in steps
        ],
    }  # fmt: skip


def filled(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value}


@every_skill
def test_nothing_of_an_exercise_is_lost_when_it_is_read(slug: str) -> None:
    for written in exercises(slug):
        assert filled(rewritten(written)) == filled(written)


def test_reading_loses_what_is_written_wrong_and_the_measure_sees_it() -> None:
    asked = {"prompt": "How long?", "answer": "timer", "seconds": LONGEST_SECONDS + 1}
    written = {"title": "Too long", "steps": [{"name": "One", "text": "Wait.", "asks": [asked]}]}
    assert filled(rewritten(written)) != filled(written)


@every_skill
def test_exercise_can_be_done_within_its_bounds(slug: str) -> None:
    for exercise in exercises(slug):
        assert 3 <= len(exercise["steps"]) <= MOST_STEPS
        assert exercise["intro"].endswith(".")
        assert exercise["ending"].endswith(".")
        assert any(step.get("asks") for step in exercise["steps"])
        prompts = [ask["prompt"] for step in exercise["steps"] for ask in step.get("asks", [])]
        assert len(prompts) == len(set(prompts)), "two of them ask the same"
        for step in exercise["steps"]:
            assert len(step.get("asks", [])) <= MOST_ASKS
    for ask in asks(slug):
        answer = Answer(ask["answer"])
        given = set(ask) - {"prompt", "help", "answer"}
        assert NEEDED.get(answer, set()) <= given <= FIELDS[answer], ask["prompt"]
        if "seconds" in ask:
            assert SHORTEST_SECONDS <= ask["seconds"] <= LONGEST_SECONDS
        if answer is Answer.BREATH:
            assert SHORTEST_BREATH <= ask["inhale"] <= ask["exhale"] <= LONGEST_BREATH


@every_skill
def test_choices_are_few_different_and_short(slug: str) -> None:
    for ask in asks(slug):
        choices = ask.get("choices", [])
        words = [choice["words"] for choice in choices]
        assert len(words) == len(set(words))
        assert not choices or 2 <= len(words) <= MOST_CHOICES
        told = [*((name, ask.get(name, "")) for name in ("prompt", "help"))]
        told += [(name, one.get(name, "")) for one in choices for name in ("words", "reply")]
        assert [said for name, said in told if len(said) > LONGEST[name]] == []
        # Whoever says that they are in danger hears at once what to do.
        assert all(choice.get("reply") for choice in choices if choice.get("help"))


@every_skill
def test_each_breathing_is_warned_of_once_and_by_its_step(slug: str) -> None:
    for exercise in exercises(slug):
        for step in exercise["steps"]:
            breaths = [ask for ask in step.get("asks", []) if ask["answer"] == "breath"]
            told = " ".join(strings(step))
            if breaths:
                assert "more afraid, breathe as usual" in step["text"]
                assert told.count("dizzy") == 1


@every_skill
def test_an_ending_is_true_whatever_was_done(slug: str) -> None:
    """Whoever passes over everything comes to it as well: it says nothing of what they did."""
    claim = re.compile(r"\b[Yy]ou (?:have \w+ed|have been|have made|have looked|have told|made|gave"
                       r"|met|turned|were)\b")  # fmt: skip
    assert [claim.findall(exercise["ending"]) for exercise in exercises(slug)] == [
        [] for _exercise in exercises(slug)
    ]


def test_stop_never_approves_of_what_was_planned() -> None:
    choices = SKILLS["stop"]["steps"][3]["asks"][-1]["choices"]
    told = " ".join(strings(choices))
    assert "planned" not in told
    assert "Nobody, and not you either" in told


def test_whoever_may_be_hurt_is_led_to_safety_and_not_to_a_script() -> None:
    first, *_others = SKILLS["dear-man"]["steps"][0]["asks"]
    hurt = first["choices"][2]
    assert (hurt["help"], hurt["skip"]) == (True, True)
    reply = hurt["reply"]
    for words in ("this can wait", "emergency number", "a person you trust", "violence at home"):
        assert words in reply


@pytest.mark.parametrize("slug", KINDS)
def test_exercise_asks_in_the_ways_that_suit_it(slug: str) -> None:
    assert KINDS[slug] <= {Answer(ask["answer"]) for ask in asks(slug)}


@pytest.mark.parametrize("slug", ASKS_FIRST)
def test_exercise_asks_if_it_is_safe_before_it_goes_on(slug: str) -> None:
    step, prompt = ASKS_FIRST[slug]
    (asked,) = [
        ask for ask in SKILLS[slug]["steps"][step]["asks"] if ask["prompt"] == prompt
    ]  # fmt: skip
    helps = [bool(choice.get("help")) for choice in asked["choices"]]
    assert True in helps
    assert False in helps


@pytest.mark.parametrize("slug", WAYS_OUT)
def test_exercise_that_may_stir_something_up_has_a_way_out(slug: str) -> None:
    (out,) = [
        choice for ask in asks(slug) for choice in ask.get("choices", [])
        if choice["words"] == WAYS_OUT[slug]
    ]  # fmt: skip
    assert any(word in out["reply"] for word in ("Stop", "leave it", "name five things"))


def test_improve_needs_one_letter_and_dear_man_is_read_aloud() -> None:
    def told(name: str) -> set[str]:
        return {slug for slug, skill in SKILLS.items() if skill["doing"].get(name)}

    assert told("one_is_enough") == {"improve", "tipp", "self-soothe", "accepts", "please"}
    assert told("read_aloud") == {"dear-man", "fast"}
    for slug in told("one_is_enough"):
        assert all(step.get("asks") for step in SKILLS[slug]["steps"])


def test_improve_asks_for_every_letter() -> None:
    imagery, _meaning, prayer, *_rest = SKILLS["improve"]["steps"]
    asked = " ".join(ask["prompt"] + ask.get("help", "") for ask in imagery["asks"])
    assert all(sense in asked for sense in ("see", "hear", "smell", "taste", "touch", "box"))
    words = [choice["words"] for choice in prayer["asks"][0]["choices"]]
    assert {"Words of faith", "Words without faith", "I skip this letter"} <= set(words)
    kinds = {step["name"]: [ask["answer"] for ask in step["asks"]]
             for step in SKILLS["improve"]["steps"]}  # fmt: skip
    assert kinds["Vacation"][-1] == "timer"
    assert "list" in kinds["Encouragement"]


def test_tipp_asks_for_every_caution_before_cold_and_before_effort() -> None:
    temperature, exercise, breath, _muscles = SKILLS["tipp"]["steps"]
    asked = temperature["asks"][0]
    assert asked["answer"] == "choice"
    for caution in (
        "heart condition", "low blood pressure", "asthma", "seizures", "allergy to cold",
        "eating disorder", "pregnant", "medicine that slows the heart",
    ):  # fmt: skip
        assert caution in asked["help"]
        assert caution in SKILLS["tipp"]["when_not"]
    replies = {choice["words"]: choice["reply"] for choice in asked["choices"]}
    assert replies["I am not sure"].startswith("Leave out T and I")
    assert replies["One or more of it"].startswith("Leave out T and I today.")
    # What is not safe is out of sight: the clocks come after the question in both.
    skips = {choice["words"] for step in (temperature, exercise)
             for choice in step["asks"][0]["choices"] if choice.get("skip")}  # fmt: skip
    assert skips == {
        "One or more of it", "I am not sure", "No, or I am not sure",
        "Exercise is a sore spot for me",
    }  # fmt: skip
    assert exercise["asks"][0]["answer"] == "choice"
    assert temperature["asks"][1]["seconds"] == 30
    assert (breath["asks"][0]["inhale"], breath["asks"][0]["exhale"]) == (4, 6)


def test_halt_has_a_plan_of_meals_journal_company_and_sleep() -> None:
    (plan,) = SKILLS["halt"]["further"]
    assert plan["key"] == "prevention-plan"
    names = [step["name"] for step in plan["steps"]]
    assert names[:4] == ["Meals", "Journal", "Company", "Sleep"]


def test_pros_and_cons_has_four_boxes() -> None:
    boxes = [ask["prompt"] for ask in SKILLS["pros-and-cons"]["steps"][1]["asks"]]
    assert len(boxes) == 4
    assert [("not acting" in box, "good" in box) for box in boxes] == [
        (False, True), (False, False), (True, True), (True, False),
    ]  # fmt: skip


@every_skill
def test_skill_reads_easily_at_three_in_the_morning(slug: str) -> None:
    assert reading_grade(prose(SKILLS[slug])) <= HIGHEST_GRADE


@every_skill
def test_loaded_skill_offers_what_is_written(slug: str) -> None:
    written = SKILLS[slug]
    names = ("name", "acronym", "steps", "doing")
    skill = Skill(further=written.get("further", []), **{name: written[name] for name in names})
    assert [one.key for one in skill.exercises] == [one["key"] for one in exercises(slug)]
    assert len(skill.exercises[0].asks) == sum(
        len(step.get("asks", [])) for step in written["steps"]
    )
