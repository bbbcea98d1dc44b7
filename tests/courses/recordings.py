"""Recordings for tests: what a facilitator uploads, and rows that stand already."""

from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.media.inside import look_inside
from courses.models import LessonFile, LessonPage, Recording

FOLDER = Path(__file__).parent / "held"
CAPTIONS = (
    b"WEBVTT\n\nNOTE kept as it is\n\n00:00.000 --> 00:00.900 line:10%\n<v Ines>Breathe out.\n"
)
TRANSCRIPT = "Ines says: Breathe out.\n\nThen it is quiet."


def held(name: str) -> bytes:
    """The bytes of one of our files."""
    return (FOLDER / name).read_bytes()


def upload(content: bytes, name: str = "film.mp4") -> SimpleUploadedFile:
    """A file as a browser sends it; nothing may follow from its name."""
    return SimpleUploadedFile(name, content, "application/octet-stream")


def typed(**fields: Any) -> dict[str, Any]:
    """A whole form: a video with captions and transcript."""
    form = {
        "title": "Breathing out",
        "file": upload(held("short.mp4")),
        "captions": upload(CAPTIONS, "captions.vtt"),
        "transcript": TRANSCRIPT,
    } | fields
    return {name: value for name, value in form.items() if value is not None}


def make_recording(name: str = "short.mp4", *, captions: bytes = CAPTIONS) -> Recording:
    """A recording that somebody added."""
    with (FOLDER / name).open("rb") as file:
        found = look_inside(file, size=len(held(name)))
    made = Recording(
        title="Breathing out",
        kind=found.kind,
        content_type=found.content_type,
        seconds=found.seconds,
        width=found.width,
        height=found.height,
        transcript=TRANSCRIPT,
    )
    made.file.save("x", ContentFile(held(name)), save=False)
    if made.is_video:
        made.captions.save("x", ContentFile(captions), save=False)
    made.save()
    return made


def publish_with(lesson: LessonPage, *blocks: tuple[str, Any]) -> LessonPage:
    """The lesson with these blocks at its end, published as a facilitator does."""
    draft: LessonPage = lesson.get_latest_revision_as_object()
    for kind, value in blocks:
        draft.body.append((kind, value))
    draft.save_revision().publish()
    published: LessonPage = LessonPage.objects.get(pk=lesson.pk)
    return published


def files_of(lesson: LessonPage) -> set[str]:
    """What the published words of a lesson show, by the names of its columns."""
    kept = LessonFile.objects.filter(revision=lesson.live_revision_id)
    return {
        name for one in kept for name in ("image", "document", "recording")
        if getattr(one, f"{name}_id")
    }  # fmt: skip
