"""An exercise on paper: each step with what it asks, as questions that leave room for a hand.

What a step asks becomes a `Question`: words are written on lines, a list has a line for each, a
choice has boxes. What is done and not written (a timer, a breathing, nothing given back) is a box
to tick before its words.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.exercises.lasting import lasting
from courses.exercises.shapes import Answer, Ask, Exercise, Step
from courses.resources.questions import Kind, Question
from courses.skills.models import Skill

LINES = {Answer.TEXT: 2, Answer.LIST: 4}
KINDS = {Answer.TEXT: Kind.TEXT, Answer.LIST: Kind.LINES, Answer.CHOICE: Kind.CHOICE}


@dataclass(frozen=True)
class Told:
    """What a step asks, to be read on a card: without room for an answer."""

    prompt: str
    help: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class StepOnPaper:
    """One step. `mark` is its letter or its number; `asked` and `told` are what it asks, to be
    filled in and to be read."""

    mark: str
    name: str
    text: str
    asked: tuple[Question, ...]
    told: tuple[Told, ...]


@dataclass(frozen=True)
class PartOfSheet:
    """One exercise. `note` says how it is used, where that is not step by step."""

    key: str
    title: str
    intro: str
    note: str
    steps: tuple[StepOnPaper, ...]
    ending: str


def sheet_of(skill: Skill) -> tuple[PartOfSheet, ...]:
    """What can be filled in of a skill, an exercise each; empty where nothing is asked."""
    return tuple(part_of_sheet(exercise) for exercise in skill.exercises)


def deck_of(skill: Skill) -> tuple[PartOfSheet, ...]:
    """What has cards: its own steps, whether they ask or not, then its further exercises."""
    own = skill.own_exercise
    parts = sheet_of(skill)
    if own.is_to_be_done or not own.steps:
        return parts
    return (part_of_sheet(own), *parts)


def part_of_sheet(exercise: Exercise) -> PartOfSheet:
    """The exercise for paper, in the active language."""
    return PartOfSheet(
        key=exercise.key,
        title=exercise.title,
        intro=exercise.intro,
        note=_note(exercise),
        steps=steps_on_paper(exercise.steps, spells=exercise.spells),
        ending=exercise.ending,
    )


def steps_on_paper(steps: tuple[Step, ...], *, spells: bool) -> tuple[StepOnPaper, ...]:
    """Steps with their marks: letters where they spell a word, else numbers."""
    return tuple(
        StepOnPaper(
            mark=(step.letter if spells else "") or str(number),
            name=step.name,
            text=step.text,
            asked=tuple(question_of(ask) for ask in step.asks),
            told=tuple(_told(ask) for ask in step.asks),
        )
        for number, step in enumerate(steps, start=1)
    )


def question_of(ask: Ask) -> Question:
    """What a step asks, as a question of a sheet. Replies to a choice are not printed."""
    choices = _words(ask)
    kind = KINDS.get(ask.answer, Kind.TICK)
    if kind is Kind.CHOICE and not choices:
        kind = Kind.TEXT
    return Question(
        key=ask.key,
        kind=kind,
        label=ask.prompt,
        help=_joined(ask.help, _ticking(ask), *_how(ask)),
        lines=LINES.get(ask.answer, LINES[Answer.TEXT]) if kind in (Kind.TEXT, Kind.LINES) else 0,
        each=kind is Kind.LINES,
        choices=choices,
    )


def _note(exercise: Exercise) -> str:
    if exercise.one_is_enough:
        return _("One of these is enough. Take the one that suits this moment.")
    if exercise.read_aloud:
        return _("Your lines, read aloud one after the other, are what you can say.")
    return ""


def _told(ask: Ask) -> Told:
    choices = () if _is_answered_on_screen(ask) else _words(ask)
    return Told(prompt=ask.prompt, help=_joined(ask.help, *_how(ask)), choices=choices)


def _is_answered_on_screen(ask: Ask) -> bool:
    """Whether one answer is chosen for the reply to it, which no card can give."""
    return not ask.several and any(choice.reply for choice in ask.choices)


def _words(ask: Ask) -> tuple[str, ...]:
    return tuple(choice.words for choice in ask.choices if choice.words)


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _ticking(ask: Ask) -> str:
    if ask.answer is not Answer.CHOICE or not ask.choices:
        return ""
    return _("Tick all that fit.") if ask.several else _("Tick one.")


def _how(ask: Ask) -> list[str]:
    """What a screen does by itself and paper has to say: how long, how fast, when to get help."""
    told = []
    if ask.answer is Answer.TIMER:
        told.append(_("%(time)s, or as long as suits you.") % {"time": lasting(ask.seconds)})
    if ask.answer is Answer.BREATH:
        pace = {"in": ask.inhale, "out": ask.exhale, "time": lasting(ask.seconds)}
        told.append(
            _("In for %(in)d seconds, out for %(out)d, for %(time)s. Stop when you like.") % pace
        )
    urgent = [choice.words for choice in ask.choices if choice.asks_help]
    if urgent:
        help_first = _("If it is %(choice)s, get help first: the numbers are on this page.")
        told.append(help_first % {"choice": _either(urgent)})
    skipping = [choice.words for choice in ask.choices if choice.skips and not choice.asks_help]
    if skipping:
        leave_out = _("If it is %(choice)s, leave out the rest of this step.")
        told.append(leave_out % {"choice": _either(skipping)})
    return told


def _either(choices: list[str]) -> str:
    return _(" or ").join(_("“%(words)s”") % {"words": words} for words in choices)
