"""What stands on the papers of one skill: all of it to read, its sheet to fill in, its cards."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from courses.paper.frame import Frame
from courses.paper.models import Kind
from courses.paper.richtext import plain_text
from courses.paper.sheets import Sheet, card, framed, question_row, stop_words
from courses.resources.exercises import (
    PartOfSheet,
    StepOnPaper,
    deck_of,
    sheet_of,
)
from courses.skills.models import Skill


def skill_sheet(skill: Skill, frame: Frame) -> Sheet:
    """A skill as its page tells it, with what its exercises ask."""
    words = framed(Kind.SKILL, skill.name, frame) | {
        "eyebrow": skill.get_module_display(),
        "lead": skill.summary,
        "when": _told(_("When to use it"), skill.when),
        "when_not": _told(_("When to take care"), skill.when_not),
        "parts": [
            _part(part, heading=part.title if part.key else _("Step by step"))
            for part in deck_of(skill)
        ],
        "example": _told(_("Example"), skill.example),
        "practice": _told(_("Two minutes of practice"), skill.practice),
        "source": "",
    }
    return Sheet(words)


def sheet_to_fill(skill: Skill, frame: Frame) -> Sheet:
    """What its exercises ask, with room for a hand."""
    words = framed(Kind.SKILL_SHEET, skill.name, frame) | {
        "lead": skill.summary,
        "name": _("Name"),
        "date": _("Date"),
        "parts": [_part(part, heading=part.title if part.key else "") for part in sheet_of(skill)],
        "stop": stop_words(),
        "source": "",
    }
    return Sheet(words)


def step_cards_sheet(skill: Skill, frame: Frame) -> Sheet:
    """Its card, and then a card for each step with what that asks."""
    words = framed(Kind.SKILL_CARDS, skill.name, frame) | {
        "when": _("Good for"),
        "when_not": _("When to take care"),
        "cards": [card(skill)],
        "steps": [
            _step(step) | {"of": part.title} for part in deck_of(skill) for step in part.steps
        ],
    }
    return Sheet(words)


def _told(heading: str, text: str) -> dict[str, Any] | None:
    """A heading with its words; None where there are none."""
    return {"heading": heading, "body": plain_text(text)} if text.strip() else None


def _part(part: PartOfSheet, *, heading: str) -> dict[str, Any]:
    return {
        "heading": heading,
        "intro": plain_text(part.intro),
        "note": part.note,
        "steps": [_step(step) for step in part.steps],
        "ending": plain_text(part.ending),
    }


def _step(step: StepOnPaper) -> dict[str, Any]:
    return {
        "mark": step.mark,
        "name": step.name,
        "body": plain_text(step.text),
        "asks": [asdict(told) for told in step.told],
        "questions": [question_row(question) for question in step.asked],
    }
