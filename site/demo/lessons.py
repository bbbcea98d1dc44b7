"""What the demo's facilitators put into two lessons: a picture, and a video with captions."""

from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw
from wagtail.images import get_image_model

from courses.lessons.models import LessonPage
from courses.media.collections import lessons_collection
from courses.media.forms import RecordingForm
from courses.media.models import Recording

MEDIA = Path(__file__).parent / "media"
WITH_PICTURE, WITH_VIDEO = "wise-mind", "tipp"
ROUNDS = 3  # of ten seconds in the video: four in, six out
PAPER, CALM, WARM, BOTH = "#f3f0e9", "#9cc0c1", "#e6c29b", "#48767c"
WORDS = (
    "Two circles overlap. The left one stands for feelings, the right one for facts; the part that "
    "they share is wise mind."
)


def show_files() -> None:
    """Puts them into the lessons, published as a facilitator does."""
    _add(WITH_PICTURE, 1, "picture", {"image": _picture(), "words": WORDS, "decorative": False,
                                   "caption": "Wise mind is where both meet."})  # fmt: skip
    # Behind the cautions and the steps.
    _add(WITH_VIDEO, 3, "recording", {"recording": _recording()})


def _add(slug: str, place: int, kind: str, value: dict[str, Any]) -> None:
    lesson: LessonPage = LessonPage.objects.get(slug=slug).get_latest_revision_as_object()
    lesson.body.insert(place, (kind, value))
    lesson.save_revision().publish()


def _picture() -> Any:
    """Two circles that overlap, drawn large and made small, so that their edges are smooth."""
    size, scale = (1200, 675), 2
    drawn = Image.new("RGB", (size[0] * scale, size[1] * scale), PAPER)
    pen = ImageDraw.Draw(drawn)
    left, right, radius, middle = 470 * scale, 730 * scale, 240 * scale, 337 * scale
    for centre, colour in ((left, WARM), (right, CALM)):
        pen.ellipse((centre - radius, middle - radius, centre + radius, middle + radius), colour)
    shared = Image.new("L", drawn.size, 0)
    other = Image.new("L", drawn.size, 0)
    for mask, centre in ((shared, left), (other, right)):
        ImageDraw.Draw(mask).ellipse(
            (centre - radius, middle - radius, centre + radius, middle + radius), 255
        )
    drawn.paste(BOTH, mask=Image.composite(shared, Image.new("L", drawn.size, 0), other))
    kept = BytesIO()
    drawn.resize(size, Image.Resampling.LANCZOS).quantize(64).save(kept, "PNG", optimize=True)
    file = ImageFile(BytesIO(kept.getvalue()), name="wise-mind.png")
    picture: Any = get_image_model().objects.create(
        title="Wise mind", file=file, collection=lessons_collection()
    )
    return picture


def _recording() -> Recording:
    """A circle that grows for four seconds and shrinks for six, three times; silent."""
    captions = "WEBVTT\n"
    for start in range(0, ROUNDS * 10, 10):
        turn, end = start + 4, start + 9
        captions += f"\n00:{start:02}.000 --> 00:{turn:02}.000\nBreathe in as it grows.\n"
        captions += f"\n00:{turn:02}.000 --> 00:{end:02}.900\nBreathe out as it shrinks.\n"
    transcript = (
        "A circle grows for four seconds: breathe in. It shrinks for six seconds: breathe out, "
        "slowly. This comes three times, without a sound.\n\nIf you feel dizzy, "
        "breathe as you usually do."
    )
    form = RecordingForm(
        {"title": "Paced breathing with a circle", "transcript": transcript},
        {
            "file": SimpleUploadedFile("breathing.mp4", (MEDIA / "breathing.mp4").read_bytes()),
            "captions": SimpleUploadedFile("breathing.vtt", captions.encode()),
        },
    )
    if not form.is_valid():
        raise ValueError(form.errors.as_text())
    made: Recording = form.save()
    return made
