"""The end for everyone, too soon or not: who is marked, what every page says, and the way back."""

import asyncio
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

import clock
from accounts.models import Account
from accounts.roles import Role
from audit.models import Entry
from groups.attendance.actions import correct
from groups.attendance.models import Attendance
from groups.models import Cohort, Enrollment, GroupSession, Room, RoomSeat, Visit
from groups.planning.advance import advance_cohorts
from tests.answers import Answer
from tests.factories import make_staff
from tests.rooms.lessons import teach
from tests.rooms.people import Group, add_leader, come_in, make_group, rows, sit
from tests.rooms.server import Server
from tests.signin import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
SOON = timedelta(minutes=10)


def ended_with_two(server: Server, group: Group) -> tuple[str, str]:
    """Two are in the room and one is away; the leader ends it. How both were told."""

    async def run() -> tuple[str, str]:
        async with (
            sit(server, group, group.leader) as lena,
            sit(server, group, group.members[0]) as mira,
        ):
            await lena.hear("welcome")
            await come_in(server, group, lena, mira)
            await lena.send("mod.end")
            assert (await mira.closed(), await lena.closed()) == (4410, 4410)
            return str(mira.wire.close_reason), str(lena.wire.close_reason)

    return asyncio.run(run())


def verdicts() -> dict[str, str]:
    return dict(Attendance.objects.values_list("enrollment__member__name", "verdict"))


def see(group: Group, who: Enrollment | Account, name: str, *args: object) -> str:
    """A page as one line of text."""
    account = who.member.account if isinstance(who, Enrollment) else who
    return " ".join(
        sign_in(Client(), account).get(reverse(name, args=args)).content.decode().split()
    )


def reopen(group: Group, by: Account, *, number: int | None = None) -> Answer:
    path = reverse("lead-reopen", args=[group.session.cohort.slug, number or group.session.number])
    return sign_in(Client(), by).post(path)


def test_ended_before_it_began_marks_nobody_and_every_page_says_so(server: Server) -> None:
    group = make_group("Mira", "Omar", starts_in=SOON)
    lesson = teach(group.session, "wise-mind")
    mira, omar = group.members

    assert ended_with_two(server, group) == ("called_off", "called_off")

    assert verdicts() == {"Mira": "unmarked", "Omar": "unmarked"}
    room = reverse("room", args=[group.session.pk])
    for member in (mira, omar):
        assert "closed this session before it began" in see(group, member, "room", group.session.pk)
        today = see(group, member, "today")
        assert "was closed before it began" in today
        assert "Go in" not in today
        assert lesson.slug not in today  # nobody taught it
        assert "Open the room again" not in today
    assert "Open the room again" in see(group, group.leader, "room", group.session.pk)
    today = see(group, group.leader, "today")
    assert "Nobody is marked absent" in today
    assert "Open the room again" in today
    assert room not in today
    assert "Look at the attendance" not in today
    slug = group.session.cohort.slug
    assert "Open the room again" in see(group, group.leader, "lead-group", slug)
    page = see(group, group.leader, "lead-attendance", slug, group.session.number)
    assert "so nobody is marked" in page
    clock.move_to(group.session.ends_at)
    assert lesson.slug in see(group, mira, "today")  # its hour has come all the same


def test_a_leader_opens_it_again_and_people_come_back(server: Server) -> None:
    group = make_group("Mira", "Omar", starts_in=SOON)
    other = make_staff(Role.FACILITATOR)
    tomas = add_leader(group, first_name="Tomas")
    ended_with_two(server, group)

    assert reopen(group, other).status_code == 404
    assert reopen(group, group.members[0].member.account).status_code == 403
    group.session.refresh_from_db()
    assert group.session.state == GroupSession.State.ENDED
    answer = reopen(group, tomas)

    assert answer.headers["Location"] == reverse("room", args=[group.session.pk])
    assert reopen(group, group.leader).headers["Location"] == answer.headers["Location"]
    entry = Entry.objects.get(act="session.reopened")
    assert entry.actor_id == tomas.pk
    assert verdicts() == {}
    assert "Go in" in see(group, group.members[0], "today")

    async def again() -> None:
        async with (
            sit(server, group, group.leader) as lena,
            sit(server, group, group.members[0]) as mira,
            sit(server, group, group.members[1]) as omar,
        ):
            await lena.hear("welcome")
            await mira.hear("welcome")  # was let in before
            await omar.hear("waiting")
            await lena.answer("chat.say", text="we go on")
            assert (await mira.hear("ev"))["d"]["text"] == "we go on"

    asyncio.run(again())


def test_what_was_corrected_survives_another_beginning_and_end(server: Server) -> None:
    group = make_group("Mira", "Omar")
    ended_with_two(server, group)
    assert verdicts() == {"Mira": "present", "Omar": "absent"}
    correct(
        Attendance.objects.get(enrollment=group.members[1]),
        verdict=Attendance.Verdict.EXCUSED,
        reason="rang before",
        by=group.leader,
        now=clock.now(),
    )

    reopen(group, group.leader)
    assert verdicts() == {"Omar": "excused"}
    assert Visit.objects.filter(left_at=None).count() == 0

    async def end_it() -> None:
        async with sit(server, group, group.leader) as lena:
            await lena.hear("welcome")
            await lena.send("mod.end")
            assert await lena.closed() == 4410

    asyncio.run(end_it())
    assert set(verdicts()) == {"Mira", "Omar"}
    assert verdicts()["Omar"] == "excused"


