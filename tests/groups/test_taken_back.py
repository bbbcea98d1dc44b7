"""A coordinator takes back a seat that was offered: the next is asked, and a letter says so."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

import clock
from accounts.models import Account
from accounts.roles import Role
from audit.models import Entry
from groups.cohorts.models import Cohort
from groups.models import OfferTakenBack, WaitingEntry
from groups.seats.errors import KeptApart
from groups.waiting.actions import claim_seat
from groups.waiting.tending import tend_lists
from groups.waiting.tokens import offer_path
from tests.answers import Answer
from tests.factories import NOW, make_cohort, make_enrollment, make_member, make_session, make_staff
from tests.groups.waiting import DAY, HOLD, HOUR, NIGHT, leaves, letters, state, waits
from tests.letters import delivered
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
WHY = "Agrimony, by telephone"


def take_back(desk: Client, entry: WaitingEntry, *, then: str, reason: str = WHY) -> Answer:
    path = reverse("desk-take-back", args=[entry.cohort.slug, entry.pk])
    return desk.post(path, {"reason": reason, "stays": then}, follow=True)


def ask_again(desk: Client, entry: WaitingEntry) -> Answer:
    return desk.post(reverse("desk-ask-again", args=[entry.cohort.slug, entry.pk]), follow=True)


def words(answer: Answer) -> str:
    return " ".join(answer.content.decode().split())


def test_whoever_stays_keeps_their_place_and_is_not_asked_until_somebody_says_so(
    desk: Client, full: Cohort
) -> None:
    first, second = waits(full), waits(full)
    leaves(full)
    group = reverse("desk-cohort", args=[full.slug])
    assert "Take the offer back" in words(desk.get(group))

    page = words(take_back(desk, first, then="stays"))

    assert (state(first), state(second)) == ("waiting", "offered")
    assert "They keep their place" in page
    assert "Is not asked until you say so" in page
    assert WHY in page
    leaves(full)
    tend_lists(NOW)
    assert state(first) == "waiting"
    seats = full.enrollments.occupying().count()
    assert seats == 1  # the second one's

    # Nor by themselves, past whoever took it back.
    with pytest.raises(KeptApart), transaction.atomic():
        claim_seat(full, member=first.member, hold_until=NOW + HOLD, now=NOW)
    step = words(desk.get(reverse("desk-entry", args=[full.slug, first.pk])))
    assert "The offer was taken back" in step

    assert "in their turn again" in words(ask_again(desk, first))

    assert state(first) == "offered"
    assert full.enrollments.occupying().count() == 2
    assert letters("seat-offered", first) == 1
    assert "That changed a moment ago" in words(ask_again(desk, first))


def test_whoever_does_not_stay_waits_no_longer(desk: Client, full: Cohort) -> None:
    first, second = waits(full), waits(full)
    leaves(full)

    page = words(take_back(desk, first, then="leaves"))

    assert (state(first), state(second)) == ("closed", "offered")
    assert "a coordinator took the offer back" in page
    tend_lists(NOW + HOUR)
    assert letters("waiting-over", first) == 0  # one letter says it, and not two
    assert letters("offer-taken-back", first) == 1
    assert waits(full, first.member).is_waiting  # they may join again


@pytest.mark.parametrize("discreet", [False, True])
@pytest.mark.parametrize("then", ["stays", "leaves"])
def test_the_letter_is_kind_and_never_says_why(
    desk: Client, full: Cohort, discreet: bool, then: str
) -> None:
    entry = waits(full, make_member(discreet=discreet))
    leaves(full)
    take_back(desk, entry, then=then)

    letter = delivered(to=entry.member.account.email)[-1]

    stays = then == "stays"
    for body in (" ".join(letter.text.split()), " ".join(letter.html.split())):
        assert ("You go on waiting, and you keep your place." in body) == stays
        assert ("You no longer wait for it." in body) != stays
        assert "You have not done anything wrong" in body.replace("\n", " ")
        assert "Agrimony" not in body
        assert (full.name in body) != discreet
        assert "/contact/" in body
    told = "What we had kept for you" if discreet else "The seat we offered you"
    assert told in letter.subject


def test_the_page_behind_the_old_letter_says_that_it_was_taken_back(
    desk: Client, full: Cohort
) -> None:
    first, second = waits(full), waits(full)
    leaves(full)
    first.refresh_from_db()
    assert first.seat is not None
    path = offer_path(first.seat)
    take_back(desk, first, then="stays")

    answer = Client().get(path)

    assert answer.status_code == 410
    assert "We had to take this offer back" in words(answer)
    assert "you keep your place" in words(answer)
    assert "Agrimony" not in words(answer)
    Client().post(path, {"answer": "no"})
    assert (state(first), state(second)) == ("waiting", "offered")


def test_whoever_did_not_know_of_the_offer_gets_no_letter(desk: Client, full: Cohort) -> None:
    first = waits(full)
    clock.move_to(NIGHT)
    leaves(full, now=NIGHT)
    assert letters("seat-offered", first) == 0

    take_back(desk, first, then="stays")

    tend_lists(NIGHT + DAY)
    assert state(first) == "waiting"
    assert (letters("seat-offered", first), letters("offer-taken-back", first)) == (0, 0)


def test_an_offer_that_was_answered_is_not_taken_back(desk: Client, full: Cohort) -> None:
    first = waits(full)
    leaves(full)
    claim_seat(full, member=first.member, hold_until=NOW + HOLD, now=NOW)

    page = words(take_back(desk, first, then="leaves"))

    assert "They answered a moment ago" in page
    assert state(first) == "accepted"
    assert full.enrollments.held().count() == 1
    assert not OfferTakenBack.objects.exists()


@pytest.mark.parametrize(
    ("reason", "then", "said"),
    [("", "stays", "Please say why"), (WHY, "", "Please choose whether they go on waiting")],
)
def test_nothing_is_taken_back_without_a_reason_and_a_choice(
    desk: Client, full: Cohort, reason: str, then: str, said: str
) -> None:
    first = waits(full)
    leaves(full)
    assert said in words(take_back(desk, first, then=then, reason=reason))
    assert state(first) == "offered"


def test_the_trail_and_the_record_have_who_and_the_reason_is_sealed(
    desk: Client, full: Cohort, coordinator: Account
) -> None:
    first = waits(full)
    leaves(full)
    take_back(desk, first, then="stays")

    entry = Entry.objects.get(act="waiting.taken_back")
    assert (entry.actor_id, entry.member_id) == (coordinator.pk, first.member_id)
    assert "Agrimony" not in str(list(Entry.objects.values_list("facts", flat=True)))
    taken = OfferTakenBack.objects.get()
    assert (taken.reason, taken.by, taken.stays) == (WHY, coordinator, True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM groups_offertakenback")
        assert "Agrimony" not in str(cursor.fetchall())
    record = reverse("account-record", args=[first.member_id])
    own = words(sign_in(Client(), first.member.account).get(record))
    assert "Took back a seat that was offered to you" in own
    assert "Agrimony" not in own


def test_nobody_but_coordinators_takes_an_offer_back_and_only_of_its_own_group(
    desk: Client, full: Cohort
) -> None:
    first = waits(full)
    leaves(full)
    for role in (Role.FACILITATOR, Role.MARKETER):
        client = sign_in(Client(), make_staff(role))
        assert take_back(client, first, then="leaves").status_code == 403
        assert ask_again(client, first).status_code == 403
    own = sign_in(Client(), first.member.account)
    assert take_back(own, first, then="leaves").status_code == 403
    other = make_cohort()
    make_session(other)
    make_enrollment(other)
    path = reverse("desk-take-back", args=[other.slug, first.pk])
    assert desk.post(path, {"reason": WHY, "stays": "leaves"}).status_code == 404
    assert state(first) == "offered"
