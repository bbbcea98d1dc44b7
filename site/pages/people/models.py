"""The people who lead the groups, as they present themselves."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from accounts.roles import Role
from pages.base import PublicPage


class FacilitatorsPage(PublicPage):
    """Everyone who leads a group."""

    max_count = 1
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.FacilitatorPage"]
    template = "pages/facilitators_page.html"

    class Meta:
        verbose_name = _("facilitators")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `people`, by name."""
        context = super().get_context(request, *args, **kwargs)
        people = FacilitatorPage.objects.child_of(self).live().defer("body")
        context["people"] = people.select_related("portrait").order_by("title")
        return context


class FacilitatorPage(PublicPage):
    """One facilitator; the title is their name. The account is for us, never shown."""

    qualification = models.CharField(_("profession"), max_length=120, blank=True)
    portrait = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("portrait"),
    )
    portrait_alt = models.CharField(
        _("what the portrait shows"),
        max_length=200,
        blank=True,
        help_text=_("One sentence for people who cannot see it."),
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        limit_choices_to={"groups__name": Role.FACILITATOR.value},
        verbose_name=_("signs in as"),
        help_text=_("Never shown. Their groups then appear on this page by themselves."),
    )

    parent_page_types = ["pages.FacilitatorsPage"]
    subpage_types: list[str] = []
    template = "pages/facilitator_page.html"
    content_panels = [
        *PublicPage.content_panels,
        FieldPanel("qualification"),
        FieldPanel("account"),
        MultiFieldPanel(
            [FieldPanel("portrait"), FieldPanel("portrait_alt")], heading=_("Portrait")
        ),
    ]

    class Meta:
        verbose_name = _("facilitator")

    def clean(self) -> None:
        """Asks for words beside a portrait."""
        super().clean()
        if self.portrait_id and not self.portrait_alt:
            raise ValidationError(
                {"portrait_alt": _("Please say in a sentence what the portrait shows.")}
            )

    def offered_by(self) -> int | None:
        """The groups this person leads."""
        led_by: int | None = self.account_id
        return led_by
