"""A member fills in a worksheet: begun from a lesson, saved once, never lost, nobody else's."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import clock
from accounts.models import Account, Member
from courses.answers.actions import begin_answer
from courses.answers.models import Answer as Filled
from courses.models import Worksheet
from groups.handing.doors import also_open
from groups.models import Enrollment
from tests.factories import make_account, make_enrollment, make_member
from tests.groups.lessons import lesson_path
from tests.groups.sheets import (
    CANARY,
    QUESTIONS,
    WORDS,
    ada,
    bob,
    by_script,
    cohort,
    desk,
    fill,
    filled,
    leader,
    own,
    part,
    save,
    sent,
    sheet_of,
    worksheet,
)
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
__all__ = [
    "ada", "bob", "cohort", "desk", "filled", "leader", "own", "part", "worksheet",
]  # fmt: skip


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, (name, answer.status_code)
    return " ".join(answer.content.decode().split())


# --- beginning ------------------------------------------------------------------------------------
def test_a_sheet_is_begun_from_its_lesson_and_once(
    own: Client, ada: Member, part: Enrollment, worksheet: Worksheet
) -> None:
    lesson = own.get(lesson_path(part, name="worksheet")).content.decode()
    begin = reverse("sheet-begin", args=[part.pk, worksheet.pk])
    assert f'action="{begin}"' in lesson
    assert "Fill it in here" in page(own, "sheet-begin", part.pk, worksheet.pk)
    assert Filled.objects.count() == 0
    first, second = own.post(begin), own.post(begin)
    answer = Filled.objects.get()
    assert first["Location"] == second["Location"] == reverse("sheet", args=[answer.pk])
    assert (answer.member, answer.questions) == (ada, QUESTIONS)
    shown = page(own, "sheet", answer.pk)
    for question in QUESTIONS:
        assert question["label"] in shown


def test_only_what_may_be_read_can_be_begun(
    own: Client, part: Enrollment, bob: Member, worksheet: Worksheet
) -> None:
    def begun(client: Client, *args: object) -> int:
        return client.post(reverse("sheet-begin", args=args)).status_code

    assert begun(own, part.pk, worksheet.pk) == 302
    # Its lesson opens next week.
    assert begun(own, part.pk, sheet_of("tide").pk) == 404
    assert begun(own, part.pk, 1_000_000) == 404
    assert begun(own, uuid.uuid4(), worksheet.pk) == 404
    # Bob takes no part; Ada's part is not his.
    assert begun(sign_in(Client(), bob.account), part.pk, worksheet.pk) == 404
    assert Filled.objects.count() == 1


def test_what_was_given_to_somebody_may_be_begun_as_well(
    own: Client, ada: Member, part: Enrollment
) -> None:
    tide, given = sheet_of("tide"), set[int]()
    also_open(lambda member: given if member == ada else ())
    begin = reverse("sheet-begin", args=[part.pk, tide.pk])
    assert own.post(begin).status_code == 404
    given.add(tide.pk)
    assert own.post(begin).status_code == 302
    other = make_enrollment(part.cohort)
    foreign = sign_in(Client(), other.member.account)
    assert foreign.post(reverse("sheet-begin", args=[other.pk, tide.pk])).status_code == 404
    given.clear()


def test_begun_anew_leaves_what_there_is(
    own: Client, part: Enrollment, filled: Filled, worksheet: Worksheet
) -> None:
    begin = reverse("sheet-begin", args=[part.pk, worksheet.pk])
    assert own.post(begin)["Location"] == reverse("sheet", args=[filled.pk])
    anew = [own.post(begin, {"anew": "yes"})["Location"] for _ in range(2)]
    assert anew[0] == anew[1] != reverse("sheet", args=[filled.pk])
    assert Filled.objects.count() == 2


# --- saving ---------------------------------------------------------------------------------------
def test_every_kind_is_saved_and_stands_on_the_page_again(
    own: Client, ada: Member, part: Enrollment, worksheet: Worksheet
) -> None:
    answer = begin_answer(ada, worksheet, now=clock.now())
    assert save(own, answer, **CANARY).status_code == 302
    answer.refresh_from_db()
    assert answer.answers == (
        "Canary of the text",
        ("Canary of the list", "Canary of its end"),
        "7",
        "42",
        ("Anchor",),
        ("A", "B"),
        (
            ("8", "", ""), ("", "yes", ""), ("", "", "Canary of the week"),
            *((("", "", ""),) * 4),
        ),
        "yes",
        (("", "Canary of the table"), ("", "")),
        ("", "Canary of the step"),
        "2026-09-12",
    )  # fmt: skip
    shown = page(own, "sheet", answer.pk)
    for words in WORDS:
        assert words in shown
    assert 'value="2026-09-12"' in shown
    assert 'name="a2" value="7" checked' in shown
    # What is taken away again is gone.
    assert save(own, answer, a0="Only this").status_code == 302
    now = Filled.objects.get()
    assert now.answers[0] == "Only this"
    assert now.answers[4] == ()


def test_sealed_words_stand_nowhere_in_the_table(filled: Filled) -> None:
    stored = Filled.objects.filter(pk=filled.pk).values().get()
    assert "Canary" not in str({name: str(value) for name, value in stored.items()})
    assert "Canary" in str(Filled.objects.get().answers)


def test_ten_replays_of_a_save_change_nothing(own: Client, filled: Filled) -> None:
    form = sent(filled, a0="Once") | {"stroke": "3"}
    address = reverse("sheet", args=[filled.pk])
    script = {"Accept": "application/json"}
    told = [own.post(address, form, headers=script).json() for _ in range(11)]
    assert {one["state"] for one in told} == {"saved"}
    assert len({one["mark"] for one in told}) == 1
    filled.refresh_from_db()
    assert (filled.edits, filled.answers[0]) == (2, "Once")
    # An earlier stroke of the same page that comes late is known, too.
    late = own.post(address, form | {"stroke": "2", "a0": "Before"}, headers=script)
    assert late.json()["state"] == "saved"
    # And so is what another page has written over since.
    filled.refresh_from_db()
    assert by_script(own, filled, a0="Later").json()["state"] == "saved"
    assert own.post(address, form, headers=script).json()["state"] == "saved"
    filled.refresh_from_db()
    assert filled.answers[0] == "Later"
    assert Filled.objects.count() == 1


def test_two_pages_at_once_lose_nothing_and_one_goes_on_beside(own: Client, filled: Filled) -> None:
    here, there = (sent(filled) | {"a0": words} for words in ("Here", "There"))
    address = reverse("sheet", args=[filled.pk])
    script = {"Accept": "application/json"}
    assert own.post(address, here, headers=script).status_code == 200
    apart = own.post(address, there, headers=script)
    assert (apart.status_code, apart.json()["state"]) == (409, "apart")
    assert own.post(address, there, headers=script).json()["mark"] == apart.json()["mark"]
    # The page goes on with its own, wherever it sends it.
    more = there | {"a0": "There, and more", "stroke": "2", "goes_on": apart.json()["mark"]}
    assert own.post(address, more, headers=script).status_code == 409
    again = more | {"a0": "There, and even more", "stroke": "3"}
    assert own.post(apart.json()["url"], again, headers=script).json()["state"] == "saved"
    texts = sorted(str(one.answers[0]) for one in Filled.objects.all())
    assert texts == ["Here", "There, and even more"]
    beside = Filled.objects.get(beside=filled)
    assert f'href="{reverse("sheet", args=[beside.pk])}"' in page(own, "sheet", filled.pk)
    own.post(reverse("sheet-both", args=[filled.pk]))
    assert "written in two places" not in page(own, "sheet", filled.pk)
    assert Filled.objects.count() == 2


def test_the_same_words_from_two_pages_are_one_sheet(own: Client, filled: Filled) -> None:
    address = reverse("sheet", args=[filled.pk])
    for _ in range(2):
        assert own.post(address, sent(filled, a0="Same")).status_code == 302
    assert Filled.objects.count() == 1


def test_without_a_script_the_way_back_and_a_second_press_lose_nothing(
    own: Client, filled: Filled
) -> None:
    """A page without a script does not count its strokes."""
    form = sent(filled, a0="First") | {"stroke": "0"}
    address = reverse("sheet", args=[filled.pk])
    for _ in range(2):
        assert own.post(address, form)["Location"] == address
    assert own.post(address, form | {"a0": "Went back"})["Location"] == address
    filled.refresh_from_db()
    assert filled.answers[0] == "Went back"
    save(own, filled, a0="Another page")
    elsewhere = own.post(address, form | {"a0": "And back once more"})
    assert elsewhere["Location"] != address
    assert sorted(str(one.answers[0]) for one in Filled.objects.all()) == [
        "And back once more",
        "Another page",
    ]


BAD: list[tuple[dict[str, Any], str]] = [
    ({"a0": "x" * 4001}, "Question 1: 4001 letters are more than the 4000 that fit."),
    ({"a1": "\n".join("ab" * 20)}, "Question 2: a list has 30 lines at most, and this one has 40."),
    ({"a2": "eleven"}, "Question 3: please give a whole number from 0 to 10, not “eleven”."),
    ({"a2": "11"}, "from 0 to 10, not “11”."),
    ({"a3": "١٢"}, "Question 4: please give a whole number from 0 to 100"),
    ({"a4": "Harbour"}, "Question 5: “Harbour” is none of its answers."),
    ({"a4": ["Tide", "Anchor"]}, "Question 5: please choose one of its answers."),
    ({"a6-0-0": "13"}, "Question 7: please give a whole number from 0 to 12"),
    ({"a6-0-1": "perhaps"}, "Question 7: this can be ticked or left open"),
    ({"a6-0-2": "x" * 501}, "Question 7: 501 letters are more than the 500 that fit."),
    ({"a7": "on"}, "Question 8: this can be ticked or left open"),
    ({"a9-0": "x" * 4001}, "Question 10: 4001 letters"),
    ({"a10": "tomorrow"}, "Question 11: please give a day such as 2026-12-31, not “tomorrow”."),
    ({"a10": "2026-02-30"}, "not “2026-02-30”."),
]


@pytest.mark.parametrize(("wrong", "says"), BAD)
def test_an_answer_of_another_kind_is_told_and_no_word_is_lost(
    own: Client, filled: Filled, wrong: dict[str, Any], says: str
) -> None:
    before = filled.words
    form = {"a8-0-0": "Kept beside it"} | wrong
    refused = save(own, filled, **form)
    shown = " ".join(refused.content.decode().split())
    assert refused.status_code == 400
    assert says in shown
    assert "Kept beside it" in shown
    told = by_script(own, filled, **form)
    assert (told.status_code, told.json()["state"]) == (400, "refused")
    assert says in " ".join([told.json()["words"], *told.json()["problems"].values()])
    filled.refresh_from_db()
    assert (filled.words, filled.edits) == (before, 1)


def test_a_form_that_nobody_can_read_saves_nothing_and_gives_all_back(
    own: Client, filled: Filled
) -> None:
    for broken in ({"pen": "none"}, {"stroke": "-1"}, {"stroke": "much"}, {"goes_on": "x" * 99}):
        answer = save(own, filled, a0="Still here", **broken)
        assert answer.status_code == 400
        assert "Still here" in answer.content.decode()
    filled.refresh_from_db()
    assert filled.edits == 1


def test_a_sheet_that_changes_under_the_pen_keeps_its_questions(
    own: Client, part: Enrollment, filled: Filled, worksheet: Worksheet
) -> None:
    newer = [{"key": "new", "kind": "text", "label": "Something new?"}]
    Worksheet.objects.filter(pk=worksheet.pk).update(questions=newer, title="Newer")
    shown = page(own, "sheet", filled.pk)
    assert "This sheet has a newer version." in shown
    assert "What happened?" in shown
    assert by_script(own, filled, **(CANARY | {"a0": "Went on"})).json()["state"] == "saved"
    filled.refresh_from_db()
    assert filled.answers[:2] == ("Went on", ("Canary of the list", "Canary of its end"))
    begin = reverse("sheet-begin", args=[part.pk, worksheet.pk])
    assert f'action="{begin}"' in shown
    anew = own.post(begin, {"anew": "yes"})
    assert "Something new?" in own.get(anew["Location"]).content.decode()
    assert "Canary of the list" in page(own, "sheet", filled.pk)


def test_a_deleted_worksheet_leaves_what_was_answered(own: Client, filled: Filled) -> None:
    Filled.objects.filter(pk=filled.pk).update(worksheet=None)
    assert "Canary of the text" in page(own, "sheet", filled.pk)
    assert save(own, filled, a0="Still written").status_code == 302


# --- the list, the end ----------------------------------------------------------------------------
def test_the_list_tells_what_is_open_and_what_is_done(
    own: Client, ada: Member, filled: Filled
) -> None:
    assert "Begun" in page(own, "sheets")
    assert save(own, filled, then="done", **CANARY).status_code == 302
    done = page(own, "sheets")
    assert "Done" in done
    assert "Begun" not in done
    assert save(own, filled, then="open", **CANARY).status_code == 302
    assert "Begun" in page(own, "sheets")


def test_a_sheet_is_deleted_after_asking(own: Client, filled: Filled) -> None:
    assert "Delete this worksheet?" in page(own, "sheet-delete", filled.pk)
    assert Filled.objects.exists()
    assert own.post(reverse("sheet-delete", args=[filled.pk])).status_code == 302
    assert not Filled.objects.exists()
    assert own.get(reverse("sheet", args=[filled.pk])).status_code == 404


def test_a_filled_sheet_is_a_pdf_for_its_member_alone(
    own: Client, bob: Member, filled: Filled
) -> None:
    address = reverse("sheet-paper", args=[filled.pk])
    for query in ("", "?empty=yes"):
        answer = own.get(address + query)
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Cache-Control"] == "no-store"
        assert answer.content.startswith(b"%PDF")
    assert sign_in(Client(), bob.account).get(address).status_code == 404


# --- whose it is ----------------------------------------------------------------------------------
def test_nobody_else_reads_or_writes_it(bob: Member, desk: Client, filled: Filled) -> None:
    strangers = [sign_in(Client(), bob.account), desk]
    for name in ("sheet", "sheet-paper", "sheet-delete", "sheet-hand-in"):
        for client in strangers:
            address = reverse(name, args=[filled.pk])
            assert client.get(address).status_code == 404, name
            assert client.post(address, sent(filled, a0="Mine")).status_code in {404, 405}, name
    filled.refresh_from_db()
    assert filled.answers[0] == "Canary of the text"


def test_whoever_is_signed_out_gets_every_word_back(own: Client, filled: Filled) -> None:
    back = save(Client(), filled, a0="Written on a train")
    assert back.status_code == 403
    assert 'value="Written on a train"' in back.content.decode()
    told = by_script(Client(), filled, a0="Written on a train")
    assert (told.status_code, told.json()["state"]) == (403, "sign-in")
    filled.refresh_from_db()
    assert filled.edits == 1


def test_people_who_share_an_account_show_their_pin(
    own: Client, ada: Member, part: Enrollment, filled: Filled, worksheet: Worksheet
) -> None:
    make_member(ada.account, name="Cleo")
    opened = own.get(reverse("sheet", args=[filled.pk]))
    pin = reverse("account-pin", args=[ada.pk])
    assert opened["Location"].startswith(pin)
    assert own.post(reverse("sheet-begin", args=[part.pk, worksheet.pk]))["Location"].startswith(
        pin
    )
    back = save(own, filled, a0="Nobody else’s")
    assert (back.status_code, "Nobody else’s" in back.content.decode()) == (403, True)
    assert pin in by_script(own, filled, a0="x").json()["url"]
    assert "Whose worksheets" in page(own, "sheets")
    sign = own.post(pin, {"pin": "2468", "again": "2468"})
    assert sign.status_code == 302
    assert "Canary of the text" in page(own, "sheet", filled.pk)


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_as_much_for_three_sheets_as_for_one(
    own: Client,
    ada: Member,
    part: Enrollment,
    worksheet: Worksheet,
    rows: int,
    django_assert_num_queries: Any,
) -> None:
    for _ in range(rows):
        one = fill(ada, worksheet)
        Filled.objects.filter(pk=one.pk).update(done_at=clock.now())
    page(own, "sheets")
    with django_assert_num_queries(7):
        page(own, "sheets")
    with django_assert_num_queries(9):
        page(own, "sheet", one.pk)


def test_an_account_without_a_person_is_told_kindly(db: None, cohort: Any) -> None:
    client = sign_in(Client(), make_account("new@example.org"))
    assert "Nobody is here yet" in page(client, "sheets")


def test_leaders_of_another_group_have_no_way_in(leader: Account, filled: Filled) -> None:
    other = make_enrollment(filled.member.enrollments.get().cohort)
    client = sign_in(Client(), other.member.account)
    assert client.get(reverse("sheet", args=[filled.pk])).status_code == 404
