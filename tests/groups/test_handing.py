"""A worksheet in the leaders' hands: what they read, who has seen it, what is said, taken back."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import clock
from accounts.models import Account, Member
from accounts.roles import Role
from audit.models import Entry
from courses.answers.models import Answer as Filled
from courses.models import LessonIndexPage, Worksheet
from groups.handing.models import HandedInComment
from groups.handing.queries import handed_in, new_for
from groups.models import Cohort, CohortLeader, Enrollment, HandedIn
from groups.seats.actions import remove_member
from tests.answers import Answer
from tests.factories import make_account, make_cohort, make_enrollment, make_member, make_staff
from tests.groups.rows import TELLING
from tests.groups.sheets import (
    CANARY,
    WORDS,
    ada,
    bob,
    cohort,
    desk,
    fill,
    filled,
    give,
    leader,
    own,
    part,
    save,
    worksheet,
)
from tests.letters import delivered
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
__all__ = [
    "ada", "bob", "cohort", "desk", "filled", "leader", "own", "part", "worksheet",
]  # fmt: skip


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, (name, answer.status_code)
    return " ".join(answer.content.decode().split())


def comment(words: str, **fields: Any) -> dict[str, Any]:
    return {"filling": str(uuid.uuid4()), "words": words} | fields


def hand(client: Client, answer: Filled, part: Enrollment) -> Answer:
    """As the member does it on the page that asks."""
    return client.post(reverse("sheet-hand-in", args=[answer.pk]), {"part": str(part.pk)})


def acts(member: Member) -> list[str]:
    found = Entry.objects.filter(member_id=member.pk, act__startswith="sheet.")
    return list(found.order_by("pk").values_list("act", flat=True))


# --- handing in -----------------------------------------------------------------------------------
def test_leaders_read_a_sheet_when_it_was_handed_in_and_not_before(
    own: Client, desk: Client, ada: Member, cohort: Cohort, part: Enrollment, filled: Filled
) -> None:
    assert "There is nothing to read" in page(desk, "lead-sheets", cohort.slug)
    then = save(own, filled, then="hand-in", **CANARY)
    asks = then["Location"]
    assert asks == reverse("sheet-hand-in", args=[filled.pk])
    shown = own.get(asks).content.decode()
    assert "Ingrid" in shown
    assert "Canary of the text" in shown
    assert not HandedIn.objects.exists()
    assert hand(own, filled, part).status_code == 302
    row = HandedIn.objects.get()
    listed = page(desk, "lead-sheets", cohort.slug)
    assert "Harbour sheet" in listed
    assert "Ada" in listed
    assert "Canary" not in listed
    read = page(desk, "lead-sheet", cohort.slug, row.pk)
    for words in WORDS:
        assert words in read
    assert "With my leaders" in page(own, "sheets")
    assert acts(ada) == ["sheet.handed_in", "sheet.read"]


def test_what_leaders_read_changes_only_when_it_is_handed_in_again(
    own: Client, desk: Client, cohort: Cohort, part: Enrollment, filled: Filled
) -> None:
    row = give(filled, part)
    page(desk, "lead-sheet", cohort.slug, row.pk)
    assert "New" not in page(desk, "lead-sheets", cohort.slug)
    assert save(own, filled, a0="Written later").status_code == 302
    assert "Written later" not in page(desk, "lead-sheet", cohort.slug, row.pk)
    assert "You have written on it since." in page(own, "sheet", filled.pk)
    hand(own, filled, part)
    row.refresh_from_db()
    assert row.version == 2
    assert "New" in page(desk, "lead-sheets", cohort.slug)
    assert "opened it on" not in page(own, "sheet", filled.pk)
    assert "Written later" in page(desk, "lead-sheet", cohort.slug, row.pk)
    # The very same once more is no other version.
    hand(own, filled, part)
    row.refresh_from_db()
    assert row.version == 2


def test_the_member_sees_who_opened_it_and_when(
    own: Client, desk: Client, cohort: Cohort, part: Enrollment, filled: Filled
) -> None:
    row = give(filled, part)
    assert "opened it on" not in page(own, "sheet", filled.pk)
    for _ in range(2):
        page(desk, "lead-sheet", cohort.slug, row.pk)
    assert page(own, "sheet", filled.pk).count("Ingrid opened it on") == 1
    record = page(own, "account-record", filled.member_id)
    assert "Opened a worksheet that you handed in" in record


def test_an_empty_sheet_is_not_handed_in_and_neither_to_a_foreign_group(
    own: Client, cohort: Cohort, part: Enrollment, filled: Filled
) -> None:
    other = make_enrollment(make_cohort(), filled.member)
    foreign = make_enrollment(make_cohort())
    gone = make_enrollment(make_cohort(), filled.member, state="removed")
    for wrong in (str(foreign.pk), str(gone.pk), "none", ""):
        address = reverse("sheet-hand-in", args=[filled.pk])
        assert own.post(address, {"part": wrong}).status_code == 404
    assert save(own, filled).status_code == 302
    hand(own, filled, part)
    assert not HandedIn.objects.exists()
    filled.refresh_from_db()
    save(own, filled, a0="Something")
    hand(own, filled, other)
    assert HandedIn.objects.get().enrollment == other


def test_taken_back_it_is_gone_from_the_leaders_at_once_and_comments_stay(
    own: Client, desk: Client, cohort: Cohort, part: Enrollment, filled: Filled
) -> None:
    row = give(filled, part)
    here = reverse("lead-sheet", args=[cohort.slug, row.pk])
    desk.post(here, comment("Canary of a comment"))
    own.post(reverse("sheet-take-back", args=[row.pk]))
    assert desk.get(here).status_code == 404
    late = desk.post(here, comment("Late"))
    assert late.status_code == 409
    told = late.content.decode()
    assert "Late" in told
    assert "were not sent" in told
    assert "Canary" not in told
    never = reverse("lead-sheet", args=[cohort.slug, uuid.uuid4()])
    assert desk.post(never, comment("Late")).status_code == 404
    assert [one.words for one in row.comments.all()] == ["Canary of a comment"]
    assert "There is nothing to read" in page(desk, "lead-sheets", cohort.slug)
    row.refresh_from_db()
    assert row.words == ""
    mine = page(own, "sheet", filled.pk)
    assert "Canary of a comment" in mine
    assert "Canary of the text" in mine
    refused = own.post(reverse("sheet-reply", args=[row.pk]), comment("To nobody"))
    assert (refused.status_code, "To nobody" in refused.content.decode()) == (400, True)
    # Handed in again it is theirs again.
    hand(own, filled, part)
    assert "Canary of the text" in desk.get(here).content.decode()


def test_leaving_the_group_ends_it(
    desk: Client, leader: Account, cohort: Cohort, part: Enrollment, filled: Filled
) -> None:
    row = give(filled, part)
    assert desk.get(reverse("lead-sheet", args=[cohort.slug, row.pk])).status_code == 200
    remove_member(part, reason="left", now=clock.now(), by=leader.pk)
    assert desk.get(reverse("lead-sheet", args=[cohort.slug, row.pk])).status_code == 404
    assert "Harbour sheet" not in page(desk, "lead-sheets", cohort.slug)


def test_a_sheet_that_is_deleted_is_gone_for_leaders_too(
    own: Client, desk: Client, cohort: Cohort, part: Enrollment, filled: Filled
) -> None:
    row = give(filled, part)
    assert "Your leaders, who have it now" in page(own, "sheet-delete", filled.pk)
    own.post(reverse("sheet-delete", args=[filled.pk]))
    assert desk.get(reverse("lead-sheet", args=[cohort.slug, row.pk])).status_code == 404


# --- comments -------------------------------------------------------------------------------------
def test_leaders_and_member_write_to_each_other_and_each_word_once(
    own: Client, desk: Client, ada: Member, cohort: Cohort, part: Enrollment, filled: Filled
) -> None:
    row = give(filled, part)
    here = reverse("lead-sheet", args=[cohort.slug, row.pk])
    said, replied = comment("Well seen.\nTruly."), comment("Thank you")
    for _ in range(10):
        assert desk.post(here, said).status_code == 302
    assert "Something new to read" in page(own, "sheets")
    assert "Well seen.<br>Truly." in page(own, "sheet", filled.pk)
    assert "Something new to read" not in page(own, "sheets")
    for _ in range(10):
        assert own.post(reverse("sheet-reply", args=[row.pk]), replied).status_code == 302
    assert "answered" in page(desk, "lead-sheets", cohort.slug)
    assert "Thank you" in page(desk, "lead-sheet", cohort.slug, row.pk)
    assert "answered" not in page(desk, "lead-sheets", cohort.slug)
    assert HandedInComment.objects.count() == 2
    stored = str(list(HandedInComment.objects.values()))
    assert "Well seen" not in stored


@pytest.mark.parametrize("words", ["", " \n ", "x" * 2001, "\u200b"])
def test_a_comment_that_cannot_be_is_told_and_given_back(
    own: Client, desk: Client, cohort: Cohort, part: Enrollment, filled: Filled, words: str
) -> None:
    row = give(filled, part)
    addresses = [
        (desk, reverse("lead-sheet", args=[cohort.slug, row.pk])),
        (own, reverse("sheet-reply", args=[row.pk])),
    ]
    for client, address in addresses:
        answer = client.post(address, comment(words))
        assert answer.status_code == 400
        assert words.strip("\u200b \n") in answer.content.decode()
    assert not HandedInComment.objects.exists()


def test_one_discreet_letter_says_that_there_is_something_to_read(
    own: Client, desk: Client, ada: Member, cohort: Cohort, part: Enrollment, filled: Filled
) -> None:
    row = give(filled, part)
    here = reverse("lead-sheet", args=[cohort.slug, row.pk])
    desk.post(here, comment("Canary of the first"))
    desk.post(here, comment("Canary of the second"))
    [letter] = delivered(to=ada.account.email)
    assert reverse("sheet", args=[filled.pk]) in letter.text
    assert "Canary" not in letter.subject + letter.text
    assert "Harbour" not in letter.subject + letter.text
    # Read, the next one is told of again; read before its letter left, it is not.
    page(own, "sheet", filled.pk)
    clock.move_to(clock.now() + timedelta(hours=1))
    desk.post(here, comment("Canary of the third"))
    page(own, "sheet", filled.pk)
    assert len(delivered(to=ada.account.email)) == 1
    Member.objects.filter(pk=ada.pk).update(discreet=True)
    desk.post(here, comment("Canary of the fourth"))
    letter = delivered(to=ada.account.email)[-1]
    told = f"{letter.subject} {letter.text}".lower()
    assert [word for word in TELLING if word in told.replace("support numbers", "")] == []


# --- whose it is ----------------------------------------------------------------------------------
def test_nobody_but_the_leaders_of_that_group_reads_it(
    leader: Account, bob: Member, cohort: Cohort, part: Enrollment, filled: Filled
) -> None:
    row = give(filled, part)
    other = make_staff(Role.FACILITATOR)
    elsewhere = make_cohort(leader=other)
    make_enrollment(cohort, bob)
    here = reverse("lead-sheet", args=[cohort.slug, row.pk])
    through = reverse("lead-sheet", args=[elsewhere.slug, row.pk])
    for account, address, status in (
        (other, here, 404),
        (other, through, 404),
        (leader, through, 404),
        (bob.account, here, 403),
        (make_staff(Role.COORDINATOR), here, 403),
        (make_account("root@example.org", is_superuser=True), here, 403),
        (leader, here, 200),
    ):
        answer = sign_in(Client(), account).get(address)
        assert answer.status_code == status
        assert ("Canary" in answer.content.decode()) is (status == 200)


def test_nobody_else_takes_it_back_or_answers(
    bob: Member, desk: Client, cohort: Cohort, part: Enrollment, filled: Filled
) -> None:
    row = give(filled, part)
    for client in (sign_in(Client(), bob.account), desk):
        for name in ("sheet-take-back", "sheet-reply"):
            answer = client.post(reverse(name, args=[row.pk]), comment("Mine"))
            assert answer.status_code == 404
    row.refresh_from_db()
    assert row.taken_back_at is None
    signed_out = Client().post(reverse("sheet-reply", args=[row.pk]), comment("On a train"))
    assert (signed_out.status_code, "On a train" in signed_out.content.decode()) == (403, True)


# --- numbers, and the seam ------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [1, 3])
def test_the_leaders_list_asks_as_much_for_three_as_for_one(
    desk: Client,
    cohort: Cohort,
    worksheet: Worksheet,
    rows: int,
    django_assert_num_queries: Any,
) -> None:
    for _ in range(rows):
        part = make_enrollment(cohort, make_member())
        row = give(fill(part.member, worksheet), part)
        desk.post(reverse("lead-sheet", args=[cohort.slug, row.pk]), comment("Read"))
    page(desk, "lead-sheets", cohort.slug)
    with django_assert_num_queries(6):
        page(desk, "lead-sheets", cohort.slug)
    with django_assert_num_queries(15):
        page(desk, "lead-sheet", cohort.slug, row.pk)


def test_the_state_of_a_sheet_by_part_and_worksheet(
    desk: Client,
    leader: Account,
    cohort: Cohort,
    part: Enrollment,
    filled: Filled,
    worksheet: Worksheet,
    django_assert_num_queries: Any,
) -> None:
    row = give(filled, part)
    with django_assert_num_queries(1):
        told = handed_in([part.pk, uuid.uuid4()], [worksheet.pk, 99])
    assert told.keys() == {(part.pk, worksheet.pk)}
    state = told[part.pk, worksheet.pk]
    assert (state.handed_in_id, state.seen, state.comments) == (row.pk, False, 0)
    assert new_for([cohort.pk], reader=leader) == {cohort.pk: 1}
    assert "1 worksheet was handed in" in page(desk, "today")
    desk.post(reverse("lead-sheet", args=[cohort.slug, row.pk]), comment("Read"))
    page(desk, "lead-sheet", cohort.slug, row.pk)
    state = handed_in([part.pk], [worksheet.pk])[part.pk, worksheet.pk]
    assert (state.seen, state.comments) == (True, 1)
    assert new_for([cohort.pk], reader=leader) == {}
    assert "was handed in" not in page(desk, "today")
    co_leader = make_staff(Role.FACILITATOR)
    CohortLeader.objects.create(cohort=cohort, account=co_leader, part=CohortLeader.Part.CO_LEADER)
    assert new_for([cohort.pk], reader=co_leader) == {cohort.pk: 1}


def test_a_group_without_a_sheet_is_told_so(shelf: LessonIndexPage, desk: Client) -> None:
    slug = Cohort.objects.get().slug
    assert "There is nothing to read at present" in page(desk, "lead-sheets", slug)
