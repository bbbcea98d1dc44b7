"""Lessons: the Wagtail pages that teach one or a few skills."""

from typing import Any

from django.db import models
from django.db.models import F, Max, Q
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, Revision
from wagtail.search import index

from courses.lessons.blocks import KeyPointBlock, LessonBody, SlideBlock
from courses.lessons.finished import BY_SCHEDULE, LessonUnfinished, held_back, missing
from courses.lessons.forms import LessonForm
from courses.lessons.previews import previews
from courses.media.models import Recording
from courses.resources.models import Worksheet
from courses.skills.models import Module, Skill
from design.shapes import Link

# Blocks of a lesson that show a file, and the columns of LessonFile that name one.
FILE_BLOCKS = {"picture", "document", "recording"}
FILES = ("image", "document", "recording")


class OwnAddress(Page):
    """A page that is resolved by an address of its own and never by walking the page tree.

    The shelf stands beside the site's home page, not under it: Wagtail's permissions flow down the
    tree, so a marketer's right to the home page must not reach a lesson.
    """

    private_page_options: list[str] = []

    class Meta:
        abstract = True

    def own_path(self) -> str:
        """The address, from the site's root."""
        raise NotImplementedError

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """Wagtail's (site id, site's root URL, path). None where no site is set up."""
        sites = self._get_site_root_paths(request)
        return (sites[0].site_id, sites[0].root_url, self.own_path()) if sites else None


def _place_in_the_longest_course() -> Max:
    """Week and order; the course with most weeks has the highest numbers."""
    return Max(F("week_lessons__week__number") * 100 + F("week_lessons__order"))


class LessonIndexPage(OwnAddress):
    """The shelf on which the lessons stand."""

    intro = models.TextField(_("introduction"), blank=True)

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses.LessonPage"]
    content_panels = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("lesson shelf")

    def own_path(self) -> str:
        return reverse("lesson-shelf")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `modules`: [(link to it, its name on the page, [lesson, ...])] of the published
        lessons, as the longest course teaches them. One query."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        lessons = LessonPage.objects.child_of(self).live().defer("body", "slides", "key_points")
        by_module: dict[str, list[LessonPage]] = {}
        for lesson in lessons.annotate(taught=_place_in_the_longest_course()).order_by(
            F("taught").asc(nulls_last=True), "title"
        ):
            by_module.setdefault(lesson.module, []).append(lesson)
        context["modules"] = [
            (
                Link(str(module.label), f"#{name}", count=len(by_module[module])),
                name,
                by_module[module],
            )
            for module in Module
            if module in by_module
            for name in [module.name.lower().replace("_", "-")]
        ]
        context["jumps"] = [link for link, _name, _lessons in context["modules"]]
        return context


