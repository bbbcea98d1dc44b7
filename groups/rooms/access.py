"""The doors into a room: who may enter, and who may still stay."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Exists, OuterRef, Subquery

from accounts.models import Account
from accounts.roles import is_staff
from accounts.second_factor import has_second_factor, session_showed_it
from clock.words import Reader
from groups.cohorts.access import leading
from groups.cohorts.models import CohortLeader
from groups.links.models import LinkConfirmation
from groups.rooms.closing import Reason, Refused
from groups.rooms.models import RoomSeat
from groups.seats.models import Enrollment, SeatState
from groups.sessions.models import GroupSession


class Permission(Enum):
    """Who may send a frame: every frame names one, and it is asked for what the frame names.

    The value is a sentence for the README's table.
    """

    TO_GREET = "whoever opens the socket"
    IN_LOBBY_TOO = "whoever greeted, in the lobby too"
    INSIDE = "whoever is in the room"
    OWN_OR_LEADS = "whoever is in the room, about their own seat; leaders about everybody's"
    LEADS = "leaders"


@dataclass(frozen=True)
class RoomPass:
    """Somebody who may enter a room now: a leader, or a member by their enrolment.

    The room is written for `reader`: the member, or the leader's account.
    """

    session: GroupSession
    account_id: int
    enrollment: Enrollment | None
    name: str
    reader: Reader

    @property
    def leads(self) -> bool:
        """Whether they lead the group: they never wait in the lobby."""
        return self.enrollment is None


def open_room(
    account: Account,
    session_id: UUID,
    *,
    signed_in_by: SessionBase,
    now: datetime,
    enrollment_id: UUID | None = None,
) -> RoomPass:
    """Lets an account into the room of a session, as leader or as one of its members.

    `signed_in_by` is the reader's login session: that of anybody who works here must have shown
    the second factor, also where they take part as a member.
    `enrollment_id` says which member where an account has several in the group; without it the one
    who confirmed their link last is meant. Raises Refused with the reason; a session of a group
    the account has no part in is as unknown as one that does not exist.
    """
    if is_staff(account) and not (
        session_showed_it(signed_in_by, account) and has_second_factor(account)
    ):
        raise Refused(Reason.SIGN_IN)
    leader = CohortLeader.objects.filter(cohort_id=OuterRef("cohort_id"), account=account)
    sessions = GroupSession.objects.select_related("cohort").annotate(is_led=Exists(leader))
    group_session = sessions.filter(pk=session_id).first()
    if group_session is None or not account.is_active:
        raise Refused(Reason.UNKNOWN)
    cohort_id = group_session.cohort_id
    if group_session.is_led:
        if not leading(second_factor=True).filter(cohort_id=cohort_id, account=account).exists():
            raise Refused(Reason.SIGN_IN)
        part, enrollment = None, None
        name = account.get_full_name() or account.email.partition("@")[0]
        reader = account.reader
    else:
        part = _own_part(account, group_session, enrollment_id)
        enrollment = part.enrollment
        _check_standing(enrollment)
        name, reader = enrollment.member.name, enrollment.member.reader
    _check_time(group_session, now=now)
    if part is not None and not part.confirmed:
        raise Refused(Reason.UNCONFIRMED)
    if part is not None and part.removed:
        raise Refused(Reason.REMOVED)
    return RoomPass(
        session=group_session,
        account_id=account.pk,
        enrollment=enrollment,
        name=name,
        reader=reader,
    )


@dataclass(frozen=True)
class _Part:
    """An account's part in a group, and how it stands towards one session."""

    enrollment: Enrollment
    confirmed: bool
    removed: bool


def _own_part(account: Account, group_session: GroupSession, enrollment_id: UUID | None) -> _Part:
    """The account's part in the session's group, the best one if there are several. One query."""
    links = LinkConfirmation.objects.filter(session=group_session, enrollment=OuterRef("pk"))
    removed = RoomSeat.objects.filter(
        room__session=group_session, enrollment=OuterRef("pk"), state=RoomSeat.State.REMOVED
    )
    enrolled = Enrollment.objects.select_related("member__account").filter(
        cohort_id=group_session.cohort_id, member__account=account
    )
    own: list[Any] = list(
        enrolled.annotate(
            confirmed_at=Subquery(links.order_by("-confirmed_at").values("confirmed_at")[:1]),
            is_confirmed=Exists(links.filter(epoch=OuterRef("epoch"))),
            was_removed=Exists(removed),
        )
    )
    if enrollment_id is not None:
        own = [enrollment for enrollment in own if enrollment.pk == enrollment_id]
    if not own:
        raise Refused(Reason.UNKNOWN)
    never = datetime.min.replace(tzinfo=group_session.starts_at.tzinfo)
    best = max(own, key=lambda one: (one.enrolled, one.confirmed_at or never, one.held_at))
    return _Part(best, confirmed=best.is_confirmed, removed=best.was_removed)


def own_part(account: Account, group_session: GroupSession) -> Enrollment | None:
    """The account's own part in the session's group, if it has one, whatever its state."""
    try:
        return _own_part(account, group_session, None).enrollment
    except Refused:
        return None


def named_by(text: str) -> UUID | None:
    """The enrolment an address names (`as=`), None without. Raises Refused for no id at all."""
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Refused(Reason.UNKNOWN) from None


def _check_standing(enrollment: Enrollment) -> None:
    if enrollment.state == SeatState.REMOVED:
        raise Refused(Reason.REMOVED)
    if not enrollment.enrolled:
        raise Refused(Reason.UNPAID)


def _check_time(group_session: GroupSession, *, now: datetime) -> None:
    reason = closed_because(group_session, now=now)
    if reason is not None:
        raise Refused(reason)


def closed_because(group_session: GroupSession, *, now: datetime) -> Reason | None:
    """Why nobody may be in the session's room at `now`; None while it is open."""
    if group_session.room_is_open(now):
        return None
    if group_session.state == GroupSession.State.CANCELLED:
        return Reason.CANCELLED
    if group_session.state == GroupSession.State.ENDED or now >= group_session.room_closes_at:
        return Reason.ENDED
    return Reason.EARLY
