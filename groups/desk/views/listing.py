"""What the desk's lists are narrowed and sorted by: groups, seats, waiting people, resources."""

from collections.abc import Iterable, Sequence

from django import forms
from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from courses.catalogue.queries import FORMS, Resource
from courses.skills.models import Module
from groups.cohorts.models import Cohort
from groups.planning.queries import Seats
from groups.seating.listing import Stands, Which
from spreadsheet.forms import PER_PAGE, Head, Kind, ListForm


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


class LibraryForm(ListForm):
    """Which resources to list. They come of several tables, so they are looked through here."""

    heads = (
        Head(_("Title"), "title"),
        Head(_("Kind"), "kind"),
        Head(_("Module")),
        Head(_("Tags")),
    )
    first = "title"

    words = forms.CharField(label=_("Words"), required=False, max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    module = forms.ChoiceField(
        label=_("Module"), required=False, choices=[("", _("All")), *Module.choices]
    )
    tag = forms.ChoiceField(label=_("Tag"), required=False)

    def __init__(self, asked: QueryDict, *, tags: Iterable[str]) -> None:
        super().__init__(asked)
        kinds = [("", _now("All")), *((key, str(label)) for key, label in FORMS.items())]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        tagged = [("", _now("All")), *((name, name) for name in tags)]
        self.fields["tag"].choices = tagged  # type: ignore[attr-defined]

    def of(self, resources: Iterable[Resource]) -> list[Resource]:
        """Those that were asked for, in the order that was asked for; they come by title."""
        asked = self.asked
        words = (asked["words"] or "").casefold().split()
        found = [
            one
            for one in resources
            if asked["kind"] in ("", one.form)
            and (not asked["module"] or asked["module"] in one.modules)
            and (not asked["tag"] or asked["tag"] in one.tags)
            and one.has(words)
        ]
        if self.sorting.lstrip("-") == "kind":
            found.sort(key=lambda one: one.called, reverse=self.sorting.startswith("-"))
        elif self.sorting == "-title":
            found.reverse()
        return found

    def page_of(self, found: Sequence[Resource]) -> "Page[Resource]":
        """The page that the address asks for, or the nearest there is."""
        return Paginator(found, PER_PAGE).get_page(self.data.get("page"))
