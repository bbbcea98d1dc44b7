"""The building blocks of a lesson, each with icon, description and preview in the editor."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

PLAIN = ["bold", "italic", "ol", "ul", "h3"]


class TeachingBlock(blocks.StructBlock):
    """Why it matters and how it works."""

    heading = blocks.CharBlock(max_length=120)
    text = blocks.RichTextBlock(features=PLAIN)

    class Meta:
        icon = "doc-full"
        label = _("Teaching")
        template = "courses/blocks/teaching.html"


class StepBlock(blocks.StructBlock):
    """One step; the letter is for acronyms."""

    letter = blocks.CharBlock(max_length=2, required=False)
    name = blocks.CharBlock(max_length=80)
    text = blocks.TextBlock()


class StepsBlock(blocks.StructBlock):
    """The steps of a skill, or the letters of an acronym."""

    heading = blocks.CharBlock(max_length=120)
    acronym = blocks.BooleanBlock(required=False)
    items = blocks.ListBlock(StepBlock())

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "courses/blocks/steps.html"


class ExampleBlock(blocks.StructBlock):
    """A worked example with a plainly fictional person."""

    heading = blocks.CharBlock(max_length=120)
    text = blocks.RichTextBlock(features=PLAIN)

    class Meta:
        icon = "user"
        label = _("Example")
        template = "courses/blocks/example.html"


class PracticeBlock(blocks.StructBlock):
    """Practice in the session."""

    heading = blocks.CharBlock(max_length=120)
    minutes = blocks.IntegerBlock(min_value=1, max_value=60)
    text = blocks.RichTextBlock(features=PLAIN)
    steps = blocks.ListBlock(blocks.TextBlock(), required=False)

    class Meta:
        icon = "time"
        label = _("Practice in the session")
        template = "courses/blocks/practice.html"


class WeekPracticeBlock(blocks.StructBlock):
    """Practice for the week."""

    heading = blocks.CharBlock(max_length=120)
    text = blocks.RichTextBlock(features=PLAIN)
    steps = blocks.ListBlock(blocks.TextBlock(), required=False)

    class Meta:
        icon = "calendar"
        label = _("Practice for the week")
        template = "courses/blocks/week_practice.html"


class CareBlock(blocks.StructBlock):
    """A kind note for when it does not work."""

    heading = blocks.CharBlock(max_length=120)
    text = blocks.RichTextBlock(features=PLAIN)

    class Meta:
        icon = "warning"
        label = _("When it does not work")
        template = "courses/blocks/care.html"


class LessonBody(blocks.StreamBlock):
    """Everything a lesson may hold. No raw HTML, no embeds."""

    teaching = TeachingBlock()
    steps = StepsBlock()
    example = ExampleBlock()
    practice = PracticeBlock()
    week_practice = WeekPracticeBlock()
    care = CareBlock()


class SlideBlock(blocks.StructBlock):
    """One slide of the live room."""

    stage = blocks.ChoiceBlock(
        choices=[
            ("mindfulness", _("Mindfulness")),
            ("homework_review", _("Homework review")),
            ("new_skill", _("New skill")),
            ("practice_plan", _("Practice plan")),
        ]
    )
    title = blocks.CharBlock(max_length=120)
    points = blocks.ListBlock(blocks.CharBlock(max_length=200))

    class Meta:
        icon = "desktop"
        label = _("Slide")
