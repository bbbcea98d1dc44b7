"""Which fields of a diary are shared, and until when."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from courses.diary.models import Urge
from courses.diary.shape import FIELDS, urge_key
from courses.practice.shape import SHARED
from groups.diaries.models import DiaryShare

MOST_TOLD = 366 * 24 * 3600 * 1000  # milliseconds; nothing waits longer than a year
WEEKS = {"4": timedelta(weeks=4), "12": timedelta(weeks=12)}


class WaitedForm(forms.Form):
    """What a script sends along with a card, and no page does.

    `whose` is the key of the diary it is for. `waited` (milliseconds) says that it waited on the
    device, and how long by its clock; `day_by`, that its day is the one which the device showed.
    """

    whose = forms.CharField(required=False, widget=forms.HiddenInput)
    waited = forms.IntegerField(required=False, widget=forms.HiddenInput)
    day_by = forms.ChoiceField(
        choices=[("device", "device")], required=False, widget=forms.HiddenInput
    )

    @property
    def key(self) -> str:
        """Whose diary it is for; empty where nothing was said."""
        return str(self.cleaned_data.get("whose", ""))

    @property
    def waited_for(self) -> timedelta | None:
        """How long it waited; None for one that comes straight from its page. Less than nothing
        where the device's clock was set back meanwhile."""
        told = self.cleaned_data.get("waited")
        if told is None:
            return None
        return timedelta(milliseconds=max(-MOST_TOLD, min(MOST_TOLD, told)))

    @property
    def has_day_of_device(self) -> bool:
        """Whether nobody but the device said which day it is."""
        return self.cleaned_data.get("day_by") == "device"


class SharingForm(forms.Form):
    """Every field of the card, and the practice log, with a tick for what is shared.

    `was` brings along what was ticked when the page was made. Only what somebody ticked or unticked
    since then is changed, so that a page left open in another window shares nothing again.
    """

    was = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)
    fields_shared = forms.MultipleChoiceField(
        label=gettext_lazy("My leaders may see"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    until = forms.ChoiceField(
        label=gettext_lazy("What I tick now is shared"),
        choices=[
            ("", gettext_lazy("until I take it back")),
            ("4", gettext_lazy("for four weeks")),
            ("12", gettext_lazy("for twelve weeks")),
        ],
        help_text=gettext_lazy("It ends in any case when your part in the group does."),
        required=False,
    )
    before = forms.BooleanField(
        label=gettext_lazy("Also the four weeks before today"), required=False
    )

    def __init__(
        self,
        sent: Any = None,
        *,
        urges: Sequence[Urge],
        shares: Iterable[DiaryShare],
        now: datetime,
        auto_id: str = "id_%s",
    ) -> None:
        self.shares = [one for one in shares if one.ends_at is None or one.ends_at > now]
        keys = [one.field for one in self.shares]
        super().__init__(sent, initial={"was": keys, "fields_shared": keys}, auto_id=auto_id)
        choices = [(urge_key(urge.pk), urge.name) for urge in urges]
        choices += [(key, str(label)) for key, label in (*FIELDS.items(), *SHARED.items())]
        shared, was = self.fields["fields_shared"], self.fields["was"]
        assert isinstance(shared, forms.MultipleChoiceField)
        assert isinstance(was, forms.MultipleChoiceField)
        shared.choices = was.choices = choices

    @property
    def added(self) -> set[str]:
        """What was ticked on this page."""
        return set(self.cleaned_data["fields_shared"]) - set(self.cleaned_data["was"])

    @property
    def dropped(self) -> set[str]:
        """What was unticked on this page."""
        return set(self.cleaned_data["was"]) - set(self.cleaned_data["fields_shared"])

    @property
    def ends(self) -> list[tuple[str, datetime]]:
        """What is shared until a day, by its label, for the page to say so."""
        labels = dict(self.fields["fields_shared"].choices)  # type: ignore[attr-defined]
        return [
            (labels[one.field], one.ends_at)
            for one in self.shares
            if one.ends_at is not None and one.field in labels
        ]
