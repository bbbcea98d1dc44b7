"""What somebody sees who opens a resource."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from wagtail.documents import get_document_model
from wagtail.models import Page

from courses.catalogue.models import Kind
from courses.catalogue.queries import Resource
from courses.lessons.models import LessonPage
from courses.lessons.render import lesson_html
from courses.media.models import Recording
from courses.resources.models import Worksheet
from courses.skills.models import Skill


@dataclass(frozen=True)
class Shown:
    """A resource with what its page shows of it: one of these, by its kind. `address` is where
    skills and pages of the site stand by themselves."""

    resource: Resource
    worksheet: Worksheet | None = None
    recording: Recording | None = None
    document: Any = None
    lesson: LessonPage | None = None
    address: str = ""

    @property
    def body(self) -> SafeString:
        """The published words of a lesson."""
        assert self.lesson is not None
        assert self.lesson.live_revision_id is not None
        return lesson_html(self.lesson.pk, self.lesson.live_revision_id)

    @property
    def has_paper(self) -> bool:
        """Whether there is a PDF of it that we make."""
        return self.worksheet is not None or self.lesson is not None


def show(one: Resource) -> Shown:
    """What to show of a resource that is there."""
    if one.kind == Kind.WORKSHEET:
        return Shown(one, worksheet=Worksheet.objects.get(pk=one.ref))
    if one.kind == Kind.RECORDING:
        return Shown(one, recording=Recording.objects.get(pk=one.ref))
    if one.kind == Kind.DOCUMENT:
        return Shown(one, document=get_document_model().objects.get(pk=one.ref))
    if one.kind == Kind.LESSON:
        return Shown(one, lesson=LessonPage.objects.get(pk=one.ref))
    if one.kind == Kind.SKILL:
        slug = Skill.objects.values_list("slug", flat=True).get(pk=one.ref)
        return Shown(one, address=reverse("skill", args=[slug]))
    return Shown(one, address=Page.objects.get(pk=one.ref).get_url() or "/")
