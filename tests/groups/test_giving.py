"""What leaders give: given, opened, done, on paper, taken back; who sees it, and who does not."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

import clock
from accounts.actions import choose_pin
from accounts.models import Account
from accounts.roles import Role
from audit.models import Entry
from courses.catalogue.queries import Resource
from groups.assigning.queries import seen_of_member, what_leaders_see
from groups.models import Assignment, Cohort, CohortLeader, Delivery, Enrollment
from tests.factories import NOW, make_enrollment, make_member, make_staff
from tests.groups.giving import (
    NEXT,
    ada,
    as_resource,
    bob,
    browser,
    cohort,
    desk,
    give,
    leader,
    make_sheet,
    olga,
    other,
    other_leader,
    page_of,
    sheet,
    text,
)
from tests.signin import sign_in

__all__ = ["ada", "bob", "cohort", "leader", "olga", "other", "other_leader", "sheet"]  # fixtures
pytestmark = pytest.mark.django_db


def form_of(answer: object) -> str:
    """The name of the form on a page."""
    return str(answer.context["form"]["form"].value())  # type: ignore[attr-defined]


def test_a_leader_gives_something_to_the_group_and_its_members_have_it(
    cohort: Cohort, ada: Enrollment, olga: Enrollment, leader: Account, sheet: Resource
) -> None:
    assert "Nothing was given to you yet" in text(browser(ada).get("/resources/"))
    own = browser(leader)
    address = desk("desk-give", cohort, "worksheet", sheet.ref)
    page = own.get(address)
    due = cohort.sessions.get(number=2)
    sent = {
        "form": form_of(page), "to": "all", "given": "now", "due": str(due.pk),
        "note": "Canary for you",
    }  # fmt: skip
    assert own.post(address, sent).status_code == 302
    assert own.post(address, sent).status_code == 302  # a second click
    given = Assignment.objects.get()
    mine = text(browser(ada).get("/resources/"))
    assert "Pebbles" in mine
    assert "For the session on Wednesday 2 September." in mine
    assert "Canary for you" in mine
    assert "What was it?" in text(browser(ada).get(page_of(given)))
    assert "1 thing your leaders gave you" in text(browser(ada).get("/today/"))
    # The other group has nothing of it, and another leader cannot give here.
    assert "Pebbles" not in text(browser(olga).get("/resources/"))
    assert browser(olga).get(page_of(given)).status_code == 404
    assert "your leaders gave you" not in text(browser(olga).get("/today/"))
    stranger = browser(olga.cohort.leaders.get().account)
    assert stranger.post(address, sent | {"form": str(uuid.uuid4())}).status_code == 404
    assert Assignment.objects.count() == 1


def test_the_word_beside_it_is_sealed_and_stands_nowhere_else(
    cohort: Cohort, ada: Enrollment, leader: Account, sheet: Resource
) -> None:
    give(cohort, sheet, by=leader, note="Canary for you")
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM groups_assignment")
        assert "Canary" not in cursor.fetchone()[0]
    office = browser(make_staff(Role.COORDINATOR))
    for address in (
        desk("desk-given", cohort),
        desk("desk-given", cohort) + "?csv=given",
        desk("desk-cohort", cohort),
        f"/desk/people/{ada.member_id}/",
    ):
        assert "Canary" not in text(office.get(address)), address
    assert all("Canary" not in f"{entry.act} {entry.facts}" for entry in Entry.objects.all())


def test_two_clicks_from_a_weeks_lesson_give_for_the_next_session(
    cohort: Cohort, ada: Enrollment, leader: Account, sheet: Resource
) -> None:
    own, address = browser(leader), desk("desk-give", cohort, "worksheet", sheet.ref)
    sent = {"form": str(uuid.uuid4()), "next": "1"}
    assert own.post(address, sent).status_code == 302
    assert own.post(address, sent).status_code == 302
    given = Assignment.objects.get()
    assert given.due_session == cohort.sessions.get(number=2)
    assert given.for_session is None
    assert own.get(desk("desk-given", cohort)).status_code == 200

    clock.move_to(NOW + timedelta(days=40))
    again = browser(leader).post(address, {"form": str(uuid.uuid4()), "next": "1"}, follow=True)
    assert "Nothing was given" in text(again)
    assert Assignment.objects.count() == 1


def test_what_does_not_fit_is_refused_with_a_sentence_and_nothing_is_given(
    cohort: Cohort, ada: Enrollment, olga: Enrollment, leader: Account, sheet: Resource
) -> None:
    own, address = browser(leader), desk("desk-give", cohort, "worksheet", sheet.ref)
    second, third = (str(cohort.sessions.get(number=number).pk) for number in (2, 3))
    foreign = str(olga.cohort.sessions.get(number=2).pk)
    good = {"form": str(uuid.uuid4()), "to": "all", "given": "now", "due": second}
    for wrong, said in (
        ({"given": third, "due": second}, "That is before it is given"),
        ({"due": foreign}, "That session is over or moved"),
        ({"given": foreign}, "That session is over or moved"),
        ({"to": str(olga.pk)}, "They take part no more"),
        ({"to": ""}, "Please choose who gets it"),
        ({"form": "x"}, "UUID"),
    ):
        answer = own.post(address, good | wrong)
        assert (answer.status_code, said in text(answer)) == (400, True), wrong
    assert not Assignment.objects.exists()
    assert own.post(address, good).status_code == 302
    assert Assignment.objects.count() == 1


def test_one_member_is_given_something_alone(
    cohort: Cohort, ada: Enrollment, bob: Enrollment, leader: Account, sheet: Resource
) -> None:
    give(cohort, sheet, by=leader, enrollment=ada)
    assert "Given to you alone" in text(browser(ada).get("/resources/"))
    assert "Pebbles" not in text(browser(bob).get("/resources/"))
    page = text(browser(leader).get(desk("desk-standing", cohort)))
    assert "not for them" in page
    record = text(browser(ada).get(f"/account/people/{ada.member_id}/record/"))
    assert "Gave you something to read or practise" in record
    record = text(browser(bob).get(f"/account/people/{bob.member_id}/record/"))
    assert "Gave you something" not in record


def test_opening_is_noted_once_and_looking_ahead_is_not_opening(
    cohort: Cohort, ada: Enrollment, leader: Account, sheet: Resource
) -> None:
    given = give(cohort, sheet, by=leader)
    own = browser(ada)
    own.get("/resources/")
    own.head(page_of(given))
    assert not Delivery.objects.exists()
    own.get(page_of(given))
    clock.move_to(NOW + timedelta(hours=3))
    own.get(page_of(given))
    row = Delivery.objects.get()
    assert row.opened_at is not None
    assert row.opened_at < NOW + timedelta(hours=1)
    assert row.done_at is None


def test_done_is_said_and_taken_back_and_blames_nobody(
    cohort: Cohort, ada: Enrollment, olga: Enrollment, leader: Account, sheet: Resource
) -> None:
    given = give(cohort, sheet, by=leader)
    own, address = browser(ada), f"{page_of(given)}done/"
    assert browser(olga).post(address, {"done": "yes"}).status_code == 404
    assert not Delivery.objects.exists()
    for _twice in range(2):
        assert own.post(address, {"done": "yes"}).status_code == 302
    page = text(own.get("/resources/"))
    assert "Done on Tuesday 1 September" in page
    assert "your leaders gave you" not in text(own.get("/today/"))
    assert "Done" in text(browser(leader).get(desk("desk-standing", cohort)))
    own.post(address, {"done": "no"})
    assert Delivery.objects.get().done_at is None
    page = own.get("/resources/").content.decode()
    assert "I have done it" in page
    assert "badge--error" not in page
    assert "overdue" not in page


def test_a_paper_copy_is_noted_for_one_and_for_all_and_taken_back(
    cohort: Cohort, ada: Enrollment, bob: Enrollment, olga: Enrollment, leader: Account,
    sheet: Resource,
) -> None:  # fmt: skip
    given = give(cohort, sheet, by=leader)
    own, address = browser(leader), desk("desk-given-paper", cohort, given.pk)
    own.post(address, {"to": str(ada.pk), "given": "yes"})
    assert Delivery.objects.get().member == ada.member
    assert "You got it on paper, too." in text(browser(ada).get("/resources/"))
    assert "on paper" not in text(browser(bob).get("/resources/"))
    said = text(own.post(address, {"to": "all", "given": "yes"}, follow=True))
    assert "Noted for one person." in said  # Ada had hers
    assert Delivery.objects.exclude(paper_at=None).count() == 2
    assert own.post(address, {"to": str(olga.pk), "given": "yes"}).status_code == 404
    assert own.post(address, {"to": "everybody"}).status_code == 404
    own.post(address, {"to": str(ada.pk), "given": "no"})
    assert Delivery.objects.exclude(paper_at=None).get().member == bob.member
    noted = Entry.objects.filter(act="resource.paper").values_list("member_id", flat=True)
    assert set(noted) == {ada.member_id, bob.member_id}


def test_members_see_exactly_what_their_leaders_see(
    cohort: Cohort, ada: Enrollment, bob: Enrollment, leader: Account, sheet: Resource
) -> None:
    """On the days of the group's wall: where Ada lives it is tomorrow already."""
    Account.objects.filter(pk=ada.member.account_id).update(time_zone="Pacific/Auckland")
    one = give(cohort, sheet, by=leader)
    give(cohort, as_resource(make_sheet("Shells")), by=leader, enrollment=bob)
    ahead = give(cohort, sheet, by=leader, for_session=cohort.sessions.get(number=2))
    give(cohort, sheet, by=leader, for_session=cohort.sessions.get(number=1), now=NOW)
    browser(ada).get(page_of(one))
    browser(ada).post(f"{page_of(one)}done/", {"done": "yes"})
    own = browser(leader)
    own.post(desk("desk-given-paper", cohort, one.pk), {"to": str(ada.pk)})
    rows = list(Assignment.objects.all())

    def handed_in(parts: object, sheets: object) -> dict[tuple[uuid.UUID, int], bool]:
        assert sheet.ref in sheets  # type: ignore[operator]
        return {(ada.pk, sheet.ref): True}

    theirs = what_leaders_see([ada, bob], rows, now=NOW, handed_in=handed_in)
    for part in (ada, bob):
        [(mine, seen)] = seen_of_member(part.member, now=NOW, handed_in=handed_in)
        assert (mine, seen) == (part, theirs[part.pk])
    assert any(line.handed_in for line in theirs[ada.pk])
    assert not any(line.handed_in for line in theirs[bob.pk])
    assert {line.title for line in theirs[ada.pk]} == {"Pebbles"}
    # And on the pages, in the same words.
    lists = text(browser(ada).get("/resources/seen/")).split('<ul class="standing">')[1:]
    mine_shown = [words.partition("</ul>")[0] for words in lists]
    for row in (one, ahead):
        page = text(own.get(desk("desk-given-one", cohort, row.pk)))
        shown = page[page.index("Ada</th>") :].split('<ul class="standing">')[1]
        assert shown.partition("</ul>")[0] in mine_shown
    assert "Shells" not in text(browser(ada).get("/resources/seen/"))


