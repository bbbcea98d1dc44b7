"""The door to changing courses."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.permissions import policy_registry

from courses.curriculum.models import Course


def may_change_courses(request: HttpRequest) -> None:
    """Raises PermissionDenied (403) for whoever only reads them; the editor's own door stands
    before it (sign-in, staff, second factor)."""
    if not policy_registry.get_by_type(Course).user_has_permission(request.user, "change"):
        raise PermissionDenied(_("Coordinators change courses."))
