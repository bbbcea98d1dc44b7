"""Cards that members keep of exercises: their own, sealed, and opened by nobody else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from accounts.actions import choose_pin
from accounts.models import Member
from accounts.roles import Role
from audit.models import Entry
from audit.register import all_held, counts_about
from courses.kept.queries import answers_of, cards_of
from courses.kept.views.cards import PER_PAGE
from courses.models import KeptCard, Skill
from tests.courses.cards import (
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
from tests.factories import NOW, make_account, make_member, make_staff
from tests.signin import sign_in
from vault.reseal import reseal_everything

__all__ = ["ada", "bob", "skill"]  # fixtures
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("form", [by_script, by_hand])
def test_what_is_kept_is_found_on_another_browser_and_by_nobody_else(
    skill: Skill, ada: Member, bob: Member, form: Callable[..., dict[str, Any]]
) -> None:
    card = keep(ada, form(title="  Sundays  by the sea "))
    elsewhere, other = browser(ada), browser(bob)
    assert holds(elsewhere.get("/my-cards/"), "Sundays by the sea", "Harbour")
    read = elsewhere.get(page_of(card))
    assert holds(read, "Where is it calm?", "Behind the old lighthouse", "Wilhelmina", "Lighter")
    assert "no-store" in read.headers["Cache-Control"]
    assert "Sundays" not in text_of(read).split("</title>")[0]
    assert answers_of(card) == WORDS

    assert "Sundays" not in text_of(other.get("/my-cards/"))
    never = reverse("my-card", args=["00000000-0000-4000-8000-000000000000"])
    assert other.get(page_of(card)).status_code == other.get(never).status_code == 404
    assert Client().get(page_of(card)).headers["Location"].startswith("/account/login/")
    assert list(cards_of(bob)) == []


@pytest.mark.parametrize("role", [*Role, None])
def test_nobody_of_the_team_opens_a_card(
    skill: Skill, ada: Member, bob: Member, role: Role | None
) -> None:
    card = keep(ada)
    account = make_staff(role) if role else make_account(is_superuser=True)
    team = sign_in(Client(), account)
    for address in (page_of(card), reverse("my-card-delete", args=[card.pk])):
        assert team.get(address).status_code == team.post(address).status_code == 404
        assert browser(bob).get(address).status_code == 404
        assert browser(ada).get(address).status_code == 200


def test_the_database_holds_no_word_of_it_and_a_new_key_reaches_it(
    skill: Skill, ada: Member, bob: Member
) -> None:
    keep(ada, by_script(title="Sundays"))
    keep(bob, by_script({"where-is-it-calm": "At my aunt's"}))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM courses_keptcard")
        rows = [str(row) for row in cursor.fetchall()]
        cursor.execute("SELECT name, title, words FROM courses_keptcard")
        sealed = [value for row in cursor.fetchall() for value in row if value]
    assert len(rows) == 2
    for word in ("Sundays", "lighthouse", "Wilhelmina", "aunt", "calm", "Harbour"):
        assert not any(word in row for row in rows)
    assert len(sealed) == 5
    assert all(value.startswith("v1.") for value in sealed)
    assert "courses.KeptCard" in dict(reseal_everything())


def test_a_card_reads_as_it_was_when_its_skill_changes_and_when_it_goes(
    skill: Skill, ada: Member, bob: Member
) -> None:
    own, others = keep(ada), keep(bob, by_script(exercise="plan"))
    for member, card, do in ((ada, own, "/do/"), (bob, others, "/do/plan/")):
        assert holds(browser(member).get(page_of(card)), f"/skills/harbour{do}?card={card.pk}")
    skill.name, skill.steps, skill.further = "Haven", [], []
    skill.save()
    assert holds(browser(ada).get(page_of(own)), "Harbour", "Where is it calm?", "Wilhelmina")
    assert holds(browser(bob).get(page_of(others)), "Harbour: A plan", "Where is it calm?")
    assert "?card=" not in text_of(browser(ada).get(page_of(own)))
    skill.delete()
    for member, card in ((ada, own), (bob, others)):
        read = browser(member).get(page_of(card))
        assert holds(read, "Harbour", "Where is it calm?", "Wilhelmina")
        assert holds(browser(member).get("/my-cards/"), "Harbour")


def test_a_card_stays_when_its_skill_is_taken_back_and_leads_to_no_missing_page(
    skill: Skill, ada: Member, bob: Member
) -> None:
    own, further = keep(ada, by_script(title="Sundays")), keep(ada, by_script(exercise="plan"))
    reader = browser(ada)
    ways = [f"/skills/harbour/do/?card={own.pk}", f"/skills/harbour/do/plan/?card={further.pk}"]
    for card, way in zip((own, further), ways, strict=True):
        assert holds(reader.get(page_of(card)), way, "Go on with it")
        assert "not offered at the moment" not in text_of(reader.get(page_of(card)))
        assert reader.get(way).status_code == 200
    skill.unpublish()
    for card, way in zip((own, further), ways, strict=True):
        read = reader.get(page_of(card))
        assert read.status_code == 200
        assert holds(read, "Behind the old lighthouse", "not offered at the moment", "Delete")
        assert "Go on with it" not in text_of(read)
        assert "/skills/harbour/do/" not in text_of(read)
        # An address from before, in a tab that stayed open, says where the cards are.
        gone = reader.get(way)
        assert gone.status_code == 404
        assert holds(gone, "This is not offered at the moment", "Cards that you kept of it")
    assert "Cards that you kept" not in text_of(Client().get("/skills/harbour/do/?card=x"))
    assert "Cards that you kept" not in text_of(reader.get("/skills/harbour/do/"))
    assert reader.post(page_of(own), {"title": "Later"}).status_code == 302
    assert browser(bob).get(page_of(own)).status_code == 404
    skill.live = True
    skill.save()
    assert holds(reader.get(page_of(own)), ways[0], "Go on with it", "Later")


def test_cards_of_a_shared_account_open_with_their_owners_pin_only(
    skill: Skill, ada: Member, bob: Member
) -> None:
    card = keep(ada, by_script(title="Sundays"))
    mate = make_member(ada.account, name="Mate")
    choose_pin(ada, pin="2468", by=ada.account, now=NOW)
    choose_pin(mate, pin="1357", by=ada.account, now=NOW)
    reader = browser(ada)
    listed = f"/my-cards/?person={ada.pk}"
    deleting = reverse("my-card-delete", args=[card.pk])
    whose = reader.get("/my-cards/")
    assert holds(whose, "Whose cards would you like to see?", f"?person={ada.pk}")
    assert "Sundays" not in text_of(whose)
    reader.post(reverse("account-pin", args=[mate.pk]), {"pin": "1357"})
    for send in (reader.get, reader.post):
        for address in (page_of(card), deleting):
            door = send(address, {"title": "Taken"})
            assert door.headers["Location"].startswith(reverse("account-pin", args=[ada.pk]))
    assert reader.get(listed).headers["Location"].startswith(reverse("account-pin", args=[ada.pk]))
    assert reader.get(f"/my-cards/?person={bob.pk}").status_code == 404
    assert reader.get("/my-cards/?person=nobody").status_code == 404
    card.refresh_from_db()
    assert card.title == "Sundays"

    assert holds(reader.get("/my-cards/"), "Cards of Mate", "No cards yet")
    reader.post(reverse("account-pin", args=[ada.pk]), {"pin": "2468"})
    assert holds(reader.get(listed), "Cards of Ada", "Sundays")
    assert holds(reader.get("/my-cards/?person=choose"), "Ada", "Mate")
    assert reader.get(page_of(card)).status_code == reader.get(deleting).status_code == 200


def test_a_card_gets_another_title_and_is_deleted_by_nobody_else(
    skill: Skill, ada: Member, bob: Member
) -> None:
    card, others = keep(ada, by_script(title="Sundays")), keep(bob)
    deleting = reverse("my-card-delete", args=[card.pk])
    stranger, reader = browser(bob), browser(ada)
    assert stranger.post(page_of(card), {"title": "Taken"}).status_code == 404
    assert stranger.post(deleting).status_code == 404
    card.refresh_from_db()
    assert card.title == "Sundays"

    assert reader.post(page_of(card), {"title": "x" * 121}).status_code == 200
    assert reader.post(page_of(card), {"title": "Mondays"}).status_code == 302
    assert holds(reader.get("/my-cards/"), "Mondays")
    assert reader.post(page_of(card), {"title": " "}).status_code == 302
    card.refresh_from_db()
    assert (card.title, card.shown_title) == ("", "Harbour")
    assert answers_of(card) == WORDS

    assert holds(reader.get(deleting), "nobody can bring it back")
    assert ada.kept_cards.count() == 1
    assert reader.post(deleting).headers["Location"] == "/my-cards/"
    assert reader.get(page_of(card)).status_code == reader.post(deleting).status_code == 404
    assert list(KeptCard.objects.all()) == [others]


def test_the_trail_says_that_there_was_a_card_and_no_word_of_it(
    skill: Skill, ada: Member, bob: Member
) -> None:
    card = keep(ada, by_script(title="Sundays"))
    keep(ada, by_script(card=card.mark))
    reader = browser(ada)
    reader.get(page_of(card))
    reader.post(page_of(card), {"title": "Mondays"})
    reader.post(reverse("my-card-delete", args=[card.pk]))
    keep(bob)
    entries = Entry.objects.filter(member_id=ada.pk, act__startswith="card.").order_by("pk")
    assert [entry.act for entry in entries] == [
        "card.kept", "card.changed", "card.renamed", "card.deleted",
    ]  # fmt: skip
    assert {(entry.actor_id, str(entry.facts)) for entry in entries} == {(ada.account_id, "{}")}
    assert not Entry.objects.filter(facts__icontains="harbour").exists()


def test_a_copy_holds_the_words_and_a_deleted_member_takes_them_along(
    skill: Skill, ada: Member, bob: Member
) -> None:
    keep(ada)
    keep(bob)
    [held] = [row for row in all_held() if row.model == "courses.KeptCard"]
    assert {"title", "words", "kept_at", "changed_at"} <= set(held.copy)
    found = counts_about(account_id=ada.account_id, members=[ada.pk], address=ada.account.email)
    assert [number for row, _whose, number in found if row is held] == [1]
    ada.delete()
    assert [card.member for card in KeptCard.objects.all()] == [bob]


def test_the_list_is_in_pages_newest_first_and_asks_as_much_for_three_cards_as_for_one(
    skill: Skill, ada: Member, bob: Member
) -> None:
    keep(ada, by_script(title="Card 0"))
    reader = browser(ada)
    reader.get("/my-cards/")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert reader.get("/my-cards/").status_code == 200
        return len(asked)

    for_one = queries()
    for number in range(1, 3):
        clock.move_to(NOW + timedelta(minutes=number))
        keep(ada, by_script(title=f"Card {number}"))
    keep(bob, by_script(title="Card 99"))
    assert queries() == for_one
    shown = text_of(reader.get("/my-cards/"))
    places = [shown.index(f"Card {number}<") for number in (2, 1, 0)]
    assert places == sorted(places)
    assert "Card 99" not in shown

    for number in range(3, PER_PAGE + 1):
        clock.move_to(NOW + timedelta(minutes=number))
        keep(ada, by_script(title=f"Card {number}"))
    assert "Card 0<" not in text_of(reader.get("/my-cards/"))
    assert holds(reader.get("/my-cards/?page=2"), "Card 0", "Page 2 of 2")


def test_the_way_to_the_cards_stands_where_ones_own_things_are(ada: Member) -> None:
    reader = browser(ada)
    for address in ("/today/", "/account/", "/my-cards/"):
        assert text_of(reader.get(address)).count('href="/my-cards/"') >= 2
    assert 'href="/my-cards/"' not in text_of(Client().get("/glossary/"))
    facilitator = sign_in(Client(), make_staff(Role.FACILITATOR))
    assert 'href="/my-cards/"' not in text_of(facilitator.get("/today/"))
    assert 'href="/my-cards/"' in text_of(facilitator.get("/account/"))


def test_the_same_words_are_not_kept_twice_and_nothing_is_lost_by_that(
    skill: Skill, ada: Member, bob: Member
) -> None:
    first, others = keep(ada), keep(bob)
    reader = browser(ada)
    again = reader.post("/my-cards/keep/", by_script(), follow=True)
    assert again.redirect_chain[-1][0] == f"{page_of(first)}#kept"
    assert holds(again, "It is kept already.")
    assert list(ada.kept_cards.all()) == [first]
    # A title that is new is not lost, and does not make another card of it.
    assert keep(ada, by_script(title="Sundays")) == keep(ada) == first
    first.refresh_from_db()
    assert (first.title, first.edits, answers_of(first)) == ("Sundays", 0, WORDS)
    # What differs, by its title, its words or its exercise, is a card of its own.
    others_too = [
        keep(ada, by_script(title="Mondays")),
        keep(ada, by_script({"where-is-it-calm": "Here"})),
        keep(ada, by_script(exercise="plan")),
    ]
    assert {card.pk for card in others_too}.isdisjoint({first.pk, others.pk})
    assert ada.kept_cards.count() == 4