def test_coordinators_see_what_was_given_and_not_what_became_of_it(
    cohort: Cohort, ada: Enrollment, leader: Account, sheet: Resource
) -> None:
    given = give(cohort, sheet, by=leader)
    browser(ada).get(page_of(given))
    browser(ada).post(f"{page_of(given)}done/", {"done": "yes"})
    office = browser(make_staff(Role.COORDINATOR))
    page = text(office.get(desk("desk-given", cohort)))
    assert "Pebbles" in page
    assert "How it stands" not in page
    for answer in (office.get(desk("desk-given", cohort)),
                   office.get(desk("desk-given", cohort) + "?csv=standing"),
                   office.get(desk("desk-given", cohort) + "?csv=given")):  # fmt: skip
        assert "Opened" not in text(answer)
        assert "Done" not in text(answer)
    for name in ("desk-standing", "desk-given-one", "desk-given-back"):
        args = () if name == "desk-standing" else (given.pk,)
        assert office.get(desk(name, cohort, *args)).status_code == 403
    assert "Done" in text(browser(leader).get(desk("desk-standing", cohort)))


def test_another_leader_finds_nothing_and_changes_nothing(
    cohort: Cohort, ada: Enrollment, other_leader: Account, other: Cohort, leader: Account,
    sheet: Resource,
) -> None:  # fmt: skip
    given = give(cohort, sheet, by=leader)
    stranger = browser(other_leader)
    for slug in (cohort, other):  # neither by its group nor by their own
        for name in ("desk-given-one", "desk-given-back"):
            assert stranger.get(desk(name, slug, given.pk)).status_code == 404
        for name in ("desk-given-paper", "desk-given-back"):
            answer = stranger.post(desk(name, slug, given.pk), {"to": str(ada.pk)})
            assert answer.status_code == 404
    assert stranger.get(desk("desk-given", cohort)).status_code == 404
    assert stranger.get(desk("desk-standing", cohort)).status_code == 404
    given.refresh_from_db()
    assert given.in_force
    assert not Delivery.objects.exists()
    # Whoever leads it no more is a stranger, too.
    CohortLeader.objects.filter(cohort=cohort).delete()
    assert browser(leader).get(desk("desk-given-one", cohort, given.pk)).status_code == 404


