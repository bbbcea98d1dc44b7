"""A room's chat is kept as long as the clinic says, and a cancelled session judges nobody."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from groups.models import Attendance, GroupSession, Room, RoomEvent
from groups.rooms.keeping import chat_kept_days, keep_chat
from groups.rooms.tasks import end_forgotten, forget_chat
from groups.sessions.actions import cancel_session
from tests.factories import NOW, make_account, make_cohort, make_enrollment, make_session

pytestmark = pytest.mark.django_db


def make_room(group_session: GroupSession, **fields: object) -> Room:
    return Room.objects.create(session=group_session, **fields)


def say(room: Room, seq: int, kind: str = "chat.say") -> RoomEvent:
    return RoomEvent.objects.create(
        room=room, seq=seq, client_id=str(seq), kind=kind, data='{"text": "a word"}', at=NOW
    )


def test_chat_is_deleted_after_the_clinics_days_and_nothing_else() -> None:
    keep_chat(7, by=make_account(), now=NOW)
    cohort = make_cohort()
    old = make_room(make_session(cohort), ended_at=NOW - timedelta(days=8))
    fresh = make_room(make_session(cohort), ended_at=NOW - timedelta(days=6))
    still_on = make_room(make_session(cohort))
    kept = {say(old, 2, "agenda.go").pk, say(fresh, 1).pk, say(still_on, 1).pk}
    say(old, 1)

    forget_chat(NOW)

    assert set(RoomEvent.objects.values_list("pk", flat=True)) == kept


def test_the_newest_wish_counts_and_nobody_keeps_chat_longer_than_a_year() -> None:
    coordinator = make_account()
    assert chat_kept_days() == 30
    for days in (365, 0):
        keep_chat(days, by=coordinator, now=NOW)
        assert chat_kept_days() == days
    with pytest.raises(IntegrityError), transaction.atomic():
        keep_chat(366, by=coordinator, now=NOW)
    assert chat_kept_days() == 0


def test_a_cancelled_session_marks_nobody_absent() -> None:
    cohort = make_cohort()
    make_enrollment(cohort)
    group_session = make_session(cohort)
    room = make_room(group_session)
    cancel_session(group_session, note="", by=make_account().pk, now=NOW)

    end_forgotten(group_session.room_closes_at + timedelta(minutes=1))

    room.refresh_from_db()
    assert room.ended_at is not None
    assert not Attendance.objects.exists()
