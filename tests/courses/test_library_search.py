"""The library's search: forgiving, kind where it finds nothing, and silent about who asked."""

import logging

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.library.finding import find
from courses.models import Skill
from searching.danger import Danger
from searching.limits import FROM_ONE_PLACE
from tests.answers import Answer
from tests.courses.test_library import links, make_skill, part


def ask(client: Client, typed: str) -> Answer:
    return client.get("/skills/", {"q": typed})


def found(client: Client, typed: str) -> list[str]:
    answer = ask(client, typed)
    assert answer.status_code == 200, typed
    return links(part(answer.content.decode(), "found"))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("stop", "/skills/stop/"),
        ("STOP!", "/skills/stop/"),
        ("dear man", "/skills/dear-man/"),
        ("dearman", "/skills/dear-man/"),
        ("dear men", "/skills/dear-man/"),
        ("d e a r m a n", "/skills/dear-man/"),
        ("im prove", "/skills/improve/"),
        ("halfsmile", "/skills/half-smile-and-willing-hands/"),
        ("radicalacceptance", "/skills/radical-acceptance/"),
        ("non judgementally", "/skills/non-judgementally/"),
        ("breathing at a pace", "/skills/paced-breathing/"),
        ("give skill", "/skills/give/"),
        ("radikal acceptence", "/skills/radical-acceptance/"),
        ("paced breething", "/skills/paced-breathing/"),
        ("muscles", "/skills/muscle-relaxation/"),
        ("impro", "/skills/improve/"),
        ("wise minds", "/skills/wise-mind/"),
        ("I can't sleep", "/skills/for/cannot-sleep/"),
        ("angry", "/skills/for/so-angry/"),
        ("so angrry", "/skills/for/so-angry/"),
        ("alone", "/skills/for/alone/"),
        ("panick", "/skills/for/panic/"),
        ("suicide", "/skills/for/hurt-myself/"),
        ("kill myself", "/skills/for/hurt-myself/"),
        ("insomnia", "/skills/for/cannot-sleep/"),
        ("Flashbacks", "/skills/for/old-memory/"),
    ],
)
def test_it_finds_by_names_and_by_a_person_s_own_words(
    client: Client, skills: list[Skill], typed: str, first: str
) -> None:
    assert found(client, typed)[:1] == [first]


def test_a_need_s_words_find_its_skills_after_it(client: Client, skills: list[Skill]) -> None:
    ways = found(client, "craving")
    assert ways[0] == "/skills/for/cravings/"
    assert {"/skills/halt/", "/skills/stop/", "/skills/pros-and-cons/"} <= set(ways)


def test_what_only_finds_a_need_is_never_taken_for_a_slip_of_the_key(
    client: Client, skills: list[Skill]
) -> None:
    assert found(client, "die")[0] == "/skills/for/hurt-myself/"
    page = ask(client, "diet").content.decode()
    assert "This is what there is for" not in page
    assert "hurt-myself" not in part(page, "found")


def test_it_says_how_it_was_found(client: Client, skills: list[Skill]) -> None:
    def said(typed: str) -> str:
        return " ".join(ask(client, typed).content.decode().split())

    assert "This is what there is for “radical acceptance”" in said("radikal acceptence")
    assert "This has some of them" in said("angry xylophones")
    plain = said("angry")
    assert "This is what there is" not in plain
    assert "some of them" not in plain


def test_nothing_found_is_said_kindly_with_the_needs_below(
    client: Client, skills: list[Skill]
) -> None:
    page = ask(client, "xylophone <b>").content.decode()
    assert "No skill here for “xylophone &lt;b&gt;”" in page
    assert "That says nothing about you" in page
    assert links(part(page, "found")) == []
    assert "/skills/for/panic/" in links(part(page, "needs"))


@pytest.mark.parametrize("typed", ["panic", "anger", "xyzzy"])
def test_whoever_searches_finds_the_numbers_to_call_first(
    client: Client, skills: list[Skill], typed: str
) -> None:
    page = ask(client, typed).content.decode().partition("<main")[2]
    assert 0 < page.index("In danger now?") < page.index('aria-labelledby="found"')
    assert "This is what there is for" not in page


@pytest.mark.parametrize(
    "typed",
    ["\x00", "'", '"', "a", "the of", "%", "{{ 7 }}", "<script>", "🙂", "سلام", "x" * 9_000],
    ids=lambda typed: ascii(typed)[:12],
)
def test_whatever_is_typed_a_page_answers(client: Client, skills: list[Skill], typed: str) -> None:
    answer = ask(client, typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="q"' in page
    assert "<script>" not in page.partition("<main")[2].partition("</main>")[0]
    assert len(page) < 40_000


def test_an_empty_question_is_the_library(client: Client, skills: list[Skill]) -> None:
    for typed in ("", "   "):
        assert 'id="modules"' in ask(client, typed).content.decode()


def test_what_was_typed_is_in_no_log_no_index_and_no_cache(
    client: Client, skills: list[Skill], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = ask(client, "xylophone")
        for _ in range(FROM_ONE_PLACE):
            last = ask(client, "xylophone")
    own = [one for one in caplog.records if one.name != "django.db.backends"]
    assert "xylophone" not in " ".join(str(vars(one)) for one in own)
    assert '<meta name="robots" content="noindex">' in answer.content.decode()
    assert answer.headers["Cache-Control"] == "private"
    assert last.status_code == 429
    said = last.content.decode()
    assert "wait a minute" in said
    # The way on stands there whatever was asked.
    assert "/skills/for/panic/" in links(part(said, "needs"))
    assert client.get("/skills/").status_code == 200


def test_a_search_asks_as_often_for_one_as_for_three(client: Client, db: None) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(found(client, "heron")) == Skill.objects.count()
        return len(queries)

    Skill.objects.all().delete()
    make_skill("Heron")
    asked()  # what every page of this process keeps
    one = asked()
    make_skill("Heron two")
    make_skill("Heron three")
    assert asked() == one + 1 <= 6  # the skills are read anew, and then no more
    assert asked() == one


def test_names_count_more_than_what_is_said_about_a_skill(db: None) -> None:
    make_skill("Anchor", summary="Like a heron.")
    make_skill("Heron")
    make_skill("Zebra", needs=["heron"])
    answer = find("herons", Danger())
    assert answer is not None
    assert [one.name for one in answer.skills] == ["Heron", "Zebra", "Anchor"]
    assert find("xylophone", Danger()) is None
    assert find("  ", Danger()) is None
