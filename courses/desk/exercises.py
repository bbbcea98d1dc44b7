"""The acronym block: a step with its letter, name and meaning, and what it asks; typed once, shown
as lesson section, exercise, worksheet, paper, slide and cards.

How it is stored tells `courses.exercises.shapes`, what is wrong with it `exercises.problems`.
What a step asks has one block for each kind of answer, with the fields that this kind needs.
"""

from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy, slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import ListBlock, StreamBlock, StructBlock, StructBlockValidationError

from courses.desk.fields import Words, plain
from courses.desk.questions import KeptBlock
from courses.exercises.problems import LONGEST, LONGEST_OF_A_CHOICE, problems_of_ask
from courses.exercises.shapes import (
    LONGEST_BREATH,
    LONGEST_KEY,
    LONGEST_SECONDS,
    SHORTEST_BREATH,
    SHORTEST_SECONDS,
    Answer,
    Ask,
    read_exercise,
)

PREVIEW = "courses/blocks/step_preview.html"
Row = dict[str, Any]


def saying(block: Any, empty: Words, wrong: Words = "") -> Any:
    """The block, with our sentences for what is `empty` or `wrong`, a number beyond its bounds."""
    block.field.error_messages |= {
        "required": empty,
        "max_length": _(
            "This has %(show_value)d characters; %(limit_value)d are the most. Please shorten it."
        ),
        "invalid": wrong,
        "min_value": wrong,
        "max_value": wrong,
    }
    return block


class AskBlock(StructBlock):  # type: ignore[misc]  # Wagtail has no types
    """A prompt, and what somebody gives back."""

    answer = Answer.NONE
    prompt = saying(
        blocks.CharBlock(label=_("What it asks"), max_length=LONGEST["prompt"]),
        _("Please write what the step asks."),
    )
    help = saying(
        blocks.CharBlock(
            label=_("Help"),
            max_length=LONGEST["help"],
            required=False,
            help_text=_("A sentence under it, for whoever does not know what to say."),
        ),
        "",
    )

    def clean(self, value: Any) -> Any:
        """Raises ValidationError for what keeps it from being asked. A draft may be unfinished."""
        cleaned = super().clean(value)
        if not self.is_deferred_validation:
            wrong = problems_of_ask(_asked(plain(self, cleaned), self.answer))
            errors = {name: ValidationError(said) for name, said in wrong.items()}
            if errors:
                raise StructBlockValidationError(block_errors=errors)
        return cleaned

    class Meta:
        label = _("Nothing: a thought to stay with")
        label_format = "{prompt}"
        description = _("Something to consider. Nobody writes anything.")
        icon = "view"
        preview_template = PREVIEW
        preview_value = {"prompt": "What would be different if this were true?", "help": ""}


class TextBlock(AskBlock):
    """Answered in words."""

    answer = Answer.TEXT

    class Meta:
        label = _("Words: a few lines to write")
        description = _("Room to write. What is written stays on the person’s own device.")
        icon = "pilcrow"
        preview_value = {"prompt": "What happened?", "help": "Only what a camera would have seen."}


class ListedBlock(AskBlock):
    """Answered by several short lines."""

    answer = Answer.LIST

    class Meta:
        label = _("A list: one line for each thing")
        description = _("Several short lines, one for each thing.")
        icon = "list-ul"
        preview_value = {"prompt": "Who could you call?", "help": "Three names are plenty."}


class OneChoiceBlock(StructBlock):  # type: ignore[misc]  # Wagtail has no types
    """One thing to choose."""

    words = saying(
        blocks.CharBlock(label=_("Words"), max_length=LONGEST_OF_A_CHOICE["words"]),
        _("Please write what there is to choose."),
    )
    reply = saying(
        blocks.TextBlock(
            label=_("What is said when it is chosen"),
            max_length=LONGEST_OF_A_CHOICE["reply"],
            required=False,
            rows=2,
        ),
        "",
    )
    help = blocks.BooleanBlock(
        label=_("then shows the crisis numbers"),
        required=False,
        help_text=_(
            "For an answer that says: I am in danger. They stand first at the end as well."
        ),
    )
    skip = blocks.BooleanBlock(
        label=_("then leaves out the rest of its step"),
        required=False,
        help_text=_("For an answer after which this step is not safe, or not needed."),
    )

    class Meta:
        label = _("Thing to choose")
        label_format = "{words}"
        icon = "tick"


