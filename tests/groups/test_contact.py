"""A member's emergency contact: for their own team, on purpose, and never in silence."""

import pytest
from django.test import Client
from django.urls import reverse

import clock
from accounts.actions import save_intake
from accounts.models import Account, Intake, Member
from accounts.roles import Role
from audit.models import Entry
from groups.models import Enrollment
from groups.seats.actions import remove_member
from groups.seats.models import SeatState
from tests.factories import make_cohort, make_enrollment, make_member, make_staff
from tests.groups.rows import STARTS, found
from tests.signin import sign_in, without_tokens

pytestmark = pytest.mark.django_db
WORDS = ("Grace Lovelace", "+44 20 7946 0000", "my sister")


@pytest.fixture
def leader() -> Account:
    return make_staff(Role.FACILITATOR, first_name="Ingrid", last_name="Falk")


@pytest.fixture
def coordinator() -> Account:
    return make_staff(Role.COORDINATOR, first_name="Sam", last_name="Reyes")


@pytest.fixture
def seat(leader: Account, coordinator: Account) -> Enrollment:
    clock.move_to(STARTS)
    seat = make_enrollment(found(leader=leader, by=coordinator), make_member(name="Ada"))
    name, phone, relation = WORDS
    save_intake(
        seat.member,
        birth_year=1990,
        emergency_name=name,
        emergency_phone=phone,
        emergency_relation=relation,
        now=STARTS,
    )
    return seat


def path(seat: Enrollment, *, slug: str = "") -> str:
    return reverse("member-contact", args=[slug or seat.cohort.slug, seat.pk])


def readings() -> list[Entry]:
    return list(Entry.objects.filter(act="intake.read"))


def test_the_page_asks_first_and_shows_nothing(seat: Enrollment, leader: Account) -> None:
    answer = sign_in(Client(), leader).get(path(seat))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Open this only if you are worried about Ada" in page
    assert not any(word in page for word in WORDS)
    assert readings() == []


@pytest.mark.parametrize(
    ("country", "says"),
    [
        ("GB", "They live in: United Kingdom. The emergency number there is 999."),
        ("MN", "They live in: Mongolia. We are not certain of the emergency number there."),
    ],
)
def test_a_leader_elsewhere_learns_how_far_the_emergency_number_reaches(
    seat: Enrollment, leader: Account, country: str, says: str
) -> None:
    Member.objects.filter(pk=seat.member_id).update(country=country)

    page = sign_in(Client(), leader).get(path(seat)).content.decode()

    assert says in page
    assert ("It works from inside that country only." in page) is (country == "GB")
    assert "all your own emergency number" in page


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.COORDINATOR])
def test_the_team_reads_it_and_leaves_a_line(
    seat: Enrollment, leader: Account, coordinator: Account, role: Role
) -> None:
    reader = leader if role == Role.FACILITATOR else coordinator

    answer = sign_in(Client(), reader).post(path(seat))

    assert answer.status_code == 200
    assert all(word in answer.content.decode() for word in WORDS)
    assert "no-store" in answer["Cache-Control"]
    [entry] = readings()
    assert (entry.actor_id, entry.actor_role, entry.member_id) == (
        reader.pk, role.value, seat.member_id,
    )  # fmt: skip
    assert entry.object_id == str(Intake.objects.get().pk)
    assert not any(word in str(entry.facts) for word in WORDS)


def test_the_member_sees_who_opened_it(seat: Enrollment, leader: Account) -> None:
    sign_in(Client(), leader).post(path(seat))

    owner = sign_in(Client(), seat.member.account)
    page = owner.get(reverse("account-record", args=[seat.member_id])).content.decode()

    assert "Ingrid Falk" in page
    assert "Opened your emergency contact" in page


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("other facilitator", 404),
        ("marketer", 403),
        ("member", 403),
        ("another member", 403),
        ("visitor", 302),
    ],
)
def test_nobody_else_reads_it(seat: Enrollment, who: str, status: int) -> None:
    accounts = {
        "other facilitator": lambda: make_staff(Role.FACILITATOR),
        "marketer": lambda: make_staff(Role.MARKETER),
        "member": lambda: seat.member.account,
        "another member": lambda: make_enrollment(seat.cohort).member.account,
    }
    client = sign_in(Client(), accounts[who]()) if who in accounts else Client()

    answers = [client.get(path(seat)), client.post(path(seat))]

    assert {answer.status_code for answer in answers} == {status}
    assert not any(word in answer.content.decode() for word in WORDS for answer in answers)
    assert readings() == []


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.COORDINATOR])
def test_an_enrolment_of_another_group_is_as_unknown_as_a_missing_one(
    seat: Enrollment, leader: Account, coordinator: Account, role: Role
) -> None:
    own = make_cohort(leader=leader)
    client = sign_in(Client(), leader if role == Role.FACILITATOR else coordinator)

    foreign = client.post(path(seat, slug=own.slug))
    missing = client.post(path(Enrollment(), slug=own.slug))

    assert foreign.status_code == missing.status_code == 404
    assert without_tokens(foreign) == without_tokens(missing)
    assert readings() == []


@pytest.mark.parametrize(
    ("state", "status"),
    [(SeatState.PAST_DUE, 200), (SeatState.COMPLETED, 200), (SeatState.RELEASED, 404)],
)
def test_it_is_open_as_long_as_the_roster_names_the_member(
    seat: Enrollment, leader: Account, state: SeatState, status: int
) -> None:
    Enrollment.objects.filter(pk=seat.pk).update(
        state=state, seat_no=seat.seat_no if state == SeatState.PAST_DUE else None
    )

    assert sign_in(Client(), leader).post(path(seat)).status_code == status


def test_a_member_who_left_is_no_longer_looked_up(
    seat: Enrollment, leader: Account, coordinator: Account
) -> None:
    remove_member(seat, reason="by agreement", by=coordinator.pk, now=clock.now())

    assert sign_in(Client(), leader).post(path(seat)).status_code == 404
    assert readings() == []


def test_where_no_contact_is_known_the_page_says_what_to_do(
    seat: Enrollment, leader: Account
) -> None:
    other = make_enrollment(seat.cohort, make_member(name="Ben"))

    answer = sign_in(Client(), leader).post(path(other))

    assert answer.status_code == 200
    assert "Ben has not told us whom to call" in answer.content.decode()
    assert readings() == []


def test_roster_and_seats_lead_to_it(
    seat: Enrollment, leader: Account, coordinator: Account
) -> None:
    slug = seat.cohort.slug
    held = make_enrollment(seat.cohort, state=SeatState.HELD)

    roster = sign_in(Client(), leader).get(reverse("lead-group", args=[slug])).content.decode()
    seats = sign_in(Client(), coordinator).get(reverse("desk-cohort", args=[slug]))

    assert path(seat) in roster
    assert path(seat) in seats.content.decode()
    assert path(held) not in seats.content.decode()
