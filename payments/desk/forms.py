"""What a coordinator fills in about money."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choosers import CountryField, ZoneField
from groups.rooms.models import ChatKept
from payments.by_hand.models import HandPayment
from payments.cases.models import ExceptionCase
from payments.orders.models import Order
from payments.prices.back import Basis
from payments.prices.models import Price
from payments.prices.money import CURRENCIES, exponent
from payments.settling.by_hand import Person
from payments.settling.deciding import Decision
from payments.settling.listing import Money
from payments.settling.refunding import Wanted
from spreadsheet.forms import Head, Kind, ListForm
from typed.fields import LineField

LONGEST_TERMS = 1000  # characters: a page on paper is three times as long


class OrdersForm(ListForm):
    """Which orders to list, and in which order; the dates are on the reader's clock."""

    heads = (
        Head(_("Number"), "number", ("pk",)),
        Head(_("Placed"), "placed", ("placed_at",), Kind.TIME),
        Head(_("Member"), "member", ("member__name",)),
        Head(_("Group"), "group", ("enrollment__cohort__name",)),
        Head(_("Sum"), "sum", ("currency", "amount_minor"), Kind.NUMBER),
        Head(_("Seat")),
        Head(_("State"), "state", ("state",)),
    )
    first = "-placed"

    number = forms.CharField(label=_("Number"), required=False, max_length=20)
    who = forms.CharField(label=_("Member or payer"), required=False, max_length=100)
    group = forms.CharField(label=_("Group"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *Order.State.choices]
    )
    money = forms.ChoiceField(
        label=_("Money"), required=False, choices=[("", _("All")), *Money.choices]
    )
    since = forms.DateField(
        label=_("Placed from"), required=False, widget=forms.DateInput({"type": "date"})
    )
    until = forms.DateField(
        label=_("Placed until"), required=False, widget=forms.DateInput({"type": "date"})
    )


class CasesForm(ListForm):
    """Which open cases to list, the oldest first."""

    heads = (
        Head(_("Kind"), "kind", ("kind",)),
        Head(_("Opened"), "opened", ("opened_at",), Kind.TIME),
        Head(_("Decided"), "decided", ("resolved_at",), Kind.TIME, gaps=True),
    )
    first = "opened"

    kind = forms.ChoiceField(
        label=_("What"), required=False, choices=[("", _("All")), *ExceptionCase.Kind.choices]
    )
    resolved = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Open")), ("yes", _("Decided"))]
    )


class DecidedCasesForm(CasesForm):
    """Which decided cases to list, what was decided last first."""

    first = "-decided"


class ReasonForm(forms.Form):
    """Why something was decided; colleagues read it later."""

    reason = LineField(
        label=_("Reason"),
        max_length=300,
        help_text=_("For your colleagues. Please write nothing about anybody's health here."),
        error_messages={"required": _("Please say in a few words why.")},
    )


class DecisionForm(ReasonForm):
    """What is done about a case, and why. A form without a button closes it."""

    decision = forms.ChoiceField(choices=Decision.choices, required=False, widget=forms.HiddenInput)

    def clean_decision(self) -> Decision:
        """The button that was pressed."""
        return Decision(self.cleaned_data["decision"] or Decision.CLOSE)


class PromisesForm(forms.Form):
    """What everybody is promised about money and chat; `seen` says what stood there when asked."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    refund_days = forms.IntegerField(
        label=_("Days before the first session until which everything is paid back"),
        required=False,
        min_value=0,
        max_value=365,
        help_text=_(
            "Each group then names its own date: “We pay everything back until Friday 4 December”."
            " 0 is the day of the first session. Leave it empty if you promise no such day."
        ),
    )
    refund_terms = forms.CharField(
        label=_("Refund terms"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_TERMS,
        help_text=_(
            "Shown before somebody pays, after the sentence with the day. What was paid before"
            " stays under its own terms."
        ),
        error_messages={
            "required": _("Please say what happens with the money."),
            "max_length": _(
                "Please be shorter: people read this before they pay. At most %(limit_value)d"
                " characters fit, and these are %(show_value)d."
            ),
        },
    )
    chat_kept_days = forms.IntegerField(
        label=_("Days the chat of a room is kept"),
        min_value=0,
        max_value=ChatKept.LONGEST,
        help_text=_(
            "Counted from the end of the session, for rooms that have ended already too. A shorter"
            " time deletes at once what is older, and nobody can bring it back."
        ),
    )


class PriceForm(forms.Form):
    """What a seat costs, as people write sums."""

    amount = forms.DecimalField(
        label=_("Price of a seat"),
        min_value=Decimal(0),
        max_digits=12,
        help_text=_("For the whole course. Zero means that nothing is paid."),
        error_messages={"required": _("Please write the price, or 0.")},
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        # Empty first: a form must not choose the first currency of the alphabet for anybody.
        choices=[("", _("Please choose")), *((code, code) for code in sorted(CURRENCIES))],
        error_messages={"required": _("Please choose the currency.")},
    )

    def __init__(self, *args: Any, price: Price | None = None, **kwargs: Any) -> None:
        if price is not None:
            kwargs["initial"] = {
                "amount": Decimal(price.amount_minor).scaleb(-exponent(price.currency)),
                "currency": price.currency,
            }
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any] | None:
        """Refuses a sum finer than the currency's smallest coin."""
        held = super().clean()
        amount, currency = self.cleaned_data.get("amount"), self.cleaned_data.get("currency")
        if amount is not None and currency:
            minor = in_minor(amount, currency)
            if minor is None:
                self.add_error("amount", NO_SUCH_COINS)
            else:
                self.cleaned_data["amount_minor"] = minor
        return held


