"""What this app's letters are called at the desk."""

from django.utils.translation import gettext_lazy as _

from outbox.names import name_letters
from payments.settling import letters

name_letters(
    {
        letters.CONFIRMATION: _("Confirmation of a seat"),
        letters.LATE_AND_FULL: _("Paid too late, and the group is full"),
        letters.PAID_TWICE: _("Paid twice: one goes back"),
        letters.REFUNDED: _("All of the money goes back"),
        letters.PART_BACK: _("A part of the money goes back"),
        letters.MONEY_BACK: _("Money went back"),
        letters.BANK_WAITS: _("The bank is still working on a payment"),
        letters.BANK_REFUSED: _("The bank refused a payment"),
        letters.HOLD_OVER: _("A seat is kept no longer"),
    }
)
