"""Whoever types words of danger is led to people first, by both searches."""

import re
from html import unescape
from time import perf_counter

import pytest
from django.test import Client

from courses.skills.queries import shown_skills
from pages.models import HomePage
from searching.danger import Danger, danger_in
from searching.limits import FROM_ONE_PLACE
from tests.bars import bar
from tests.courses.test_library import links, part
from tests.pages import said

CARD = "crisis-card__title"
SPEAKS_OF_DANGER = re.compile(
    r"\bhurt\w* (?:me|myself|somebody)|danger|point in living|not be safe"
)
ONESELF, SOMEBODY = "/skills/for/hurt-myself/", "/skills/for/not-safe-with-somebody/"
OTHERS = "/skills/for/about-to-do-something/"


@pytest.mark.parametrize("typed", said.OF_ONESELF)
def test_harm_to_oneself_is_heard(typed: str) -> None:
    assert danger_in(typed).oneself


@pytest.mark.parametrize("typed", said.TAKEN)
def test_what_was_taken_or_swallowed_is_heard(typed: str) -> None:
    assert danger_in(typed).taken
    assert danger_in(typed).oneself


@pytest.mark.parametrize("typed", said.BY_SOMEBODY)
def test_harm_by_somebody_is_heard_and_not_taken_for_one_s_own(typed: str) -> None:
    assert danger_in(typed) == Danger(somebody=True)


@pytest.mark.parametrize("typed", said.TO_OTHERS)
def test_harm_to_others_is_heard_and_not_taken_for_one_s_own(typed: str) -> None:
    assert danger_in(typed) == Danger(others=True)


@pytest.mark.parametrize("typed", said.BOTH)
def test_both_are_heard(typed: str) -> None:
    assert danger_in(typed) == Danger(oneself=True, somebody=True)


@pytest.mark.parametrize("typed", said.ARMED)
def test_a_weapon_at_hand_may_be_meant_for_oneself_or_for_others(typed: str) -> None:
    assert danger_in(typed) == Danger(oneself=True, others=True)


@pytest.mark.parametrize("typed", said.EATING)
def test_what_skills_do_not_treat_is_heard(typed: str) -> None:
    assert danger_in(typed) == Danger(eating=True)


@pytest.mark.parametrize("typed", said.NONE)
def test_other_words_are_no_alarm(typed: str) -> None:
    assert not danger_in(typed)


def test_marks_of_writing_make_no_difference() -> None:
    kinds = (said.OF_ONESELF, said.TAKEN, said.BY_SOMEBODY, said.TO_OTHERS, said.ARMED)
    for typed in [one for kind in kinds for one in kind]:
        plain = typed.replace("’", "").replace("'", "")
        for written in (plain.upper(), f"{plain}!!!", f"“{plain}…”", f" {plain} ?"):
            assert danger_in(written).now, written


def test_hearing_takes_no_time_whatever_is_typed() -> None:
    people = ("my my my the he she hit hit my my ", "took all my the of a lot of ", "not " * 9)
    began = perf_counter()
    for typed in (*people, "x" * 900, "he "):
        danger_in(typed * 10)
    assert perf_counter() - began < bar(1)


def test_what_an_exercise_takes_for_danger_is_heard_here_too(home: HomePage) -> None:
    """Answers of our exercises that speak of getting hurt, word for word."""
    alarms = [
        choice.words
        for skill in shown_skills()
        for exercise in skill.exercises
        for step in exercise.steps
        for ask in step.asks
        for choice in ask.choices
        if choice.asks_help
    ]
    hurt = [words for words in alarms if SPEAKS_OF_DANGER.search(words)]
    assert hurt
    assert [words for words in hurt if not danger_in(words).now] == []


def main(client: Client, path: str, typed: str, status: int = 200) -> str:
    answer = client.get(path, {"q": typed})
    assert answer.status_code == status, typed
    page = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return unescape(" ".join(page.split()))


def first_of(page: str) -> list[str]:
    """Where the results lead, in their order, without the list of all needs."""
    return links(page.partition(CARD)[2].partition('id="needs"')[0])


