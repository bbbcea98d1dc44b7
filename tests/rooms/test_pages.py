"""The room's page and the kind pages that stand in its place."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from accounts.models import Account, Member
from accounts.roles import Role
from config import REPOSITORY
from design.assets import bundle
from groups.links.tokens import link_path
from groups.models import Enrollment, GroupSession, Room, RoomSeat
from groups.rooms.wire.part import parts
from groups.seats.models import SeatState
from tests import factories
from tests.rooms.people import Group, make_group
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
STATIC = REPOSITORY / "groups" / "static"


def visit(group: Group, who: Enrollment | Account) -> tuple[int, str]:
    """The status and text of the room's page for somebody."""
    account = who.member.account if isinstance(who, Enrollment) else who
    client = sign_in(Client(), account)
    answer = client.get(reverse("room", args=[group.session.pk]))
    return answer.status_code, answer.content.decode()


def test_a_member_and_a_leader_get_the_room() -> None:
    group = make_group("Mira")
    status, text = visit(group, group.members[0])
    assert status == 200
    assert f"/ws/room/{group.session.pk}/?as={group.members[0].pk}" in text
    assert "data-stage-on" not in text
    status, text = visit(group, group.leader)
    assert status == 200
    assert "data-stage-on" in text


@pytest.mark.parametrize(
    ("zone", "minutes"), [("America/Havana", -240), ("Asia/Kolkata", 330), ("", 0)]
)
def test_chat_is_told_on_the_readers_wall_by_the_rules_of_the_server(
    zone: str, minutes: int
) -> None:
    """A browser with older rules would take Havana for an hour further back in winter."""
    group = make_group("Mira")
    GroupSession.objects.update(starts_at=datetime(2026, 12, 8, 18, tzinfo=UTC))
    clock.move_to(datetime(2026, 12, 8, 18, 5, tzinfo=UTC))
    Account.objects.filter(pk=group.members[0].member.account_id).update(time_zone=zone)
    group.members[0].member.account.refresh_from_db()

    status, text = visit(group, group.members[0])

    assert status == 200
    assert f'data-ahead="{minutes}"' in text


def test_help_stands_on_every_answer() -> None:
    group = make_group("Mira")
    for change in ("", GroupSession.State.CANCELLED):
        if change:
            GroupSession.objects.update(state=change)
        assert "crisis-bar" in visit(group, group.members[0])[1]


def test_camera_and_microphone_are_allowed_here_only() -> None:
    group = make_group("Mira")
    client = sign_in(Client(), group.members[0].member.account)
    room = client.get(reverse("room", args=[group.session.pk]))
    assert "camera=(self), microphone=(self)" in room.headers["Permissions-Policy"]
    assert room.headers["Cache-Control"] == "no-store"
    elsewhere = client.get(reverse("help:crisis"))
    assert "camera=()" in elsewhere.headers["Permissions-Policy"]


def test_a_visitor_is_led_to_sign_in_and_back() -> None:
    group = make_group("Mira")
    path = reverse("room", args=[group.session.pk])
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{reverse('account_login')}?next={path}"


def test_a_foreign_session_is_as_unknown_as_none() -> None:
    group, other = make_group("Mira"), make_group("Omar")
    assert visit(group, other.members[0])[0] == 404
    assert visit(group, other.leader)[0] == 404
    assert visit(group, factories.make_staff(Role.COORDINATOR))[0] == 404
    group.session = GroupSession()
    assert visit(group, other.members[0])[0] == 404


def test_a_member_named_in_the_address_must_be_ones_own() -> None:
    group = make_group("Mira", "Omar")
    mira, omar = group.members
    client = sign_in(Client(), mira.member.account)
    path = reverse("room", args=[group.session.pk])
    assert client.get(path, {"as": str(mira.pk)}).status_code == 200
    assert client.get(path, {"as": str(omar.pk)}).status_code == 404
    assert client.get(path, {"as": "nobody"}).status_code == 404


def test_early_the_page_says_when() -> None:
    group = make_group("Mira", starts_in=timedelta(hours=2))
    client = sign_in(Client(), group.members[0].member.account)
    answer = client.get(reverse("room", args=[group.session.pk]))
    assert answer.status_code == 403
    text = answer.content.decode()
    assert "The room is not open yet." in text
    assert "fifteen minutes before" in text
    assert "has moved" not in text
    assert 6200 < int(answer.headers["Retry-After"]) <= 6300


