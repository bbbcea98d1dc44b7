"""Asking for a member's PIN, on the page for it and wherever leaving the page would lose words."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.actions import choose_pin
from accounts.forms import NewPinForm, PinForm
from accounts.models import Account, Member
from accounts.pins import PinWrong, TooManyPins, keep_shown, show_pin


def pin_form(member: Member, data: Any = None) -> PinForm:
    """The form that asks for the member's PIN, or has them choose one if they have none yet."""
    return (PinForm if member.pin_hash else NewPinForm)(data)


def takes_pin(
    request: HttpRequest, member: Member, form: PinForm, *, by: Account, now: datetime
) -> bool:
    """Whether the form opens the member's clinical pages for this session; else it says why not."""
    if not form.is_valid():
        return False
    pin = form.cleaned_data["pin"]
    try:
        if member.pin_hash:
            show_pin(request, member, pin=pin)
        else:
            choose_pin(member, pin=pin, by=by, now=now)
            keep_shown(request, member)
    except PinWrong:
        form.add_error("pin", _("That is not the PIN. Please try again."))
    except TooManyPins:
        form.add_error("pin", _("Five tries did not fit. Please wait fifteen minutes."))
    return not form.errors
