"""The doors into a room: who may enter, and who may still stay."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Exists, OuterRef

from accounts.models import Account, Member
from accounts.roles import is_staff
from accounts.second_factor import has_second_factor, session_showed_it
from clock.words import Reader
from groups.cohorts.access import leading
from groups.cohorts.models import Cohort, CohortLeader
from groups.links.models import LinkConfirmation
from groups.rooms.by_hand import Columns, ask, key, lines_of, moment_of
from groups.rooms.closing import Reason, Refused
from groups.rooms.models import Room, RoomSeat
from groups.rooms.names import like_a_leader
from groups.seats.models import Enrollment, SeatState
from groups.seats.queries import owed_for
from groups.sessions.models import GroupSession
from typed.signs import plain_line


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

    The room is written for `reader`: the member, or the leader's account. `like_leader`: a member's
    name could be taken for a leader's.
    """

    session: GroupSession
    account_id: int
    enrollment: Enrollment | None
    name: str
    reader: Reader
    like_leader: bool = False

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
    if not account.is_active:
        raise Refused(Reason.UNKNOWN)
    # Who works here is asked first whether they lead it, everybody else whether they take part: one
    # query for most.
    led = _led(account, session_id) if is_staff(account) else None
    part = None if led else _own_part(account, session_id, enrollment_id)
    if led is None and (part is None or part.is_led):
        led = _led(account, session_id)
    if led is not None:
        return _open_for_leader(account, led, now=now)
    if part is None:
        raise Refused(Reason.UNKNOWN)
    _check_standing(part.enrollment)
    _check_begun(part)
    _check_answers(part, now=now)
    _check_time(part.session, now=now)
    if not part.confirmed:
        raise Refused(Reason.UNCONFIRMED)
    if part.removed:
        raise Refused(Reason.REMOVED)
    return RoomPass(
        session=part.session,
        account_id=account.pk,
        enrollment=part.enrollment,
        name=plain_line(part.enrollment.member.name),
        reader=part.enrollment.member.reader,
        like_leader=like_a_leader(part.enrollment.member.name, part.led_by),
    )


def _led(account: Account, session_id: UUID) -> GroupSession | None:
    """The session, if somebody put the account down as one of its group's leaders. One query."""
    able = leading(second_factor=True).filter(cohort_id=OuterRef("cohort_id"), account=account)
    sessions = GroupSession.objects.select_related("cohort").annotate(may_lead=Exists(able))
    return sessions.filter(pk=session_id, cohort__leaders__account=account).first()


def _open_for_leader(account: Account, led: Any, *, now: datetime) -> RoomPass:
    if not led.may_lead:
        raise Refused(Reason.SIGN_IN)
    _check_time(led, now=now)
    name = plain_line(account.get_full_name()) or account.email.partition("@")[0]
    return RoomPass(
        session=led, account_id=account.pk, enrollment=None, name=name, reader=account.reader
    )


def leads_room(account: Account, session_id: UUID) -> bool:
    """Whether the account leads the session's group now, with role and second factor."""
    led = _led(account, session_id)
    return led is not None and bool(led.may_lead)  # type: ignore[attr-defined]  # annotated


@dataclass(frozen=True)
class _Part:
    """An account's part in a group, and how it stands towards one session.

    `confirmed_at`: when they last confirmed a link, `confirmed`: whether that of their epoch.
    `is_led`: the account is also put down as one of the group's leaders, whose names are `led_by`.
    """

    session: GroupSession
    enrollment: Enrollment
    confirmed_at: datetime | None
    confirmed: bool
    removed: bool
    is_led: bool
    led_by: tuple[str, ...]


def _own_part(account: Account, session_id: UUID, enrollment_id: UUID | None) -> _Part | None:
    """The account's part in the session's group, the best one if there are several. One query.

    None without any, or where `enrollment_id` names no part of theirs.
    """
    own = [
        _read_part(row, account)
        for row in ask(_own_parts(), session=key(session_id), account=account.pk)
    ]
    if enrollment_id is not None:
        own = [part for part in own if part.enrollment.pk == enrollment_id]
    never = datetime.min.replace(tzinfo=UTC)
    return max(
        own,
        key=lambda one: (
            one.enrollment.enrolled, one.enrollment.has_session(one.session.number),
            one.confirmed_at or never, one.enrollment.held_at,
        ),
        default=None,
    )  # fmt: skip


