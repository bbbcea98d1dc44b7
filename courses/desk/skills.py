"""The form in which a skill is written: words about it, its steps, further exercises."""

from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.compare import TextFieldComparison
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList

from courses.desk.exercises import (
    FurtherBlock,
    StepBlock,
    further_from_page,
    further_to_page,
    steps_from_page,
    steps_to_page,
)
from courses.desk.fields import ListField
from courses.desk.forms import EditedForm
from courses.exercises.problems import LONGEST, problems, problems_of_further
from courses.exercises.shapes import read_exercise
from courses.exercises.telling import told_in_lines
from courses.lessons.comparing import LineByLine
from courses.skills.models import Skill

SITUATIONS = [
    ("anger", _("anger")), ("anxiety", _("anxiety")), ("every day", _("every day")),
    ("guilt or shame", _("guilt or shame")), ("hard choice", _("hard choice")),
    ("hard conversation", _("hard conversation")), ("loneliness", _("loneliness")),
    ("loss", _("loss")), ("numbness", _("numbness")), ("overwhelm", _("overwhelm")),
    ("panic", _("panic")), ("racing thoughts", _("racing thoughts")), ("sadness", _("sadness")),
    ("saying no", _("saying no")), ("sleep", _("sleep")), ("urge", _("urge")),
]  # fmt: skip
# How the steps of a skill are done, and the fields that ask for it.
DOING = {
    "intro": "doing_intro",
    "one_is_enough": "doing_one",
    "read_aloud": "doing_aloud",
    "ending": "doing_ending",
}


EMPTY = {
    "name": _("Please give the skill a name."),
    "module": _("Please choose the module that the skill belongs to."),
    "summary": _("Please say in a sentence or two what the skill is for."),
}


class OneParagraph(forms.CharField):
    """A few sentences in an area of several lines; a line break is a blank."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value: Any) -> str:
        """Without line breaks, before its length is counted."""
        return " ".join(str(super().to_python(value) or "").split())


class SkillForm(EditedForm):
    """A skill. A draft may be unfinished; publishing asks for all that makes it usable."""

    steps = ListField(
        StepBlock(),
        label=_("Steps"),
        empty=_("A skill is its steps: please add at least one."),
    )
    summary = OneParagraph(
        label=_("What it is for"), max_length=300, help_text=_("One or two sentences.")
    )
    when = OneParagraph(
        label=_("When to use it"),
        max_length=500,
        required=False,
        help_text=_("One to three sentences."),
    )
    when_not = OneParagraph(
        label=_("When to take care"),
        max_length=500,
        required=False,
        help_text=_("When to leave it out or take care, and what to do instead."),
    )
    needs = forms.MultipleChoiceField(
        label=_("When it helps"),
        choices=SITUATIONS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    doing_intro = forms.CharField(
        label=_("What is said first"),
        max_length=LONGEST["intro"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    doing_one = forms.BooleanField(
        label=_("One step is enough"),
        required=False,
        help_text=_("Whoever does it picks a step, as in IMPROVE."),
    )
    doing_aloud = forms.BooleanField(
        label=_("The answers are a script to say"),
        required=False,
        help_text=_("They stand together at the end, to read aloud, as in DEAR MAN."),
    )
    doing_ending = forms.CharField(
        label=_("What is said at the end"),
        max_length=LONGEST["ending"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    further = ListField(
        FurtherBlock(),
        label=_("Further exercises"),
        help_text=_("Each has steps and an address of its own, as the daily check of HALT."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, empty in EMPTY.items():
            self.fields[name].error_messages["required"] = empty
        known = {value for value, _label in SITUATIONS}
        # A clinic's own set of texts may know more situations; they are not lost here.
        further = [need for need in self.instance.needs if need not in known]
        self.fields["needs"].choices = [*SITUATIONS, *((need, need) for need in further)]
        self.initial["steps"] = steps_to_page(self.instance.steps)
        self.initial["further"] = further_to_page(self.instance.further)
        told = read_exercise(self.instance.doing)
        self.initial |= {field: getattr(told, name) for name, field in DOING.items()}

    def clean_steps(self) -> list[dict[str, Any]]:
        """Steps as they are stored."""
        return steps_from_page(self.cleaned_data["steps"])

    def clean_further(self) -> list[dict[str, Any]]:
        """Further exercises as they are stored."""
        return further_from_page(self.cleaned_data["further"])

    def clean(self) -> dict[str, Any]:
        """Says what keeps it from being done; a draft is not asked."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.is_deferred_validation:
            return data
        own = self.doing_as_sent() | {
            "title": data.get("name"),
            "spells": data.get("acronym"),
            "steps": data.get("steps"),
        }
        if data.get("steps") and (wrong := problems(own)):
            # A list of blocks shows one error: all that is wrong stands in it.
            self.add_error("steps", " ".join(wrong))
        taken: set[str] = set()
        wrong = []
        for exercise in data.get("further", ()):
            wrong += problems_of_further(exercise, taken=frozenset(taken))
            taken.add(exercise["key"])
        if wrong:
            self.add_error("further", " ".join(wrong))
        return data

    def _post_clean(self) -> None:
        self.instance.doing = self.doing_as_sent()
        super()._post_clean()

    def doing_as_sent(self) -> dict[str, Any]:
        """How its steps are done, as it is stored: only what was filled in."""
        sent = {name: self.cleaned_data.get(field) for name, field in DOING.items()}
        return {name: value for name, value in sent.items() if value}


class InLines(LineByLine, TextFieldComparison):  # type: ignore[misc]  # Wagtail has no types
    """Two versions of what is stored as JSON, told in lines as one reads them."""

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        super().__init__(field, obj_a, obj_b)
        self.val_a = told_in_lines(field.value_from_object(obj_a))
        self.val_b = told_in_lines(field.value_from_object(obj_b))


class LinesPanel(FieldPanel):  # type: ignore[misc]  # Wagtail has no types
    """A field of JSON that reads well where two versions stand side by side."""

    def get_comparison_class(self) -> type[InLines]:
        """In lines."""
        return InLines


class DoingPanel(MultiFieldPanel):  # type: ignore[misc]  # Wagtail has no types
    """Fields of the form that are kept together in one column, which is what is compared."""

    class BoundPanel(MultiFieldPanel.BoundPanel):  # type: ignore[misc]  # Wagtail has no types
        def get_comparison(self) -> list[Any]:
            """In lines."""
            return [partial(InLines, Skill._meta.get_field("doing"))]


skill_panels = ObjectList(
    [
        FieldPanel("name", required_on_save=True),
        FieldPanel("module", required_on_save=True),
        FieldPanel("summary"),
        LinesPanel("needs"),
        MultiFieldPanel([FieldPanel("when"), FieldPanel("when_not")], heading=_("When")),
        MultiFieldPanel(
            [FieldPanel("acronym"), FieldPanel("companion"), LinesPanel("steps")],
            heading=_("Steps"),
        ),
        DoingPanel(
            [FieldPanel(field) for field in DOING.values()],
            heading=_("How the steps are done"),
        ),
        MultiFieldPanel(
            [FieldPanel("example"), FieldPanel("practice")], heading=_("Example and practice")
        ),
        LinesPanel("further"),
    ],
    base_form_class=SkillForm,
)
