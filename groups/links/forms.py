"""Asking for a link again."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LinkAgainForm(forms.Form):
    """The address that the letters go to."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The one you enrolled with."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Please write the address you enrolled with."),
            "invalid": _("That does not look like an e-mail address. Is there an @ in it?"),
        },
    )
    too_often = _("That was asked for many times from here. Please try again in an hour.")