class RefundForm(ReasonForm):
    """What goes back, whether the seat ends with it, and why. `rules` are the ways to find the sum
    that lead anywhere now, in words with their sums; `seen` and `decision` are the preview's."""

    basis = forms.ChoiceField(
        label=_("What goes back"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose what goes back."),
            "invalid_choice": _("That is not possible any more. Please choose anew."),
        },
    )
    amount = forms.DecimalField(
        label=_("The sum, if it is one of your own"), required=False, max_digits=12
    )
    seat = forms.ChoiceField(
        label=_("Their seat"),
        widget=forms.RadioSelect,
        choices=[("end", _("Their part ends today")), ("keep", _("They keep their seat"))],
        error_messages={"required": _("Please choose what becomes of their seat.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    decision = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        currency: str,
        rules: Sequence[tuple[Basis, str]],
        may_end: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.order_fields(["basis", "amount", "seat", "reason"])
        chooser = self.fields["basis"]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = [*rules, (Basis.OWN, Basis.OWN.label)]
        if rules:
            self.initial.setdefault("basis", rules[0][0])
        self.fields["amount"].help_text = _("In %(currency)s.") % {"currency": currency}
        if not may_end:
            del self.fields["seat"]

    def clean(self) -> dict[str, Any] | None:
        """A sum of one's own must be there, in whole coins."""
        held = super().clean()
        amount = self.cleaned_data.get("amount")
        if self.cleaned_data.get("basis") == Basis.OWN and "amount" not in self.errors:
            minor = in_minor(amount, self.currency) if amount is not None else 0
            if minor is None:
                self.add_error("amount", NO_SUCH_COINS)
            elif minor <= 0:
                self.add_error("amount", _("Please write the sum that goes back."))
            else:
                self.cleaned_data["own_minor"] = minor
        return held

    @property
    def wanted(self) -> Wanted:
        """What is asked for, from valid answers."""
        return Wanted(
            Basis(self.cleaned_data["basis"]),
            own_minor=self.cleaned_data.get("own_minor", 0),
            ends=self.cleaned_data.get("seat") != "keep",
        )

    def confirming(self, seen: str, decision: UUID) -> list[tuple[str, object]]:
        """Name and value of everything that the second step sends again."""
        again = [(name, self.data.get(name, "")) for name in self.fields if name in self.data]
        stays = [(name, value) for name, value in again if name not in {"seen", "decision"}]
        return [*stays, ("seen", seen), ("decision", decision)]


NO_SUCH_COINS = _("This currency has no coins that small.")


def in_minor(amount: Decimal, currency: str) -> int | None:
    """The sum in minor units; None where it is finer than the currency's smallest coin."""
    minor = amount.scaleb(exponent(currency))
    return int(minor) if minor == minor.to_integral_value() else None


class WordsForm(forms.Form):
    """What a coordinator notes about money that is paid by hand; it may be empty."""

    words = LineField(
        label=_("Reference or note"),
        max_length=300,
        required=False,
        help_text=_("A receipt's number, for instance. Coordinators read it, nobody else."),
    )


class EnrolForm(forms.Form):
    """Somebody who rang up, or pays another way than by card. `zone` is the group's."""

    email = forms.EmailField(
        label=_("Their e-mail address"),
        help_text=_("Their dates and links go there. Please read it back to them."),
        error_messages={
            "required": _("Please write the address that their dates and links go to."),
            "invalid": _("This does not look like an e-mail address. Please check it."),
        },
    )
    name = LineField(
        label=_("Name in the group"),
        max_length=60,
        help_text=_("The other members see it."),
        error_messages={"required": _("Please write what the group may call them.")},
    )
    way = forms.ChoiceField(
        label=_("How it is paid"),
        widget=forms.RadioSelect,
        choices=HandPayment.Way.choices,
        error_messages={"required": _("Please choose how it is paid.")},
    )
    reason = LineField(
        label=_("Reference or reason"),
        max_length=300,
        help_text=_(
            "The invoice's number, the insurer's approval, or why it is free. It is kept with the "
            "order for coordinators. Please write nothing about anybody's health here."
        ),
        error_messages={"required": _("Please write a reference, or a reason in a few words.")},
    )
    received = forms.BooleanField(label=_("The money is here already"), required=False)
    country = CountryField(
        label=_("Their country"), help_text=_("For somebody who is new here, like the next two.")
    )
    time_zone = ZoneField(label=_("Their time zone"))
    discreet = forms.BooleanField(
        label=_("Keep their letters discreet"),
        required=False,
        help_text=_(
            "Ask them: sender, subject and calendar entries then say nothing about what this is. "
            "Whoever is known here already keeps what they chose."
        ),
    )

    def __init__(self, *args: Any, zone: str, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["time_zone"], self.initial["country"] = zone, country
        chooser = self.fields["time_zone"]
        assert isinstance(chooser, ZoneField)
        chooser.offer(near=zone, country=country)

    @property
    def who(self) -> Person:
        """The person, from valid answers."""
        asked = ("email", "name", "country", "time_zone", "discreet")
        return Person(**{name: self.cleaned_data[name] for name in asked})

    @property
    def paid_by(self) -> HandPayment.Way:
        """How it is paid, from valid answers."""
        return HandPayment.Way(self.cleaned_data["way"])


class BeyondForm(EnrolForm):
    """The same, above the number of seats: why comes first."""

    beyond = LineField(
        label=_("Why above the number of seats"),
        max_length=300,
        help_text=_(
            "It stands beside their seat for coordinators, with your name and the day. Please write"
            " nothing about anybody's health here."
        ),
        error_messages={
            "required": _("Please say why the group takes one more than it has seats.")
        },
    )
    field_order = ("beyond",)
