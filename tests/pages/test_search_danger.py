"""Whoever types words of danger is led to people first, by both searches."""

import re
from html import unescape

import pytest
from django.test import Client

from pages.models import HomePage
from searching.danger import Danger, danger_in
from searching.limits import FROM_ONE_PLACE
from tests.courses.test_library import links, part

CARD = "crisis-card__title"
ONESELF, SOMEBODY = "/skills/for/hurt-myself/", "/skills/for/not-safe-with-somebody/"

OF_ONESELF = [
    "suicide", "suicidal", "suiside", "sucide", "suside", "suacide", "I feel suicidle", "kill",
    "kill myself", "killll my self", "die", "want to dieee", "dead", "wish I was dead",
    "end it all", "ending my life", "no point", "What’s the point?", "don't want to be here",
    "dont want to be here", "Don’t want to be here any more", "i do not want to live",
    "cant go on", "want to be gone", "self harm", "self-harm", "selfharm", "self_harm",
    "hurt myself", "hurting myself", "cut", "cutting", "cuting", "cutting vegetables", "overdose",
    "overdosed", "pills", "kms", "KMS!!", "unalive", "better off without me", "jump off a bridge",
    "not safe with myself", "killmyself", "I can’t do this anymore",
    "nobody would miss me", "I want it all to end", "sefl harm", "ovedose", "no pont",
    "I don’t see the point", "\u200bsuicide",
]  # fmt: skip
BY_SOMEBODY = [
    "abuse", "abused", "he hits me", "she hits me", "my husband hit me", "violence", "rape",
    "raped", "not safe at home", "don’t feel safe at home", "afraid of my partner",
    "he says he will kill me", "they hurt me", "I am being hit", "she won't let me leave",
]  # fmt: skip
NONE = [
    "", "group", "groups", "point", "want", "here", "print", "diet", "skill", "skills", "subside",
    "social", "decide", "deadline", "send it", "weekend", "point of view", "not here yet",
    "mindfulness", "drug abuse", "it hit me", "session end", "hurt", "overdue", "Hear both sides",
    "therapist", "What is the point of mindfulness?", "not able to join on Monday",
    "I do not want to go on camera", "scared of people", "they let me go", "hit by a bus",
]  # fmt: skip


@pytest.mark.parametrize("typed", OF_ONESELF)
def test_harm_to_oneself_is_heard(typed: str) -> None:
    assert danger_in(typed).oneself


@pytest.mark.parametrize("typed", BY_SOMEBODY)
def test_harm_by_somebody_is_heard_and_not_taken_for_one_s_own(typed: str) -> None:
    assert danger_in(typed) == Danger(somebody=True)


@pytest.mark.parametrize("typed", ["he hits me and I want to die", "abuse suicide", "not safe"])
def test_both_are_heard(typed: str) -> None:
    assert danger_in(typed) == Danger(oneself=True, somebody=True)


@pytest.mark.parametrize("typed", ["bulimia", "bulemia", "Anorexic", "eating disorder"])
def test_what_skills_do_not_treat_is_heard(typed: str) -> None:
    assert danger_in(typed) == Danger(eating=True)


@pytest.mark.parametrize("typed", NONE)
def test_other_words_are_no_alarm(typed: str) -> None:
    assert not danger_in(typed)


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
