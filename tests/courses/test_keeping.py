"""Keeping a card: every word is kept or handed back, whatever is in the way."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import clock
from accounts.actions import choose_pin
from accounts.models import Member
from courses.kept.actions import MOST_CARDS
from courses.kept.answers import MOST_LETTERS, MOST_LINES
from courses.kept.queries import answers_of
from courses.models import KeptCard, Skill
from tests.courses.cards import (
    KEEP,
    WORDS,
    ada,
    bob,
    browser,
    by_hand,
    by_script,
    holds,
    keep,
    page_of,
    skill,
    text_of,
)
from tests.factories import NOW, make_account, make_member
from tests.signin import sign_in

__all__ = ["ada", "bob", "skill"]  # fixtures
pytestmark = pytest.mark.django_db


def test_what_the_exercise_does_not_ask_any_more_is_kept_too(
    skill: Skill, ada: Member, bob: Member
) -> None:
    gone = {"an-old-question": "An old answer", "where-is-it-calm": "Here"}
    assert answers_of(keep(ada, by_script(gone))) == gone
    assert answers_of(keep(bob, by_hand(gone, exercise="long-gone"))) == gone
    asked = [(one.key, one.prompt) for one in KeptCard.objects.get(member=ada).answered]
    assert asked == [
        ("where-is-it-calm", "Where is it calm?"),
        ("an-old-question", "An old question"),
    ]


@pytest.mark.parametrize(
    ("field", "most"),
    [
        ({"where-is-it-calm": "x" * MOST_LETTERS}, True),
        ({"where-is-it-calm": "x" * (MOST_LETTERS + 1)}, False),
        ({"where-is-it-calm": "x" * 100_000}, False),
        ({"who-could-come-along": ["Wilhelmina"] * MOST_LINES}, True),
        ({"who-could-come-along": ["Wilhelmina"] * (MOST_LINES + 1)}, False),
        ({"who-could-come-along": ["x" * (MOST_LETTERS + 1)]}, False),
        ({"an-old-question": ["Wilhelmina"] * (MOST_LINES + 1)}, False),
        ({f"old-{number}": "x" * MOST_LETTERS for number in range(14)}, True),
        ({f"old-{number}": "x" * MOST_LETTERS for number in range(15)}, False),
        ({f"old-{number}": "ж" * MOST_LETTERS for number in range(8)}, False),
    ],
)
@pytest.mark.parametrize("form", [by_script, by_hand])
def test_too_much_is_handed_back_word_for_word_and_can_be_shortened(
    skill: Skill,
    ada: Member,
    bob: Member,
    field: dict[str, Any],
    most: bool,
    form: Callable[..., dict[str, Any]],
) -> None:
    reader = browser(ada)
    answer = reader.post(KEEP, form(field, title="Sundays"))
    if most:
        assert answer.status_code == 302
        return
    assert answer.status_code == 413
    values = [each if isinstance(each, str) else "\n".join(each) for each in field.values()]
    assert holds(answer, *values, "Sundays", "Nothing is lost")
    assert not KeptCard.objects.exists()
    shorter = dict.fromkeys(field, "Short enough")
    assert reader.post(KEEP, by_hand(shorter, title="Sundays")).status_code == 302
    assert browser(bob).post(KEEP, form(field)).status_code == 413
    assert [card.title for card in KeptCard.objects.all()] == ["Sundays"]


def test_a_title_has_an_end_as_well(skill: Skill, ada: Member, bob: Member) -> None:
    answer = browser(ada).post(KEEP, by_script(title="x" * 121))
    assert answer.status_code == 413
    assert holds(answer, "x" * 121, "Behind the old lighthouse")
    assert holds(answer, "A title has 120 letters at most, and this one has 121.")
    assert "longer than a card holds" not in text_of(answer)
    assert keep(bob, by_script(title="x" * 120)).title == "x" * 120
    assert not ada.kept_cards.exists()


def test_one_card_too_many_is_handed_back_until_another_is_deleted(
    skill: Skill, ada: Member, bob: Member
) -> None:
    first = keep(ada, by_script(title="First"))
    KeptCard.objects.bulk_create(
        KeptCard(member=ada, name="x", words="[]", kept_at=NOW, changed_at=NOW)
        for _ in range(MOST_CARDS - 1)
    )
    reader = browser(ada)
    full = reader.post(KEEP, by_script(title="Sundays"))
    assert full.status_code == 409
    assert holds(full, f"You have {MOST_CARDS} cards", "Behind the old lighthouse", "Sundays")
    assert ada.kept_cards.count() == MOST_CARDS
    keep(bob)
    # Whoever goes on with a card needs no place for another.
    assert reader.post(KEEP, by_script(card=first.mark)).status_code == 302

    reader.post(reverse("my-card-delete", args=[first.pk]))
    again = by_hand(title="Sundays") | {"member": str(ada.pk)}
    assert reader.post(KEEP, again).status_code == 302
    assert ada.kept_cards.count() == MOST_CARDS


@pytest.mark.parametrize("form", [by_script, by_hand])
@pytest.mark.parametrize("blank", [{}, {"where-is-it-calm": " \n "}])
def test_nothing_is_no_card(
    skill: Skill,
    ada: Member,
    bob: Member,
    form: Callable[..., dict[str, Any]],
    blank: dict[str, Any],
) -> None:
    answer = browser(ada).post(KEEP, form(blank, title="Sundays"))
    assert answer.status_code == 400
    assert holds(answer, "There are no words to keep yet")
    keep(bob, form({"where-is-it-calm": "."}))
    assert not ada.kept_cards.exists()


def test_words_of_an_exercise_that_is_gone_come_back_to_be_copied(
    skill: Skill, ada: Member, bob: Member
) -> None:
    for gone in ("no-such-skill", "", "\x00"):
        answer = browser(ada).post(KEEP, by_script(skill=gone))
        assert answer.status_code == 404
        assert holds(answer, "no longer here", "Behind the old lighthouse", "Wilhelmina")
    keep(bob)
    assert not ada.kept_cards.exists()


def test_whoever_is_signed_out_meanwhile_gets_their_words_back(
    skill: Skill, ada: Member, bob: Member
) -> None:
    reader = browser(ada)
    reader.post(reverse("account_logout"))
    answer = reader.post(KEEP, by_script())
    assert answer.status_code == 403
    assert holds(answer, "not signed in any more", "Behind the old lighthouse", "Wilhelmina")
    assert "no-store" in answer.headers["Cache-Control"]
    assert Client().get(KEEP).headers["Location"] == "/my-cards/"
    keep(bob)
    assert not ada.kept_cards.exists()


def test_whoever_takes_no_part_gets_their_words_back_and_keeps_them_once_they_have_a_name(
    skill: Skill, bob: Member
) -> None:
    account = make_account("new@example.org")
    reader = sign_in(Client(), account)
    answer = reader.post(KEEP, by_script())
    assert answer.status_code == 403
    assert holds(answer, "nobody on this account has a name yet", "Behind the old lighthouse")
    assert holds(reader.get("/my-cards/"), "No cards yet", "Add yourself")
    keep(bob)
    assert KeptCard.objects.count() == 1
    member = make_member(account)
    keep(member, by_hand())
    assert answers_of(member.kept_cards.get()) == WORDS


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ('{"where-is-it-calm": "half', {"more": '{"where-is-it-calm": "half'}),
        ("[" * 100_000, None),
        ('["bare"]', {"more": ["bare"]}),
        ('"bare"', {"more": "bare"}),
        (r'{"a": "half \ud83d of a letter \u0000"}', {"a": "half ? of a letter"}),
        (r'{"a": 7, "b": {"c": "deep"}, "d": null}', {"a": "7", "b": '{"c": "deep"}'}),
        ('{"a": ["one", 2, null, ["three"]]}', {"a": ["one", "2", '["three"]']}),
        ('{"": "no key"}', {"": "no key"}),
    ],
)
def test_whatever_a_script_sends_is_kept_as_it_can_be(
    skill: Skill, ada: Member, bob: Member, sent: str, kept: dict[str, Any] | None
) -> None:
    keep(bob)
    answer = browser(ada).post(KEEP, by_script() | {"answers": sent})
    if kept is None:
        assert answer.status_code == 413
        assert not ada.kept_cards.exists()
    else:
        card = ada.kept_cards.get()
        assert answers_of(card) == kept
        assert browser(ada).get(page_of(card)).status_code == 200
        assert browser(bob).get(page_of(card)).status_code == 404


def test_more_answers_than_any_exercise_asks_become_one(
    skill: Skill, ada: Member, bob: Member
) -> None:
    many = {"more": "first", **{f"old-{number}": f"word {number}" for number in range(150)}}
    answers = answers_of(keep(ada, by_script(many)))
    assert len(answers) == 101
    assert answers["old-99"] == "word 99"
    rest = answers["more"]
    assert isinstance(rest, str)
    assert rest.startswith("old-100: word 100\n")
    assert rest.endswith("old-149: word 149\nmore: first")
    assert len(answers_of(keep(bob))) == 3


def test_going_on_with_a_card_keeps_it_in_its_place_and_loses_nothing(
    skill: Skill, ada: Member, bob: Member
) -> None:
    card = keep(ada, by_script(WORDS | {"an-old-question": "An old answer"}, title="Sundays"))
    others = keep(bob)
    was = card.changed_at
    clock.move_to(NOW + timedelta(days=1))
    newer = {"where-is-it-calm": "On the pier"}
    assert keep(ada, by_script(newer, card=card.mark)).pk == card.pk
    card.refresh_from_db()
    assert answers_of(card) == newer | {"an-old-question": "An old answer"}
    assert (card.title, card.kept_at) == ("Sundays", was)
    assert card.changed_at >= NOW + timedelta(days=1)

    # Nobody goes on with another's card: it becomes one of one's own.
    mine = keep(ada, by_script(newer, card=others.mark))
    others.refresh_from_db()
    assert mine.member == ada
    assert answers_of(others) == WORDS


def going_on(card: KeptCard, words: Any, **fields: str) -> dict[str, Any]:
    """What the script sends of a page that was opened with the card as it is now."""
    shown = {"card": card.mark, "title": card.title, "titled": card.title}
    return by_script(words, **{**shown, **fields})


def test_going_on_leaves_a_title_that_was_given_elsewhere_and_can_take_it_away(
    skill: Skill, ada: Member, bob: Member
) -> None:
    card, others = keep(ada, by_script(title="Sundays")), keep(bob, by_script(title="Sundays"))
    open_before = going_on(card, {"where-is-it-calm": "On the pier"})
    browser(ada).post(page_of(card), {"title": "Mondays", "titled": "Sundays"})
    assert keep(ada, open_before).pk == card.pk
    card.refresh_from_db()
    assert card.title == "Mondays"
    # Nor does a page of the card that was open before, sent as it was.
    browser(ada).post(page_of(card), {"title": "Sundays", "titled": "Sundays"})
    card.refresh_from_db()
    assert card.title == "Mondays"
    for title, then in (("Tuesdays", "Tuesdays"), (" ", "")):
        keep(ada, going_on(card, WORDS, title=title))
        card.refresh_from_db()
        assert card.title == then
    # Words that are handed back bring along which title their page had shown.
    long = going_on(others, {"where-is-it-calm": "x" * (MOST_LETTERS + 1)}, title="")
    refused = browser(bob).post(KEEP, long)
    assert refused.status_code == 413
    assert '<input type="hidden" name="titled" value="Sundays"' in text_of(refused)
    keep(bob, by_hand(WORDS, card=others.mark, titled="Sundays"))
    others.refresh_from_db()
    assert others.title == ""


def test_words_stay_on_a_card_whatever_their_question_has_become(
    skill: Skill, ada: Member, bob: Member
) -> None:
    old = {"an-old-question": "An old answer", "another": "Another answer"}
    card, others = keep(ada, by_script(WORDS | old)), keep(bob, by_script(WORDS | old))
    # What was a text is a time by now; what was asked in a list is asked no more.
    skill.steps = deepcopy(skill.steps)
    asks = skill.steps[0]["asks"]
    asks[0] |= {"answer": "timer", "seconds": 60}
    del asks[1]
    skill.save()
    keep(bob, going_on(others, {"how-is-it-now": ["The same"]}))
    others.refresh_from_db()
    assert answers_of(others) == WORDS | old | {"how-is-it-now": ["The same"]}

    # The script has a field for each of them: what is emptied there goes, the others are told anew.
    told = {"who-could-come-along": "Wilhelmina", "an-old-question": "", "another": "Anew"}
    keep(ada, going_on(card, told))
    card.refresh_from_db()
    assert {one.key: (one.prompt, one.words) for one in card.answered} == {
        "who-could-come-along": ("Who could come along?", "Wilhelmina"),
        "another": ("Another", "Anew"),
        "where-is-it-calm": ("Where is it calm?", "Behind the old lighthouse"),
    }


def test_a_card_that_was_changed_in_another_tab_is_not_overwritten(
    skill: Skill, ada: Member, bob: Member
) -> None:
    card = keep(ada)
    seen = card.mark
    keep(ada, by_script({"where-is-it-calm": "First tab"}, card=seen))
    reader = browser(ada)
    answer = reader.post(KEEP, by_script({"where-is-it-calm": "Second tab"}, card=seen))
    assert "Nothing of either is lost" in text_of(reader.get(answer.headers["Location"]))
    kept = {str(answers_of(each)["where-is-it-calm"]) for each in ada.kept_cards.all()}
    assert kept == {"First tab", "Second tab"}
    for other in (
        f"{card.pk}",
        "no mark",
        f"{card.pk}.x",
        keep(ada, by_script(exercise="plan")).mark,
    ):
        assert keep(bob, by_script(card=other)).member == bob
        assert keep(ada, by_script(card=other)).pk != card.pk


def test_a_shared_account_asks_whose_card_it_is_and_for_the_pin_with_the_words_in_hand(
    skill: Skill, ada: Member, bob: Member
) -> None:
    mate = make_member(ada.account, name="Mate")
    choose_pin(ada, pin="2468", by=ada.account, now=NOW)
    reader = browser(ada)
    asked = reader.post(KEEP, by_script(title="Sundays"))
    assert holds(asked, "Whose card is it?", "Ada", "Mate", "Wilhelmina", "Sundays")
    sent = by_hand(title="Sundays") | {"answer-who-could-come-along": "Wilhelmina\r\nthe dog"}
    pin = reader.post(KEEP, sent | {"member": str(ada.pk)})
    assert holds(pin, "The PIN of Ada", "Wilhelmina", "Sundays")
    wrong = reader.post(KEEP, sent | {"member": str(ada.pk), "pin": "1111"})
    assert holds(wrong, "That is not the PIN", "Wilhelmina", "Sundays")
    assert reader.post(KEEP, sent | {"member": str(bob.pk), "pin": "2468"}).status_code == 404
    assert not KeptCard.objects.exists()

    other = reader.post(KEEP, sent | {"member": [str(ada.pk), "choose"], "pin": ""})
    assert holds(other, "Whose card is it?", "Mate", "Wilhelmina", "Sundays")

    kept = reader.post(KEEP, sent | {"member": str(ada.pk), "pin": "2468"})
    card = ada.kept_cards.get()
    assert kept.headers["Location"] == f"{page_of(card)}#kept"
    assert answers_of(card) == WORDS
    # The one whose PIN was shown is the one who keeps the next, too.
    assert reader.post(KEEP, by_script(title="Mondays")).status_code == 302
    assert (ada.kept_cards.count(), mate.kept_cards.count()) == (2, 0)


def test_a_second_person_without_a_pin_chooses_one_while_keeping(
    skill: Skill, ada: Member, bob: Member
) -> None:
    mate = make_member(ada.account, name="Mate")
    choose_pin(ada, pin="2468", by=ada.account, now=NOW)
    reader = browser(ada)
    sent = by_script() | {"member": str(mate.pk)}
    assert holds(reader.post(KEEP, sent), "A PIN for Mate", "Wilhelmina")
    differ = reader.post(KEEP, sent | {"pin": "1357", "again": "1358"})
    assert holds(differ, "The two PINs differ", "Wilhelmina")
    assert reader.post(KEEP, sent | {"pin": "1357", "again": "1357"}).status_code == 302
    assert answers_of(mate.kept_cards.get()) == WORDS
    assert not ada.kept_cards.exists()
    keep(bob)
