"""Forms of what is taught. Each carries the edit number that the editor saw."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.blocks import StructBlock

from courses.curriculum.models import Course, Week
from courses.curriculum.run_sheets import (
    FEWEST_MINUTES,
    FIRST,
    LENGTHS,
    NEEDED,
    STAGES,
    PlannedStage,
)
from courses.desk.fields import ListField
from courses.desk.questions import Questions, from_page, to_page
from courses.edited.naming import named
from courses.lessons.models import LessonPage
from courses.skills.models import Skill
from typed.fields import LineField


class EditedForm(WagtailAdminModelForm):  # type: ignore[misc]  # Wagtail has no types
    """Carries `seen`, the edit number of the row when its page was opened."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.instance.edits

    def clean_seen(self) -> int:
        """A page that does not say what it saw has seen nothing."""
        seen: int | None = self.cleaned_data["seen"]
        return -1 if seen is None else seen


class WorksheetForm(EditedForm):
    """A worksheet: title, introduction, questions."""

    questions = ListField(
        Questions(),
        label=_("Questions"),
        empty=_("A worksheet is its questions: please add at least one."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["questions"] = to_page(self.instance.questions)

    def clean_questions(self) -> list[dict[str, Any]]:
        """Questions as they are stored."""
        return from_page(self.cleaned_data["questions"])


class NewCourseForm(forms.ModelForm[Course]):
    """A new course, from another one or from nothing."""

    like = forms.ModelChoiceField(
        label=_("Start from"),
        queryset=Course.objects.all(),
        required=False,
        empty_label=_("An empty course"),
        help_text=_("All its weeks are copied; the course you start from stays as it is."),
    )

    class Meta:
        model = Course
        fields = ["name"]
        field_classes = {"name": LineField}
        help_texts = {"name": _("Visitors read it on the programme page.")}

    def clean_name(self) -> str:
        """A name that tells the course from the others."""
        return free_name(self.cleaned_data["name"])


def free_name(name: str, *, besides: int = 0) -> str:
    """The name. Raises ValidationError where another course has it: groups are founded by it."""
    if Course.objects.filter(name__iexact=name).exclude(pk=besides).exists():
        raise forms.ValidationError(
            _("Another course has this name. Please choose a different one.")
        )
    return name


class StageBlock(StructBlock):  # type: ignore[misc]  # Wagtail has no types
    """One stage of a session."""

    stage = blocks.ChoiceBlock(label=_("Stage"), choices=list(STAGES.items()))
    title = blocks.CharBlock(
        label=_("Name in the room"),
        max_length=40,
        required=False,
        help_text=_("Left empty, it has the name above."),
    )
    minutes = blocks.IntegerBlock(label=_("Minutes"), min_value=FEWEST_MINUTES, max_value=150)

    class Meta:
        label = _("Stage")
        icon = "time"


class CourseForm(EditedForm):
    """A course's name, where newcomers may join, and the run sheet of its sessions."""

    joins = forms.TypedMultipleChoiceField(
        label=_("Newcomers may join in"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A course opens at the start of a module. Week 1 is always open."),
    )
    length = forms.TypedChoiceField(
        label=_("Minutes of a session"),
        coerce=int,
        choices=[(minutes, str(minutes)) for minutes in LENGTHS],
        help_text=_("Groups that meet longer or shorter share their time in the same proportion."),
    )
    stages = ListField(
        StageBlock(), label=_("Stages"), empty=_("A session needs its stages: please add them.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        stages: tuple[PlannedStage, ...] = kwargs.pop("planned", ())
        super().__init__(*args, **kwargs)
        numbers = self.instance.weeks.values_list("number", flat=True).order_by("number")
        self.fields["joins"].choices = [
            (number, _("Week %(number)d") % {"number": number}) for number in numbers
        ]
        self.initial["joins"] = self.instance.gates
        self.initial["stages"] = [stage.stored() for stage in stages]
        self.initial["length"] = sum(stage.minutes for stage in stages)

    def clean_name(self) -> str:
        """A name that tells the course from the others."""
        return free_name(self.cleaned_data["name"], besides=self.instance.pk or 0)

    def clean_joins(self) -> list[int]:
        """The weeks in order, the first among them."""
        return sorted({1, *self.cleaned_data["joins"]})

    def clean(self) -> dict[str, Any]:
        """The stages fill the session, each stands once, and what slides need is there."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not (data.get("stages") and data.get("length")):
            return data
        # The list of blocks shows one error: all that is wrong stands in it.
        if wrong := _wrong_with(data["stages"], data["length"]):
            self.add_error("stages", " ".join(wrong))
        return data

    def stages_to_keep(self) -> list[PlannedStage]:
        """The run sheet as it was edited; none where it still is what the page came with."""
        return [PlannedStage(**stage) for stage in self.cleaned_data["stages"]]


def _wrong_with(stages: list[dict[str, Any]], length: int) -> list[str]:
    names = [stage["stage"] for stage in stages]
    wrong = []
    twice = sorted({name for name in names if names.count(name) > 1}, key=names.index)
    wrong += [
        _("“%(stage)s” stands there twice. Please keep one of them.") % {"stage": STAGES[name]}
        for name in twice
    ]
    if names[0] != FIRST:
        wrong.append(
            _("A session begins with “%(stage)s”: the room opens there. Please move it to the top.")
            % {"stage": STAGES[FIRST]}
        )
    wrong += [
        _("“%(stage)s” is missing. The slides of lessons are shown there.")
        % {"stage": STAGES[name]}
        for name in NEEDED
        if name not in names and name != FIRST
    ]
    total = sum(stage["minutes"] for stage in stages)
    if total != length:
        wrong.append(
            _("The stages take %(total)d minutes together, the session has %(length)d.")
            % {"total": total, "length": length}
        )
    return wrong


class WeekForm(EditedForm):
    """What a week teaches: topics, skills and lessons, each in their order."""

    topics = ListField(
        blocks.CharBlock(max_length=80, label=_("Topic"), icon="title"), label=_("Topics")
    )
    skills = ListField(blocks.CharBlock(), label=_("Skills"))
    lessons = ListField(blocks.CharBlock(), label=_("Lessons"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        week: Week = self.instance
        self.initial["skills"] = list(week.week_skills.values_list("skill_id", flat=True))
        self.initial["lessons"] = list(week.week_lessons.values_list("lesson_id", flat=True))
        self.fields["skills"] = _chosen(_("Skills"), _("Skill"), _skills())
        self.fields["lessons"] = _chosen(_("Lessons"), _("Lesson"), _lessons())

    def clean_skills(self) -> list[int]:
        """The ids of the skills. Raises ValidationError for one that stands there twice."""
        return _once(self.cleaned_data["skills"])

    def clean_lessons(self) -> list[int]:
        """The ids of the lessons. Raises ValidationError for one that stands there twice."""
        return _once(self.cleaned_data["lessons"])


def _skills() -> list[tuple[int, Any]]:
    found = Skill.objects.order_by("name").values_list("pk", "name", "live")
    return [(pk, named(name, live=live)) for pk, name, live in found]


def _lessons() -> list[tuple[int, Any]]:
    found = LessonPage.objects.order_by("title").values_list("pk", "title", "live")
    return [(pk, named(title, live=live)) for pk, title, live in found]


def _chosen(label: Any, one: Any, choices: list[tuple[int, Any]]) -> ListField:
    """A list of choices, read from the database once for the whole form."""
    block = blocks.ChoiceBlock(choices=choices, label=one, icon="list-ul")
    return ListField(block, label=label)


def _once(chosen: list[Any]) -> list[int]:
    ids = [int(each) for each in chosen]
    if len(set(ids)) < len(ids):
        raise forms.ValidationError(_("Something stands there twice. Please keep one of them."))
    return ids
