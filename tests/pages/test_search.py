"""The search finds what everybody may read and nothing else, however it is asked, on each database.

Every text that must not be found stands there, with a word of its own.
"""

import logging
import re

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction
from wagtail.search.models import IndexEntry

from accounts.actions import save_intake
from courses.models import GlossaryWord, LessonPage, Skill
from pages.models import ArticleIndexPage, ArticlePage, HomePage, StandardPage
from searching.limits import FROM_ONE_PLACE
from searching.words import begun_by, forms_of, shown, spelled_anew, surroundings, words_in
from tests.factories import NOW, make_cohort, make_enrollment, make_member, make_session
from tests.signin import sign_in


def results(client: Client, typed: str, **more: str) -> str:
    """The page's own part, without header and footer."""
    answer = client.get(reverse("search"), {"q": typed, **more})
    assert answer.status_code == 200, typed
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


def titles(page: str) -> list[str]:
    return re.findall(r'class="found__title"><a href="[^"]*">([^<]*)</a>', page)


def write(
    title: str, *, intro: str = "", tags: tuple[str, ...] = (), live: bool = True
) -> ArticlePage:
    article = ArticlePage(title=title, intro=intro, live=live)
    ArticleIndexPage.objects.get().add_child(instance=article)
    article.tags.add(*tags)
    revision = article.save_revision()
    if live:
        revision.publish()
    return article


def test_each_kind_is_found_by_title_text_and_tag(client: Client, home: HomePage) -> None:
    write("A quiet heron", intro="By the water.", tags=("waders",))
    GlossaryWord.objects.create(word="Heron", forms="herons", explanation="A bird that waits.")
    about = StandardPage.objects.get(slug="about")
    about.intro = "We like the heron."
    about.save_revision().publish()
    lesson = LessonPage.objects.get(slug="stop")
    lesson.teaser = "Wait as the heron does."
    lesson.save_revision().publish()
    Skill.objects.filter(slug="observe").update(summary="See the heron.")
    page = results(client, "herons")
    assert titles(page) == ["Heron", "A quiet heron", about.headline, "Observe", lesson.title]
    kinds = ("Glossary", "Articles", "Pages", "Skills", "Lessons")
    places = [page.index(f">{kind}</h2>") for kind in kinds]
    assert places == sorted(places)
    assert "We like the <mark>heron</mark>." in page
    assert titles(results(client, "heron water")) == ["A quiet heron"]
    assert titles(results(client, "waders")) == ["A quiet heron"]
    assert titles(results(client, "heron", kind="lessons")) == [lesson.title]
    assert titles(results(client, "heron", kind="skills")) == ["Observe"]
    assert "See the <mark>heron</mark>." in page
    assert 'href="/skills/observe/"' in page
    assert "5 places for" in page


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("opposite action", "Opposite action"), ("STOP", "STOP"),
        ("dear man", "DEAR MAN"), ("im prove the moment", "IMPROVE the moment"),
        ("half-smile and willing hands", "Half-smile and willing hands"),
        ("radikal acceptence", "Radical acceptance"), ("the GIVE skill", "GIVE"),
    ],
)  # fmt: skip
def test_a_skill_comes_first_when_its_name_is_typed(
    client: Client, home: HomePage, typed: str, name: str
) -> None:
    write(f"All about {name}", intro=f"{name} and {name}.", tags=(name,))
    page = results(client, typed)
    assert titles(page)[0] == name
    assert page.index("The skill of this name") < page.index(">Articles</h2>")
    assert page.count("The skill of this name") == 1
    assert titles(results(client, typed, kind="skills"))[0] == name
    assert name not in titles(results(client, typed, kind="articles"))
    assert titles(results(client, "wisemind"))[0] == "Wise mind"


def test_no_skill_comes_first_by_a_part_of_its_name(client: Client, home: HomePage) -> None:
    write("How families stop fighting", intro="How to stop.")
    page = results(client, "stop fighting")
    assert "The skill of this name" not in page
    assert titles(page)[0] != "STOP"