@pytest.mark.parametrize("late", [False, True])
def test_once_its_hours_have_passed_it_stays_ended(late: bool) -> None:
    group = make_group("Mira")
    group.session.state = GroupSession.State.ENDED
    group.session.ended_at = clock.now()
    group.session.save()
    Room.objects.create(session=group.session, ended_at=clock.now())
    closes = group.session.room_closes_at
    clock.move_to(closes if late else closes - timedelta(minutes=1))

    assert ("Open the room again" in see(group, group.leader, "room", group.session.pk)) is not late
    answer = reopen(group, group.leader)

    group.session.refresh_from_db()
    assert group.session.state == ("ended" if late else "planned")
    assert (Room.objects.get().ended_at is None) is not late
    where = "lead-group" if late else "room"
    args = [group.session.cohort.slug] if late else [group.session.pk]
    assert answer.headers["Location"] == reverse(where, args=args)


def test_a_group_is_not_over_while_its_last_session_may_be_opened_again() -> None:
    group = make_group("Mira")
    Cohort.objects.update(state=Cohort.State.RUNNING)
    ends = group.session.ends_at
    GroupSession.objects.update(state=GroupSession.State.ENDED, ended_at=ends)

    advance_cohorts(ends)
    assert Cohort.objects.get().state == Cohort.State.RUNNING
    advance_cohorts(group.session.room_closes_at)
    assert Cohort.objects.get().state == Cohort.State.ENDED


@pytest.mark.parametrize(
    ("state", "locked", "words", "button"),
    [
        (RoomSeat.State.REMOVED, False, "Your part in this session has ended", ""),
        (RoomSeat.State.DENIED, False, "The leaders asked you to wait", "Wait in the lobby"),
        (RoomSeat.State.WAITING, True, "The room is locked for the moment", "Wait at the door"),
        (RoomSeat.State.ADMITTED, True, "Your room is open", "Go in"),
        (RoomSeat.State.WAITING, False, "Your room is open", "Go in"),
    ],
)
def test_the_page_of_today_knows_how_somebody_stands_at_the_door(
    state: str, locked: bool, words: str, button: str
) -> None:
    group = make_group("Mira", "Omar")
    mira, omar = group.members
    room = Room.objects.create(session=group.session, locked=locked)
    RoomSeat.objects.create(
        room=room, enrollment=mira, name="Mira", state=state, came_at=clock.real_now()
    )

    page = see(group, mira, "today")

    assert words in page
    buttons = {"Go in", "Wait in the lobby", "Wait at the door"}
    assert {one for one in buttons if one in page} == ({button} if button else set())
    mates = see(group, omar, "today")
    assert ("Wait at the door" if locked else "Go in") in mates
    assert ("Locked to newcomers" in see(group, group.leader, "today")) is locked
    slug = group.session.cohort.slug
    assert ("Locked to newcomers" in see(group, group.leader, "lead-group", slug)) is locked


def test_the_rooms_page_says_that_it_is_locked_before_anybody_joins() -> None:
    group = make_group("Mira", "Omar")
    mira, omar = group.members
    room = Room.objects.create(session=group.session, locked=True)
    RoomSeat.objects.create(
        room=room, enrollment=mira, name="Mira", state=RoomSeat.State.ADMITTED,
        came_at=clock.real_now(),
    )  # fmt: skip
    path = reverse("room", args=[group.session.pk])

    theirs = sign_in(Client(), omar.member.account).get(path)
    hers = sign_in(Client(), mira.member.account).get(path)

    assert (theirs.status_code, hers.status_code) == (423, 200)
    assert "have locked the room" in theirs.content.decode()
    assert "data-join" in theirs.content.decode()  # it keeps trying
    assert "have locked the room" not in hers.content.decode()


def test_leaders_who_come_late_make_nobody_late_and_the_door_counts(server: Server) -> None:
    """Rows as they were an hour ago; the sockets say who waited, and who let whom in."""
    group = make_group("Mira", "Omar", starts_in=-timedelta(minutes=30))

    async def run() -> None:
        async with sit(server, group, group.members[0]) as mira:
            await mira.hear("waiting")
            async with sit(server, group, group.leader) as lena:
                await lena.hear("welcome")
                await lena.send("lobby.admit", seat=(await lena_sees(lena)))
                await mira.hear("welcome")
                await rows(age, group)
                await lena.send("mod.end")
                assert await mira.closed() == 4410

    async def lena_sees(lena: object) -> str:
        return str((await rows(RoomSeat.objects.get, enrollment=group.members[0])).pk)

    asyncio.run(run())
    assert verdicts() == {"Mira": "present", "Omar": "absent"}


def age(group: Group) -> None:
    """The leader came when the session had been on for twenty minutes, and opened at once."""
    led_at = group.session.starts_at + timedelta(minutes=20)
    assert Room.objects.get().led_at is not None
    Room.objects.update(led_at=led_at)
    visit = Visit.objects.get()
    assert visit.door_at is not None
    assert visit.door_at <= visit.arrived_at
    Visit.objects.update(door_at=led_at - timedelta(minutes=1), arrived_at=led_at)


def test_whoever_was_never_let_in_is_not_marked(server: Server) -> None:
    group = make_group("Mira", "Omar")

    async def run() -> None:
        async with (
            sit(server, group, group.leader) as lena,
            sit(server, group, group.members[0]) as mira,
        ):
            await lena.hear("welcome")
            await mira.hear("waiting")
            await lena.send("mod.end")
            assert await mira.closed() == 4410

    asyncio.run(run())
    assert verdicts() == {"Mira": "unmarked", "Omar": "absent"}
