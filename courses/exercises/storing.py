"""An exercise back in the shape in which it is stored: only what there is."""

from typing import Any

from courses.exercises.shapes import Ask, Exercise, Step

Row = dict[str, Any]


def as_stored(exercise: Exercise) -> Row:
    """The other way of `shapes.read_exercise`."""
    return _filled(
        key=exercise.key,
        title=exercise.title,
        intro=exercise.intro,
        spells=exercise.spells,
        one_is_enough=exercise.one_is_enough,
        read_aloud=exercise.read_aloud,
        steps=[_step(step) for step in exercise.steps],
        ending=exercise.ending,
    )


def _step(step: Step) -> Row:
    asks = [_ask(ask) for ask in step.asks]
    return _filled(letter=step.letter, name=step.name, text=step.text, asks=asks)


def _ask(ask: Ask) -> Row:
    choices = [
        _filled(words=one.words, reply=one.reply, help=one.asks_help, skip=one.skips)
        for one in ask.choices
    ]
    return _filled(
        prompt=ask.prompt,
        help=ask.help,
        answer=ask.answer.value,
        choices=choices,
        several=ask.several,
        seconds=ask.seconds,
        inhale=ask.inhale,
        exhale=ask.exhale,
    )


def _filled(**values: Any) -> Row:
    return {name: value for name, value in values.items() if value}
