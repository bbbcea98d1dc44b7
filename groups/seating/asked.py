"""Why somebody who waits was asked, or was not: each seat that came free since, and who got it."""

from datetime import datetime

from django.utils.translation import gettext as _

from audit.models import Entry
from clock.words import near_day
from groups.seating.past import Step
from groups.waiting.models import WaitingEntry

OFFERED = "waiting.offered"


def asked_of(entry: WaitingEntry) -> list[Step]:
    """What happened from when they joined on, in order. Three queries, however much it was.

    Why somebody was passed over at the time is kept nowhere: it may be another person's matter.
    """
    line = {
        str(one.pk): one
        for one in WaitingEntry.objects.filter(cohort=entry.cohort_id).select_related("member")
    }
    offers = Entry.objects.filter(
        object_type=WaitingEntry._meta.label_lower,
        object_id__in=line,
        member_id__in={one.member_id for one in line.values()},
        act=OFFERED,
        at__gte=entry.joined_at,
    ).order_by("pk")
    if entry.ended_at:
        offers = offers.filter(at__lte=entry.ended_at)
    steps = [Step(entry.joined_at, _("Joined the waiting list"))]
    steps += [_offer(one, line[one.object_id], seen_by=entry) for one in offers]
    steps += [
        Step(taken.at, _("The offer was taken back"), why=taken.reason, who=str(taken.by))
        for taken in entry.taken_back.select_related("by")
    ]
    if entry.told_at:
        steps.append(Step(entry.told_at, _("The letter about their seat left")))
    if entry.reminded_at:
        steps.append(Step(entry.reminded_at, _("They were reminded")))
    if entry.ended_at:
        why = entry.get_why_display() if entry.why else ""
        steps.append(Step(entry.ended_at, entry.get_state_display(), why=why))
    return sorted(steps, key=lambda step: step.at)


def _offer(offer: Entry, to: WaitingEntry, *, seen_by: WaitingEntry) -> Step:
    words = {"number": offer.facts.get("no", "?"), "name": to.member.name}
    if to.pk == seen_by.pk:
        return Step(offer.at, _("Seat %(number)s was offered to them") % words)
    return Step(
        offer.at, _("Seat %(number)s was offered to %(name)s") % words, why=_why(to, seen_by)
    )


def _why(to: WaitingEntry, seen_by: WaitingEntry) -> str:
    if to.goes_first and not seen_by.goes_first:
        return _("they had paid for a seat that was gone, and go before the others")
    if seen_by.goes_first == to.goes_first and _place(to) < _place(seen_by):
        day = near_day(to.joined_at.astimezone(seen_by.cohort.zone))
        return _("they had waited longer, since %(day)s") % {"day": day}
    return _("whoever is asked about here could not be asked at that moment")


def _place(entry: WaitingEntry) -> tuple[datetime, int]:
    return entry.joined_at, entry.pk
