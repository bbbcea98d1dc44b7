"""Why a seat is not free, or free and not given: in one sentence each."""

from datetime import datetime

from django.utils.translation import gettext as _

from clock.words import near_date_and_hour, near_day
from groups.cohorts.models import Cohort
from groups.seating.told import end_words
from groups.seats.models import Enrollment


def why_free(cohort: Cohort, *, asked: bool, now: datetime) -> str:
    """Why a seat that nobody has is free; `asked`: somebody waits who is asked next."""
    if cohort.takes_people(now):
        if asked:
            return _(
                "It came free, and people wait: within a minute it is offered to whoever is first. "
                "Nobody can take it from the public page."
            )
        return _("Whoever enrols next has it.")
    if not cohort.under_way:
        return (
            _("The group is a draft: nobody can enrol yet.")
            if cohort.has_yet_to_start
            else _("The group is over.")
        )
    return _("Nobody can enrol at the moment, and nobody who waits is asked.")


def why_taken(seat: Enrollment, *, now: datetime) -> str:
    """Why a seat that somebody has is not free, on the group's clock."""
    sentence = _why(seat, now=now)
    if seat.is_above:
        words = {"seats": seat.cohort.capacity, "who": seat.overbooked_by}
        above = _(
            "It is above the group’s %(seats)d seats, given by %(who)s: “%(reason)s”. The first "
            "seat that comes free is theirs."
        )
        return f"{sentence} {above % (words | {'reason': seat.overbooked_reason})}"
    return sentence


def _why(seat: Enrollment, *, now: datetime) -> str:
    zone = seat.cohort.zone
    until = near_date_and_hour(seat.hold_until.astimezone(zone)) if seat.hold_until else ""
    if seat.is_held:
        if seat.hold_until and seat.hold_until <= now:
            return _(
                "It was kept until %(until)s while they pay. It comes free as soon as Stripe says "
                "that nothing was paid."
            ) % {"until": until}
        return _(
            "Kept until %(until)s while they pay. If nothing is paid by then, it comes free by "
            "itself."
        ) % {"until": until}
    if seat.is_offered:
        return _why_offered(seat, until)
    if not seat.occupies:
        return _why_ended(seat)
    since = near_day((seat.activated_at or seat.held_at).astimezone(zone))
    if seat.is_past_due:
        return _("They have been enrolled since %(since)s, and a payment is due.") % {
            "since": since
        }
    if seat.by_hand:
        return _("They have been enrolled since %(since)s: a coordinator enrolled them.") % {
            "since": since
        }
    return _("They have been enrolled since %(since)s.") % {"since": since}


def _why_offered(seat: Enrollment, until: str) -> str:
    entry = getattr(seat, "waited", None)
    if entry is None or entry.told_at is None:
        return _(
            "Offered from the waiting list. It is night where they are: the letter leaves in the "
            "morning, and their time counts from then."
        )
    told = near_date_and_hour(entry.told_at.astimezone(seat.cohort.zone))
    return _(
        "Offered from the waiting list. The letter left on %(told)s; they can say yes until "
        "%(until)s, then it goes to whoever is next."
    ) % {"told": told, "until": until}


def _why_ended(seat: Enrollment) -> str:
    if seat.belongs:
        return _("They took part to the end of the course.")
    day = near_day(seat.ended_at.astimezone(seat.cohort.zone)) if seat.ended_at else ""
    reason = end_words(seat.end_reason)
    if not reason:
        return _("Given back on %(day)s.") % {"day": day}
    return _("Given back on %(day)s: %(reason)s.") % {"day": day, "reason": reason}