_MEETING = Columns(GroupSession, "meeting")
_COHORT = Columns(Cohort, "cohort")
_PART = Columns(Enrollment, "part")
_MEMBER = Columns(Member, "member")
# By hand: the ORM takes 4 ms to put it together, before the database sees it.
_OWN_PARTS = """
SELECT {meeting_columns}, {cohort_columns}, {part_columns}, {member_columns},
 (SELECT MAX(confirmed_at) FROM {link}
  WHERE session_id = meeting.id AND enrollment_id = part.id),
 EXISTS (SELECT 1 FROM {link}
  WHERE session_id = meeting.id AND enrollment_id = part.id AND epoch = part.epoch),
 EXISTS (SELECT 1 FROM {seat} AS seat JOIN {room} AS room ON room.id = seat.room_id
  WHERE room.session_id = meeting.id AND seat.enrollment_id = part.id AND seat.state = 'removed'),
 EXISTS (SELECT 1 FROM {leader}
  WHERE cohort_id = meeting.cohort_id AND account_id = %(account)s),
 (SELECT {leaders} FROM {leader} AS led JOIN {account} AS account ON account.id = led.account_id
  WHERE led.cohort_id = meeting.cohort_id)
FROM {meeting} AS meeting JOIN {cohort} AS cohort ON cohort.id = meeting.cohort_id
JOIN {part} AS part ON part.cohort_id = meeting.cohort_id
JOIN {member} AS member ON member.id = part.member_id
WHERE meeting.id = %(session)s AND member.account_id = %(account)s"""


@cache
def _own_parts() -> str:
    models = {
        "meeting": GroupSession, "cohort": Cohort, "part": Enrollment, "member": Member,
        "link": LinkConfirmation, "seat": RoomSeat, "room": Room, "leader": CohortLeader,
        "account": Account,
    }  # fmt: skip
    return _OWN_PARTS.format(
        meeting_columns=_MEETING.sql,
        cohort_columns=_COHORT.sql,
        part_columns=_PART.sql,
        member_columns=_MEMBER.sql,
        leaders=lines_of("account.first_name || ' ' || account.last_name"),
        **{name: model._meta.db_table for name, model in models.items()},
    )


def _read_part(row: tuple[Any, ...], account: Account) -> _Part:
    values = iter(row)
    session = _MEETING.take(values)
    session.cohort = _COHORT.take(values)
    enrollment = _PART.take(values)
    enrollment.cohort = session.cohort
    enrollment.member = _MEMBER.take(values)
    enrollment.member.account = account
    confirmed_at, confirmed, removed, is_led, leaders = values
    return _Part(
        session=session,
        enrollment=enrollment,
        confirmed_at=moment_of(confirmed_at),
        confirmed=bool(confirmed),
        removed=bool(removed),
        is_led=bool(is_led),
        led_by=tuple((leaders or "").splitlines()),
    )


def own_part(
    account: Account, session_id: UUID, enrollment_id: UUID | None = None
) -> Enrollment | None:
    """The account's own part in the session's group, if it has one, whatever its state."""
    part = _own_part(account, session_id, enrollment_id)
    return part.enrollment if part else None


def named_by(text: str) -> UUID | None:
    """The enrolment an address names (`as=`), None without. Raises Refused for no id at all."""
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Refused(Reason.UNKNOWN) from None


def _check_standing(enrollment: Enrollment) -> None:
    if not enrollment.enrolled:
        raise Refused(no_part(enrollment.state))


def _check_begun(part: _Part) -> None:
    """Whoever comes to a group under way has no part in the sessions before their own first."""
    if not part.enrollment.has_session(part.session.number):
        raise Refused(Reason.LATER)


def _check_answers(part: _Part, *, now: datetime) -> None:
    """Whoever was enrolled by hand answers what the others did first, and may do so at any time
    before; of a session that is over nobody is kept out by it."""
    if closed_because(part.session, now=now) in {None, Reason.EARLY} and owed_for(
        [part.enrollment]
    ):
        raise Refused(Reason.UNANSWERED)


def no_part(state: str) -> Reason:
    """Why an enrolment that takes no part keeps somebody out."""
    return Reason.PART_ENDED if state == SeatState.REMOVED else Reason.UNPAID


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
    if group_session.called_off:
        return Reason.CALLED_OFF
    if group_session.state == GroupSession.State.ENDED or now >= group_session.room_closes_at:
        return Reason.ENDED
    return Reason.EARLY