@pytest.fixture
def secrets(home: HomePage) -> list[str]:
    """A word for each text that is not for everybody, where it stands."""
    lesson = LessonPage.objects.get(slug="stop")
    lesson.key_points = [("point", "Remember the zanderkey.")]
    lesson.body = [("teaching", {"heading": "Zanderhead", "text": "<p>zanderbody</p>"})]
    lesson.slides = [("slide", {"stage": "new_skill", "title": "zanderslide", "points": ["x"]})]
    lesson.save_revision().publish()
    draft = LessonPage.objects.get(slug="halt")
    draft.teaser = "zanderdraft"
    draft.save_revision()
    Skill.objects.create(
        name="Zanderskill", slug="zanderskill", module="DT", summary="zandersummary", live=False
    )
    Skill.objects.filter(slug="halt").update(live=False, summary="zandertaken")
    write("Zandernew", live=False)
    write("Zandergone", intro="zandergone").unpublish()
    private = write("Zanderlogin", tags=("zandertagged",))
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    below = StandardPage(title="Zanderbelow", slug="below")
    about = StandardPage.objects.get(slug="about")
    about.add_child(instance=below)
    PageViewRestriction.objects.create(page=about, restriction_type="login")
    cohort = make_cohort(name="Zandergroup")
    member = make_member(name="Zandername")
    make_enrollment(cohort, member)
    make_session(cohort)
    save_intake(
        member,
        birth_year=1990,
        emergency_name="Zanderintake",
        emergency_phone="01",
        emergency_relation="",
        now=NOW,
    )
    return [
        "zanderkey", "zanderhead", "zanderbody", "zanderslide", "zanderdraft", "zandernew",
        "zandergone", "zanderlogin", "zanderbelow", "zandergroup", "zandername", "zanderintake",
        "zandertagged", "zanderskill", "zandersummary", "zandertaken",
    ]  # fmt: skip


def test_what_is_not_for_everybody_is_never_found(
    client: Client, secrets: list[str], home: HomePage
) -> None:
    call_command("update_index", verbosity=0)
    member = sign_in(Client(), make_member().account)
    for reader in (client, member):
        for word in secrets:
            page = results(reader, word)
            assert titles(page) == [], word
            assert "zander" not in page.lower().replace(word, ""), word
            assert "This is what there is for" not in page
    for slip in ("zandertaged", "zanderlogim", "zanderbelov"):
        assert "This is what there is for" not in results(client, slip)
    write("Zanderpublic", intro="zanderpublic")
    assert titles(results(client, "zanderpublic")) == ["Zanderpublic"]
    # A slip of the key is held against public words alone.
    assert titles(results(client, "zanderpublik")) == ["Zanderpublic"]
    assert titles(results(client, "zander")) == ["Zanderpublic"]


def test_nothing_of_a_person_is_in_the_index(secrets: list[str]) -> None:
    models = set(IndexEntry.objects.values_list("content_type__model", flat=True))
    assert models <= {
        "articleindexpage", "articlepage", "contactpage", "facilitatorpage", "facilitatorspage",
        "glossaryword", "homepage", "lessonindexpage", "lessonpage", "nextgroupspage", "page",
        "programmepage", "questionspage", "standardpage",
    }  # fmt: skip


def test_what_was_taken_away_is_gone_at_once(client: Client, home: HomePage) -> None:
    article = write("A quiet heron")
    assert titles(results(client, "heron")) == ["A quiet heron"]
    article.unpublish()
    assert titles(results(client, "heron")) == []
    assert "heron" not in results(client, "herom").replace("herom", "")
    article.delete()
    assert titles(results(client, "heron")) == []


def test_setup_writes_the_index_of_an_older_release_anew(client: Client, home: HomePage) -> None:
    IndexEntry.objects.all().delete()
    assert titles(results(client, "family")) == []
    call_command("setup")
    assert "How to talk with your family about the group" in titles(results(client, "family"))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("mindfullness", "mindfulness"),
        ("radical aceptance", "radical acceptance"),
        ("dialectiks", "dialectics"),
        ("famly", "family"),
    ],
)
def test_a_slip_of_the_key_is_forgiven(
    client: Client, home: HomePage, typed: str, found: str
) -> None:
    page = results(client, typed)
    assert f"This is what there is for “{found}”" in " ".join(page.split())
    assert titles(page)