HEARD = [
    ("no point", [ONESELF]), ("dont want to be here", [ONESELF]), ("end it all", [ONESELF]),
    ("self harm", [ONESELF]), ("self-harm", [ONESELF]), ("selfharm", [ONESELF]),
    ("overdose", [ONESELF]), ("pills", [ONESELF]), ("suiside", [ONESELF]), ("kms", [ONESELF]),
    ("suicide", [ONESELF]), ("cutting vegetables", [ONESELF]), ("abuse", [SOMEBODY]),
    ("he hits me", [SOMEBODY]), ("not safe at home", [SOMEBODY]), ("violence", [SOMEBODY]),
    ("not safe", [ONESELF, SOMEBODY]), ("he hits me, I want to die", [ONESELF, SOMEBODY]),
    ("took 30 paracetamol", [ONESELF]), ("swallowed bleach", [ONESELF]),
    ("hung myself", [ONESELF]), ("nobody would care if I died", [ONESELF]),
    ("my dad hits my mum", [SOMEBODY]), ("he hit my child", [SOMEBODY]),
    ("he has a knife", [SOMEBODY]), ("kill him", [OTHERS]), ("hurt my baby", [OTHERS]),
    ("want to hurt someone", [OTHERS]), ("I have a knife", [ONESELF, OTHERS]),
]  # fmt: skip
SENTENCES = [
    "Has something been taken or swallowed?", "Is somebody hurting you, or somebody near you?",
    "Could somebody get hurt by you?", "do not treat an eating disorder",
]  # fmt: skip


@pytest.mark.parametrize(("typed", "needs"), HEARD)
def test_both_searches_lead_to_people_first(
    client: Client, home: HomePage, typed: str, needs: list[str]
) -> None:
    for path in ("/skills/", "/search/"):
        page = main(client, path, typed)
        assert 'href="tel:' in page.partition(CARD)[2].partition("</section>")[0], path
        assert first_of(page)[: len(needs)] == needs, path
        assert "This is what there is for" not in page, path
        assert "This has some of them" not in page, path
        assert "dear-man" not in page, path
        assert page.count(f'href="{needs[0]}"') == 1 + (path == "/skills/"), path


@pytest.mark.parametrize(
    ("typed", "sentences"),
    [
        ("took 30 paracetamol", [0]), ("he hit my child", [1]), ("kill him", [2]), ("suicide", []),
        ("bulimia", [3]), ("took all my pills, he hits me", [0, 1]), ("mindfulness", []),
    ],
)  # fmt: skip
def test_each_danger_has_its_own_sentence_above_what_was_found(
    client: Client, home: HomePage, typed: str, sentences: list[int]
) -> None:
    for path in ("/skills/", "/search/"):
        page = main(client, path, typed)
        assert [place for place, one in enumerate(SENTENCES) if one in page] == sentences, path
        for place in sentences:
            found = page.find("found__one") if path == "/search/" else page.index('id="found"')
            assert page.index(SENTENCES[place]) < found or found == -1, path


@pytest.mark.parametrize("typed", ["group", "mindfulness", "xylophone", "print"])
def test_other_searches_have_the_numbers_calmly(client: Client, home: HomePage, typed: str) -> None:
    for path in ("/skills/", "/search/"):
        page = main(client, path, typed)
        assert CARD not in page, path
        assert "library__help" not in page, path
        assert "In danger now?" in page, path


def test_where_nothing_is_found_both_show_numbers_and_needs(client: Client, home: HomePage) -> None:
    for path in ("/skills/", "/search/"):
        page = main(client, path, "xylophone")
        assert "In danger now?" in page
        assert 'href="tel:' in page
        assert {ONESELF, "/skills/for/panic/"} <= set(links(part(page, "needs"))), path
    assert 'aria-labelledby="needs"' not in main(client, "/search/", "mindfulness")


def test_what_skills_do_not_treat_is_said_and_not_respelled(client: Client, home: HomePage) -> None:
    for path in ("/skills/", "/search/"):
        page = main(client, path, "bulimia")
        assert "do not treat an eating disorder" in page, path
        assert "talk to a doctor" in page, path
        assert "This is what there is for" not in page, path
        assert not re.search(r'"/skills/(?!for/)[^"?]+"', page), path
        assert "do not treat" not in main(client, path, "mindfulness"), path


def test_the_numbers_stand_there_however_often_somebody_asks(
    client: Client, home: HomePage
) -> None:
    for _ in range(FROM_ONE_PLACE + 1):
        answer = client.get("/skills/", {"q": "suicide"})
    assert answer.status_code == 429
    for path in ("/skills/", "/search/"):
        page = main(client, path, "suicide", status=429)
        assert CARD in page
        assert ONESELF in page


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("anchor", "/skills/for/old-memory/"), ("ancor", "/skills/for/old-memory/"),
        ("anchor", "/skills/observe/"), ("grounding", "/skills/for/old-memory/"),
        ("grounding", "/skills/observe/"), ("tip", "/skills/tipp/"),
        ("insomia", "/skills/for/cannot-sleep/"), ("i cant breath", "/skills/for/panic/"),
        ("I can’t breathe", "/skills/for/panic/"),
    ],
)  # fmt: skip
def test_what_people_call_it_is_found(
    client: Client, home: HomePage, typed: str, address: str
) -> None:
    found = links(part(main(client, "/skills/", typed), "found"))
    if "observe" in address:
        assert address in found
    else:
        assert found[0] == address
        assert address in links(main(client, "/search/", typed).partition('id="needs"')[0])
