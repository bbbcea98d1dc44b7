"""The clinic's name and colours, and the crisis lines it adds to the built-in list."""

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

hex_colour = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write a colour as # and six digits."))
country_code = RegexValidator(
    r"^[A-Za-z]{2}$", _("Write a country as its two letters, such as IE.")
)

REFUND_TERMS = _(
    "Until seven days before the course begins, we pay everything back. After that, please write"
    " to us and we look at it with you."
)


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
    postal_address = models.TextField(_("postal address"), blank=True)
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
        validators=[country_code],
        help_text=_("Two letters. Readers who chose a country see their own."),
    )
    refund_terms = models.TextField(
        _("refund terms"),
        default=REFUND_TERMS,
        help_text=_("Shown before somebody pays. What was paid before stays under its own terms."),
    )
    chat_kept_days = models.PositiveSmallIntegerField(_("days a room's chat is kept"), default=30)

    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("tagline"), FieldPanel("logo"), FieldPanel("accent")],
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
            [FieldPanel("default_country"), InlinePanel("crisis_lines", label=_("crisis line"))],
            heading=_("Crisis help"),
        ),
        FieldPanel("refund_terms"),
        FieldPanel("chat_kept_days"),
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
    country = models.CharField(_("country code"), max_length=2, validators=[country_code])
    name = models.CharField(_("name"), max_length=80)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    sms = models.CharField(_("text message"), max_length=80, blank=True)
    hours = models.CharField(_("hours"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    panels = [
        FieldPanel("country"),
        FieldPanel("name"),
        FieldPanel("phone"),
        FieldPanel("sms"),
        FieldPanel("hours"),
        FieldPanel("note"),
    ]

    def __str__(self) -> str:
        return f"{self.country}: {self.name}"
