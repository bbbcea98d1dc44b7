"""What is stored of an exercise, told in lines: to compare two versions, to count words."""

from collections.abc import Iterator, Mapping

from courses.exercises.shapes import Exercise


def told_in_lines(stored: object) -> str:
    """Steps, exercises or plain words as they are stored, a line for each thing that one reads."""
    return "\n".join(_lines(stored))


def steps_in_lines(exercise: object) -> list[str]:
    """What is read of an exercise where its steps are told and nothing is asked."""
    if not isinstance(exercise, Exercise):
        return []
    told = [line for step in exercise.steps for line in (named(step.letter, step.name), step.text)]
    return [line for line in [exercise.intro, *told, exercise.ending] if line]


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
        for key, value in stored.items():
            if key not in ("letter", "name", "key", "answer") and not isinstance(value, bool):
                yield from _lines(value)
    elif stored:
        yield str(stored)
