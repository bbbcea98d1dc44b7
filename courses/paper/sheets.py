"""What stands on a paper, as plain values for the typst files: they hold no word of their own."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.exercises.shapes import Step
from courses.lessons.exercises import heading_of, told_by
from courses.lessons.models import LessonPage
from courses.paper.frame import Frame
from courses.paper.models import Kind
from courses.paper.pictures import embedded
from courses.paper.richtext import plain_text, read_rich_text
from courses.resources.exercises import steps_on_paper
from courses.resources.models import Worksheet
from courses.resources.questions import Column, Mark, Question
from courses.skills.models import Skill


@dataclass
class Sheet:
    """The words of a paper, and the pictures that they name."""

    words: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)


def lesson_sheet(lesson: LessonPage, frame: Frame) -> Sheet:
    """A lesson as it stands in memory: key points, body, source."""
    files: dict[str, bytes] = {}
    minutes = lesson.reading_minutes
    words = framed(Kind.LESSON, lesson.title, frame) | {
        "eyebrow": lesson.get_module_display(),
        "lead": lesson.teaser,
        "minutes": ngettext(
            "%(minutes)d minute to read", "%(minutes)d minutes to read", minutes
        ) % {"minutes": minutes},
        "points": lesson.points,
        "parts": [part_of(block.block_type, block.value, files) for block in lesson.body],
        "source": _source(lesson),
    }  # fmt: skip
    return Sheet(words, files)


def worksheet_sheet(worksheet: Worksheet, frame: Frame) -> Sheet:
    """A worksheet to fill in by hand."""
    words = framed(Kind.WORKSHEET, worksheet.title, frame) | {
        "intro": plain_text(worksheet.intro),
        "name": _("Name"),
        "date": _("Date"),
        "questions": [question_row(question) for question in worksheet.asked],
        "stop": stop_words(),
        "source": _source(worksheet),
    }
    return Sheet(words)


def stop_words() -> str:
    """What ends a sheet to fill in."""
    return _(
        "If this brings up more than you can carry now, stop here: the sheet can wait, and a "
        "person can help."
    )


def cards_sheet(skills: Iterable[Skill], title: str, frame: Frame) -> Sheet:
    """A card for each skill, of the size that fits a pocket."""
    words = framed(Kind.CARDS, title, frame) | {
        "when": _("Good for"),
        "when_not": _("When to take care"),
        "cards": [card(skill) for skill in skills],
    }
    return Sheet(words)


def framed(kind: Kind | str, title: str, frame: Frame) -> dict[str, Any]:
    """What every paper has besides its own words."""
    language, _dash, region = frame.language.partition("-")
    return {
        "kind": str(kind),
        "title": title,
        "frame": asdict(frame) | {"language": language, "region": region.upper()},
        "page_of": _("Page {page} of {pages}"),
        "key_points": _("Key points"),
        "more_help": _("All numbers, and other countries:"),
    }


def _source(of: LessonPage | Worksheet) -> str:
    return " · ".join(part for part in (of.source, of.licence) if part)


def part_of(kind: str, value: Any, files: dict[str, bytes]) -> dict[str, Any]:
    """A block of the body. One that this area does not know is named, with where to find it."""
    make = _PARTS.get(kind)
    if make is not None:
        return {"kind": kind, "heading": value["heading"], **make(value)}
    if kind == "picture":
        shown = _picture(value, files)
        if shown is not None:
            return shown
    recording = value.get("recording") if kind == "recording" else None
    if recording is not None and recording.transcript:
        return _transcript(recording)
    return _elsewhere(value)


def _rich(value: Any) -> dict[str, Any]:
    return {"body": read_rich_text(_source_of(value["text"]))}


def _source_of(text: Any) -> str:
    """Rich text as it is stored; `str` of Wagtail's own value would render it."""
    return str(getattr(text, "source", text))


def _steps(value: Any) -> dict[str, Any]:
    letters = bool(value["acronym"])
    return {
        "letters": letters,
        "items": [
            {
                "mark": item["letter"] if letters else str(number),
                "name": item["name"],
                "body": plain_text(item["text"]),
            }
            for number, item in enumerate(value["items"], start=1)
        ],
    }


