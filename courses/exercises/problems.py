"""What keeps an exercise from being done, in sentences for whoever writes it.

Asked by the editor's form before a skill is published, and by the tests of our own texts: so what
ships can be saved by a clinic as it stands.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from courses.exercises.shapes import (
    LONGEST_BREATH,
    LONGEST_SECONDS,
    MOST_ASKS,
    MOST_CHOICES,
    MOST_STEPS,
    SHORTEST_BREATH,
    SHORTEST_SECONDS,
    Answer,
    rows_in,
    said_in,
)

LONGEST = {
    "title": 80, "intro": 600, "ending": 600, "letter": 3, "name": 80, "text": 600, "prompt": 300,
    "help": 400,
}  # fmt: skip
LONGEST_OF_A_CHOICE = {"words": 200, "reply": 600}
FEWEST_CHOICES = 2
Row = Mapping[str, Any]
WRITTEN = {Answer.TEXT, Answer.LIST, Answer.CHOICE}


def problems(stored: object) -> list[str]:
    """A sentence for each thing that is wrong with an exercise as it is stored, in its order."""
    if not isinstance(stored, Mapping):
        return [_("This is no exercise.")]
    steps = rows_in(stored.get("steps"))
    found = []
    if not steps:
        found.append(_("An exercise is its steps: please add at least one."))
    if len(steps) > MOST_STEPS:
        too_many = _("More than %(most)d steps are too many for one skill.")
        found.append(too_many % {"most": MOST_STEPS})
    if stored.get("spells") and not all(said_in(step, "letter") for step in steps):
        found.append(_("Each step needs its letter, or the letters do not spell the steps."))
    elif stored.get("spells") and (title := said_in(stored, "title")):
        found += _misspelt(title, "".join(said_in(step, "letter") for step in steps))
    for number, step in enumerate(steps, start=1):
        found += [_in_step(number, step, sentence) for sentence in _of_step(step)]
    asks = [ask for step in steps for ask in rows_in(step.get("asks"))]
    if stored.get("read_aloud") and not any(ask.get("answer") in WRITTEN for ask in asks):
        found.append(_("There is nothing to read aloud: no step asks for words."))
    return found + _too_long(stored, {name: LONGEST[name] for name in ("intro", "ending")})


def _misspelt(title: str, letters: str) -> list[str]:
    """Letters have to be those of the name, or of some of its words: IMPROVE the moment."""
    names = title.split()
    spelt = _letters(letters)
    for start in range(len(names)):
        for end in range(start, len(names)):
            if _letters("".join(names[start : end + 1])) == spelt:
                return []
    # The word that is meant is written large: IMPROVE the moment.
    large = [name for name in names if len(name) > 1 and name.isupper()]
    said = _("The letters spell %(letters)s, the name says %(name)s.")
    return [said % {"letters": "".join(letters.split()), "name": " ".join(large or names)}]


def _letters(words: str) -> str:
    return "".join(one for one in words.casefold() if one.isalnum())


def problems_of_further(stored: object, *, taken: frozenset[str] = frozenset()) -> list[str]:
    """The same for an exercise of its own, which also needs a title, a key that no other one of
    its skill has, and something to do."""
    if not isinstance(stored, Mapping):
        return problems(stored)
    title, key = said_in(stored, "title"), said_in(stored, "key")
    found = []
    if not title:
        found.append(_("This exercise needs a title."))
    if key != slugify(key) or not key:
        found.append(_("The title needs letters or digits: its address is made of them."))
    if key in taken:
        found.append(_("Two exercises have the same address. Please give one another title."))
    found += _too_long(stored, {"title": LONGEST["title"]})
    found += problems(stored)
    if not any(rows_in(step.get("asks")) for step in rows_in(stored.get("steps"))):
        found.append(_("No step asks for anything, so there is nothing to do."))
    return [f"“{title}”: {sentence}" for sentence in found] if title else found


def problems_of_ask(ask: Row) -> dict[str, str]:
    """What is wrong with what a step asks: the name of the field, and a sentence."""
    found = {}
    answer = ask.get("answer", Answer.NONE)
    if answer not in list(Answer):
        found["answer"] = _("“%(answer)s” is no kind of answer.") % {"answer": answer}
    if not said_in(ask, "prompt"):
        found["prompt"] = _("Please write what the step asks.")
    if answer == Answer.CHOICE:
        found |= _of_choices(rows_in(ask.get("choices")))
    if answer in (Answer.TIMER, Answer.BREATH) and not _lies(
        ask.get("seconds", SHORTEST_SECONDS), SHORTEST_SECONDS, LONGEST_SECONDS
    ):
        found["seconds"] = _("It lasts between %(least)d and %(most)d seconds.") % {
            "least": SHORTEST_SECONDS,
            "most": LONGEST_SECONDS,
        }
    for side in ("inhale", "exhale") if answer == Answer.BREATH else ():
        if not _lies(ask.get(side, SHORTEST_BREATH), SHORTEST_BREATH, LONGEST_BREATH):
            found[side] = _("Between %(least)d and %(most)d seconds are easy to breathe.") % {
                "least": SHORTEST_BREATH,
                "most": LONGEST_BREATH,
            }
    return found


def _of_step(step: Row) -> Iterator[str]:
    if not said_in(step, "name"):
        yield _("It has no name.")
    if not said_in(step, "text"):
        yield _("It does not say what to do.")
    yield from _too_long(step, {name: LONGEST[name] for name in ("letter", "name", "text")})
    asks = rows_in(step.get("asks"))
    if len(asks) > MOST_ASKS:
        yield _("It asks more than %(most)d things: perhaps it is two steps.") % {"most": MOST_ASKS}
    for ask in asks:
        prompt = said_in(ask, "prompt")
        sentences = [
            *problems_of_ask(ask).values(),
            *_too_long(ask, {name: LONGEST[name] for name in ("prompt", "help")}),
        ]
        yield from (f"“{prompt}”: {one}" if prompt else one for one in sentences)
    if asks and any(choice.get("skip") for choice in rows_in(asks[-1].get("choices"))):
        yield _("Its last question has nothing after it that a choice could leave out.")


def _of_choices(choices: list[Row]) -> dict[str, str]:
    words = [said_in(choice, "words") for choice in choices]
    if len([one for one in words if one]) < FEWEST_CHOICES:
        return {"choices": _("A choice needs at least two things to choose from.")}
    if len(choices) > MOST_CHOICES:
        too_many = _("More than %(most)d things are hard to choose from.") % {"most": MOST_CHOICES}
        return {"choices": too_many}
    if not all(words):
        return {"choices": _("One thing to choose has no words.")}
    if len(set(words)) < len(words):
        return {"choices": _("Two things to choose have the same words.")}
    long = [one for choice in choices for one in _too_long(choice, LONGEST_OF_A_CHOICE)]
    return {"choices": long[0]} if long else {}


def _in_step(number: int, step: Row, sentence: str) -> str:
    named = said_in(step, "name")
    if named:
        return _("Step %(number)d (“%(name)s”): %(problem)s") % {
            "number": number,
            "name": named,
            "problem": sentence,
        }
    return _("Step %(number)d: %(problem)s") % {"number": number, "problem": sentence}


def _too_long(row: Row, longest: Mapping[str, int]) -> list[str]:
    return [
        _("“%(start)s…” is longer than %(most)d characters.") % {"start": said[:30], "most": most}
        for name, most in longest.items()
        if len(said := said_in(row, name)) > most
    ]


def _lies(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