def test_what_was_taken_back_is_gone_kindly_and_only_for_those_who_had_it(
    cohort: Cohort, ada: Enrollment, olga: Enrollment, leader: Account, sheet: Resource
) -> None:
    given = give(cohort, sheet, by=leader)
    own, address = browser(leader), desk("desk-given-back", cohort, given.pk)
    assert "Take it back?" in text(own.get(address))
    assert own.post(address).status_code == 302
    assert own.post(address).status_code == 404
    assert Entry.objects.filter(act="resource.withdrawn").count() == 1
    answer = browser(ada).get(page_of(given))
    assert (answer.status_code, "This was taken back" in text(answer)) == (410, True)
    assert browser(ada).post(f"{page_of(given)}done/").status_code == 410
    assert browser(olga).get(page_of(given)).status_code == 404
    assert "Pebbles" not in text(browser(ada).get("/resources/"))
    assert "Pebbles" not in text(browser(ada).get("/resources/seen/"))
    assert "Pebbles" not in text(own.get(desk("desk-given", cohort)))
    assert not Delivery.objects.exists()


def test_what_is_not_there_any_more_breaks_no_page(
    cohort: Cohort, ada: Enrollment, leader: Account
) -> None:
    gone, stays = make_sheet("Gone"), make_sheet("Stays")
    given = [give(cohort, as_resource(one), by=leader) for one in (gone, stays)]
    gone.delete()
    assert "Stays" in text(browser(ada).get("/resources/"))
    assert browser(ada).get(page_of(given[0])).status_code == 404
    assert browser(ada).get("/resources/seen/").status_code == 200
    own = browser(leader)
    for name in ("desk-given", "desk-standing"):
        assert "Not there any more" in text(own.get(desk(name, cohort)))
    assert own.get(desk("desk-given-one", cohort, given[0].pk)).status_code == 200
    assert own.get(desk("desk-given", cohort) + "?csv=given").status_code == 200


