"""What visitors see of the lessons, and its preview."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from courses.lessons.access import open_shelf, open_teaser
from courses.lessons.models import LessonPage
from courses.lessons.previews import preview
from whole.pages import whole_page


@require_safe
@whole_page
def shelf(request: HttpRequest) -> HttpResponse:
    """The lessons by module, titles and teasers."""
    response: HttpResponse = open_shelf().serve(request)
    return response


@require_safe
@whole_page
def teaser(request: HttpRequest, slug: str) -> HttpResponse:
    """One lesson's teaser, and the way to a group where it is taught."""
    response: HttpResponse = open_teaser(slug).serve(request)
    return response


@preview("visitor", _("As a visitor"), place=20)
def teaser_in_draft(request: HttpRequest, lesson: LessonPage, chosen: str) -> HttpResponse:
    """The teaser as it is being written."""
    return TemplateResponse(request, "courses/lesson_page.html", lesson.get_context(request))
