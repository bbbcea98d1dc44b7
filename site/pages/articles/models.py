"""Articles: what marketers write for people who look around, with key points first and tags."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import Tag, TaggedItemBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index
from wagtail.url_routing import RouteResult

import clock
from clock import words
from courses.lessons.blocks import KeyPointBlock
from design.shapes import Link
from pages.articles.forms import ArticleForm
from pages.base import PublicPage

TAG = "tag"
RELATED = 3


def today() -> date:
    """The day it is, in UTC."""
    return clock.now().date()


class ArticleIndexPage(PublicPage):
    """All articles, the newest first; below `tag/<slug>/` those with one tag."""

    per_page = 10

    in_footer = models.BooleanField(_("show in the footer"), default=True)

    max_count = 1
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.ArticlePage"]
    template = "pages/article_index_page.html"
    promote_panels = [*PublicPage.promote_panels, FieldPanel("in_footer")]

    class Meta:
        verbose_name = _("articles")

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Besides Wagtail's own: `tag/<slug>/` is this page again."""
        if len(path_components) == 2 and path_components[0] == TAG and self.live:
            return RouteResult(self, kwargs={"tag_slug": path_components[1]})
        return super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `page_of_articles`, `tags` (links with their numbers) and `tag`, if one was asked
        for. Raises Http404 for a tag that no article has."""
        context = super().get_context(request, *args, **kwargs)
        articles = _published(self)
        tags = list(_used_by(articles))
        slug = kwargs.get("tag_slug", "")
        tag = next((tag for tag in tags if tag.slug == slug), None)
        if slug and tag is None:
            raise Http404("no article has this tag")
        shown = articles.filter(tags=tag) if tag else articles
        pages = Paginator(shown.prefetch_related("tagged_items__tag"), self.per_page)
        context["tag"] = tag
        context["tags"] = [
            _link_to(self, tag, count=tag.articles, current=tag.slug == slug) for tag in tags
        ]
        context["page_of_articles"] = pages.get_page(request.GET.get("page"))
        return context


class ArticleTag(TaggedItemBase):
    """That an article has a tag."""

    content_object = ParentalKey(
        "pages.ArticlePage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class ArticlePage(PublicPage):
    """One article. The introduction is what lists and searches show of it."""

    key_points = StreamField(
        [("point", KeyPointBlock(max_length=300))],
        verbose_name=_("key points"),
        blank=True,
        max_num=5,
        help_text=_("Three to five sentences to take home. They open the article."),
    )
    tags = ClusterTaggableManager(
        through=ArticleTag,
        blank=True,
        verbose_name=_("tags"),
        help_text=_("A few words by which people browse. Capitals make no difference."),
    )
    author = models.CharField(_("written by"), max_length=120, blank=True)
    dated = models.DateField(_("date"), default=today, help_text=_("Newer articles stand first."))
    picture = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    picture_alt = models.CharField(
        _("what the picture shows"),
        max_length=200,
        blank=True,
        help_text=_("One sentence for people who cannot see it."),
    )
    source = models.CharField(
        _("source"),
        max_length=200,
        blank=True,
        help_text=_("Who the words come from, if they are not your own, and under which licence."),
    )

    base_form_class = ArticleForm
    parent_page_types = ["pages.ArticleIndexPage"]
    subpage_types: list[str] = []
    template = "pages/article_page.html"
    search_fields = [
        *PublicPage.search_fields,
        index.SearchField("key_points"),
        index.SearchField("tag_words"),
    ]
    content_panels = [
        *PublicPage.content_panels[:-1],
        FieldPanel("key_points"),
        FieldPanel("body"),
        FieldPanel("tags"),
        MultiFieldPanel([FieldPanel("author"), FieldPanel("dated"), FieldPanel("source")],
                        heading=_("Who and when")),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], heading=_("Picture")),
    ]  # fmt: skip

    class Meta:
        verbose_name = _("article")

    def clean(self) -> None:
        """Asks for words beside a picture."""
        super().clean()
        if self.picture_id and not self.picture_alt:
            raise ValidationError(
                {"picture_alt": _("Please say in a sentence what the picture shows.")}
            )

    @property
    def points(self) -> list[str]:
        """The key points' sentences."""
        return [str(block.value) for block in self.key_points]

    @property
    def tag_words(self) -> str:
        """The tags for the search."""
        return ", ".join(tag.name for tag in self.tags.all())

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `byline` (the date, and who wrote it), `shelf` (the page of all articles), `tags` as
        links, and `related` articles."""
        context = super().get_context(request, *args, **kwargs)
        context["byline"] = " · ".join(filter(None, (words.long_date(self.dated), self.author)))
        parent = self.get_parent()
        shelf = parent.specific if parent else None
        if isinstance(shelf, ArticleIndexPage):
            context["shelf"] = shelf
            own = list(self.tags.all())
            context["tags"] = [_link_to(shelf, tag) for tag in own if tag.slug]
            context["related"] = _related(self, shelf, own)
        return context


def _published(shelf: ArticleIndexPage) -> QuerySet[ArticlePage]:
    """The articles that everybody may read, the newest first."""
    found: QuerySet[ArticlePage] = ArticlePage.objects.child_of(shelf).live().public()
    return found.defer("body", "key_points").order_by("-dated", "-pk")


def _used_by(articles: QuerySet[ArticlePage]) -> QuerySet[Tag]:
    """The tags of these articles by name, each with the number of its `articles`.

    A tag of signs alone ("…") has no address, and so no place here.
    """
    found: QuerySet[Tag] = Tag.objects.filter(
        pages_articletag_items__content_object__in=articles.order_by().values("pk")
    ).exclude(slug="")
    counted: QuerySet[Tag] = found.annotate(articles=Count("pages_articletag_items"))
    return counted.order_by("name")


def _related(article: ArticlePage, shelf: ArticleIndexPage, tags: list[Tag]) -> list[ArticlePage]:
    """Other articles that share its tags, those that share most first."""
    others = _published(shelf).filter(tagged_items__tag__in=tags).exclude(pk=article.pk)
    shared = others.annotate(shared=Count("tagged_items__tag"))
    return list(shared.order_by("-shared", "-dated", "-pk")[:RELATED]) if tags else []


def _link_to(
    shelf: ArticleIndexPage, tag: Tag, *, count: int | None = None, current: bool = False
) -> Link:
    url = f"{shelf.get_url() or '/'}{TAG}/{tag.slug}/"
    return Link(title=tag.name, url=url, count=count, current=current)