@pytest.mark.parametrize(
    ("typed", "title"),
    [("mindf", "Mindfulness"), ("articl", "Articles"), ("opposit", "Opposite action")],
)
def test_the_beginning_of_a_word_finds_it(
    client: Client, home: HomePage, typed: str, title: str
) -> None:
    page = results(client, typed)
    assert "This is what there is for" not in page
    assert title in titles(page)


def test_the_word_that_was_begun_is_marked(client: Client, home: HomePage) -> None:
    write("The xylophonist", intro="A xylophonist plays.")
    assert "A <mark>xylophonist</mark> plays." in results(client, "xyloph")


def test_a_skill_is_found_by_what_people_say_and_stays_away_when_it_went(
    client: Client, home: HomePage
) -> None:
    assert titles(results(client, "cannot sleep"))[0] == "I cannot sleep"
    assert "Paced breathing" in titles(results(client, "cannot sleep", kind="skills"))
    Skill.objects.get(slug="paced-breathing").delete()
    assert "Paced breathing" not in titles(results(client, "cannot sleep"))


def test_some_of_the_words_are_better_than_nothing(client: Client, home: HomePage) -> None:
    page = results(client, "what is an urge in xylophones?")
    assert "This has some of them" in page
    assert "Urge" in titles(page)


ODD = [
    "", "   ", "a", "the of and", "\x00", "urge\x00s", "'", '"', '"urge', "urge*", "urge AND",
    "NOT", "OR", "NEAR(urge)", "title:urge", "{urge}", "^urge", "-urge", "urge & | ! ( ) :*", "%",
    "%s %d", "50% urge", "\\", "\\'", "urge; DROP TABLE", "<script>alert(1)</script>", "{{ 7 }}",
    "🙂", "سلام", "日本語", "Ünïcödé", "\u202eurge", "\ud7ff", "urge " * 3_000, "x" * 9_000,
    "9" * 400,
]  # fmt: skip


@pytest.mark.parametrize("typed", ODD, ids=lambda typed: ascii(typed)[:20])
def test_whatever_is_typed_a_page_answers(client: Client, home: HomePage, typed: str) -> None:
    page = results(client, typed)
    assert 'name="q"' in page
    assert "<script" not in page
    assert len(page) < 40_000
    for more in (
        {"page": "x"},
        {"page": "-1"},
        {"page": "9" * 30},
        {"kind": "none"},
        {"kind": "\x00"},
    ):
        results(client, typed, **more)


def test_an_empty_question_says_what_is_searched(client: Client, home: HomePage) -> None:
    assert "what you search for is not kept" in results(client, "")
    assert "Nothing here for “xylophone”" in results(client, "xylophone")
    assert client.post(reverse("search")).status_code == 405


def test_ten_stand_on_a_page(client: Client, home: HomePage) -> None:
    for number in range(12):
        write(f"Heron {number}", intro="A heron & more.")
    first, second = results(client, "heron"), results(client, "heron", page="2")
    assert len(titles(first)) == 10
    assert len(titles(second)) == 2
    assert 'href="?q=heron&amp;page=2"' in first
    assert set(titles(first)) & set(titles(second)) == set()


def test_asks_as_often_for_one_as_for_three(client: Client, home: HomePage) -> None:
    def asked(typed: str) -> int:
        results(client, typed)
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            results(client, typed)
        return len(queries)

    write("Heron one", tags=("waders", "birds"))
    one, nothing = asked("heron"), asked("xylophone")
    write("Heron two", tags=("waders",))
    write("Heron three", tags=("birds", "lakes"))
    assert asked("heron") == one <= 14
    assert asked("xylophone") == nothing <= 16


