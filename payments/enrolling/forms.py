"""What the enrolment asks beside the accounts' own forms."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import MemberForm, PoliciesForm
from accounts.models import Member

SOMEBODY_ELSE = "new"


class WhoForm(forms.Form):
    """Which of the account's people takes part, or somebody new."""

    who = forms.ChoiceField(
        label=_("Who takes part?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose who takes part."),
            "invalid_choice": _("Please choose one of these people."),
        },
    )

    def __init__(self, *args: Any, members: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            *((str(member.pk), member.name) for member in members),
            (SOMEBODY_ELSE, _("Somebody else")),
        ]


class NewcomerForm(MemberForm):
    """Somebody who is new here; how letters look is asked with the agreement."""

    class Meta(MemberForm.Meta):
        fields = ["name", "country"]


class AgreementForm(PoliciesForm):
    """The texts to agree to, and how our letters may look in an inbox."""

    discreet = forms.BooleanField(
        label=_("Keep my letters discreet"),
        required=False,
        help_text=_(
            "Sender, subject and calendar entries then say nothing about what this is. You can "
            "change this at any time."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "discreet"), "discreet"])
