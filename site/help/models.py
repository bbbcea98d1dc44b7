"""The clinic's name and colours; the lines and numbers it adds stand in `clinic_lines`."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from help.accent import is_colourless, is_hex
from help.clinic_lines import ClinicEmergency, CrisisLine
from help.countries import country_chooser, known_country

__all__ = ["ClinicEmergency", "CrisisLine", "SiteSettings"]

hex_colour = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write a colour as # and six digits."))


def colour_picker() -> forms.TextInput:
    """The device's own way to choose a colour."""
    return forms.TextInput(attrs={"type": "color"})


@register_setting(icon="cog")
class SiteSettings(ClusterableModel, BaseSiteSetting):
    """What a clinic makes its own: name, logo, colours, sender, contact, crisis lines."""

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
        _("country of the practice"),
        max_length=2,
        default="US",
        validators=[known_country],
        help_text=_(
            "For your own team. Readers see the lines of the country they live in or chose."
        ),
    )

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
                    "emergency_numbers",
                    label=_("emergency number"),
                    help_text=_("Shown before the built-in number of that country."),
                ),
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