def test_the_words_are_in_no_log_and_the_page_in_no_index(
    client: Client, home: HomePage, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = client.get(reverse("search"), {"q": "xylophone"})
        for _ in range(FROM_ONE_PLACE):
            last = client.get(reverse("search"), {"q": "xylophone"})
    own = [one for one in caplog.records if one.name != "django.db.backends"]
    assert "xylophone" not in " ".join(str(vars(one)) for one in own)
    assert '<meta name="robots" content="noindex">' in answer.content.decode()
    assert answer.headers["Cache-Control"] == "private"
    assert "Disallow: /search/" in client.get("/robots.txt").content.decode()
    # So many in a minute from one place are a machine's; the page says so, and asks nothing.
    assert last.status_code == 429
    assert "wait a minute" in last.content.decode()
    assert client.get(reverse("search")).status_code == 200


def test_words_are_letters_and_digits_of_what_was_typed() -> None:
    assert words_in('  What\x00 is a "Crisis-Plan"?  ') == ["crisis", "plan"]
    assert words_in("what is it") == ["what", "is", "it"]
    assert len(words_in(" ".join(f"word{number}" for number in range(50)))) == 8
    assert len(shown("x y " * 500)) <= 100


@pytest.mark.parametrize(
    ("typed", "others"),
    [
        ("groups", "group"), ("group", "groups"), ("feeling", "feelings"), ("feelings", "feel"),
        ("stress", "stressed"), ("families", "family"), ("family", "families"),
        ("practising", "practise"), ("practise", "practising"), ("mindful", "mindfully"),
    ],
)  # fmt: skip
def test_forms_of_a_word(typed: str, others: str) -> None:
    assert {typed, others} <= set(forms_of(typed))
    assert len(forms_of(typed)) <= 60


def test_a_short_word_has_no_other_forms() -> None:
    assert forms_of("dbt") == ["dbt"]
    assert forms_of("1234") == ["1234"]
    assert "stres" not in forms_of("stress")


def test_spelling_goes_by_what_is_known() -> None:
    known = {"mindfulness", "family", "urge"}
    assert spelled_anew(["mindfullness", "famly", "urge", "xyz"], known) == [
        "mindfulness", "family", "urge", "xyz",
    ]  # fmt: skip
    assert spelled_anew(["mindf"], known) == ["mindfulness"]


def test_a_beginning_stands_for_the_words_that_it_begins() -> None:
    known = {"mindfulness", "mindful", "remind", "min", *(f"mindx{one}" for one in range(30))}
    assert set(begun_by("mindf", known)) - set(forms_of("mindf")) == {"mindfulness"} | (
        {"mindful"} - set(forms_of("mindf"))
    )
    assert len(begun_by("mind", known)) <= len(forms_of("mind")) + 20
    assert begun_by("min", known) == ["min"]


def test_nobody_is_told_that_they_misspelled_what_they_meant() -> None:
    known = {"skill", "use", "abide", "suite", "self", "killing"}
    meant = ["kill", "abuse", "suicide", "suicidal", "myself"]
    assert spelled_anew(meant, known) == meant


@pytest.mark.parametrize("typed", ["angry", "mindfulness", "xyzzy"])
def test_whoever_searches_finds_the_numbers_to_call_first(
    home: HomePage, client: Client, typed: str
) -> None:
    page = results(client, typed)
    assert "In danger now?" in page
    assert (
        0
        < page.index("/help/")
        < min(
            (page.index(mark) for mark in ("Nothing here", "found__one") if mark in page),
            default=9**9,
        )
    )
    assert "This is what there is for" not in page


def test_surroundings_are_escaped_and_cut_between_words() -> None:
    text = "One <b>two</b> " * 30 + "the urge & more " + "three <i>four</i> " * 30
    around = surroundings(text, ["urges"])
    assert "the <mark>urge</mark> &amp; more" in around
    assert "<b>" not in around
    assert around.startswith("… ")
    assert around.endswith(" …")
    assert len(around) < 600
    assert surroundings("", ["urge"]) == ""
    assert surroundings("x" * 900, ["urge"]).startswith("xxx")
