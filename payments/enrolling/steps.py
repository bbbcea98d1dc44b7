"""How far somebody's enrolment has come, read from what is already known of them."""

import enum
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access import signed_in
from accounts.models import Account, Intake, Member, Policy
from accounts.queries import missing_policies
from groups.cohorts.models import Cohort
from groups.seats.models import Enrollment, seat_in
from groups.sessions.queries import CohortCard, Part, card_of, part_of
from payments.orders.models import Order
from payments.prices.queries import Terms, terms_of
from whole.asked import Asked, Given

CHOSEN = "enrolling"
NOBODY_YET = ""


class Step(enum.IntEnum):
    """The pages of the enrolment, in order."""

    ACCOUNT = 1
    WHO = 2
    ABOUT = 3
    AGREEMENT = 4
    PAY = 5


TITLES = (_("Account"), _("Who"), _("About you"), _("Agreement"), _("Payment"))


@dataclass(frozen=True)
class Progress:
    """Where an enrolment stands. `seat` is the seat the chosen member holds or has."""

    card: CohortCard
    members: list[Member]
    member: Member | None
    policies: list[Policy]
    seat: Enrollment | None
    order: Order | None
    step: Step

    @cached_property
    def price(self) -> Terms | None:
        """What a seat costs now; None while nobody can enrol."""
        return terms_of(self.card.cohort)

    @cached_property
    def part(self) -> Part:
        """Which of the group's sessions it is about: those of the seat, else what is left now."""
        card = self.card
        if self.seat is not None and self.seat.begins_with != card.cohort.begins_with:
            return part_of(self.seat) or Part(card.first_starts_at, 0, card.all_sessions)
        return Part(card.first_starts_at, card.sessions, card.all_sessions)

    @property
    def held(self) -> bool:
        """Whether a seat is kept while it is paid."""
        return self.seat is not None and self.seat.is_held

    @property
    def offered(self) -> bool:
        """Whether a seat is kept for somebody who waited for it, until they take it."""
        return self.seat is not None and self.seat.is_offered

    @property
    def full(self) -> bool:
        """Whether there is no seat for them: none is free, none is theirs, none is offered."""
        return self.card.full and self.seat is None

    @property
    def enrolled(self) -> bool:
        """Whether the seat is the member's already."""
        return self.seat is not None and self.seat.enrolled


def progress_of(request: HttpRequest, slug: str, *, now: datetime) -> Progress:
    """The enrolment of this reader in one group. Raises Http404 for a group that is not public."""
    card = card_of(slug, now=now)
    if card is None:
        raise Http404
    members = _members(request, card)
    member, seat = _chosen(request, card, members)
    # Whoever has a seat has agreed, unless it is only offered to them.
    asked = seat is None or seat.is_offered
    policies = missing_policies(member) if member and asked else []
    return Progress(
        card=card,
        members=members,
        member=member,
        policies=policies,
        seat=seat,
        order=getattr(seat, "order", None),  # none between holding it and ordering
        step=_step(request, card, member, policies, seat, now=now),
    )


def choose_member(request: HttpRequest, card: CohortCard, member: Member) -> None:
    """Keeps in the browser session who is to take part in this group."""
    chosen = dict(request.session.get(CHOSEN, {}))
    chosen[str(card.cohort.pk)] = str(member.pk)
    request.session[CHOSEN] = chosen


def forget_choice(request: HttpRequest, card: CohortCard) -> None:
    """Asks again who is to take part, even if somebody of the account has a seat already."""
    chosen = dict(request.session.get(CHOSEN, {}))
    chosen[str(card.cohort.pk)] = NOBODY_YET
    request.session[CHOSEN] = chosen


def intake_of(member: Member) -> Intake | None:
    """What the member answered before, read with them; None until they have."""
    return getattr(member, "intake", None)


def _members(request: HttpRequest, card: CohortCard) -> list[Member]:
    """The account's people, each with what they answered and, as `here`, with the seat that they
    hold or have in this group and what was ordered for it; whoever has none has no `here`. One
    query."""
    if request.user.is_anonymous:
        return []
    return _members_with_seats(account=request.user.pk, cohort=card.cohort.pk)


def _with_their_seats() -> QuerySet[Member]:
    mine = Member.objects.filter(account=Given("account", Account._meta.pk))
    mine = mine.annotate(here=seat_in(Given("cohort", Cohort._meta.pk)))
    return mine.select_related("intake", "here__order")  # type: ignore[misc]  # joined


_members_with_seats = Asked(_with_their_seats)


def _chosen(
    request: HttpRequest, card: CohortCard, members: list[Member]
) -> tuple[Member | None, Enrollment | None]:
    """Who takes part: whoever was chosen; else whoever of the account has a seat that waits to be
    paid; else, if all of them have seats there, the first."""
    if not members:
        return None, None
    seats: dict[UUID, Enrollment] = {one.pk: one.here for one in members if hasattr(one, "here")}
    wanted = request.session.get(CHOSEN, {}).get(str(card.cohort.pk))
    member = next((one for one in members if str(one.pk) == wanted), None)
    if member is None:
        held = [one for one in members if one.pk in seats and not seats[one.pk].enrolled]
        member = held[0] if held else None
    if member is None and wanted != NOBODY_YET and len(seats) == len(members):
        member = members[0]
    return member, seats.get(member.pk) if member else None


def _step(
    request: HttpRequest,
    card: CohortCard,
    member: Member | None,
    policies: list[Policy],
    seat: Enrollment | None,
    *,
    now: datetime,
) -> Step:
    if request.user.is_anonymous:
        return Step.ACCOUNT
    signed_in(request)
    if member is None:
        return Step.WHO
    if seat is not None and not seat.is_offered:
        return Step.PAY
    intake = intake_of(member)
    if intake is None or not intake.is_of(card.cohort.enrols_alone_from, now=now):
        return Step.ABOUT  # asked again where this group asks for more years than the last one
    return Step.AGREEMENT if policies else Step.PAY
