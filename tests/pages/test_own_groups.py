"""Public pages know their reader: a group, a seat, a lesson of one's own is shown as such."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from accounts.models import Account
from accounts.roles import Role
from courses.models import LessonPage
from groups.models import Cohort, Enrollment
from groups.seats.models import SeatState
from groups.weeks.actions import plan_weeks
from pages.models import HomePage
from tests.factories import NOW, make_account, make_enrollment, make_member, make_staff
from tests.pages.conftest import MakeGroup
from tests.pages.test_search import results
from tests.signin import sign_in


def main(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


@pytest.fixture
def cohort(make_group: MakeGroup) -> Cohort:
    return make_group(slug="tuesday", name="Quiet Tuesdays")


@pytest.fixture
def seat(cohort: Cohort) -> Enrollment:
    return make_enrollment(cohort, make_member(name="Ada"))


def of(seat: Enrollment) -> Client:
    return sign_in(Client(), seat.member.account)


# --- groups ---------------------------------------------------------------------------------------


def test_a_members_own_group_is_theirs_on_its_page(cohort: Cohort, seat: Enrollment) -> None:
    own, other = main(of(seat), "/groups/tuesday/"), main(Client(), "/groups/tuesday/")
    assert "Your group" in own
    assert 'href="/today/"' in own
    assert 'href="/today/lessons/"' in own
    assert "Then we hold a seat for you" not in own
    assert "Enrol somebody else in this group" in own
    assert "Your group" not in other
    assert "Then we hold a seat for you" in other
    mate = sign_in(Client(), make_account())
    assert "Your group" not in main(mate, "/groups/tuesday/")


def test_an_open_room_is_told_on_the_page_of_ones_own_group_alone(
    cohort: Cohort, seat: Enrollment
) -> None:
    clock.move_to(cohort.sessions.get(number=1).starts_at)
    assert "Go to your room" in main(of(seat), "/groups/tuesday/")
    assert "room" not in main(Client(), "/groups/tuesday/").lower()


def test_a_running_group_is_ones_own_where_it_is_offered_no_more(
    cohort: Cohort, seat: Enrollment
) -> None:
    Cohort.objects.update(state=Cohort.State.RUNNING, enrolment_closes_at=NOW - timedelta(days=1))
    listed = main(of(seat), "/groups/")
    assert 'href="/groups/tuesday/"' in listed
    assert "Your group" in listed
    assert "Quiet Tuesdays" not in main(Client(), "/groups/")
    assert "Quiet Tuesdays" not in main(sign_in(Client(), make_account()), "/groups/")


@pytest.mark.parametrize("path", ["/groups/", "/programme/", "/"])
def test_the_card_of_ones_own_group_asks_nobody_to_enrol(
    cohort: Cohort, seat: Enrollment, make_group: MakeGroup, path: str
) -> None:
    make_group(slug="other")
    own, visitor = main(of(seat), path), main(Client(), path)
    assert (own.count("See dates and enrol"), visitor.count("See dates and enrol")) == (1, 2)
    assert "Your group" in own
    assert "Your group" not in visitor


@pytest.mark.parametrize(
    "state", [SeatState.CANCELLED, SeatState.REMOVED, SeatState.RELEASED, SeatState.COMPLETED]
)
def test_a_group_that_somebody_left_is_theirs_no_more(cohort: Cohort, state: SeatState) -> None:
    client = of(make_enrollment(cohort, state=state))
    assert "Your group" not in main(client, "/groups/tuesday/")
    assert "own-groups" not in main(client, "/groups/")


def test_a_held_seat_leads_on_to_the_end_of_enrolling(cohort: Cohort) -> None:
    held = make_enrollment(cohort, state=SeatState.HELD, hold_until=NOW + timedelta(minutes=30))
    page = main(of(held), "/groups/tuesday/")
    assert "A seat is held for you" in page
    assert "13:30" in page  # in London, where the account lives
    assert "Finish enrolling" in page
    assert "Then we hold a seat for you" not in page
    assert "A seat is held for you" in main(of(held), "/groups/")


def test_the_page_of_ones_own_group_names_nobody_who_takes_part(
    cohort: Cohort, seat: Enrollment
) -> None:
    make_enrollment(cohort, make_member(seat.member.account, name="Ben"))
    make_enrollment(cohort, make_member(name="Zebediah"))
    page = main(of(seat), "/groups/tuesday/")
    assert page.count("Your group") == 1
    assert not any(name in page for name in ("Ben", "Zebediah"))


def test_the_team_finds_the_way_from_the_public_page(cohort: Cohort) -> None:
    leader: Account = cohort.leaders.get().account
    page = main(sign_in(Client(), leader), "/groups/tuesday/")
    assert reverse("lead-group", args=["tuesday"]) in page
    assert "You lead this group" in main(sign_in(Client(), leader), "/groups/")
    desk = main(sign_in(Client(), make_staff(Role.COORDINATOR)), "/groups/tuesday/")
    assert reverse("desk-cohort", args=["tuesday"]) in desk
    for other in (make_staff(Role.FACILITATOR), make_staff(Role.MARKETER), make_account()):
        page = main(sign_in(Client(), other), "/groups/tuesday/")
        assert "/lead/" not in page
        assert "/desk/" not in page


@pytest.mark.parametrize("path", ["/groups/", "/groups/group-a/"])
def test_own_groups_cost_one_question_however_many(
    home: HomePage, make_group: MakeGroup, path: str
) -> None:
    def asked(account: Account | None) -> int:
        client = sign_in(Client(), account) if account else Client()
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{path}?again").status_code == 200
        return len(queries)

    groups = [make_group(slug=f"group-{letter}") for letter in "abc"]
    one, three = make_account(), make_account()
    make_enrollment(groups[0], make_member(one))
    for cohort in groups:
        make_enrollment(cohort, make_member(three))
    # A stranger reads about refunds besides.
    assert asked(one) == asked(three) <= asked(make_account())


# --- lessons --------------------------------------------------------------------------------------


@pytest.fixture
def reader(cohort: Cohort, seat: Enrollment) -> Enrollment:
    """Their group has had its first week, which teaches wise mind, and not the others."""
    first, *_later = plan_weeks(cohort)
    clock.move_to(first.session.ends_at)
    return seat


def own(seat: Enrollment, slug: str = "wise-mind") -> str:
    return reverse("lesson", args=[seat.pk, 1, slug])


def test_a_found_lesson_leads_whoever_has_it_to_their_own(reader: Enrollment) -> None:
    title = LessonPage.objects.get(slug="wise-mind").title
    page = results(of(reader), title, kind="lessons")
    assert f'href="{own(reader)}"' in page
    assert 'href="/lessons/wise-mind/"' not in page
    assert "Yours to read" in page
    for other in (
        Client(),
        sign_in(Client(), make_account()),
        of(make_enrollment(reader.cohort, state=SeatState.REMOVED)),
    ):
        page = results(other, title, kind="lessons")
        assert 'href="/lessons/wise-mind/"' in page
        assert "/today/" not in page


def test_a_lesson_that_was_not_given_yet_stays_a_teaser(cohort: Cohort, seat: Enrollment) -> None:
    [first, *_later] = plan_weeks(cohort)
    clock.move_to(first.session.ends_at - timedelta(minutes=1))
    for path in ("/lessons/", "/lessons/wise-mind/", "/skills/wise-mind/"):
        assert own(seat) not in main(of(seat), path)
    clock.move_to(first.session.ends_at)
    for path in ("/lessons/", "/lessons/wise-mind/", "/skills/wise-mind/"):
        assert own(seat) in main(of(seat), path)
        assert "/today/" not in main(Client(), path)


def test_the_page_of_ones_own_lesson_leads_to_it_and_to_no_group(reader: Enrollment) -> None:
    page = main(of(reader), "/lessons/wise-mind/")
    assert "Read the lesson" in page
    assert "See the next groups" not in page
    assert of(reader).get(own(reader)).status_code == 200
    assert "See the next groups" in main(of(reader), "/lessons/stop/")


@pytest.mark.parametrize("path", ["/lessons/", "/lessons/wise-mind/", "/search/?q=wise mind"])
def test_own_lessons_cost_one_question_however_many(
    make_group: MakeGroup, reader: Enrollment, path: str
) -> None:
    def asked(account: Account) -> int:
        client = sign_in(Client(), account)
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len([one for one in queries if "groups_enrollment" in one["sql"]])

    two = make_account()
    for _ in range(3):
        other = make_group()
        plan_weeks(other)
        make_enrollment(other, make_member(two))
    assert asked(reader.member.account) == asked(two) == asked(make_account()) == 1


def test_who_takes_part_twice_reads_where_they_are_now(
    make_group: MakeGroup, reader: Enrollment
) -> None:
    """The newer enrolment has the lesson too: it is where their group stands."""
    later = make_group(slug="again")
    plan_weeks(later)
    again = make_enrollment(
        later, make_member(reader.member.account, name="Ben"), held_at=NOW + timedelta(hours=1)
    )
    links = re.findall(r'href="(/today/[^"]+/wise-mind/)"', main(of(reader), "/lessons/"))
    assert links == [own(again)]
