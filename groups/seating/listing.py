"""Seats and waiting people of all groups, as the desk's lists look for them."""

from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from groups.seats.models import Enrollment, Enrollments
from groups.waiting.models import Entries, WaitingEntry


class Which(TextChoices):
    """Which seats to list; all that are taken now, unless one of these is asked for."""

    ENROLLED = "enrolled", _("Enrolled")
    HELD = "held", _("Held while they pay")
    OFFERED = "offered", _("Offered")
    DUE = "due", _("Payment due")
    ABOVE = "above", _("Above the number of seats")
    BY_HAND = "by-hand", _("Enrolled by hand")
    DEPARTED = "departed", _("Ended early")
    COMPLETED = "completed", _("Completed")


class Stands(TextChoices):
    """Which entries of waiting lists to show; all that are open, unless one of these is."""

    WAITING = "waiting", _("Waiting")
    OFFERED = "offered", _("A seat is offered")
    ENDED = "ended", _("Ended")


def listed_seats(*, who: str = "", group: str = "", state: str = "") -> Enrollments:
    """Seats of any group, with all that a line about one needs. `who` and `group` are parts of
    names or addresses."""
    everything = Enrollment.objects.all()
    by_state = {
        Which.ENROLLED: everything.enrolled,
        Which.HELD: everything.held,
        Which.OFFERED: everything.offered,
        Which.DUE: everything.past_due,
        Which.ABOVE: everything.above,
        Which.BY_HAND: everything.occupying().by_hand,
        Which.DEPARTED: everything.departed,
        Which.COMPLETED: everything.completed,
    }
    found = by_state[Which(state)]() if state else everything.occupying()
    found = found.filter(_named(who, group))
    return found.select_related("cohort", "member__account", "waited", "overbooked_by")


def listed_waiting(*, who: str = "", group: str = "", state: str = "") -> QuerySet[WaitingEntry]:
    """Entries of any waiting list, as above."""
    everything: Entries = WaitingEntry.objects.all()
    by_state = {
        Stands.WAITING: everything.waiting,
        Stands.OFFERED: everything.offered,
        Stands.ENDED: everything.ended,
    }
    found = by_state[Stands(state)]() if state else everything.open()
    return found.filter(_named(who, group)).select_related("cohort", "member__account", "seat")


def _named(who: str, group: str) -> Q:
    asked = Q()
    if who:
        asked &= Q(member__name__icontains=who) | Q(member__account__email__icontains=who)
    if group:
        asked &= Q(cohort__name__icontains=group)
    return asked
