"""Forms of the coordinator's and the leader's desk."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.choosers import ZoneField
from accounts.models import Account
from clock.words import long_date
from groups.apart.models import Reach
from groups.attendance.models import Attendance
from groups.cohorts.models import ROOM_CARRIES, Cohort
from groups.leading.queries import facilitators
from groups.planning.queries import free_slug
from groups.seats.models import Enrollment
from groups.sessions.actions import CLOSES_BEFORE
from groups.sessions.dates import is_skipped, meeting_time
from typed.fields import LineField, WordsField

# A group is planned within these; beyond them a date is a slip of the finger (or overflows).
FURTHEST = timedelta(days=2 * 366)


class CohortForm(forms.ModelForm[Cohort]):
    """A new group. Its weekday follows from the first date. `zone` is where the coordinator is."""

    zone_name = ZoneField(
        label=_("Time zone of the group"),
        error_messages={"required": _("Please choose on whose clock the group meets.")},
    )
    minimum_age = forms.IntegerField(
        label=_("Minimum age"),
        min_value=0,
        max_value=99,
        initial=18,
        help_text=_(
            "Below eighteen, the group’s page asks younger people to write to you: they cannot "
            "enrol or pay alone."
        ),
    )
    minutes = forms.TypedChoiceField(
        label=_("Length"),
        coerce=int,
        choices=[(90, _("90 minutes")), (120, _("2 hours")), (150, _("2½ hours"))],
        initial=120,
    )
    leader = forms.ModelChoiceField(label=_("Leader"), queryset=Account.objects.none())
    co_leader = forms.ModelChoiceField(
        label=_("Co-leader"), queryset=Account.objects.none(), required=False
    )

    class Meta:
        model = Cohort
        fields = [
            "name", "course", "about", "first_on", "starts", "minutes", "zone_name", "capacity",
            "minimum_age",
        ]  # fmt: skip
        field_classes = {"name": LineField, "about": WordsField}
        labels = {"course": _("Course")}
        widgets = {
            # Browsers read a date field's value in this form only.
            "first_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "starts": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "about": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, now: datetime, zone: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.initial["zone_name"] = zone
        chooser = self.fields["zone_name"]
        assert isinstance(chooser, ZoneField)
        chooser.offer(near=zone)
        for name in ("leader", "co_leader"):
            self.fields[name].queryset = facilitators()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The first session lies ahead; the two leaders are two people."""
        data = super().clean() or {}
        if data.get("leader") and data.get("leader") == data.get("co_leader"):
            self.add_error("co_leader", _SAME_PERSON)
        if data.get("course") and not data["course"].weeks.exists():
            self.add_error("course", _("This course has no weeks yet. Please choose another one."))
        if data.get("first_on") and data.get("starts") and data.get("zone_name"):
            self._clean_first(data)
        return data

    def _clean_first(self, data: dict[str, Any]) -> None:
        if not _near(data["first_on"], self.now):
            self.add_error("first_on", _TOO_FAR)
            return
        zone = ZoneInfo(data["zone_name"])
        # Moving a session to an hour that the clocks skip is refused; so is planning one there.
        for number, day in enumerate(_dates(data), start=1):
            if is_skipped(on=day, starts=data["starts"], zone=zone):
                words = {"number": number, "day": long_date(day)}
                self.add_error("starts", _SKIPPED if number == 1 else _SKIPPED_LATER % words)
                return
        first = meeting_time(on=data["first_on"], starts=data["starts"], zone=zone)
        if first <= self.now:
            self.add_error("first_on", _("The first session must lie in the future."))
        elif first - CLOSES_BEFORE <= self.now:
            self.add_error("first_on", _("Leave people at least two hours to enrol."))
        data["first_starts_at"] = first

    def unsaved(self) -> Cohort:
        """The cohort as the form describes it, with what follows from it."""
        cohort = self.save(commit=False)
        cohort.weekday = cohort.first_on.weekday()
        cohort.slug = free_slug(cohort.name)
        cohort.enrolment_closes_at = self.cleaned_data["first_starts_at"] - CLOSES_BEFORE
        return cohort


