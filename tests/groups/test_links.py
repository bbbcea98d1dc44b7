"""A link names one session and one member; opening it does nothing, confirming it is theirs."""

import base64
import secrets
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

import clock
from groups.links.queries import is_confirmed
from groups.links.tokens import join_token
from groups.models import Enrollment, GroupSession, LinkConfirmation
from groups.seats.actions import cancel_seat, remove_member
from groups.seats.models import SeatState
from groups.sessions.actions import cancel_session, end_session, plan_sessions
from tests.factories import make_account, make_cohort, make_enrollment, make_member, make_session
from tests.groups.rows import LONG_BEFORE, STARTS, join_path, rows_written
from tests.signin import newest_code, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat() -> Enrollment:
    """Ada's place in a group that meets in a week, and the clock a day before."""
    cohort = make_cohort(name="Quiet Tuesdays")
    for _ in range(2):
        make_session(cohort)
    clock.move_to(STARTS - timedelta(days=1))
    return make_enrollment(cohort, make_member(name="Ada <b>Byron</b>"), activated_at=LONG_BEFORE)


@pytest.fixture
def meeting(seat: Enrollment) -> GroupSession:
    return seat.cohort.sessions.get(number=1)


def owner_of(seat: Enrollment) -> Client:
    return sign_in(Client(), seat.member.account)


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("who", ["scanner", "stranger", "owner"])
def test_opening_ten_times_changes_nothing(
    seat: Enrollment, meeting: GroupSession, method: str, who: str
) -> None:
    comes: dict[str, Callable[[], Client]] = {
        "scanner": Client,
        "stranger": lambda: sign_in(Client(), make_account()),
        "owner": lambda: owner_of(seat),
    }
    client = comes[who]()
    before = rows_written()

    statuses = {getattr(client, method)(join_path(seat, meeting)).status_code for _ in range(10)}

    assert statuses == {403 if who == "stranger" else 200}
    assert rows_written() == before
    assert not is_confirmed(seat, meeting)


def test_before_its_owner_is_known_a_link_shows_a_time_and_no_name(
    seat: Enrollment, meeting: GroupSession, client: Client
) -> None:
    page = client.get(join_path(seat, meeting)).content.decode()

    assert "Tuesday 8 September 2026" in page
    assert "Ada" not in page
    assert "Quiet Tuesdays" not in page
    assert seat.member.account.email not in page


def test_the_owners_name_is_escaped(seat: Enrollment, meeting: GroupSession) -> None:
    page = owner_of(seat).get(join_path(seat, meeting)).content.decode()

    assert "Ada &lt;b&gt;Byron&lt;/b&gt;" in page
    assert "<b>Byron" not in page


def altered(token: str) -> list[str]:
    """The token with one letter changed, at every place, and cut or grown by one."""
    other = ["B" if letter == "A" else "A" for letter in token]
    return [
        *[token[:place] + other[place] + token[place + 1 :] for place in range(len(token))],
        token[:-1],
        token + "A",
        token[:43],
    ]


def test_every_altered_token_is_unknown(
    seat: Enrollment, meeting: GroupSession, client: Client
) -> None:
    token = join_token(seat, meeting)
    assert client.get(reverse("join", args=[token])).status_code == 200

    statuses = {client.get(reverse("join", args=[other])).status_code for other in altered(token)}

    assert statuses == {404}


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "é" * 70,
        "A" * 5000,
        base64.urlsafe_b64encode(bytes(range(52))).decode(),
        base64.urlsafe_b64encode(uuid.UUID(int=7).bytes * 2).decode().rstrip("=") + "A" * 27,
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_invented_token_is_unknown(db: None, client: Client, token: str, method: str) -> None:
    assert getattr(client, method)(f"/join/{token}/").status_code == 404


def test_null_characters_are_refused_before_anything_reads_them(db: None, client: Client) -> None:
    assert client.get(f"/join/{'%00' * 20}/").status_code == 400


def test_a_token_opens_no_other_session(
    seat: Enrollment, meeting: GroupSession, client: Client
) -> None:
    """The names of one session with the keyed hash of another."""
    second = seat.cohort.sessions.get(number=2)
    mixed = join_token(seat, second)[:43] + join_token(seat, meeting)[43:]

    assert client.get(reverse("join", args=[mixed])).status_code == 404


