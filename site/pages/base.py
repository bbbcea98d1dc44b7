"""What every public page has in common."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

import clock
from accounts.reader import reader_zone
from courses.lessons.editing import EditorForm
from pages.addresses import is_reserved
from pages.blocks import PageBody
from pages.offers.queries import Offers
from whole.pages import same_for_visitors

HOME_DEPTH = 2
STAYS = _("This page has to stay: other pages and letters lead to it. You can change its words.")

TAKEN_ADDRESS = _(
    "This address belongs to the site itself, so the page would never be shown. Please choose "
    "another, for instance with a word more."
)


class PublicPageForm(EditorForm):
    """Refuses an address under which the page would never be shown."""

    def clean(self) -> dict[str, Any]:
        """Looks at the address of pages right below the home page, where it is a new one."""
        cleaned = super().clean()
        slug = cleaned.get("slug") or slugify(cleaned.get("title", ""), allow_unicode=True)
        page = self.instance
        fixed = slug == getattr(page, "fixed_slug", None)
        below_home = self.parent_page is not None and self.parent_page.depth == HOME_DEPTH
        if below_home and not fixed and slug != page.slug and is_reserved(slug):
            self.add_error("slug", TAKEN_ADDRESS)
        return cleaned


class PublicPage(Page):
    """A public page: `title` is short and stands in menus, `heading` opens the page."""

    heading = models.CharField(
        _("heading"), max_length=120, blank=True, help_text=_("Empty: the title.")
    )
    intro = models.TextField(_("introduction"), blank=True)
    body = StreamField(PageBody(), verbose_name=_("content"), blank=True)

    # Whether an editor may take the page away. Not those that code, letters or settings lead to.
    may_go = True

    base_form_class = PublicPageForm
    private_page_options: list[str] = []
    search_fields = [
        *Page.search_fields,
        index.SearchField("heading"),
        index.SearchField("intro"),
        index.SearchField("body"),
    ]
    content_panels = [
        *Page.content_panels,
        FieldPanel("heading"),
        FieldPanel("intro"),
        FieldPanel("body"),
    ]
    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
                FieldPanel("show_in_menus"),
            ],
            heading=_("Address, search engines and menu"),
        )
    ]

    class Meta:
        abstract = True

    @property
    def headline(self) -> str:
        """The page's own heading."""
        return self.heading or self.title

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `offers`, the next groups as this reader sees them; asked only where shown."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["offers"] = Offers(
            clock.now(),
            reader_zone(request),
            self.offered_course(),
            self.offered_by(),
            account=request.user,
        )
        return context

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, the same for all visitors."""
        response: HttpResponse = super().serve(request, *args, **kwargs)
        return same_for_visitors(response)

    def clean(self) -> None:
        """Refuses a day on which a page goes that has to stay."""
        super().clean()
        if self.expire_at and not self.may_go:
            raise ValidationError({"expire_at": STAYS})

    def offered_course(self) -> str:
        """The slug of the course whose groups this page shows; empty: all of them."""
        return ""

    def offered_by(self) -> int | None:
        """The account of the leader whose groups this page shows; None: of all of them."""
        return None


class FixedAddress(PublicPage):
    """A page whose slug stays `fixed_slug`: other pages, and letters already sent, lead to it."""

    fixed_slug = ""
    may_go = False

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuses another slug, kindly."""
        super().clean()
        if self.slug != self.fixed_slug:
            raise ValidationError({"slug": fixed_address(self.fixed_slug)})


def fixed_address(slug: str) -> str:
    """Why a page keeps its address."""
    return _("Please keep “%(slug)s” here: other pages and letters lead to it.") % {"slug": slug}