def _exercise(value: Any) -> dict[str, Any]:
    """The steps of a skill, in the words that the lesson keeps."""
    told = told_by(value)
    if told is None:
        return {"kind": "steps", "letters": False, "items": []}
    items = _marked(told.steps, spells=told.spells)
    return {"kind": "steps", "heading": heading_of(value), "letters": told.spells, "items": items}


def _practice(value: Any) -> dict[str, Any]:
    minutes = value["minutes"]
    told = ngettext(
        "In the session, %(minutes)s minute.", "In the session, %(minutes)s minutes.", minutes
    )
    return _rich(value) | {"note": told % {"minutes": minutes}, "steps": list(value["steps"])}


def _week_practice(value: Any) -> dict[str, Any]:
    return _rich(value) | {"note": _("Before the next session."), "steps": list(value["steps"])}


_PARTS = {
    "teaching": _rich,
    "steps": _steps,
    "exercise": _exercise,
    "example": _rich,
    "practice": _practice,
    "week_practice": _week_practice,
    "care": _rich,
}


def _picture(value: Any, files: dict[str, bytes]) -> dict[str, Any] | None:
    """A picture with its text alternative. None where it cannot be shown, or nobody could hear
    what it shows."""
    decorative = bool(value.get("decorative"))
    words = str(value.get("words") or "").strip()
    if not words and not decorative:
        return None
    content = embedded(value.get("image"))
    if content is None:
        return None
    name = f"picture-{len(files)}.jpg"
    files[name] = content
    caption = str(value.get("caption") or "").strip()
    return {
        "kind": "picture",
        "file": name,
        "words": "" if decorative else words,
        "caption": caption,
    }


def _transcript(recording: Any) -> dict[str, Any]:
    """What is said and shown in a recording: paper can hold that."""
    told = _("“%(title)s”, in words") % {"title": recording.title}
    return {"kind": "example", "heading": told, "body": plain_text(recording.transcript)}


def _elsewhere(value: Any) -> dict[str, Any]:
    """What paper cannot hold (a document) or this area does not know."""
    get = getattr(value, "get", lambda _name: None)
    things = [get(name) for name in ("document", "recording", "image")]
    named = [get("title"), get("heading"), get("words"), *(getattr(t, "title", "") for t in things)]
    title = next((str(name) for name in named if name), "")
    return {"kind": "elsewhere", "title": title, "note": _("This stands on the lesson’s page.")}


def question_row(question: Question, said: Any = None) -> dict[str, Any]:
    """A question as `worksheet.typ` takes it; `said` is what somebody answered, if anybody did."""
    return {
        "kind": question.kind.value,
        "label": question.label,
        "help": question.advice,
        "lines": question.lines or 1,
        "said": said,
        "each": question.each,
        "circles": list(question.circles),
        "range": _("A number from %(low)d to %(high)d") % _ends(question),
        "low_label": question.low_label,
        "high_label": question.high_label,
        "choices": list(question.choices),
        "day": _("Day"),
        "days": question.days,
        "columns": [
            {"kind": column.kind.value, "label": _column(column)} for column in question.columns
        ],
        "headings": list(question.headings),
        "rows": question.rows,
        "steps": list(question.steps),
    }


def _ends(of: Question | Column) -> dict[str, int]:
    return {"low": of.low, "high": of.high}


def _column(column: Column) -> str:
    if column.kind is Mark.NUMBER:
        return _("%(label)s (%(low)d to %(high)d)") % {"label": column.label, **_ends(column)}
    return column.label


def card(skill: Skill) -> dict[str, Any]:
    """A skill as `cards.typ` takes it."""
    return {
        "name": skill.name,
        "module": skill.get_module_display(),
        "summary": skill.summary,
        "needs": list(skill.needs),
        "when_not": skill.when_not,
        "steps": _marked(skill.told_steps, spells=skill.acronym),
    }


def _marked(steps: tuple[Step, ...], *, spells: bool) -> list[dict[str, Any]]:
    """Steps that are only read, each with its letter or its number."""
    return [
        {"mark": step.mark, "name": step.name, "body": plain_text(step.text)}
        for step in steps_on_paper(steps, spells=spells)
    ]
