"""What visitors see of the lessons."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from courses.lessons.access import open_shelf, open_teaser
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
