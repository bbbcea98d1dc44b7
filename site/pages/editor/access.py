"""The door to a lesson that is being written."""

from django.http import Http404, HttpRequest

from accounts.access import check_second_factor
from courses.lessons.models import LessonPage


def lesson_in_work(request: HttpRequest, pk: int) -> LessonPage:
    """The newest draft of a lesson that the reader may edit. Raises Http404, for somebody else's
    just as for one that never was."""
    check_second_factor(request)
    lesson = LessonPage.objects.filter(pk=pk).first()
    if lesson is None or not lesson.permissions_for_user(request.user).can_edit():
        raise Http404("no such lesson")
    draft: LessonPage = lesson.get_latest_revision_as_object()
    return draft
