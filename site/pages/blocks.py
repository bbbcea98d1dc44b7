"""The building blocks of the public pages. No raw HTML, no embeds, no scripts."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from courses.skills.models import Module
from design.shapes import Step

TEXT = ["bold", "italic", "ol", "ul", "h3", "link", "document-link"]
PREVIEW = "pages/blocks/preview.html"
Context = dict[str, Any]


class SectionBlock(blocks.StructBlock):
    """A heading and a few paragraphs."""

    heading = blocks.CharBlock(max_length=120, label=_("heading"))
    text = blocks.RichTextBlock(features=TEXT, label=_("text"))

    class Meta:
        icon = "doc-full"
        label = _("Section")
        description = _("A heading with a few short paragraphs or a list.")
        template = "pages/blocks/section.html"
        preview_template = PREVIEW
        preview_value = {
            "heading": "What a skills group is",
            "text": "<p>A skills group is closer to a class than to group therapy.</p>",
        }


class StepItemBlock(blocks.StructBlock):
    """One step."""

    name = blocks.CharBlock(max_length=80, label=_("name"))
    text = blocks.TextBlock(label=_("text"))

    class Meta:
        icon = "tick"
        label = _("Step")


class StepsBlock(blocks.StructBlock):
    """What happens, one thing after the other."""

    heading = blocks.CharBlock(max_length=120, label=_("heading"))
    items = blocks.ListBlock(StepItemBlock(), label=_("steps"))

    def get_context(self, value: Context, parent_context: Context | None = None) -> Context:
        """Adds `steps` as the design system takes them."""
        context: Context = super().get_context(value, parent_context)
        context["steps"] = [Step(title=item["name"], text=item["text"]) for item in value["items"]]
        return context

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        description = _("Numbered steps: how something goes, from first to last.")
        template = "pages/blocks/steps.html"
        preview_template = PREVIEW
        preview_value = {
            "heading": "How it goes",
            "items": [
                {"name": "Look", "text": "See the next groups and their times."},
                {"name": "Join", "text": "A seat is kept for you while you pay."},
            ],
        }


class CalloutBlock(blocks.StructBlock):
    """Something that must not be overlooked."""

    kind = blocks.ChoiceBlock(
        choices=[("info", _("Good to know")), ("care", _("Care and safety"))],
        default="info",
        label=_("kind"),
    )
    heading = blocks.CharBlock(max_length=120, label=_("heading"))
    text = blocks.RichTextBlock(features=TEXT, label=_("text"))

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        description = _("A framed note. The kind “care” ends with the reader’s crisis numbers.")
        template = "pages/blocks/callout.html"
        preview_template = PREVIEW
        preview_value = {
            "kind": "care",
            "heading": "Groups are not crisis care",
            "text": "<p>The numbers below reach people who are there for this.</p>",
        }


class QuestionBlock(blocks.StructBlock):
    """A question and its answer."""

    question = blocks.CharBlock(max_length=200, label=_("question"))
    text = blocks.RichTextBlock(features=TEXT, label=_("answer"))

    class Meta:
        icon = "help"
        label = _("Question")


class QuestionsBlock(blocks.StructBlock):
    """Questions that unfold."""

    heading = blocks.CharBlock(max_length=120, label=_("heading"))
    items = blocks.ListBlock(QuestionBlock(), label=_("questions"))

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        description = _("Questions that unfold their answers.")
        template = "pages/blocks/questions.html"
        preview_template = PREVIEW
        preview_value = {
            "heading": "In the sessions",
            "items": [
                {"question": "Do I have to speak?", "text": "<p>No. You may always pass.</p>"},
            ],
        }


class ModuleItemBlock(blocks.StructBlock):
    """One module in a sentence or two."""

    module = blocks.ChoiceBlock(choices=Module.choices, label=_("module"))
    text = blocks.TextBlock(label=_("what it is for"))

    class Meta:
        icon = "folder-open-inverse"
        label = _("Module")


class ModulesBlock(blocks.StructBlock):
    """The modules side by side."""

    heading = blocks.CharBlock(max_length=120, label=_("heading"))
    text = blocks.TextBlock(required=False, label=_("introduction"))
    items = blocks.ListBlock(ModuleItemBlock(), label=_("modules"))

    def get_context(self, value: Context, parent_context: Context | None = None) -> Context:
        """Adds `modules`: [(name, text)]."""
        context: Context = super().get_context(value, parent_context)
        context["modules"] = [
            (Module(item["module"]).label, item["text"])
            for item in value["items"]
            if item["module"] in Module.values
        ]
        return context

    class Meta:
        icon = "folder-open-inverse"
        label = _("Modules")
        description = _("Cards for the four modules, each with what it is for.")
        template = "pages/blocks/modules.html"
        preview_template = PREVIEW
        preview_value = {
            "heading": "Four kinds of skills",
            "text": "",
            "items": [
                {"module": "M", "text": "To notice what is going on."},
                {"module": "DT", "text": "To get through a crisis without making it worse."},
            ],
        }


class NextGroupsBlock(blocks.StructBlock):
    """The next groups with their live seats; the page's context brings `offers`."""

    heading = blocks.CharBlock(max_length=120, label=_("heading"))
    text = blocks.TextBlock(required=False, label=_("introduction"))
    most = blocks.IntegerBlock(min_value=1, max_value=6, default=3, label=_("at most"))

    def get_context(self, value: Context, parent_context: Context | None = None) -> Context:
        """Adds `shown`, the first of the page's offers."""
        context: Context = super().get_context(value, parent_context)
        context["shown"] = context.get("offers", [])[: value["most"]]
        return context

    class Meta:
        icon = "date"
        label = _("Next groups")
        description = _("The next groups, with times, price and the seats left at this moment.")
        template = "pages/blocks/next_groups.html"
        preview_template = PREVIEW
        preview_value = {"heading": "The next groups", "text": "", "most": 3}


class PictureBlock(blocks.StructBlock):
    """A picture with words for those who do not see it."""

    image = ImageChooserBlock(label=_("picture"))
    alt = blocks.CharBlock(
        max_length=200,
        label=_("What the picture shows"),
        help_text=_("One sentence for people who cannot see it."),
    )
    caption = blocks.CharBlock(max_length=200, required=False, label=_("caption"))

    class Meta:
        icon = "image"
        label = _("Picture")
        description = _("A picture from the library, with a sentence that says what it shows.")
        template = "pages/blocks/picture.html"
        preview_template = "pages/blocks/picture_preview.html"


class CallBlock(blocks.StructBlock):
    """One thing to do next."""

    heading = blocks.CharBlock(max_length=120, label=_("heading"))
    text = blocks.TextBlock(required=False, label=_("text"))
    label = blocks.CharBlock(max_length=40, label=_("words on the button"))
    page = blocks.PageChooserBlock(label=_("leads to"))

    class Meta:
        icon = "arrow-right"
        label = _("Next step")
        description = _("A calm invitation with one button. One per page is enough.")
        template = "pages/blocks/call.html"
        preview_template = PREVIEW
        preview_value = {
            "heading": "Have a look around",
            "text": "You do not need an account for that.",
            "label": "See the next groups",
            "page": None,
        }


class PageBody(blocks.StreamBlock):
    """What any public page may hold."""

    section = SectionBlock()
    steps = StepsBlock()
    callout = CalloutBlock()
    questions = QuestionsBlock()
    modules = ModulesBlock()
    next_groups = NextGroupsBlock()
    picture = PictureBlock()
    call = CallBlock()
