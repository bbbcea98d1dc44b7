"""What the editor's pages send, and what came of it."""

from typing import Any

from django.test import Client
from django.urls import reverse

from audit.models import Entry
from courses.models import Course, Skill, Week
from tests.answers import Answer

# Lists of several kinds inside a block.
KINDS = {"asks"}


def rows(name: str, values: list[Any], *, inside: bool = False) -> dict[str, str]:
    """A list of blocks as the page sends it; one `inside` a block has no kinds."""
    sent = {f"{name}-count": str(len(values))}
    for at, value in enumerate(values):
        sent |= {f"{name}-{at}-order": str(at), f"{name}-{at}-deleted": "", f"{name}-{at}-id": ""}
        kind = value.get("kind", "item") if isinstance(value, dict) else "item"
        sent |= {} if inside else {f"{name}-{at}-type": kind}
        if not isinstance(value, dict):
            sent[f"{name}-{at}-value"] = str(value)
            continue
        for key, inner in value.items():
            place = f"{name}-{at}-value-{key}"
            if isinstance(inner, list):
                sent |= rows(place, inner, inside=key not in KINDS)
            elif key != "kind" or inside:
                sent[place] = str(inner)
    return sent


def step(name: str = "Stand", text: str = "Feel both feet.", **fields: Any) -> dict[str, Any]:
    return {"letter": "", "name": name, "text": text, "asks": []} | fields


def skill_form(
    skill: Skill | None = None, *, publish: bool = True, **fields: Any
) -> dict[str, Any]:
    steps, further = fields.pop("steps", [step()]), fields.pop("further", [])
    sent = {
        "seen": skill.edits if skill else "",
        "name": skill.name if skill else "Rope",
        "module": "M",
        "summary": "Hold on.",
        "when_not": "Not on ice.",
        "needs": ["panic"],
    }
    sent |= {"action-publish": "1"} if publish else {}
    return sent | rows("steps", steps) | rows("further", further) | fields


def take_back(browser: Client, skill: Skill, **fields: Any) -> Answer:
    """Presses the button of the question whether to take a skill back."""
    skill.refresh_from_db()
    address = reverse("skills:unpublish", args=[skill.pk])
    return browser.post(address, {"seen": skill.edits} | fields, follow=True)


def week_form(week: Week, **fields: Any) -> dict[str, Any]:
    lists = {
        name: fields.pop(name, standing)
        for name, standing in {
            "topics": week.topics,
            "skills": list(week.week_skills.values_list("skill_id", flat=True)),
            "lessons": list(week.week_lessons.values_list("lesson_id", flat=True)),
        }.items()
    }
    sent: dict[str, Any] = {"seen": week.edits, "module": week.module}
    for name, values in lists.items():
        sent |= rows(name, values)
    return sent | fields


def shape(browser: Client, course: Course, do: str, **fields: Any) -> Answer:
    sent = {"do": do, "seen": Course.objects.get(pk=course.pk).edits} | fields
    return browser.post(reverse("courses:shape", args=[course.pk]), sent, follow=True)


def taught(course: Course) -> list[tuple[int, list[str]]]:
    """(number, slugs of the lessons in order) of each week."""
    return [
        (
            week.number,
            list(week.week_lessons.order_by("order").values_list("lesson__slug", flat=True)),
        )
        for week in course.weeks.order_by("number")
    ]


def acts(act: str) -> list[tuple[int | None, dict[str, Any]]]:
    return list(Entry.objects.filter(act=act).values_list("actor_id", "facts"))