class WordsForm(forms.ModelForm[Cohort]):
    """What a group is called and whom it is for."""

    class Meta:
        model = Cohort
        fields = ["name", "about"]
        field_classes = {"name": LineField, "about": WordsField}
        widgets = {"about": forms.Textarea(attrs={"rows": 3})}


_SAME_PERSON = _("The co-leader is somebody else than the leader.")
_SKIPPED = _("The clocks change that night and skip this hour. Please choose another one.")
_SKIPPED_LATER = _(
    "The clocks skip this hour in the night of session %(number)s, %(day)s. Please choose another "
    "one."
)
_TOO_FAR = _("That date is more than two years away. Please check the year.")


def _dates(data: dict[str, Any]) -> list[date]:
    """The days of the weekly sessions that a new group would have."""
    course = data.get("course")
    count = max(1, course.weeks.count() if course else 1)
    return [data["first_on"] + timedelta(weeks=week) for week in range(count)]


def _near(day: date, now: datetime) -> bool:
    return abs(day - now.date()) <= FURTHEST


class MoveForm(forms.Form):
    """A new time for one session, on the group's own clock."""

    on = forms.DateField(
        label=_("New date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    starts = forms.TimeField(
        label=_("New time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    note = WordsField(
        label=_("A line to the members"),
        required=False,
        max_length=300,
        help_text=_("It appears in their letter. You do not need to give reasons."),
    )

    def __init__(
        self, *args: Any, zone: ZoneInfo, starts_at: datetime, now: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.starts_at, self.now = zone, starts_at, now

    def clean(self) -> dict[str, Any]:
        """Turns the wall-clock time of the group into a moment that lies ahead."""
        data = super().clean() or {}
        if data.get("on") and data.get("starts"):
            if not _near(data["on"], self.now):
                raise ValidationError({"on": _TOO_FAR})
            if is_skipped(on=data["on"], starts=data["starts"], zone=self.zone):
                raise ValidationError({"starts": _SKIPPED})
            data["starts_at"] = meeting_time(on=data["on"], starts=data["starts"], zone=self.zone)
            if data["starts_at"] == self.starts_at:
                raise ValidationError(_("That is when it meets already. Nobody got a letter."))
            if data["starts_at"] <= self.now:
                raise ValidationError(_("That moment has passed. Please choose a later one."))
        return data


class CancelForm(forms.Form):
    """Cancelling one session."""

    note = WordsField(
        label=_("A line to the members"),
        required=False,
        max_length=300,
        help_text=_("It appears in their letter. You do not need to give reasons."),
    )


class CapacityForm(forms.Form):
    """More or fewer seats."""

    capacity = forms.IntegerField(label=_("Seats"), min_value=2, max_value=ROOM_CARRIES)


class LeadersForm(forms.Form):
    """Who leads a group from now on."""

    leader = forms.ModelChoiceField(label=_("Leader"), queryset=Account.objects.none())
    co_leader = forms.ModelChoiceField(
        label=_("Co-leader"), queryset=Account.objects.none(), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("leader", "co_leader"):
            self.fields[name].queryset = facilitators()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Two parts are for two people."""
        data = super().clean() or {}
        if data.get("leader") and data.get("leader") == data.get("co_leader"):
            self.add_error("co_leader", _SAME_PERSON)
        return data


class ReasonForm(forms.Form):
    """A reason, for the record."""

    reason = LineField(
        label=_("Reason, for the record"),
        max_length=60,
        error_messages={"required": _("Please say why, in a few words. Members do not see it.")},
    )


class WordsCorrectedForm(forms.Form):
    """Why a lesson's words change after they were given, and for whom."""

    reason = LineField(
        label=_("What was corrected, and why"),
        help_text=_("Members read this above the lesson."),
        max_length=200,
        error_messages={"required": _("Please say in a sentence what was corrected, and why.")},
    )
    all = forms.BooleanField(
        label=_("Also in my other groups that were given the old words"), required=False
    )


class CorrectionForm(forms.Form):
    """Another verdict for one member and session."""

    verdict = forms.ChoiceField(label=_("Was"), choices=Attendance.Verdict.choices)
    reason = LineField(
        label=_("Why"),
        max_length=200,
        error_messages={"required": _("Please say why, so that it can be understood later.")},
    )


class AttendanceRuleForm(forms.Form):
    """How much of a session somebody has to be there for; `seen` is what stood there when asked."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    percent = forms.IntegerField(
        label=_("Percent of a session that somebody has to be there for"),
        min_value=1,
        max_value=100,
        help_text=_(
            "Whoever was there for less counts as absent. It is counted from when a leader came to "
            "when the session ended. What was written before stays as it is."
        ),
        error_messages={"required": _("Please write a number from 1 to 100.")},
    )


EVERYBODY = "all"


class MessageForm(forms.Form):
    """A message to everybody who takes part, or to one of them."""

    to = forms.ChoiceField(
        label=_("To"),
        error_messages={
            "required": _("Please choose who gets it."),
            "invalid_choice": _("They take part no more. Please choose again."),
        },
    )
    subject = LineField(
        label=_("Subject"),
        max_length=120,
        help_text=_(
            "It shows in an inbox: please name no skill and nothing about anybody's health."
        ),
        error_messages={"required": _("Please write a subject.")},
    )
    text = WordsField(
        label=_("Message"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "Plain words; each begins with “Hello” and their name. Addresses of pages stay as you "
            "write them. Whoever has discreet letters is asked to sign in to read it."
        ),
        error_messages={"required": _("Please write the message.")},
    )

    def __init__(self, *args: Any, readers: Sequence[Enrollment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.readers = readers
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (EVERYBODY, _("Everybody who takes part")),
            *((str(seat.pk), seat.member.name) for seat in readers),
        ]

    def is_to(self, enrollment_id: UUID) -> bool:
        """Whether the valid form means that one."""
        return self.cleaned_data["to"] in {EVERYBODY, str(enrollment_id)}


class ApartForm(forms.Form):
    """Why somebody must not share a group with `other`, and how far it goes."""

    other = forms.UUIDField(widget=forms.HiddenInput)
    reason = WordsField(
        label=_("Why, for coordinators alone"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text=_("Sealed. Neither of the two reads it, nor do leaders or marketers."),
        error_messages={"required": _("Please say why, in a few words, for your colleagues.")},
    )
    reach = forms.ChoiceField(
        label=_("How far it goes"),
        choices=Reach.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Choose the second where one of them must not find out in which group the other is:"
            " whoever is refused in one group and welcome in the next can guess it."
        ),
        error_messages={"required": _("Please choose how far it goes.")},
    )


class TakeBackForm(forms.Form):
    """Why an offer is taken back, and whether the person goes on waiting."""

    reason = LineField(
        label=_("Reason, for coordinators alone"),
        max_length=200,
        error_messages={"required": _("Please say why, in a few words. They do not read it.")},
    )
    stays = forms.TypedChoiceField(
        label=_("And then"),
        coerce=lambda word: word == "stays",
        choices=[("stays", _("stays")), ("leaves", _("leaves"))],
        error_messages={"required": _("Please choose whether they go on waiting.")},
    )


class OfferTimeForm(forms.Form):
    """For how long an offered seat is kept; `seen` is what stood there when asked."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    hours = forms.IntegerField(
        label=_("Hours for which an offered seat is kept"),
        min_value=6,
        max_value=72,
        help_text=_(
            "Counted from the letter, and never beyond the end of enrolment. Half-way a reminder "
            "is sent. Letters that have left keep their time."
        ),
        error_messages={"required": _("Please write a number from 6 to 72.")},
    )


class GateTimeForm(forms.Form):
    """How long before a module newcomers are taken; `seen` is what stood there when asked."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    days = forms.IntegerField(
        label=_("Days before the first session of a module that enrolment for it closes"),
        min_value=1,
        max_value=14,
        help_text=_(
            "In these days nobody new is taken, so that leaders know who comes, and they have "
            "time to read what the group learned before."
        ),
        error_messages={"required": _("Please write a number from 1 to 14.")},
    )
