"""Which of the groups on public pages are the reader's own."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser

from accounts.models import Account
from accounts.roles import Role, roles_of
from groups.cohorts.access import leading
from groups.cohorts.models import Cohort
from groups.seats.models import Enrollment


@dataclass(frozen=True)
class OwnGroup:
    """A group that is its reader's: whether somebody of their account takes part in it, until when
    a seat is held there (told on `clock`), and whether they lead it. It names nobody."""

    slug: str
    name: str
    takes_part: bool = False
    held_until: datetime | None = None
    clock: ZoneInfo | None = None
    leads: bool = False


def own_groups(reader: Account | AnonymousUser) -> dict[str, OwnGroup]:
    """The groups that are under way and the reader's own, by slug, the first to come first.

    One query for whoever is signed in, one more for facilitators, none for visitors.
    """
    if not isinstance(reader, Account):
        return {}
    found = {own.slug: own for own in _of_members(reader)}
    if Role.FACILITATOR in roles_of(reader):
        led = Cohort.objects.under_way().filter(leaders__in=leading().filter(account=reader))
        for slug, name in led.order_by("first_on", "pk").values_list("slug", "name"):
            found[slug] = replace(found.get(slug, OwnGroup(slug, name)), leads=True)
    return found


def _of_members(reader: Account) -> Iterator[OwnGroup]:
    seats = Enrollment.objects.enrolled() | Enrollment.objects.held()
    mine = seats.filter(member__account=reader, cohort__in=Cohort.objects.under_way())
    by_group: dict[int, list[Enrollment]] = {}
    rows = mine.select_related("cohort", "member__account").order_by("cohort__first_on", "held_at")
    for seat in rows:
        by_group.setdefault(seat.cohort_id, []).append(seat)
    for seats_there in by_group.values():
        held = next((seat for seat in seats_there if seat.is_held), None)
        yield OwnGroup(
            slug=seats_there[0].cohort.slug,
            name=seats_there[0].cohort.name,
            takes_part=any(seat.enrolled for seat in seats_there),
            held_until=held.hold_until if held else None,
            clock=held.clock if held else None,
        )
