"""The clinic's name and colours, and the crisis lines it adds to the built-in list."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable

from help.accent import is_colourless, is_hex
from help.countries import country_choices, known_country

hex_colour = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write a colour as # and six digits."))
# A number as a telephone dials it: a link is made of it, and a word or a "(0)" would not connect.
diallable = RegexValidator(
    r"^\+?[0-9][0-9 -]*[0-9]$",
    _("Write the number as it is dialled: digits, spaces, hyphens, and a + in front if need be."),
)


def colour_picker() -> forms.TextInput:
    """The device's own way to choose a colour."""
    return forms.TextInput(attrs={"type": "color"})


def country_chooser() -> forms.Select:
    """Countries by name: nobody knows every country's two letters, and "UK" is none."""
    return forms.Select(choices=[("", _("Please choose")), *country_choices()])


REFUND_TERMS = _(
    "Until seven days before the course begins, we pay everything back. After that, please write"
    " to us and we look at it with you."
)


@register_setting(icon="cog")
class SiteSettings(ClusterableModel, BaseSiteSetting):
    """What a clinic makes its own: name, logo, colours, sender, contact, crisis lines.

    What it promises about money and chat is kept here too, but changed at the coordinator's desk.
    """

    name = models.CharField(_("name of the practice"), max_length=80, default="Evenkeel")
    tagline = models.CharField(_("one line under the name"), max_length=140, blank=True)
    logo = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    accent = models.CharField(
        _("accent colour"), max_length=7, default="#2f6f6a", validators=[hex_colour]
    )
    contact_email = models.EmailField(_("where questions go"), blank=True)
    postal_address = models.TextField(
        _("postal address"), blank=True, help_text=_("Without the name; it stands above.")
    )
    sender_name = models.CharField(
        _("sender of letters"), max_length=80, blank=True, help_text=_("Empty: the name above.")
    )
    discreet_sender_name = models.CharField(
        _("sender of discreet letters"),
        max_length=80,
        default="EK Notices",
        help_text=_("Neutral: it shows in the inbox of somebody who chose discreet letters."),
    )
    default_country = models.CharField(
        _("country of crisis lines"),
        max_length=2,
        default="US",
        validators=[known_country],
        help_text=_("Readers who chose a country see the lines of theirs."),
    )
    refund_terms = models.TextField(
        _("refund terms"),
        default=REFUND_TERMS,
        help_text=_("Shown before somebody pays. What was paid before stays under its own terms."),
    )
    chat_kept_days = models.PositiveSmallIntegerField(_("days a room's chat is kept"), default=30)

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("tagline"),
                FieldPanel("logo"),
                FieldPanel("accent", widget=colour_picker()),
            ],
            heading=_("Name and look"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("contact_email"),
                FieldPanel("postal_address"),
                FieldPanel("sender_name"),
                FieldPanel("discreet_sender_name"),
            ],
            heading=_("Contact and letters"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("default_country", widget=country_chooser()),
                InlinePanel(
                    "crisis_lines",
                    label=_("crisis line"),
                    help_text=_("Shown above the built-in lines of that country, which stay."),
                ),
            ],
            heading=_("Crisis help"),
        ),
    ]

    class Meta:
        verbose_name = _("Site settings")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuses an accent without a hue: its tint would be an accident.

        Every other colour is legible, because pages take only its hue and strength (help.accent).
        """
        super().clean()
        self.default_country = self.default_country.upper()
        if self.accent and is_hex(self.accent) and is_colourless(self.accent):
            raise ValidationError(
                {"accent": _("This is a grey. Choose a colour; we keep text on it readable.")}
            )


class CrisisLine(Orderable):
    """A line the clinic adds for one country, shown before the built-in ones."""

    settings = ParentalKey(SiteSettings, on_delete=models.CASCADE, related_name="crisis_lines")
    country = models.CharField(_("country"), max_length=2, validators=[known_country])
    name = models.CharField(_("name"), max_length=80)
    phone = models.CharField(_("phone"), max_length=40, blank=True, validators=[diallable])
    sms = models.CharField(
        _("text message"),
        max_length=80,
        blank=True,
        validators=[diallable],
        help_text=_("The number alone. A word that must be texted belongs in the note."),
    )
    hours = models.CharField(_("hours"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    panels = [
        FieldPanel("country", widget=country_chooser()),
        FieldPanel("name"),
        FieldPanel("phone"),
        FieldPanel("sms"),
        FieldPanel("hours"),
        FieldPanel("note"),
    ]

    def __str__(self) -> str:
        return f"{self.country}: {self.name}"

    def clean(self) -> None:
        """Refuses a line that nobody can reach."""
        super().clean()
        self.country = self.country.upper()
        if not (self.phone or self.sms):
            raise ValidationError({"phone": _("Please give a number to call or to text.")})
