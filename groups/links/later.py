"""The letter to newcomers who begin later than they were told, because a session was cancelled."""

from datetime import datetime

from django.utils.translation import gettext as _

import clock
from clock.words import day, day_and_hour, near_day
from design.tags.times import place
from groups.links.calendar import course_begins_later
from groups.seats.models import Enrollment
from groups.sessions.queries import coming_sessions
from outbox.actions import post_letter
from outbox.compose import compose
from outbox.models import Letter
from outbox.register import letter_kind
from outbox.rendered import Rendered

BEGINS_LATER = "begins-later"


def post_begins_later(seat: Enrollment, *, was: int, now: datetime) -> None:
    """One letter for each session that was cancelled before they began; `was`: the number of what
    was their first session."""
    post_letter(
        BEGINS_LATER,
        key=f"{BEGINS_LATER}:{seat.pk.hex}:{seat.begins_with}",
        to=seat.member.account.email,
        reader=seat.member.reader,
        about={"enrollment": str(seat.pk), "was": was},
        now=now,
    )


@letter_kind(BEGINS_LATER)
def render_begins_later(letter: Letter) -> Rendered | None:
    """When they begin now, and what leaves and enters their calendar; None once that is over."""
    enrollment = (
        Enrollment.objects.select_related("member__account", "cohort")
        .filter(pk=letter.about["enrollment"])
        .first()
    )
    if enrollment is None or not enrollment.enrolled:
        return None
    coming = coming_sessions(enrollment.cohort, now=clock.now())
    theirs = enrollment.theirs(coming)
    before = [one for one in coming if letter.about["was"] <= one.number and one not in theirs]
    if not theirs or not before:
        return None
    zone, discreet = enrollment.clock, enrollment.member.discreet
    first = theirs[0].starts_at.astimezone(zone)
    subject = (
        _("Your first appointment is now: %(when)s") if discreet else _("You begin later: %(when)s")
    )
    return compose(
        "begins_later",
        {
            "member": enrollment.member,
            "cohort": enrollment.cohort,
            "when": day_and_hour(first),
            "last_day": day(theirs[-1].starts_at.astimezone(zone)),
            "number": len(theirs),
            "zone": place(zone),
        },
        subject=subject % {"when": near_day(first)},
        discreet=discreet,
        country=enrollment.member.country,
        to=enrollment.member.account.email,
        calendar=course_begins_later(enrollment, theirs, before=before),
    )