class LessonPage(OwnAddress):
    """A lesson. Its own address shows visitors the teaser only; members read it through their
    group's week (`groups.weeks`), which knows the seat and the date."""

    module = models.CharField(_("module"), max_length=2, choices=Module.choices)
    teaser = models.TextField(_("teaser"), help_text=_("Two sentences that anyone may read."))
    reading_minutes = models.PositiveSmallIntegerField(_("minutes to read"), default=8)
    key_points = StreamField(
        [("point", KeyPointBlock(max_length=300))], verbose_name=_("key points"), blank=True
    )
    body = StreamField(LessonBody(), verbose_name=_("lesson"), blank=True)
    slides = StreamField([("slide", SlideBlock())], verbose_name=_("slides"), blank=True)
    skills = ParentalManyToManyField(
        Skill, blank=True, related_name="lessons", verbose_name=_("skills it teaches")
    )
    worksheet = models.ForeignKey(
        Worksheet,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lessons",
        verbose_name=_("worksheet"),
    )
    source = models.CharField(_("source"), max_length=200)
    licence = models.CharField(_("licence"), max_length=200)

    parent_page_types = ["courses.LessonIndexPage"]
    subpage_types: list[str] = []
    base_form_class = LessonForm
    # Title and teaser only: what a visitor may read is all that a search may find.
    search_fields = [*Page.search_fields, index.SearchField("teaser")]
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("teaser"), FieldPanel("module"), FieldPanel("reading_minutes")],
            heading=_("What visitors see"),
        ),
        FieldPanel("key_points"),
        FieldPanel("body"),
        FieldPanel("slides"),
        MultiFieldPanel(
            [FieldPanel("worksheet"), FieldPanel("skills", widget=CheckboxSelectMultiple)],
            heading=_("Worksheet and skills"),
        ),
        MultiFieldPanel([FieldPanel("source"), FieldPanel("licence")], heading=_("Source")),
    ]

    class Meta:
        verbose_name = _("lesson")

    def own_path(self) -> str:
        return reverse("lesson-teaser", args=[self.slug])

    @property
    def points(self) -> list[str]:
        """The key points' sentences."""
        return [str(block.value) for block in self.key_points]

    @property
    def shows_files(self) -> bool:
        """Whether there is a picture, a document or a recording in it, beside text."""
        return any(block.block_type in FILE_BLOCKS for block in self.body)

    @property
    def preview_modes(self) -> list[tuple[str, Promise]]:
        """The editor's choices (`previews.py`): as a visitor sees it, as members read it, …"""
        return previews.modes(self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The unsaved lesson as one of them sees it. Raises Http404 for a mode that is none."""
        return previews.serve(request, self, mode_name)

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """Keeps a published revision as it is: groups have pinned it. Autosave makes a new one."""
        overwritten = kwargs.get("overwrite_revision")
        if overwritten is not None and overwritten.pk == self.live_revision_id:
            kwargs["overwrite_revision"] = None
        return super().save_revision(*args, **kwargs)

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Publishes a finished revision, whichever way it comes. Raises LessonUnfinished.

        A schedule that comes to an unfinished one is taken back instead, and `held_back` tells of
        it: an error here would keep other pages from their hour.
        """
        asks = missing(revision.as_object())
        if not asks:
            super().publish(revision, *args, **kwargs)
        elif kwargs.get("log_action") == BY_SCHEDULE:
            revision.approved_go_live_at = None
            revision.save(update_fields=["approved_go_live_at"])
            held_back.send(sender=LessonPage, instance=self, revision=revision)
        else:
            raise LessonUnfinished(asks)


class LessonFile(models.Model):
    """A picture, document or recording in the words of a published revision.

    As long as a group may read these words it stays (`pages.editor.keeping`), and whoever reads
    them may have it (`groups.weeks.files`). `made_at` is when a picture's sizes were last made.
    """

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="lesson_files")
    image = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        on_delete=models.PROTECT,
        related_name="lesson_files",
    )
    document = models.ForeignKey(
        "wagtaildocs.Document",
        null=True,
        on_delete=models.PROTECT,
        related_name="lesson_files",
    )
    recording = models.ForeignKey(
        Recording, null=True, on_delete=models.PROTECT, related_name="lesson_files"
    )
    made_at = models.DateTimeField(null=True)

    # Wagtail would show each row as a place where the file is used, beside the lesson itself.
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", one], name=f"{one}_once_per_revision")
            for one in FILES
        ] + [
            models.CheckConstraint(
                condition=(
                    Q(image__isnull=False, document=None, recording=None)
                    | Q(image=None, document__isnull=False, recording=None)
                    | Q(image=None, document=None, recording__isnull=False)
                ),
                name="a_lesson_file_is_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.image_id or self.document_id or self.recording_id}"


class ShippedLesson(models.Model):
    """Which of our own texts a lesson came from, and the revision we published of it.

    As long as that revision is the lesson's newest, nobody has edited it, and a better text of ours
    may replace it.
    """

    slug = models.SlugField(primary_key=True)
    lesson = models.OneToOneField(
        LessonPage,
        null=True,
        on_delete=models.SET_NULL,
        related_name="shipped",
        help_text="null: the clinic deleted it, and we do not bring it back",
    )
    revision = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the text as shipped, hex")

    def __str__(self) -> str:
        return self.slug
