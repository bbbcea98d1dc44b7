"""A coordinator corrects a group's words, and takes back a draft that nobody joined."""

import pytest
from django.test import Client
from django.urls import reverse

import clock
from accounts.models import Account
from accounts.roles import Role
from audit.models import Entry
from groups.cohorts.models import Cohort, CohortLeader
from groups.models import CohortWeek, GroupSession
from groups.seats.models import SeatState
from payments.models import Price
from payments.prices.actions import set_price
from tests.factories import NOW, make_enrollment, make_staff
from tests.groups.rows import found
from tests.signin import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator() -> Account:
    return make_staff(Role.COORDINATOR)


@pytest.fixture
def leader() -> Account:
    return make_staff(Role.FACILITATOR, first_name="Ingrid")


@pytest.fixture
def cohort(leader: Account, coordinator: Account) -> Cohort:
    clock.move_to(NOW)
    return found(leader=leader, by=coordinator)


@pytest.fixture
def draft(cohort: Cohort) -> Cohort:
    """A draft with a price, planned beside nothing else."""
    Cohort.objects.filter(pk=cohort.pk).update(state=Cohort.State.DRAFT)
    set_price(cohort, amount_minor=9_600, currency="GBP", now=NOW)
    return cohort


@pytest.fixture
def desk(coordinator: Account) -> Client:
    return sign_in(Client(), coordinator)


def words(cohort: Cohort) -> str:
    return reverse("desk-words", args=[cohort.slug])


def discard(cohort: Cohort) -> str:
    return reverse("desk-discard", args=[cohort.slug])


def test_a_corrected_name_shows_in_public_at_the_same_address(
    desk: Client, cohort: Cohort, coordinator: Account
) -> None:
    assert 'value="Tuesdays"' in desk.get(words(cohort)).content.decode()

    answer = desk.post(
        words(cohort), {"name": "Tuesday <evenings>", "about": "For adults & carers."}
    )

    assert answer["Location"] == reverse("desk-cohort", args=["tuesdays"])
    public = Client().get(reverse("group", args=["tuesdays"])).content.decode()
    assert "Tuesday &lt;evenings&gt;" in public
    assert "For adults &amp; carers." in public
    (entry,) = Entry.objects.filter(act="cohort.words")
    assert (entry.actor_id, entry.facts) == (coordinator.pk, {"changed": ["name", "about"]})


def test_words_that_stand_already_leave_no_entry(desk: Client, cohort: Cohort) -> None:
    desk.post(words(cohort), {"name": "Tuesdays", "about": ""})

    assert not Entry.objects.filter(act="cohort.words").exists()


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\x00b"])
def test_a_name_that_is_none_is_refused_and_the_old_one_stands(
    desk: Client, cohort: Cohort, name: str
) -> None:
    answer = desk.post(words(cohort), {"name": name, "about": "Other words."})

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["name"]
    assert answer.context["trail"][2].title == "Tuesdays"
    stands = Cohort.objects.get()
    assert (stands.name, stands.about) == ("Tuesdays", "")


def test_only_words_can_be_changed_there(desk: Client, cohort: Cohort) -> None:
    desk.post(
        words(cohort),
        {"name": "Wednesdays", "about": "", "slug": "wednesdays", "capacity": 9, "state": "ended"},
    )

    stands = Cohort.objects.get()
    assert (stands.name, stands.slug, stands.capacity, stands.state) == (
        "Wednesdays", "tuesdays", 4, "open",
    )  # fmt: skip


def test_a_draft_is_discarded_after_asking_and_everything_of_it_goes(
    desk: Client, draft: Cohort, coordinator: Account
) -> None:
    asked = desk.get(discard(draft)).content.decode()
    assert "with its 4 sessions and all that was set for it" in asked
    assert Cohort.objects.exists()

    answer = desk.post(discard(draft), follow=True)

    assert answer.redirect_chain[-1][0] == reverse("desk-cohorts")
    assert "The draft of Tuesdays is discarded." in answer.content.decode()
    for model in (Cohort, CohortLeader, CohortWeek, GroupSession, Price):
        assert not model.objects.exists()
    (entry,) = Entry.objects.filter(act="cohort.discarded")
    assert (entry.actor_id, entry.object_id) == (coordinator.pk, str(draft.pk))
    assert entry.facts == {"slug": "tuesdays", "sessions": 4}
    assert desk.post(discard(draft)).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("state", [s for s in Cohort.State if s != Cohort.State.DRAFT])
def test_a_group_that_was_opened_stays(
    desk: Client, draft: Cohort, state: Cohort.State, method: str
) -> None:
    Cohort.objects.filter(pk=draft.pk).update(state=state)

    answer = getattr(desk, method)(discard(draft), follow=True)

    assert "Only a draft can be discarded" in answer.content.decode()
    assert (GroupSession.objects.count(), Price.objects.count()) == (4, 1)
    assert not Entry.objects.filter(act="cohort.discarded").exists()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("state", [SeatState.ACTIVE, SeatState.HELD, SeatState.RELEASED])
def test_a_group_in_which_somebody_had_a_seat_stays(
    desk: Client, draft: Cohort, state: SeatState, method: str
) -> None:
    make_enrollment(draft, state=state)

    answer = getattr(desk, method)(discard(draft), follow=True)

    assert "Somebody had a seat in this group, so it is kept." in answer.content.decode()
    assert (GroupSession.objects.count(), Price.objects.count()) == (4, 1)


def test_the_button_to_discard_stands_with_a_draft_only(desk: Client, draft: Cohort) -> None:
    page = reverse("desk-cohort", args=[draft.slug])
    assert discard(draft) in desk.get(page).content.decode()

    Cohort.objects.filter(pk=draft.pk).update(state=Cohort.State.OPEN)
    assert discard(draft) not in desk.get(page).content.decode()


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.MARKETER, None])
def test_nobody_else_changes_words_or_discards(
    draft: Cohort, leader: Account, role: Role | None
) -> None:
    account = leader if role == Role.FACILITATOR else make_staff(role) if role else None
    client = sign_in(Client(), account) if account else Client()

    answers = [
        client.get(words(draft)),
        client.post(words(draft), {"name": "Mine", "about": ""}),
        client.get(discard(draft)),
        client.post(discard(draft)),
    ]

    assert {answer.status_code for answer in answers} == {403 if account else 302}
    assert Cohort.objects.get().name == "Tuesdays"


def test_a_group_that_never_was_is_unknown_to_both(desk: Client, draft: Cohort) -> None:
    for name in ("desk-words", "desk-discard"):
        path = reverse(name, args=["no-such-group"])
        assert desk.get(path).status_code == 404
        assert desk.post(path, {"name": "x", "about": ""}).status_code == 404