def test_people_who_share_an_account_are_each_given_their_own_behind_their_pin(
    cohort: Cohort, ada: Enrollment, leader: Account, sheet: Resource
) -> None:
    eve = make_member(ada.member.account, name="Eve")
    make_enrollment(cohort, eve, activated_at=NOW)
    choose_pin(ada.member, pin="1234", by=ada.member.account, now=NOW)
    choose_pin(eve, pin="5678", by=ada.member.account, now=NOW)
    given = give(cohort, sheet, by=leader, enrollment=ada)
    client = sign_in(Client(), ada.member.account)
    assert "Whose would you like to open?" in text(client.get("/resources/"))
    mine, hers = f"?person={ada.member_id}", f"?person={eve.pk}"
    pin = f"/account/people/{ada.member_id}/pin/"
    for address in ("/resources/", "/resources/seen/", page_of(given)):
        answer = client.get(address + mine)
        assert "Pebbles" not in text(answer)
        assert answer.status_code == 302
        pin = answer.headers["Location"].partition("?")[0]
    assert not Delivery.objects.exists()
    client.post(pin, {"pin": "1234"})
    assert "Pebbles" in text(client.get("/resources/" + mine))
    assert client.get(page_of(given) + mine).status_code == 200
    assert client.get("/resources/" + hers).status_code == 302  # her PIN is another


def test_the_file_of_how_it_stands_has_each_member_and_is_noted(
    cohort: Cohort, ada: Enrollment, bob: Enrollment, leader: Account, sheet: Resource
) -> None:
    given = give(cohort, sheet, by=leader)
    browser(bob).get(page_of(given))
    answer = browser(leader).get(desk("desk-standing", cohort) + "?csv=standing")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert [line.partition(",")[0].strip('"') for line in lines] == ["Member", "Ada", "Bob"]
    assert Entry.objects.filter(act="list.downloaded", actor_id=leader.pk).count() == 1


def test_a_session_in_the_future_is_still_to_come_for_leaders(
    cohort: Cohort, ada: Enrollment, leader: Account, sheet: Resource
) -> None:
    give(cohort, sheet, by=leader, for_session=cohort.sessions.get(number=2))
    assert "still to come" in text(browser(leader).get(desk("desk-standing", cohort)))
    assert "To be delivered on Wednesday 2 September" in text(browser(ada).get("/resources/seen/"))
    clock.move_to(NEXT + timedelta(hours=2))
    assert "still to come" not in text(browser(leader).get(desk("desk-standing", cohort)))
