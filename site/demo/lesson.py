"""A lesson that the demo's co-leader has written, and that waits for the coordinator."""

from typing import Any

from wagtail.rich_text import RichText

from accounts.models import Account
from courses.lessons.models import LessonIndexPage, LessonPage
from courses.skills.models import Module, Skill
from pages.editor.actions import send_for_approval

SLUG = "one-cup-five-senses"
TEACHING = (
    "<p>Soothing is quicker to begin when nothing has to be prepared. A warm cup is there on most"
    " days, and it speaks to all five senses at once.</p>"
    "<p>Choose any warm drink. Hold it until you know how warm it is. Smell it before you taste it."
    " Listen to the room while you wait.</p>"
)
EXAMPLE = (
    "<p>Edith is an invented person. At four in the afternoon she notices that her shoulders are up"
    " at her ears. She makes a cup of mint tea and gives each sense one breath. Her list of things"
    " to do is as long as before, and her shoulders are lower.</p>"
)
CARE = (
    "<p>If a smell or a taste brings back something painful, put the cup down and look around the"
    " room instead. Another sense, or another day, will do.</p>"
)


def lesson_in_line(*, by: Account) -> LessonPage:
    """Writes the lesson and sends it for approval, as its writer would in the editor."""
    lesson = LessonPage(
        slug=SLUG,
        title="One cup, five senses",
        module=Module.DISTRESS_TOLERANCE,
        teaser="A warm drink takes five minutes. Given to all five senses, it can soothe.",
        reading_minutes=3,
        key_points=[
            ("point", "Give each of your five senses one breath."),
            ("point", "The cup changes nothing around you, and it can soften how you hold it."),
            ("point", "Any warm drink will do."),
        ],
        body=[
            ("teaching", _block("Why a cup helps", TEACHING)),
            ("example", _block("Edith at four o’clock", EXAMPLE)),
            (
                "practice",
                _block("One cup together", "<p>Bring something warm, or picture it.</p>")
                | {"minutes": 5, "steps": ["Hold it.", "Smell it.", "Take one slow sip."]},
            ),
            ("care", _block("When it does not work", CARE)),
        ],
        source="Written by Tomas Reyes",
        licence="For this clinic’s groups",
        live=False,
        owner=by,
    )
    LessonIndexPage.objects.get().add_child(instance=lesson)
    lesson.skills = list(Skill.objects.filter(slug="self-soothe"))
    lesson.save_revision(user=by)
    send_for_approval(lesson, by=by)
    return lesson


def _block(heading: str, html: str) -> dict[str, Any]:
    return {"heading": heading, "text": RichText(html)}
