"""Who had a seat before, and why it came free: read from the trail, which keeps every number."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Account
from audit.models import Entry
from clock.words import near_day
from groups.cohorts.models import Cohort
from groups.seating.told import end_words
from groups.seats.models import Enrollment

# What each act is called on the page of a seat; `%(no)s` and `%(was)s` are numbers of the trail.
ACTS = {
    "seat.held": gettext_lazy("Kept for them while they pay"),
    "seat.offered": gettext_lazy("Offered to them from the waiting list"),
    "seat.accepted": gettext_lazy("They said yes; kept while they pay"),
    "seat.activated": gettext_lazy("The seat is theirs"),
    "seat.reclaimed": gettext_lazy("Their payment came after its time: the seat is theirs"),
    "seat.overbooked": gettext_lazy("Given above the number of seats"),
    "seat.moved_up": gettext_lazy("Moved from seat %(was)s to seat %(no)s, which came free"),
    "seat.past_due": gettext_lazy("A payment is due"),
    "seat.released": gettext_lazy("It came free again"),
    "seat.cancelled": gettext_lazy("Their part ended"),
    "seat.removed": gettext_lazy("A coordinator ended their part"),
    "seat.completed": gettext_lazy("The course is over"),
}
BY_HAND = gettext_lazy("Given by a coordinator")
FREES = {"seat.released", "seat.cancelled", "seat.removed"}
BEGINS = {"seat.held", "seat.offered", "seat.reclaimed", "seat.overbooked"}


@dataclass(frozen=True)
class Step:
    """Something that happened: what, why if anybody said so, and who did it (empty: by itself)."""

    at: datetime
    what: str
    why: str = ""
    who: str = ""


@dataclass
class Stay:
    """One person on one seat, from `since`; `until` is None while they have it."""

    number: int
    enrollment: Enrollment
    since: datetime
    until: datetime | None = None
    steps: list[Step] = field(default_factory=list)


def past_of(cohort: Cohort, number: int) -> list[Stay]:
    """Everybody who has or had that seat, the newest first. Three queries, however many."""
    rows = cohort.enrollments.select_related("member__account", "waited", "overbooked_by")
    seats = {str(seat.pk): seat for seat in rows}
    trail = Entry.objects.filter(
        object_type=Enrollment._meta.label_lower,
        object_id__in=seats,
        member_id__in={seat.member_id for seat in seats.values()},
        act__in=ACTS,
    )
    entries = list(trail.order_by("pk"))
    people = names_of(entry.actor_id for entry in entries)
    stays = [
        stay
        for pk, seat in seats.items()
        for stay in _stays(seat, [one for one in entries if one.object_id == pk], people)
        if stay.number == number
    ]
    return sorted(stays, key=lambda stay: stay.since, reverse=True)


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """The names of accounts by id. One query."""
    accounts = Account.objects.filter(pk__in={one for one in ids if one is not None})
    return {account.pk: str(account) for account in accounts}


def _stays(seat: Enrollment, entries: list[Entry], people: dict[int, str]) -> list[Stay]:
    stays: list[Stay] = []
    for entry in entries:
        number = entry.facts.get("no")
        if entry.act in BEGINS and number:
            stays.append(Stay(number, seat, entry.at))
        elif entry.act == "seat.moved_up" and stays and number:
            stays[-1].steps.append(_step(entry, seat, people))
            stays[-1].until = entry.at
            stays.append(Stay(number, seat, entry.at))
        if not stays:
            continue  # it began before the trail kept numbers
        stays[-1].steps.append(_step(entry, seat, people))
        if entry.act in FREES:
            stays[-1].until = entry.at
    return stays


def _step(entry: Entry, seat: Enrollment, people: dict[int, str]) -> Step:
    own = entry.actor_id == seat.member.account_id
    words = str(ACTS[entry.act]) % entry.facts if entry.act == "seat.moved_up" else ACTS[entry.act]
    if entry.act == "seat.held" and seat.by_hand and not own:
        words = BY_HAND
    who = people.get(entry.actor_id or 0, "")
    return Step(
        at=entry.at,
        what=str(words),
        why=_why(entry, seat),
        who=_("themselves") if own else who,
    )


def _why(entry: Entry, seat: Enrollment) -> str:
    if entry.act == "seat.overbooked":
        return end_words(seat.overbooked_reason)
    if entry.act == "seat.offered":
        waited: Any = getattr(seat, "waited", None)
        return _waited_since(waited.joined_at, seat) if waited else ""
    if entry.act in FREES and seat.ended_at == entry.at:
        return end_words(seat.end_reason)
    return ""


def _waited_since(joined_at: datetime, seat: Enrollment) -> str:
    return _("had waited since %(day)s") % {"day": near_day(joined_at.astimezone(seat.cohort.zone))}