class ChoiceBlock(AskBlock):
    """Answered by choosing."""

    answer = Answer.CHOICE
    choices = ListBlock(OneChoiceBlock(), label=_("What there is to choose from"))
    several = blocks.BooleanBlock(label=_("more than one may be chosen"), required=False)

    class Meta:
        label = _("A choice: one or more of a few things")
        description = _("A few things to choose from, each with a reply of its own if you like.")
        icon = "tasks"
        preview_value = {
            "prompt": "Am I in danger now, or reminded of danger?",
            "help": "",
            "choices": [{"words": "In danger now"}, {"words": "Reminded"}],
        }


class TimerBlock(AskBlock):
    """Time to stay with something."""

    answer = Answer.TIMER
    seconds = saying(
        blocks.IntegerBlock(
            label=_("How long, in seconds"),
            default=120,
            min_value=SHORTEST_SECONDS,
            max_value=LONGEST_SECONDS,
            help_text=_("120 is two minutes, 300 is five."),
        ),
        _("Please say how long it lasts, in seconds."),
        format_lazy(
            _("It lasts between {least} and {most} seconds, in whole numbers."),
            least=SHORTEST_SECONDS,
            most=LONGEST_SECONDS,
        ),
    )

    class Meta:
        label = _("A timer: some minutes for it")
        description = _("A clock that can be stopped at once and made longer or shorter.")
        icon = "time"
        preview_value = {"prompt": "Stay with it for a moment.", "help": "", "seconds": 120}


BREATH_NEEDS = (
    _("Please say how many seconds a breath takes."),
    format_lazy(
        _("Between {least} and {most} seconds are easy to breathe, in whole numbers."),
        least=SHORTEST_BREATH,
        most=LONGEST_BREATH,
    ),
)


class BreathBlock(TimerBlock):
    """Breathing at a pace."""

    answer = Answer.BREATH
    inhale = saying(
        blocks.IntegerBlock(
            label=_("Seconds of breathing in"),
            default=4,
            min_value=SHORTEST_BREATH,
            max_value=LONGEST_BREATH,
        ),
        *BREATH_NEEDS,
    )
    exhale = saying(
        blocks.IntegerBlock(
            label=_("Seconds of breathing out"),
            default=6,
            min_value=SHORTEST_BREATH,
            max_value=LONGEST_BREATH,
        ),
        *BREATH_NEEDS,
    )

    class Meta:
        label = _("Breathing: in and out at a pace")
        description = _("A calm circle to breathe with; a still one for whoever wants no motion.")
        icon = "rotate"
        preview_value = {"prompt": "Breathe with it.", "help": "", "seconds": 120}


ASKS: dict[Answer, type[AskBlock]] = {
    Answer.TEXT: TextBlock,
    Answer.LIST: ListedBlock,
    Answer.CHOICE: ChoiceBlock,
    Answer.TIMER: TimerBlock,
    Answer.BREATH: BreathBlock,
    Answer.NONE: AskBlock,
}


class StepBlock(StructBlock):  # type: ignore[misc]  # Wagtail has no types
    """One step of a skill."""

    letter = saying(
        blocks.CharBlock(
            label=_("Letter"),
            max_length=LONGEST["letter"],
            required=False,
            help_text=_("What the step adds to the word, where the letters spell one."),
        ),
        "",
    )
    name = saying(
        blocks.CharBlock(label=_("Name"), max_length=LONGEST["name"]),
        _("Please give the step a name."),
    )
    text = saying(
        blocks.TextBlock(label=_("What to do"), max_length=LONGEST["text"], rows=3),
        _("Please write what to do in this step."),
    )
    asks = StreamBlock(
        [(kind.value, block()) for kind, block in ASKS.items()],
        label=_("What it asks"),
        required=False,
        help_text=_("Nothing, or one or more things; each has the kind of answer you choose."),
    )

    class Meta:
        label = _("Step")
        label_format = "{letter} {name}"
        description = _("A letter, a name, what it means, and what it asks of whoever does it.")
        icon = "list-ol"
        preview_template = PREVIEW
        preview_value = {
            "letter": "S",
            "name": "Stop",
            "text": "Freeze for a moment. Do nothing yet.",
            "asks": [("text", {"prompt": "What did you nearly do?", "help": ""})],
        }


