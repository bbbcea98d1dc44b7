"""What people fill in about themselves, with kind errors."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.choosers import CountryField, ZoneField
from accounts.models import Account, Member, Policy
from accounts.roles import Role, is_staff
from clock.words import present_reader
from typed.fields import LineField

EARLIEST_BIRTH_YEAR = 1900
ADULT = 18
TOO_YOUNG = _(
    "This group is for people of %(age)d and older. If you are younger, please write to us: we "
    "will help you find a group for your age."
)
TOO_YOUNG_HERE = _("People under %(age)d cannot enrol here by themselves: please write to us.")
PHONE = re.compile(r"^\+?[0-9 ()/.\-]+$")
LONG_ENOUGH = re.compile(r"^\+?[^+]{5}")


class MemberForm(forms.ModelForm[Member]):
    """Who takes part: the name in the group, country, discreet letters; and the account's zone.

    `zone` and `country` say where the reader is, as far as we know, for what the choosers offer.
    """

    country = CountryField()
    time_zone = ZoneField(
        help_text=_("All pages and letters of this account tell times by the clock there."),
    )
    language = forms.ChoiceField(
        label=_("Language of letters and of the room"),
        required=False,
        choices=lambda: [("", _("That of the account")), *settings.LANGUAGES],
    )

    class Meta:
        model = Member
        fields = ["name", "country", "language", "discreet"]
        field_classes = {"name": LineField}
        error_messages = {
            "name": {"required": _("Please tell us what the group may call you.")},
        }
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "given-name"})}

    field_order = ("name", "country", "time_zone", "language", "discreet")

    def __init__(self, *args: Any, zone: str = "", country: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(settings.LANGUAGES) < 2:
            del self.fields["language"]
        self.initial["time_zone"] = self.initial.get("time_zone") or zone
        self.initial["country"] = self.initial.get("country") or country
        if self.instance.joined_at:  # somebody may have entries in their calendar already
            self.fields["discreet"].help_text = _(
                "Neutral sender, subject and calendar title. When you change this, a letter brings "
                "your dates as new calendar entries; please delete the old ones then: they keep "
                "their title."
            )
        _offer_near(self, zone, country)


class ReaderForm(forms.Form):
    """The zone in which pages tell times, the country of the crisis lines, and the language where
    the site has several.

    Staff also say their name: members see it beside their group and in the room.
    """

    first_name = LineField(
        label=_("First name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        help_text=_("Members see your name beside their group and in the room."),
        error_messages={"required": _("Please write the name members may call you by.")},
    )
    last_name = LineField(
        label=_("Last name"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    time_zone = ZoneField(
        label=_("Show times in"),
        help_text=_("Pages, letters and calendar entries go by the clock there."),
    )
    country = CountryField()
    language = forms.ChoiceField(label=_("Language"), choices=lambda: settings.LANGUAGES)

    def __init__(self, data: Any = None, *, account: Account, zone: str) -> None:
        held = {
            "first_name": account.first_name,
            "last_name": account.last_name,
            "time_zone": account.time_zone or zone,
            "country": account.country,
            "language": present_reader().language,
        }
        super().__init__(data, initial=held)
        if len(settings.LANGUAGES) < 2:
            del self.fields["language"]
        if not is_staff(account):
            del self.fields["first_name"], self.fields["last_name"]
        _offer_near(self, zone, account.country)


class ContactForm(forms.Form):
    """Whom to call in an emergency. Read by the group's leaders and coordinators only."""

    emergency_name = LineField(
        label=_("Someone we may call in an emergency"),
        max_length=80,
        help_text=_("We would call only if we were worried about your safety during a session."),
        error_messages={"required": _("Please name one person: a friend or a neighbour, perhaps.")},
    )
    emergency_phone = LineField(
        label=_("Their phone number"),
        max_length=40,
        validators=[
            RegexValidator(
                PHONE,
                _(
                    "Please write a phone number in digits, with a + in front if you like. "
                    "Words and extensions (“ext 5”) fit in beside their name."
                ),
            ),
            RegexValidator(
                LONG_ENOUGH,
                _("This is too short for a phone number. Please write it with its country code."),
            ),
        ],
        widget=forms.TextInput(attrs={"inputmode": "tel", "type": "tel"}),
        error_messages={"required": _("Please add their phone number.")},
    )
    emergency_relation = LineField(label=_("Who they are to you"), max_length=60, required=False)

    @property
    def contact(self) -> dict[str, str]:
        """The valid answers as `accounts.actions.change_contact` takes them."""
        kept = ("emergency_name", "emergency_phone", "emergency_relation")
        return {name: self.cleaned_data[name] for name in kept}