def test_a_moved_session_says_so_and_why() -> None:
    group = make_group("Mira", starts_in=timedelta(hours=2))
    GroupSession.objects.update(version=1, note="The heating is being mended.")
    status, text = visit(group, group.members[0])
    assert status == 403
    assert "has moved to a new time" in text
    assert "The heating is being mended." in text


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (GroupSession.State.ENDED, "This session has ended."),
        (GroupSession.State.CANCELLED, "This session was cancelled."),
    ],
)
def test_an_ended_or_cancelled_session_is_gone(state: str, sentence: str) -> None:
    group = make_group("Mira")
    GroupSession.objects.update(state=state)
    for who in (group.members[0], group.leader):
        status, text = visit(group, who)
        assert status == 410
        assert sentence in text


def test_an_unconfirmed_link_leads_to_its_confirmation() -> None:
    group = make_group()
    mira = group.add_member("Mira", confirmed=False)
    status, text = visit(group, mira)
    assert status == 403
    assert link_path(mira, group.session) in text


@pytest.mark.parametrize(
    ("state", "status"),
    [(SeatState.HELD, 402), (SeatState.CANCELLED, 402), (SeatState.REMOVED, 403)],
)
def test_a_seat_that_is_not_active_is_told_kindly(state: SeatState, status: int) -> None:
    group = make_group()
    member = group.add_member("Hanna", state=state)
    found, text = visit(group, member)
    assert found == status
    assert "please write to us" in text


def test_whoever_was_removed_from_the_session_stays_out() -> None:
    group = make_group("Mira")
    room = Room.objects.create(session=group.session)
    RoomSeat.objects.create(
        room=room,
        enrollment=group.members[0],
        name="Mira",
        state=RoomSeat.State.REMOVED,
        came_at=clock.real_now(),
    )
    status, text = visit(group, group.members[0])
    assert status == 403
    assert "says nothing about the next one" in text


def test_a_discreet_members_page_names_no_group() -> None:
    group = make_group("Mira")
    mira = group.members[0].member
    mira.discreet = True
    mira.save()
    status, text = visit(group, group.members[0])
    assert status == 200
    assert group.session.cohort.name not in text
    assert "Your appointment" in text


def test_what_an_action_had_to_say_stands_in_the_room_too_and_once() -> None:
    group = make_group("Hanna", starts_in=timedelta(hours=2))
    mira = group.add_member("Mira", confirmed=False)
    client = sign_in(Client(), mira.member.account)
    assert client.post(link_path(mira, group.session)).status_code == 302
    clock.move_to(group.session.starts_at)
    path = reverse("room", args=[group.session.pk])

    texts = [client.get(path).content.decode() for _ in range(2)]

    assert ["Thank you. You are expected." in text for text in texts] == [True, False]
    assert all("data-room" in text for text in texts)


def test_a_discreet_members_two_ways_out_are_called_differently() -> None:
    group = make_group("Mira", "Omar")
    Member.objects.filter(name="Mira").update(discreet=True)

    (_, mira), (_, omar) = (visit(group, member) for member in group.members)

    assert mira.count("data-quick-exit") == mira.count("Leave the room") == 1
    assert "<span>Quick exit</span>" in mira
    assert "data-quick-exit" not in omar
    assert "Leave the room" in omar


def test_the_room_page_asks_the_same_number_of_questions_for_any_group() -> None:
    counts = []
    for names in (["Mira"], ["A", "B", "C"]):
        group = make_group(*names)
        client = sign_in(Client(), group.members[0].member.account)
        path = reverse("room", args=[group.session.pk])
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 15


def test_the_parts_bring_their_looks_and_the_page_asks_for_no_more_sheets() -> None:
    group = make_group("Mira")
    _, page = visit(group, group.members[0])
    rooms = bundle("rooms")

    sheets = re.findall(r'rel="stylesheet" href="([^"]+)"', page)

    assert len(sheets) == 4  # the design's two, the clinic's colour, and the room's
    assert sheets[-1] == reverse("design:styles", args=["rooms", rooms.digest])
    owned = {name.removesuffix(".css") for name in sheets_of_parts()}
    assert owned >= {"agenda", "chat", "hands", "lobby", "media", "order"}
    assert owned <= {part.name for part in parts()}
    served = Client().get(sheets[-1]).content.decode()
    for of_a_part in (".room-slide{", ".room-chat{", ".hand{", ".lobby-row", ".room-check{"):
        assert of_a_part in served
        assert of_a_part not in (STATIC / "groups/rooms/room.css").read_text().replace(" {", "{")


def sheets_of_parts() -> list[str]:
    """The stylesheets that stand beside the parts' scripts."""
    return [path.name for path in (STATIC / "groups/rooms/parts").glob("*.css")]


def test_the_device_check_needs_no_session() -> None:
    client = sign_in(Client(), factories.make_member().account)
    text = client.get(reverse("devices")).content.decode()
    assert "Nothing you show or say here is sent to anyone." in text
    assert "data-join" not in text