def test_confirming_one_session_confirms_no_other(seat: Enrollment, meeting: GroupSession) -> None:
    second = seat.cohort.sessions.get(number=2)

    owner_of(seat).post(join_path(seat, meeting))

    assert is_confirmed(seat, meeting)
    assert not is_confirmed(seat, second)


def test_a_link_to_a_session_of_another_group_is_unknown(seat: Enrollment, client: Client) -> None:
    elsewhere = make_session(make_cohort())

    assert client.get(join_path(seat, elsewhere)).status_code == 404


@pytest.mark.parametrize("end", [cancel_seat, remove_member])
def test_a_link_ends_with_its_seat(
    seat: Enrollment, meeting: GroupSession, end: Callable[..., None]
) -> None:
    path, owner = join_path(seat, meeting), owner_of(seat)
    assert owner.get(path).status_code == 200

    end(seat, reason="by agreement", by=make_account().pk, now=clock.now())

    for client in (owner, Client()):
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 410
            assert "This link has ended" in answer.content.decode()
    assert not LinkConfirmation.objects.exists()


def test_a_link_of_an_earlier_epoch_has_ended_and_the_new_one_works(
    seat: Enrollment, meeting: GroupSession, client: Client
) -> None:
    old = join_path(seat, meeting)
    Enrollment.objects.filter(pk=seat.pk).update(epoch=3)
    seat.refresh_from_db()

    assert client.get(old).status_code == 410
    assert client.get(join_path(seat, meeting)).status_code == 200


def test_a_confirmation_ends_with_its_epoch(seat: Enrollment, meeting: GroupSession) -> None:
    owner_of(seat).post(join_path(seat, meeting))
    Enrollment.objects.filter(pk=seat.pk).update(epoch=2)
    seat.refresh_from_db()

    assert not is_confirmed(seat, meeting)


@pytest.mark.parametrize("state", [SeatState.HELD, SeatState.RELEASED])
def test_a_seat_that_is_not_paid_has_no_link(
    seat: Enrollment, meeting: GroupSession, client: Client, state: SeatState
) -> None:
    fields = {"hold_until": clock.now()} if state == SeatState.HELD else {"seat_no": None}
    Enrollment.objects.filter(pk=seat.pk).update(state=state, **fields)

    assert client.get(join_path(seat, meeting)).status_code == 410


def test_a_late_payment_keeps_the_link(seat: Enrollment, meeting: GroupSession) -> None:
    Enrollment.objects.filter(pk=seat.pk).update(state=SeatState.PAST_DUE)

    assert owner_of(seat).post(join_path(seat, meeting)).status_code == 302


@pytest.mark.parametrize("method", ["get", "post"])
def test_somebody_elses_account_is_told_kindly_and_no_name(
    seat: Enrollment, meeting: GroupSession, method: str
) -> None:
    mate = make_enrollment(seat.cohort, make_member(name="Mate"))

    answer = getattr(owner_of(mate), method)(join_path(seat, meeting))

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "This link is personal" in page
    assert "Ada" not in page
    assert seat.member.account.email not in page
    assert not LinkConfirmation.objects.exists()


def test_signing_in_on_the_way_leads_back_to_the_link(
    seat: Enrollment, meeting: GroupSession
) -> None:
    client, path = Client(), join_path(seat, meeting)
    email = seat.member.account.email

    sent_away = client.post(path)
    assert sent_away.status_code == 302
    asked = client.get(sent_away["Location"])
    assert asked.status_code == 200
    assert path in asked.content.decode()
    client.post(sent_away["Location"], {"email": email, "next": path})
    back = client.post(
        reverse("account_confirm_login_code"), {"code": newest_code(email), "next": path}
    )

    assert back["Location"] == path
    assert not LinkConfirmation.objects.exists()  # signing in is not confirming
    assert client.post(path)["Location"] == reverse("room", args=[meeting.pk])