class IntakeForm(ContactForm):
    """What we ask before a seat is paid for.

    `minimum_age` is the age in years from which somebody may enrol in the group by themselves.
    Where younger people may come too, once the clinic has arranged it, `minors_from` is their age.
    `arranged`: a person of the clinic has arranged it with this one, whose age is asked no more.
    """

    birth_year = forms.IntegerField(
        label=_("Year of birth"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday-year"}),
        error_messages={
            "required": _("Please tell us the year you were born."),
            "invalid": _("Please write the year with four digits, such as 1990."),
        },
    )
    of_age = forms.BooleanField(label="")
    field_order = (
        "birth_year", "of_age", "emergency_name", "emergency_phone", "emergency_relation",
        "understood",
    )  # fmt: skip

    understood = forms.BooleanField(
        label=_(
            "I understand that this is a class for skills: it is not crisis care and not "
            "individual therapy, and nobody reads messages around the clock."
        ),
        error_messages={
            "required": _("Please read this and tick the box, so that we know it is clear.")
        },
    )

    def __init__(
        self,
        *args: Any,
        minimum_age: int = ADULT,
        minors_from: int | None = None,
        arranged: bool = False,
        now: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.minimum_age = 0 if arranged else minimum_age
        self.this_year = now.year
        self.minors_from = minors_from
        self.too_young = TOO_YOUNG if minors_from is None else TOO_YOUNG_HERE
        if arranged:
            del self.fields["of_age"]
            return
        age = self.fields["of_age"]
        age.label = _("I am %(age)d years old or older.") % {"age": minimum_age}
        age.error_messages["required"] = self.too_young % {"age": minimum_age}

    def clean_birth_year(self) -> int:
        """Refuses years that cannot be, and people below the group's age, kindly."""
        year: int = self.cleaned_data["birth_year"]
        if not EARLIEST_BIRTH_YEAR <= year <= self.this_year:
            raise forms.ValidationError(_("Please check the year: it should look like 1990."))
        if self.minors_from is not None and self.this_year - year < self.minors_from:
            raise forms.ValidationError(TOO_YOUNG, params={"age": self.minors_from})
        if self.this_year - year < self.minimum_age:
            raise forms.ValidationError(self.too_young, params={"age": self.minimum_age})
        return year

    @property
    def is_minor(self) -> bool:
        """Whether the answers say that somebody is under eighteen: then the page leads to us."""
        if not self.is_bound:
            return False
        unticked = self.minimum_age == ADULT and self.has_error("of_age")
        return self.year_is_a_minors or unticked

    @property
    def year_is_a_minors(self) -> bool:
        """Whether the year that was told is that of somebody under eighteen."""
        told = str(self.data.get("birth_year", "")) if self.is_bound else ""
        return told.isdecimal() and 0 <= self.this_year - int(told[:4]) < ADULT

    @property
    def is_too_young(self) -> bool:
        """Whether the year that was told makes somebody younger than the form asks for."""
        told = str(self.data.get("birth_year", "")) if self.is_bound else ""
        return told.isdecimal() and 0 <= self.this_year - int(told[:4]) < self.minimum_age

    @property
    def may_come(self) -> bool:
        """Whether a minor is old enough for the group, once somebody has arranged it with them."""
        return self.minors_from is not None and TOO_YOUNG not in self._refusals("birth_year")

    def _refusals(self, name: str) -> list[Any]:
        return [error.message for error in self.errors.as_data().get(name, [])]

    @property
    def answers(self) -> dict[str, Any]:
        """The valid answers as `accounts.actions.save_intake` takes them."""
        return {"birth_year": self.cleaned_data["birth_year"], **self.contact}


class PoliciesForm(forms.Form):
    """One box for each text that is still to be agreed to."""

    def __init__(self, *args: Any, policies: Iterable[Policy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.policies = list(policies)
        for policy in self.policies:
            self.fields[policy.kind] = forms.BooleanField(
                label=format_html(
                    str(_("I have read this text and agree to it: {text}")),
                    text=format_html(
                        '<a href="{}" target="_blank">{}</a>',
                        policy.get_absolute_url(),
                        policy.title,
                    ),
                ),
                error_messages={
                    "required": _("We need your agreement to this before you can join.")
                },
            )


class PinForm(forms.Form):
    """The digits of a member who shares an account."""

    pin = forms.CharField(
        label=_("Your PIN"),
        min_length=4,
        max_length=8,
        validators=[RegexValidator(r"^[0-9]+$", _("A PIN has digits only."))],
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": _("Please type your PIN."),
            "min_length": _("A PIN has four to eight digits."),
            "max_length": _("A PIN has four to eight digits."),
        },
    )


class NewPinForm(PinForm):
    """A PIN chosen twice alike."""

    again = forms.CharField(
        label=_("The same PIN again"),
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Please type it once more.")},
    )

    def clean(self) -> dict[str, Any] | None:
        """Refuses two different PINs."""
        held = super().clean()
        pin, again = self.cleaned_data.get("pin"), self.cleaned_data.get("again")
        if pin and again and pin != again:
            self.add_error("again", _("The two PINs differ. Please type both again."))
        return held


class InviteForm(forms.Form):
    """Somebody who is to work here, and as what."""

    email = forms.EmailField(
        label=_("E-mail address"),
        error_messages={
            "required": _("Please write the address the invitation goes to."),
            "invalid": _("This does not look like an e-mail address. Please check it."),
        },
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)

    def clean_role(self) -> Role:
        """The role itself."""
        return Role(self.cleaned_data["role"])


def _offer_near(form: forms.BaseForm, zone: str, country: str) -> None:
    field = form.fields["time_zone"]
    assert isinstance(field, ZoneField)
    field.offer(near=zone, country=country)
