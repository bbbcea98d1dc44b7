"""What the desk's lists of people and letters are narrowed and sorted by, and their rows."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet, TextChoices
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from groups.seats.models import Enrollment
from groups.waiting.models import WaitingEntry
from outbox.models import Letter
from outbox.names import letter_names
from spreadsheet.forms import Head, Kind, ListForm


class Part(TextChoices):
    """People by the part they have here."""

    NOW = "now", _("Take part now")
    COMPLETED = "completed", _("Completed a course")
    LEFT = "left", _("Left early")
    WAITS = "waits", _("Wait for a seat")
    NEVER = "never", _("Never had a seat")


class PeopleForm(ListForm):
    """Which people to list."""

    heads = (
        Head(_("Member"), "member", ("name",)),
        Head(_("E-mail address"), "address", ("account__email",)),
        Head(_("Groups")),
        Head(_("Joined"), "joined", ("joined_at",), Kind.TIME),
        Head(_("Last signed in"), "seen", ("account__last_login",), Kind.TIME, gaps=True),
    )
    first = "-joined"

    who = forms.CharField(label=_("Name or address"), required=False, max_length=100)
    part = forms.ChoiceField(
        label=_("Part"), required=False, choices=[("", _("All")), *Part.choices]
    )


STATES = {
    Letter.State.WAITING.value: _("Waiting"),
    Letter.State.SENT.value: _("Sent"),
    Letter.State.SKIPPED.value: _("Not needed any more"),
    Letter.State.DEAD.value: _("Given up"),
}


class LettersForm(ListForm):
    """Which letters to list: those in trouble, unless all are asked for or something narrows."""

    heads = (
        Head(_("Kind"), "kind", ("kind",)),
        Head(_("Posted"), "posted", ("posted_at",), Kind.TIME),
        Head(_("To"), "to", ("to",)),
        Head(_("State"), "state", ("state",)),
        Head(_("Tries"), "tries", ("attempts",), Kind.NUMBER),
        Head(_("Trouble")),
    )
    first = "-posted"

    to = forms.CharField(label=_("To (whole address)"), required=False, max_length=254)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *STATES.items()]
    )
    all = forms.ChoiceField(required=False, choices=[("yes", "yes")], widget=forms.HiddenInput)

    def __init__(self, asked: QueryDict, **kwargs: Any) -> None:
        super().__init__(asked, **kwargs)
        if "all" in asked:  # with or without a value: letters of the team lead to both
            self.data["all"] = "yes"  # type: ignore[index]  # a copy of an address's
        chooser = self.fields["kind"]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = [("", _("All")), *letter_names()]


@dataclass(frozen=True)
class PeopleLine:
    """One member of the list, with the seats they have or had, the newest first."""

    member: Member
    seats: list[Enrollment]


def listed_people(*, who: str = "", part: str = "") -> QuerySet[Member]:
    """Members with their account; `who` is a part of a name or address."""
    found = Member.objects.select_related("account")
    if who:
        found = found.filter(Q(name__icontains=who) | Q(account__email__icontains=who))
    return found.filter(_PARTS[Part(part)]()) if part else found


def _has(seats: QuerySet[Any]) -> Q:
    return Q(Exists(seats.filter(member=OuterRef("pk")).order_by()))


_PARTS = {
    Part.NOW: lambda: _has(Enrollment.objects.enrolled()),
    Part.COMPLETED: lambda: _has(Enrollment.objects.completed()),
    Part.LEFT: lambda: _has(Enrollment.objects.departed().exclude(activated_at=None)),
    Part.WAITS: lambda: _has(WaitingEntry.objects.open()),
    Part.NEVER: lambda: ~_has(Enrollment.objects.exclude(activated_at=None)),
}


def people_lines(members: Collection[Member]) -> list[PeopleLine]:
    """These members with their seats. One query."""
    seats: dict[UUID, list[Enrollment]] = {member.pk: [] for member in members}
    rows = Enrollment.objects.filter(member__in=seats).select_related("cohort")
    for seat in rows.order_by("-held_at"):
        seats[seat.member_id].append(seat)
    return [PeopleLine(member, seats[member.pk]) for member in members]