def test_confirming_twice_is_confirming_once(seat: Enrollment, meeting: GroupSession) -> None:
    owner, path = owner_of(seat), join_path(seat, meeting)

    answers = [owner.post(path) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == [reverse("room", args=[meeting.pk])] * 2
    assert LinkConfirmation.objects.count() == 1
    assert owner.get(path)["Location"] == reverse("room", args=[meeting.pk])


def test_a_link_may_be_confirmed_days_before(seat: Enrollment, meeting: GroupSession) -> None:
    clock.move_to(STARTS - timedelta(days=5))

    assert owner_of(seat).post(join_path(seat, meeting)).status_code == 302
    assert is_confirmed(seat, meeting)


@pytest.mark.parametrize("minutes", [2 * 60 + 29, 2 * 60 + 31])
def test_a_link_closes_half_an_hour_after_the_planned_end(
    seat: Enrollment, meeting: GroupSession, client: Client, minutes: int
) -> None:
    clock.move_to(STARTS + timedelta(minutes=minutes))

    assert client.get(join_path(seat, meeting)).status_code == (200 if minutes < 150 else 410)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_to_a_session_that_ended_is_over(
    seat: Enrollment, meeting: GroupSession, method: str
) -> None:
    end_session(meeting, by=None, now=STARTS)

    answer = getattr(owner_of(seat), method)(join_path(seat, meeting))

    assert answer.status_code == 410
    assert "This one is over" in answer.content.decode()
    assert not LinkConfirmation.objects.exists()


def test_a_link_to_a_cancelled_session_says_so(seat: Enrollment) -> None:
    cohort = make_cohort()
    meeting = plan_sessions(cohort, count=1)[0]
    mine = make_enrollment(cohort, seat.member)
    cancel_session(meeting, note="", by=make_account().pk, now=clock.now())

    answer = owner_of(seat).post(join_path(mine, meeting))

    assert answer.status_code == 410
    assert "This one is cancelled" in answer.content.decode()


def test_links_survive_a_new_key_at_the_head_of_the_ring(
    seat: Enrollment, meeting: GroupSession, client: Client, settings: Settings
) -> None:
    path, old_ring = join_path(seat, meeting), settings.VAULT_KEYS
    new = base64.b64encode(secrets.token_bytes(32)).decode()

    settings.VAULT_KEYS = f"next:{new},{old_ring}"
    assert client.get(path).status_code == 200
    assert join_path(seat, meeting) != path

    settings.VAULT_KEYS = f"next:{new}"
    assert client.get(path).status_code == 404


def test_pages_of_a_link_are_kept_by_no_cache_and_named_to_no_other_site(
    seat: Enrollment, meeting: GroupSession
) -> None:
    answer = owner_of(seat).get(join_path(seat, meeting))

    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] in {"same-origin", "no-referrer", "strict-origin"}


def test_a_discreet_members_link_names_no_session(
    seat: Enrollment, meeting: GroupSession, client: Client
) -> None:
    seat.member.discreet = True
    seat.member.save()

    page = client.get(join_path(seat, meeting)).content.decode()

    assert "<h1>Your appointment</h1>" in page.replace(' class="page-header__title"', "")


def test_who_confirms_early_is_thanked_on_the_page_that_says_when_it_opens(
    seat: Enrollment, meeting: GroupSession
) -> None:
    answer = owner_of(seat).post(join_path(seat, meeting), follow=True)

    page = answer.content.decode()
    assert "You are expected" in page
    assert "The room is not open yet" in page


@pytest.mark.parametrize(("sessions", "promised"), [(2, True), (1, False)])
def test_an_old_link_promises_a_next_one_only_where_there_is_one(
    client: Client, sessions: int, promised: bool
) -> None:
    cohort = make_cohort()
    for _ in range(sessions):
        make_session(cohort)
    seat = make_enrollment(cohort, activated_at=LONG_BEFORE)
    first = cohort.sessions.get(number=1)
    end_session(first, by=None, now=STARTS)
    clock.move_to(STARTS + timedelta(hours=3))

    page = client.get(join_path(seat, first))

    assert page.status_code == 410
    assert ("Your next link comes by e-mail" in page.content.decode()) == promised
    assert ("Send my newest link" in page.content.decode()) == promised
