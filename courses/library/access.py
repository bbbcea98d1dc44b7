"""The door to what the library has for a need; to a skill it is `courses.skills.access`."""

from django.http import Http404

from courses.skills.needs import Need, need_called


def open_need(slug: str) -> Need:
    """A need that the library knows. Raises Http404."""
    need = need_called(slug)
    if need is None:
        raise Http404("no such need")
    return need
