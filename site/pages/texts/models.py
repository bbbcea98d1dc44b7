"""Pages that are mostly words: the front door, standing texts, questions and answers."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from pages.base import PublicPage, fixed_address

# Every site says these: what a course is not, and whose name DBT is.
NOTICES = ("not-crisis-care", "trademark")
CHILDREN = [
    "pages.StandardPage",
    "pages.ProgrammePage",
    "pages.NextGroupsPage",
    "pages.FacilitatorsPage",
    "pages.ArticleIndexPage",
    "pages.QuestionsPage",
    "pages.ContactPage",
]


class HomePage(PublicPage):
    """The front door. The site itself, its settings included, would go with it."""

    may_go = False

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = CHILDREN
    template = "pages/home_page.html"

    class Meta:
        verbose_name = _("home page")


class StandardPage(PublicPage):
    """A standing text: how groups work, about us, notices. Which of them stand in the footer is
    the editors' choice, under whatever address."""

    in_footer = models.BooleanField(
        _("show in the footer"),
        default=False,
        help_text=_("For what people look for and do not stumble over: about you, notices."),
    )

    promote_panels = [*PublicPage.promote_panels, FieldPanel("in_footer")]
    parent_page_types = ["pages.HomePage", "pages.StandardPage"]
    subpage_types = ["pages.StandardPage"]
    template = "pages/standard_page.html"

    class Meta:
        verbose_name = _("text page")

    @property
    def may_go(self) -> bool:  # type: ignore[override]  # a class attribute of the others
        """The notices stay, under their address; every other text is the editors'."""
        return self._kept_slug() not in NOTICES

    def clean(self) -> None:
        """Refuses another address for a notice."""
        super().clean()
        kept = self._kept_slug()
        if kept in NOTICES and self.slug != kept:
            raise ValidationError({"slug": fixed_address(kept)})

    def _kept_slug(self) -> str:
        """The address that the row has, whatever the form says of it."""
        stored = StandardPage.objects.filter(pk=self.pk) if self.pk else StandardPage.objects.none()
        return stored.values_list("slug", flat=True).first() or ""


class QuestionsPage(PublicPage):
    """Questions and answers."""

    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    template = "pages/standard_page.html"

    class Meta:
        verbose_name = _("questions page")
