"""The emergency numbers and crisis lines that a clinic adds for a country, in its site settings."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Orderable

import clock
from clock.places import is_zone
from help.countries import country_chooser, known_country
from help.dialling import NUMBER
from help.hours import HoursUnreadable, read_hours
from help.languages import unknown_languages
from help.shapes import Audience, Cost, Reaches

FIRST_PLACE_AHEAD = timedelta(hours=14)  # where a day begins first, a day is that far ahead of UTC

# A number as a telephone dials it: a link is made of it, and a word or a "(0)" would not connect.
diallable = RegexValidator(
    NUMBER,
    _("Write the number as it is dialled: digits, spaces, hyphens, and a + or * in front."),
)
with_country = RegexValidator(
    r"^\+[0-9][0-9 -]*[0-9]$", _("Write the number with + and the digits of its country.")
)
one_key = RegexValidator(r"^[0-9*#]$", _("Write the one key that has to be pressed."))
# The code is its own: for "invalid" a field says its own sentence instead of ours.
secure = RegexValidator(
    r"^https://", _("Write an address that begins with https://."), code="insecure"
)


class OwnEntry(Orderable):
    """What every number of a clinic says: its country, and who made sure of it when."""

    country = models.CharField(_("country"), max_length=2, validators=[known_country])
    note = models.CharField(_("note"), max_length=200, blank=True)
    source = models.CharField(
        _("where it comes from"),
        max_length=200,
        blank=True,
        help_text=_("The line's own page, or who called it."),
    )
    checked = models.DateField(
        _("checked on"),
        null=True,
        blank=True,
        help_text=_("The day somebody called it. A year later it is due again."),
    )

    class Meta(Orderable.Meta):
        abstract = True

    def clean(self) -> None:
        """Keeps the country's letters large. Refuses a day that has not come anywhere yet."""
        super().clean()
        self.country = self.country.upper()
        if self.checked and self.checked > (clock.now() + FIRST_PLACE_AHEAD).date():
            raise ValidationError({"checked": _("This day is still to come. When was it checked?")})


class ClinicEmergency(OwnEntry):
    """An emergency number, shown before the built-in one of its country."""

    settings = ParentalKey(
        "help.SiteSettings", on_delete=models.CASCADE, related_name="emergency_numbers"
    )
    number = models.CharField(_("number"), max_length=20, validators=[diallable])
    reaches = models.CharField(
        _("reaches"),
        max_length=10,
        default=Reaches.EVERYTHING.value,
        choices=[
            (Reaches.EVERYTHING.value, _("every kind of help")),
            (Reaches.AMBULANCE.value, _("an ambulance")),
            (Reaches.POLICE.value, _("the police")),
        ],
    )

    panels = [
        FieldPanel("country", widget=country_chooser()),
        FieldRowPanel([FieldPanel("number"), FieldPanel("reaches")]),
        FieldPanel("note"),
        FieldRowPanel([FieldPanel("source"), FieldPanel("checked")]),
    ]

    def __str__(self) -> str:
        return f"{self.country}: {self.number}"


class CrisisLine(OwnEntry):
    """A line, shown before the built-in ones of its country."""

    settings = ParentalKey(
        "help.SiteSettings", on_delete=models.CASCADE, related_name="crisis_lines"
    )
    name = models.CharField(_("name"), max_length=80)
    phone = models.CharField(_("phone"), max_length=40, blank=True, validators=[diallable])
    phone_then = models.CharField(_("then press"), max_length=1, blank=True, validators=[one_key])
    sms = models.CharField(
        _("text message"),
        max_length=80,
        blank=True,
        validators=[diallable],
        help_text=_("The number alone."),
    )
    sms_keyword = models.CharField(_("word to text"), max_length=20, blank=True)
    whatsapp = models.CharField(_("WhatsApp"), max_length=40, blank=True, validators=[with_country])
    chat = models.URLField(_("chat"), blank=True, validators=[secure])
    website = models.URLField(_("website"), blank=True, validators=[secure])
    opening = models.CharField(
        _("hours"),
        max_length=200,
        default="unknown",
        help_text=_(
            "“always”, “unknown”, or hours by weekday: “Mon-Fri 09:00-17:00; Sat 10:00-12:00”, "
            "“daily 11:00-05:00”. “always” only if you know that somebody answers at any hour."
        ),
    )
    zone = models.CharField(
        _("time zone of these hours"),
        max_length=64,
        blank=True,
        help_text=_("Such as Europe/Dublin."),
    )
    hours = models.CharField(
        _("hours in words"),
        max_length=80,
        blank=True,
        help_text=_("Only where they fit no week."),
    )
    languages = models.CharField(
        _("languages"), max_length=80, blank=True, help_text=_("Codes with commas: en, pl.")
    )
    cost = models.CharField(_("cost"), max_length=10, blank=True, choices=Cost.choices[1:])
    audience = models.CharField(
        _("for whom"), max_length=10, choices=Audience.choices, default=Audience.EVERYONE
    )
    ages = models.CharField(_("ages"), max_length=20, blank=True, help_text=_("Such as 16–35."))
    region = models.CharField(
        _("region"), max_length=80, blank=True, help_text=_("Empty: the whole country.")
    )

    panels = [
        FieldPanel("country", widget=country_chooser()),
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("phone_then")]),
        FieldRowPanel([FieldPanel("sms"), FieldPanel("sms_keyword")]),
        MultiFieldPanel([FieldPanel("whatsapp"), FieldPanel("chat"), FieldPanel("website")]),
        FieldPanel("opening"),
        FieldRowPanel([FieldPanel("zone"), FieldPanel("hours")]),
        FieldRowPanel([FieldPanel("languages"), FieldPanel("cost")]),
        FieldRowPanel([FieldPanel("audience"), FieldPanel("ages")]),
        FieldPanel("region"),
        FieldPanel("note"),
        FieldRowPanel([FieldPanel("source"), FieldPanel("checked")]),
    ]

    def __str__(self) -> str:
        return f"{self.country}: {self.name}"

    def clean(self) -> None:
        """Refuses a line that nobody can reach, and hours or languages that say nothing."""
        wrong: dict[str, object] = {}
        try:
            super().clean()
        except ValidationError as error:
            wrong |= error.error_dict
        if not (self.phone or self.sms or self.whatsapp or self.chat):
            wrong["phone"] = _("Please give a number to call or to text, or a chat.")
        if self.zone and not is_zone(self.zone):
            wrong["zone"] = _("This is no time zone. It looks like Europe/Dublin.")
        try:
            read_hours(self.opening, zone=self.zone)
        except HoursUnreadable as error:
            wrong["opening"] = str(error)
        if unknown := unknown_languages(self.languages):
            wrong["languages"] = _("We know no language “%(code)s”.") % {"code": unknown[0]}
        if wrong:
            raise ValidationError(wrong)
