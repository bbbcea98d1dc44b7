"""What the desk's lists of groups, seats and waiting people are narrowed and sorted by."""

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.cohorts.models import Cohort
from groups.planning.queries import Seats
from groups.seating.listing import Stands, Which
from spreadsheet.forms import Head, Kind, ListForm


class CohortsForm(ListForm):
    """Which groups to list."""

    heads = (
        Head(_("Group"), "group", ("name",)),
        Head(_("Course"), "course", ("course__name",)),
        Head(_("First session"), "first", ("first_on",), Kind.TIME),
        Head(_("Seats"), "taken", ("seats_taken",), Kind.NUMBER),
        Head(_("State"), "state", ("state",)),
    )
    first = "-first"

    name = forms.CharField(label=_("Name or course"), required=False, max_length=80)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *Cohort.State.choices]
    )
    seats = forms.ChoiceField(
        label=_("Seats"), required=False, choices=[("", _("All")), *Seats.choices]
    )


class SeatsForm(ListForm):
    """Which seats of all groups to list."""

    heads = (
        Head(_("Member"), "member", ("member__name",)),
        Head(_("Group"), "group", ("cohort__name",)),
        Head(_("Seat"), "seat", ("seat_no",), Kind.NUMBER, gaps=True),
        Head(_("Since"), "since", ("held_at",), Kind.TIME),
        Head(_("Kept until"), "until", ("hold_until",), Kind.TIME, gaps=True),
        Head(_("State"), "state", ("state",)),
    )
    first = "-since"

    who = forms.CharField(label=_("Member"), required=False, max_length=100)
    group = forms.CharField(label=_("Group"), required=False, max_length=80)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All that are taken")), *Which.choices]
    )


class WaitingForm(ListForm):
    """Which entries of all waiting lists to show."""

    heads = (
        Head(_("Member"), "member", ("member__name",)),
        Head(_("Group"), "group", ("cohort__name",)),
        Head(_("Place")),
        Head(_("Since"), "since", ("joined_at",), Kind.TIME),
        Head(_("State"), "state", ("state",)),
    )
    first = "since"

    who = forms.CharField(label=_("Member"), required=False, max_length=100)
    group = forms.CharField(label=_("Group"), required=False, max_length=80)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All that are open")), *Stands.choices]
    )
