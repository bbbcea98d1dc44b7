"""Reads about links."""

from groups.links.models import LinkConfirmation
from groups.seats.models import Enrollment
from groups.sessions.models import GroupSession


def is_confirmed(enrollment: Enrollment, group_session: GroupSession) -> bool:
    """Whether the owner confirmed their link to the session, for the enrolment's present epoch."""
    return LinkConfirmation.objects.filter(
        enrollment=enrollment, session=group_session, epoch=enrollment.epoch
    ).exists()
