"""The room's pure parts: who is seen, how browsers find each other, buckets, presence, agenda."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import clock
from courses.models import RunSheet
from groups.models import Attendance, Room, RoomSeat
from groups.rooms.access import open_room
from groups.rooms.kernel.places import take_place
from groups.rooms.kernel.presence import presence_of
from groups.rooms.kernel.queries import Admitted, fallen, read_rooms
from groups.rooms.parts.agenda import agenda_of, first_slide_of, slides_in, taught_in
from groups.rooms.parts.media.ice import IceSettings, ice_config
from groups.rooms.parts.media.seen import Candidate, video_seats
from groups.rooms.tasks import end_forgotten
from groups.rooms.wire.buckets import BURST, PER_SECOND, Bucket
from groups.sessions.models import GroupSession
from tests.rooms.lessons import teach
from tests.rooms.people import Group, make_group

AT = datetime(2026, 9, 8, 17, 0, tzinfo=UTC)
HERE, GONE = RoomSeat.Presence.HERE, RoomSeat.Presence.AWAY


def candidate(
    place: int, *, leads: bool = False, hand: int | None = None, camera: bool = True
) -> Candidate:
    return Candidate(
        seat_id=UUID(int=place),
        leads=leads,
        hand_raised_at=AT + timedelta(seconds=hand) if hand is not None else None,
        came_at=AT + timedelta(minutes=place),
        camera=camera,
    )


def test_leaders_then_hands_then_first_come_are_seen() -> None:
    people = [
        candidate(1), candidate(2), candidate(3, hand=9), candidate(4, hand=5),
        candidate(5, leads=True), candidate(6, leads=True, camera=False),
    ]  # fmt: skip
    assert [one.int for one in video_seats(people)] == [5, 4, 3, 1]


def test_nobody_is_seen_who_does_not_wish_to_be() -> None:
    assert video_seats([candidate(1, camera=False, hand=1)]) == ()


def test_without_settings_no_server_is_asked_at_all() -> None:
    config = ice_config(IceSettings(), seat_id=uuid4(), now=AT)
    assert config == {"iceServers": [], "iceTransportPolicy": "all"}
    assert IceSettings().usable


def test_turn_credentials_are_personal_and_run_out() -> None:
    seat_id = uuid4()
    settings = IceSettings(turn_url="turns:turn.example:443", turn_secret="s", relay_only=True)
    config = ice_config(settings, seat_id=seat_id, now=AT)
    (server,) = config["iceServers"]
    expiry, _, who = server["username"].partition(":")
    assert datetime.fromtimestamp(int(expiry), UTC) == AT + timedelta(hours=4)
    assert who == seat_id.hex
    digest = hmac.new(b"s", server["username"].encode(), hashlib.sha1).digest()
    assert server["credential"] == base64.b64encode(digest).decode()
    assert config["iceTransportPolicy"] == "relay"
    assert settings.usable


def test_relay_only_without_a_relay_is_said_to_be_unusable() -> None:
    assert not IceSettings(relay_only=True).usable


def test_a_bucket_empties_and_fills_again() -> None:
    bucket = Bucket(at=0.0)
    assert bucket.take(BURST, at=0.0)
    assert not bucket.take(1, at=0.0)
    assert bucket.take(PER_SECOND, at=1.0)
    assert not bucket.take(1, at=1.0)
    assert not bucket.take(BURST + 1, at=1000.0)


@pytest.mark.parametrize(
    ("age", "shown"), [(0, HERE), (25, HERE), (25.1, GONE), (None, GONE)], ids=str
)
def test_whoever_was_not_heard_for_25_seconds_is_gone(
    age: float | None, shown: RoomSeat.Presence
) -> None:
    seen_at = None if age is None else AT - timedelta(seconds=age)
    assert presence_of("here", seen_at=seen_at, real=AT) == shown


# --- with rows -----------------------------------------------------------------------------------
def fill(*names: str) -> tuple[Group, list[RoomSeat]]:
    """A room where everybody is."""
    group = make_group(*names)
    real = clock.real_now()
    seats = []
    for enrollment in group.members:
        key = group.key(enrollment)
        assert key
        room_pass = open_room(
            enrollment.member.account,
            group.session.pk,
            signed_in_by=None,  # type: ignore[arg-type]  # of a member no second factor is asked
            now=clock.now(),
        )
        seats.append(
            take_place(room_pass, page=uuid4().hex, again=False, now=clock.now(), real=real)
        )
    return group, seats


@pytest.mark.django_db
def test_the_agenda_adds_up_to_the_session() -> None:
    group = make_group()
    lines = agenda_of(group.session, None)
    assert sum(line.minutes for line in lines) == group.session.minutes
    assert lines[0].starts_at == group.session.starts_at
    assert lines[-1].starts_at + timedelta(minutes=lines[-1].minutes) == group.session.ends_at


@pytest.mark.django_db
def test_slides_come_in_the_agendas_order() -> None:
    group = make_group()
    assert slides_in(session_id=group.session.pk) == []
    teach(group.session, "wise-mind")
    slides = slides_in(session_id=group.session.pk)
    stages = [slide.stage for slide in slides]
    assert stages == sorted(stages, key=["mindfulness", "homework_review", "new_skill",
                                         "practice_plan"].index)  # fmt: skip
    first = first_slide_of("new_skill", session_id=group.session.pk)
    assert first == stages.index("new_skill")
    assert first_slide_of("break", session_id=group.session.pk) is None


@pytest.mark.django_db
def test_a_course_with_a_run_sheet_of_its_own_is_led_by_it() -> None:
    group = make_group()
    teach(group.session, "wise-mind")
    own = [
        {"stage": "arrive", "title": "Welcome", "minutes": 10},
        {"stage": "new_skill", "title": "", "minutes": 60},
        {"stage": "mindfulness", "title": "", "minutes": 20},
        {"stage": "homework_review", "title": "", "minutes": 20},
        {"stage": "practice_plan", "title": "", "minutes": 10},
    ]
    course, starts_at = group.session.week.week.course, group.session.starts_at
    RunSheet.objects.create(course=course, sessions_from=starts_at, stages=own)
    later = starts_at + timedelta(seconds=1)
    RunSheet.objects.create(course=course, sessions_from=later, stages=own[:1])
    found = taught_in(session_id=group.session.pk)
    lines = [line.public() for line in agenda_of(group.session, found.sheet)]
    assert [(line["title"], line["minutes"]) for line in lines][:2] == [
        ("Welcome", 10), ("New skill", 60),
    ]  # fmt: skip
    stages = [slide.stage for slide in found.slides]
    assert stages == sorted(stages, key=[one["stage"] for one in own].index)
    assert stages[0] == "new_skill"
    assert first_slide_of("mindfulness", session_id=group.session.pk) == stages.index("mindfulness")


@pytest.mark.django_db
def test_one_look_costs_the_same_for_one_person_and_for_six() -> None:
    counts = []
    for names in (["Mira"], ["A", "B", "C", "D", "E", "F"]):
        group, seats = fill(*names)
        room_id = seats[0].room_id
        people = [
            Admitted(
                room_id=room_id,
                seat_id=seat.pk,
                device=seat.device,
                account_id=enrollment.member.account_id,
                password="x",
                session_key="x",
                epoch=1,
                leads=False,
            )
            for enrollment, seat in zip(group.members, seats, strict=True)
        ]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            found = read_rooms([room_id], now=clock.now(), real=clock.real_now())
            fallen(people, found, asked=people, real=clock.real_now())
        counts.append(len(asked))
        assert len(found[room_id].seats) == len(names)
    assert counts[0] == counts[1] <= 5


@pytest.mark.django_db
def test_a_room_that_nobody_ended_ends_by_itself() -> None:
    group, _ = fill("Mira")
    end_forgotten(clock.now() + timedelta(hours=1))
    assert Room.objects.get().ended_at is None
    late = clock.now() + timedelta(hours=3)
    end_forgotten(late)
    group.session.refresh_from_db()
    assert Room.objects.get().ended_at == late
    assert group.session.state == GroupSession.State.ENDED
    assert Attendance.objects.count() == 1
    end_forgotten(late + timedelta(hours=1))
    assert Room.objects.get().ended_at == late
