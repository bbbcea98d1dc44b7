"""What the desk's page about lessons asks."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WhoPublishesForm(forms.Form):
    """Who publishes lessons. Sent by a button each, so that pressing twice changes nothing more."""

    COORDINATORS, FACILITATORS = "coordinators", "facilitators"

    who = forms.ChoiceField(
        label=_("Who publishes lessons"),
        choices=[(COORDINATORS, _("A coordinator")), (FACILITATORS, _("Facilitators"))],
        error_messages={
            "required": _("Please choose who publishes lessons. Nothing was changed."),
            "invalid_choice": _("Please choose who publishes lessons. Nothing was changed."),
        },
    )
