"""The story of the seat: waiting, offered, held, given, ended."""

from collections.abc import Callable, Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.models import Entry
from groups.waiting.models import EntryState, WaitingEntry
from payments.settling.reasons import Freed, freed_by
from payments.story.lines import ITSELF, OUR_ROUND, Cast, Line, Rank
from payments.story.rows import Rows

# What the trail says of a seat.
SEAT: dict[str, str | Promise] = {
    "seat.held": gettext_lazy("A seat is held for them"),
    "seat.offered": gettext_lazy("A seat is offered to them from the waiting list"),
    "seat.accepted": gettext_lazy("They took the seat that was offered; it is held for them"),
    "seat.overbooked": gettext_lazy("A seat above the group's number is held for them"),
    "seat.moved_up": gettext_lazy("They moved into a seat that came free"),
    "seat.activated": gettext_lazy("The seat is theirs"),
    "seat.reclaimed": gettext_lazy("The seat is theirs: the money came late, and one was free"),
    "seat.released": gettext_lazy("The seat went back to the group"),
    "seat.cancelled": gettext_lazy("Their part ended: the seat is free, links and room are closed"),
    "seat.removed": gettext_lazy("Their part was ended: the seat is free, links and room are shut"),
    "seat.completed": gettext_lazy("The course is over, and they were there to its end"),
}
WHY_FREED = {
    Freed.NOT_IN_TIME: gettext_lazy("nobody paid in time"),
    Freed.LONG_ENOUGH: gettext_lazy("held as long as a seat is held"),
    Freed.GIVEN_BACK: gettext_lazy("they gave it back"),
    Freed.BANK_REFUSED: gettext_lazy("their bank did not carry out the payment"),
    Freed.TOO_YOUNG: gettext_lazy("too young to pay alone"),
}
WHY_OFFER_ENDED = {
    "offer declined": gettext_lazy("they said no"),
    "offer lapsed": gettext_lazy("they did not answer in time"),
    "offer closed": gettext_lazy("enrolment is over, or they have another seat in the course"),
    "offer taken back": gettext_lazy("a coordinator took the offer back"),
    "paid already": gettext_lazy("their late money took this seat"),
}
BY_WHAT: dict[str, str | Promise] = {
    "seat.offered": gettext_lazy("the waiting list"),
    "seat.activated": gettext_lazy("the payment"),
    "seat.reclaimed": gettext_lazy("the payment"),
    "seat.released": OUR_ROUND,
}
RANKS = {
    "seat.held": Rank.SEATED,
    "seat.offered": Rank.SEATED,
    "seat.accepted": Rank.SEATED,
    "seat.overbooked": Rank.SEATED,
    "seat.activated": Rank.GIVEN,
    "seat.reclaimed": Rank.GIVEN,
}
# What the trail says of their place in line, while they wait.
IN_LINE: dict[str, str | Promise] = {
    "waiting.put-first": gettext_lazy("They stand first in line: they had paid, and were too late"),
    "waiting.taken_back": gettext_lazy("The seat that was offered was taken back"),
    "waiting.asked_again": gettext_lazy("They are asked again in their turn"),
}
WAITING_ENDED: dict[str, str | Promise] = {
    EntryState.DECLINED: gettext_lazy("They said no to the seat"),
    EntryState.LAPSED: gettext_lazy("They did not answer in time"),
    EntryState.LEFT: gettext_lazy("They left the waiting list"),
    EntryState.CLOSED: gettext_lazy("Their waiting ended"),
}


def seat_lines(rows: Rows, cast: Cast) -> Iterator[Line]:
    """Everything about waiting and the seat itself."""
    for entry in rows.waiting:
        yield from _waiting(entry, rows, cast)
    for change in rows.capacity:
        yield Line(
            change.at,
            _("The group's seats were changed from %(before)s to %(after)s") % change.facts,
            cast.name(change.actor_id),
            rank=Rank.CHANGED,
        )
    ended = rows.seat.ended_at
    for act in rows.entries:
        if act.object_type == "groups.enrollment" and act.act in SEAT:
            yield _seat(act, rows, cast, last=act.at == ended)
        elif act.object_type == "groups.waitingentry" and act.act in IN_LINE:
            by = cast.name(act.actor_id, nobody=ITSELF)
            yield Line(act.at, IN_LINE[act.act], by, rank=Rank.CHANGED)


def _seat(entry: Entry, rows: Rows, cast: Cast, *, last: bool) -> Line:
    number = entry.facts.get("no")
    reason = rows.seat.end_reason if last else ""
    freed = freed_by(reason)
    why = WHY_FREED[freed] if freed else WHY_OFFER_ENDED.get(reason, "")
    by = cast.name(entry.actor_id, nobody=BY_WHAT.get(entry.act, ITSELF))
    return Line(
        entry.at,
        SEAT[entry.act],
        by,
        detail=_("seat %(number)s") % {"number": number} if number else str(why),
        rank=RANKS.get(entry.act, Rank.ENDED),
    )


def _waiting(entry: WaitingEntry, rows: Rows, cast: Cast) -> Iterator[Line]:
    whose = cast.name(rows.seat.member.account_id)
    yield Line(entry.joined_at, _("They joined the waiting list"), whose, rank=Rank.WAITED)
    if entry.is_offered and entry.told_at is None and entry.offered_at is not None:
        yield Line(
            entry.offered_at,
            _("The letter about it waits for their morning"),
            _("the waiting list"),
            rank=Rank.GIVEN,
        )
    if entry.ended_at is not None and entry.state in WAITING_ENDED:
        by = _who(rows, "groups.waitingentry", entry.pk, lambda act: act.startswith("waiting."))
        yield Line(
            entry.ended_at,
            WAITING_ENDED[entry.state],
            cast.name(by, nobody=OUR_ROUND),
            detail=entry.get_why_display() if entry.why else "",
            rank=Rank.GIVEN,
        )


def _who(rows: Rows, kind: str, pk: object, fits: Callable[[str], bool]) -> int | None:
    """Who did that to a row, by the trail."""
    for entry in rows.entries:
        if (entry.object_type, entry.object_id) == (kind, str(pk)) and fits(entry.act):
            return entry.actor_id
    return None
