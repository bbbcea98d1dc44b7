"""What is stored of an exercise, told in lines: to compare two versions, to count words."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext_lazy

from courses.exercises import shapes as exercises
from courses.exercises.shapes import Exercise
from design.shapes import Step

# What a tick means, in the words of the form.
TICKED = {
    "help": gettext_lazy("then shows the crisis numbers"),
    "skip": gettext_lazy("then leaves out the rest of its step"),
    "several": gettext_lazy("more than one may be chosen"),
    "spells": gettext_lazy("its letters spell the steps"),
    "one_is_enough": gettext_lazy("one step is enough"),
    "read_aloud": gettext_lazy("the answers are a script to say"),
}
ANSWERED = {
    "none": gettext_lazy("nothing is answered"),
    "text": gettext_lazy("answered in words"),
    "list": gettext_lazy("answered by a list"),
    "choice": gettext_lazy("answered by choosing"),
    "timer": gettext_lazy("with a timer"),
    "breath": gettext_lazy("with breathing at a pace"),
}
LASTING = {
    "seconds": gettext_lazy("%(number)s seconds"),
    "inhale": gettext_lazy("%(number)s seconds of breathing in"),
    "exhale": gettext_lazy("%(number)s seconds of breathing out"),
}
SAID_APART = {
    "intro": gettext_lazy("Said first: %(words)s"),
    "ending": gettext_lazy("Said at the end: %(words)s"),
}
# A database may give keys back in an order of its own: so each has its place.
IN_ORDER = (
    "title", "prompt", "intro", "text", "help", "answer", "seconds", "inhale", "exhale", "reply",
    "choices", "asks", "steps", "ending",
)  # fmt: skip


def told_in_lines(stored: object) -> str:
    """Steps, exercises or plain words as they are stored, a line for each thing that one reads."""
    return "\n".join(_lines(stored))


def steps_in_lines(exercise: object) -> list[str]:
    """What is read of an exercise where its steps are told and nothing is asked."""
    if not isinstance(exercise, Exercise):
        return []
    told = [line for step in exercise.steps for line in (named(step.letter, step.name), step.text)]
    return [line for line in [exercise.intro, *told, exercise.ending] if line]


def steps_to_read(steps: Iterable[exercises.Step]) -> list[Step]:
    """Steps as the design system takes them."""
    return [Step(title=one.name, text=one.text, letter=one.letter) for one in steps]


def named(letter: str, name: str) -> str:
    """A step by its letter and its name: S · Stop."""
    return f"{letter} · {name}" if letter and name else letter or name


def _lines(stored: object) -> Iterator[str]:
    if isinstance(stored, list):
        for one in stored:
            yield from _lines(one)
    elif isinstance(stored, Mapping):
        letter, name = str(stored.get("letter") or ""), str(stored.get("name") or "")
        if letter or name:
            yield named(letter, name)
        if stored.get("words"):
            # What a choice does is read right after it, the crisis numbers before all else.
            yield str(stored["words"])
        for key, value in sorted(stored.items(), key=_place):
            if key not in ("letter", "name", "key", "words"):
                yield from _told(key, value)
    elif stored:
        yield str(stored)


def _place(item: tuple[str, object]) -> tuple[bool, int, str]:
    """What is ticked first, as the form has it, then by IN_ORDER; what nobody knows comes last."""
    key, value = item
    order = tuple(TICKED) if value is True else IN_ORDER
    return value is not True, order.index(key) if key in order else len(order), key


def _told(key: str, value: object) -> Iterator[str]:
    """One thing that is stored, in the words of whoever reads it."""
    if value is True:
        yield f"→ {TICKED.get(key, key)}"
    elif key == "answer":
        yield f"→ {ANSWERED.get(str(value), value)}"
    elif key in LASTING and value:
        yield f"→ {LASTING[key] % {'number': value}}"
    elif key in SAID_APART and value:
        yield str(SAID_APART[key] % {"words": value})
    elif value is not False:
        yield from _lines(value)
