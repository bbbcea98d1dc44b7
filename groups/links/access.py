"""The door behind a join link."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404

from groups.links.tokens import is_genuine, read_token
from groups.seats.models import Enrollment
from groups.sessions.models import GroupSession


class LinkNoLongerValid(Exception):
    """The link was real once: the seat ended, or links of it were replaced."""


@dataclass(frozen=True)
class OpenLink:
    """A genuine link: whose it is and where it leads. Opening it changes nothing."""

    enrollment: Enrollment
    session: GroupSession


def open_link(token: str) -> OpenLink:
    """What a join link leads to.

    Raises Http404 for an altered or invented token and LinkNoLongerValid for one whose seat ended.
    The session's own state (early, over, cancelled) is the caller's to tell.
    """
    named = read_token(token)
    if named is None:
        raise Http404
    enrollment = (
        Enrollment.objects.select_related("member__account", "cohort")
        .filter(pk=named.enrollment_id)
        .first()
    )
    group_session = (
        GroupSession.objects.select_related("cohort").filter(pk=named.session_id).first()
    )
    if enrollment is None or group_session is None:
        raise Http404
    if enrollment.cohort_id != group_session.cohort_id:
        raise Http404
    if not is_genuine(named, enrollment):
        if _was_genuine(token, enrollment):
            raise LinkNoLongerValid
        raise Http404
    if not enrollment.enrolled or not enrollment.has_session(group_session.number):
        raise LinkNoLongerValid
    return OpenLink(enrollment=enrollment, session=group_session)


def _was_genuine(token: str, enrollment: Enrollment) -> bool:
    """Whether the token was made for an earlier epoch of the same enrolment."""
    named = read_token(token)
    assert named is not None  # checked by the caller
    now_epoch = enrollment.epoch
    try:
        for epoch in range(1, now_epoch):
            enrollment.epoch = epoch
            if is_genuine(named, enrollment):
                return True
    finally:
        enrollment.epoch = now_epoch
    return False


def still_of_use(group_session: GroupSession, *, now: datetime) -> bool:
    """Whether a link to the session can still lead anywhere."""
    return group_session.state == GroupSession.State.PLANNED and now < group_session.room_closes_at