def _some_lines(label: Any, longest: int) -> Any:
    return saying(blocks.TextBlock(label=label, required=False, max_length=longest, rows=2), "")


class FurtherBlock(StructBlock):  # type: ignore[misc]  # Wagtail has no types
    """An exercise with steps of its own, beside those of its skill."""

    key = KeptBlock(label=_("key"), required=False)
    title = saying(
        blocks.CharBlock(label=_("Title"), max_length=LONGEST["title"]),
        _("Please give the exercise a title."),
    )
    intro = _some_lines(_("Introduction"), LONGEST["intro"])
    spells = blocks.BooleanBlock(label=_("its letters spell the steps"), required=False)
    one_is_enough = blocks.BooleanBlock(label=_("one step is enough"), required=False)
    read_aloud = blocks.BooleanBlock(label=_("the answers are a script to say"), required=False)
    steps = ListBlock(StepBlock(), label=_("Steps"))
    ending = _some_lines(_("What is said at the end"), LONGEST["ending"])

    class Meta:
        label = _("Exercise")
        label_format = "{title}"
        icon = "form"


def steps_to_page(stored: object) -> list[Row]:
    """Steps as their page shows them, each field there; what cannot be read is left out."""
    return [
        {
            "letter": step.letter,
            "name": step.name,
            "text": step.text,
            "asks": [_ask_to_page(ask) for ask in step.asks],
        }
        for step in read_exercise({"steps": stored}).steps
    ]


def further_to_page(stored: object) -> list[Row]:
    """Further exercises as their page shows them."""
    rows = stored if isinstance(stored, list) else []
    return [
        {
            "key": told.key,
            "title": told.title,
            "intro": told.intro,
            "spells": told.spells,
            "one_is_enough": told.one_is_enough,
            "read_aloud": told.read_aloud,
            "steps": steps_to_page(row.get("steps")),
            "ending": told.ending,
        }
        for row in rows
        if isinstance(row, dict)
        for told in [read_exercise(row)]
    ]


def steps_from_page(shown: list[Row]) -> list[Row]:
    """Steps as they are stored: only what was filled in."""
    return [
        _said(step, "letter", "name", "text")
        | ({"asks": asks} if (asks := [_asked(ask) for ask in step["asks"]]) else {})
        for step in shown
    ]


def further_from_page(shown: list[Row]) -> list[Row]:
    """Further exercises as they are stored. A new one has a key after its title; a key that was
    once given stays, because addresses and kept answers are found by it."""
    taken = {row["key"] for row in shown if row["key"]}
    return [
        {
            "key": row["key"] or _free_key(row["title"], taken),
            **_said(row, "title", "intro", "spells", "one_is_enough", "read_aloud"),
            "steps": steps_from_page(row["steps"]),
            **_said(row, "ending"),
        }
        for row in shown
    ]


def _ask_to_page(ask: Ask) -> Row:
    choices = [
        {"words": one.words, "reply": one.reply, "help": one.asks_help, "skip": one.skips}
        for one in ask.choices
    ]
    told = asdict(ask) | {"choices": choices}
    return {name: told[name] for name in ASKS[ask.answer].base_blocks} | {"kind": ask.answer.value}


def _asked(ask: Row, answer: str = "") -> Row:
    """What a step asks as it is stored; `answer` where the row does not say its kind."""
    found: Row = {"answer": str(answer or ask["kind"])}
    if ask.get("choices"):
        found["choices"] = [_said(one, "words", "reply", "help", "skip") for one in ask["choices"]]
    return found | _said(ask, "prompt", "help", "several", "seconds", "inhale", "exhale")


def _said(row: Row, *names: str) -> Row:
    filled = {name: row.get(name) for name in names}
    return {
        name: value.strip() if isinstance(value, str) else value
        for name, value in filled.items()
        if value
    }


def _free_key(title: str, taken: set[str]) -> str:
    base = slugify(title)[: LONGEST_KEY - 3].strip("-")
    key, number = base, 1
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    taken.add(key)
    return key
