"""What a member is told when a coordinator ends their part."""

from datetime import datetime

from django.utils.translation import gettext as _

import clock
from groups.links.calendar import course_taken_back
from groups.seats.models import Enrollment
from groups.sessions.queries import coming_sessions
from outbox.actions import post_letter
from outbox.compose import compose
from outbox.models import Letter
from outbox.register import letter_kind
from outbox.rendered import Rendered

PART_ENDED = "part-ended"


def post_part_ended(enrollment: Enrollment, *, now: datetime) -> None:
    """A coordinator ended the member's part: nobody finds out by a link that is dead."""
    post_letter(
        PART_ENDED,
        key=f"{PART_ENDED}:{enrollment.pk.hex}:{enrollment.epoch}",
        to=enrollment.member.account.email,
        reader=enrollment.member.reader,
        about={"enrollment": str(enrollment.pk)},
        now=now,
    )


@letter_kind(PART_ENDED)
def render_part_ended(letter: Letter) -> Rendered | None:
    """Says so plainly, takes the dates out of the calendar, and names no reason."""
    enrollment = (
        Enrollment.objects.select_related("member__account", "cohort")
        .filter(pk=letter.about["enrollment"])
        .first()
    )
    if enrollment is None or enrollment.enrolled:
        return None
    discreet = enrollment.member.discreet
    sessions = enrollment.theirs(coming_sessions(enrollment.cohort, now=clock.now()))
    return compose(
        "part_ended",
        {"member": enrollment.member, "cohort": enrollment.cohort, "dates": bool(sessions)},
        subject=_("Your booking has ended") if discreet else _("Your place in the group has ended"),
        discreet=discreet,
        country=enrollment.member.country,
        to=enrollment.member.account.email,
        calendar=course_taken_back(enrollment, sessions) if sessions else None,
    )
