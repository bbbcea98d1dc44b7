"""The building blocks of a lesson, each with icon, description and preview in the editor."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from courses.lessons.exercises import ExerciseBlock
from courses.lessons.links import inside_only
from courses.lessons.pictures import Shown, any_size, shown
from courses.media.choosers import RecordingChooserBlock
from design.shapes import Step

TEXT = ["bold", "italic", "ol", "ul", "h3", "link", "document-link"]
WORDS_WANTED = _(
    "Please say what the picture shows, for people who cannot see it; or tick that it only "
    "decorates."
)
ONE_OF_BOTH = _(
    "Nobody would hear the words you wrote for it. Take the tick out, or the words if the picture "
    "only decorates."
)
PREVIEW = "courses/blocks/preview.html"


def LessonText(**kwargs: Any) -> blocks.RichTextBlock:
    """Running text that links to pages and documents of this site only."""
    return blocks.RichTextBlock(features=TEXT, validators=[inside_only], **kwargs)


class TeachingBlock(blocks.StructBlock):
    """Why it matters and how it works."""

    heading = blocks.CharBlock(max_length=120, label=_("heading"))
    text = LessonText(label=_("text"))

    class Meta:
        icon = "doc-full"
        label = _("Teaching")
        description = _("Why the skill matters and how it works, in a few short paragraphs.")
        template = "courses/blocks/teaching.html"
        preview_template = PREVIEW
        preview_value = {
            "heading": "Two ways to know",
            "text": "<p>Feelings tell you what matters. Facts tell you what is so. Both are right, "
            "and neither is the whole story.</p>",
        }


class StepBlock(blocks.StructBlock):
    """One step; the letter is for acronyms."""

    letter = blocks.CharBlock(
        max_length=2,
        required=False,
        label=_("letter"),
        help_text=_("Only where the steps spell a word."),
    )
    name = blocks.CharBlock(max_length=80, label=_("name"))
    text = blocks.TextBlock(label=_("what to do"))

    class Meta:
        icon = "tick"
        label = _("Step")


class StepsBlock(blocks.StructBlock):
    """The steps of a skill, or the letters of an acronym."""

    heading = blocks.CharBlock(max_length=120, label=_("heading"))
    acronym = blocks.BooleanBlock(
        required=False, label=_("the steps spell a word"), help_text=_("Shows their letters large.")
    )
    items = blocks.ListBlock(StepBlock(), label=_("steps"))

    def get_context(
        self, value: dict[str, Any], parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Adds `steps` as the design system takes them."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        context["steps"] = [
            Step(title=item["name"], text=item["text"], letter=item["letter"])
            for item in value["items"]
        ]
        return context

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        label_format = "{heading}"
        description = _("What to do, one step after the other; also for STOP, IMPROVE and others.")
        template = "courses/blocks/steps.html"
        preview_template = PREVIEW
        preview_value = {
            "heading": "The four steps",
            "acronym": True,
            "items": [
                {"letter": "S", "name": "Stop", "text": "Freeze for a moment. Do nothing yet."},
                {"letter": "T", "name": "Take a step back", "text": "Breathe out slowly."},
                {"letter": "O", "name": "Observe", "text": "Notice what is going on."},
                {"letter": "P", "name": "Proceed mindfully", "text": "Choose what helps."},
            ],
        }


class ExampleBlock(blocks.StructBlock):
    """A worked example with a plainly fictional person."""

    heading = blocks.CharBlock(max_length=120, label=_("heading"))
    text = LessonText(label=_("text"))

    class Meta:
        icon = "user"
        label = _("Example")
        description = _("Somebody uses the skill. The person is invented, never a member.")
        template = "courses/blocks/example.html"
        preview_template = PREVIEW
        preview_value = {
            "heading": "Ines and the late bus",
            "text": "<p>Ines is an invented person. Her bus leaves without her, and she can feel "
            "the anger rise. She names it, breathes out, and looks at the timetable.</p>",
        }


class PracticeBlock(blocks.StructBlock):
    """Practice in the session."""

    heading = blocks.CharBlock(max_length=120, label=_("heading"))
    minutes = blocks.IntegerBlock(min_value=1, max_value=60, label=_("minutes"))
    text = LessonText(label=_("text"))
    steps = blocks.ListBlock(blocks.TextBlock(), required=False, label=_("steps"))

    class Meta:
        icon = "time"
        label = _("Practice in the session")
        description = _("What the group tries out together, with its minutes.")
        template = "courses/blocks/practice.html"
        preview_template = PREVIEW
        preview_value = {
            "heading": "Three breaths together",
            "minutes": 5,
            "text": "<p>You may keep your eyes open.</p>",
            "steps": ["Breathe in.", "Breathe out a little longer.", "Say one word, or pass."],
        }


class WeekPracticeBlock(blocks.StructBlock):
    """Practice for the week."""

    heading = blocks.CharBlock(max_length=120, label=_("heading"))
    text = LessonText(label=_("text"))
    steps = blocks.ListBlock(blocks.TextBlock(), required=False, label=_("steps"))

    class Meta:
        icon = "calendar"
        label = _("Practice for the week")
        description = _("What to try on the days between two sessions.")
        template = "courses/blocks/week_practice.html"
        preview_template = PREVIEW
        preview_value = {
            "heading": "One small try a day",
            "text": "<p>Choose a moment that is easy to find again.</p>",
            "steps": ["Try it once a day.", "Write down one word about it."],
        }


class CareBlock(blocks.StructBlock):
    """A kind note for when it does not work."""

    heading = blocks.CharBlock(max_length=120, label=_("heading"))
    text = LessonText(label=_("text"))

    class Meta:
        icon = "warning"
        label = _("When it does not work")
        description = _("A kind note for hard days. It ends with the reader’s crisis numbers.")
        template = "courses/blocks/care.html"
        preview_template = PREVIEW
        preview_value = {
            "heading": "If it does not work today",
            "text": "<p>Then you have noticed that, and noticing is practice too.</p>",
        }


class PictureBlock(blocks.StructBlock):
    """A picture, with words for those who do not see it."""

    image = ImageChooserBlock(label=_("picture"))
    words = blocks.CharBlock(
        max_length=250,
        required=False,
        label=_("What the picture shows"),
        help_text=_("One sentence for people who cannot see it."),
    )
    decorative = blocks.BooleanBlock(
        required=False,
        label=_("it only decorates"),
        help_text=_("Nothing is lost for whoever does not see it."),
    )
    caption = blocks.CharBlock(max_length=200, required=False, label=_("caption"))

    def clean(self, value: dict[str, Any]) -> Any:
        """A picture has words, unless it only decorates. A draft may still lack them."""
        cleaned: Any = super().clean(value)
        lacks = not cleaned["words"].strip() and not cleaned["decorative"]
        if lacks and not self.is_deferred_validation:
            raise StructBlockValidationError({"words": ValidationError(WORDS_WANTED)})
        if cleaned["decorative"] and cleaned["words"].strip() and not self.is_deferred_validation:
            raise StructBlockValidationError({"decorative": ValidationError(ONE_OF_BOTH)})
        return cleaned

    def get_context(
        self, value: dict[str, Any], parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Adds `picture`, the sizes that were made; None while there are none. Where a draft is
        looked at (`in_draft`), a `small` copy stands in."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        image, in_draft = value["image"], bool(context.get("in_draft"))
        picture: Shown | None = shown(image) if image else None
        small = any_size(image) if image and in_draft and picture is None else None
        return context | {"picture": picture or small, "small": small is not None}

    class Meta:
        label_format = "{words} {caption}"
        icon = "image"
        label = _("Picture")
        description = _("A picture from the library, with a sentence that says what it shows.")
        template = "courses/blocks/picture.html"
        preview_template = "courses/blocks/picture_preview.html"


class DocumentBlock(blocks.StructBlock):
    """A document to download; only who may read the lesson may have it."""

    document = DocumentChooserBlock(label=_("document"))
    title = blocks.CharBlock(max_length=120, label=_("title"))

    class Meta:
        icon = "doc-full-inverse"
        label = _("Document")
        description = _("A file to download. Only those who may read this lesson can open it.")
        template = "courses/blocks/document.html"
        preview_template = "courses/blocks/document_preview.html"


class RecordingBlock(blocks.StructBlock):
    """A video or a piece of sound, with its captions and transcript."""

    recording = RecordingChooserBlock(label=_("recording"))

    class Meta:
        icon = "media"
        label = _("Video or audio")
        description = _("A recording with captions and transcript. It never starts by itself.")
        template = "courses/blocks/recording.html"
        preview_template = "courses/blocks/recording_preview.html"


class LessonBody(blocks.StreamBlock):
    """Everything a lesson may hold. No raw HTML, no embeds."""

    teaching = TeachingBlock()
    steps = StepsBlock()
    exercise = ExerciseBlock()
    example = ExampleBlock()
    practice = PracticeBlock()
    week_practice = WeekPracticeBlock()
    care = CareBlock()
    picture = PictureBlock()
    document = DocumentBlock()
    recording = RecordingBlock()


class KeyPointBlock(blocks.CharBlock):
    """One sentence to take home."""

    class Meta:
        icon = "tick-inverse"
        label = _("Key point")
        description = _("One sentence to take home; three to five stand at the top of a lesson.")
        template = "courses/blocks/point.html"
        preview_template = PREVIEW
        preview_value = "You can pause before you act."


class SlideBlock(blocks.StructBlock):
    """One slide of the live room."""

    stage = blocks.ChoiceBlock(
        label=_("stage"),
        choices=[
            ("mindfulness", _("Mindfulness")),
            ("homework_review", _("Homework review")),
            ("new_skill", _("New skill")),
            ("practice_plan", _("Practice plan")),
        ],
    )
    title = blocks.CharBlock(max_length=120, label=_("title"))
    points = blocks.ListBlock(blocks.CharBlock(max_length=200), label=_("points"))

    class Meta:
        icon = "desktop"
        label = _("Slide")
        description = _("Shown to everyone in the live room while its stage is on.")
        template = "courses/blocks/slide.html"
        preview_template = PREVIEW
        preview_value = {
            "stage": "new_skill",
            "title": "STOP",
            "points": ["Stop", "Take a step back", "Observe", "Proceed mindfully"],
        }
