"""The clinic's name, look and addresses, as templates and letters need them."""

import logging
from dataclasses import dataclass

from django.core.cache import cache
from django.urls import reverse
from wagtail.models import Site

from help.accent import sheet
from help.models import SiteSettings
from whole.version import kept_around

logger = logging.getLogger(__name__)
CACHE_KEY = "help.brand"
# Another process that shares no cache sees a change after this many seconds.
KEPT_SECONDS = 60


@dataclass(frozen=True)
class Brand:
    """What a clinic made its own. Every field is filled in, even before set-up."""

    name: str = "Evenkeel"
    tagline: str = ""
    logo_url: str | None = None
    accent: str = "#2f6f6a"
    contact_email: str = ""
    sender_name: str = "Evenkeel"
    discreet_sender_name: str = "EK Notices"
    default_country: str = "US"
    postal_address: str = ""

    @property
    def logo(self) -> str | None:
        """The logo's address, or None."""
        return self.logo_url

    @property
    def accent_css(self) -> str:
        """The address of the accent's stylesheet; it changes with what stands in it."""
        return f"{reverse('help:accent')}?{self.accent_sheet[1]}"

    @property
    def accent_sheet(self) -> tuple[str, str]:
        """That stylesheet, and what tells it from others."""
        return sheet(self.accent, otherwise=Brand.accent)


def brand() -> Brand:
    """The clinic's brand. Never raises: without a database it is the product's own."""
    try:
        return kept_around(CACHE_KEY, _read_brand, seconds=KEPT_SECONDS)
    except Exception as error:  # no page may fail because its name cannot be read
        logger.warning("brand unreadable", extra={"error": type(error).__name__})
        return Brand()


def forget_brand() -> None:
    """Makes the next page read the settings again; called when they are saved."""
    cache.delete(CACHE_KEY)


def _read_brand() -> Brand:
    site = Site.objects.filter(is_default_site=True).first()
    found = SiteSettings.objects.select_related("logo").filter(site=site).first() if site else None
    if found is None:
        return Brand()
    logo = found.logo.get_rendition("max-400x120").url if found.logo else None
    return Brand(
        name=found.name,
        tagline=found.tagline,
        logo_url=logo,
        accent=found.accent,
        contact_email=found.contact_email,
        sender_name=found.sender_name or found.name,
        discreet_sender_name=found.discreet_sender_name,
        default_country=found.default_country.upper(),
        postal_address=found.postal_address,
    )
