"""Words are explained where a lesson says them first, and nowhere they would be in the way."""

import re
from typing import Any

import pytest
import yaml
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses import shipped
from courses.glossary.actions import load_glossary
from courses.glossary.explaining import explained
from courses.glossary.queries import Entry, Glossary
from courses.lessons.actions import publish_shipped_lessons
from courses.lessons.render import lesson_html
from courses.models import GlossaryWord, LessonIndexPage, LessonPage, ShippedWord, Skill
from tests.courses.conftest import Write, lesson
from whole.version import known_version, version

URGE = Entry("word-1", "Urge", ("Urge", "urges"), "A strong pull <now>.")
MIND = Entry("word-2", "Wise mind", ("Wise mind",), "A calm place.")
WORDS = Glossary((URGE, MIND), "digest")
SKILLS = ["Wise mind", "Surfing the urge"]


def teaching(text: str) -> str:
    return f'<section class="lesson-teaching prose"><h2>An urge</h2>{text}</section>'


def buttons(html: str) -> list[str]:
    """The words that became buttons, as the text says them."""
    return re.findall(r'<button class="word"[^>]*>([^<]*)</button>', html)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>An urge rises. The urge falls.</p>", ["urge"]),
        ("<p>Two URGES, and one urge.</p>", ["URGES"]),
        ("<ul><li>The <i>urge</i> falls.</li></ul>", ["urge"]),
        ("<p>In wise\n mind an urge falls.</p>", ["wise\n mind", "urge"]),
        ("<p>An urge&#x27;s end &amp; more</p>", ["urge"]),
        ("<p>A line,<br>an urge</p>", ["urge"]),
    ],
)
def test_a_word_is_explained_where_it_is_said_first(text: str, found: list[str]) -> None:
    html = explained(teaching(text), WORDS, names=SKILLS)
    assert buttons(html) == found
    assert re.sub(r"<button.*?</button>|<span.*?</span></?button.*?</span>", "", html).count("urge")


@pytest.mark.parametrize(
    "text",
    [
        "<p>Urgent, surge, urge-like, re-urge</p>",
        "<p><b>Urge</b>, and <a href='/x/'>the urge</a></p>",
        "<h3>The urge</h3>",
        "<p>Surfing the urge is a skill.</p>",
        "<p><button type='button'>urge</button></p>",
        "<figure><img alt='an urge' src='x'><figcaption>An urge</figcaption></figure>",
        "An urge outside of any paragraph",
    ],
)
def test_what_is_no_running_text_stays_as_it_is(text: str) -> None:
    said = teaching(f"{text}<p>Here is the urge.</p>")
    untouched, _, rest = str(explained(said, WORDS, names=SKILLS)).partition("<p>Here is the ")
    assert said.startswith(untouched)
    assert buttons(rest) == ["urge"]


def test_only_teaching_and_examples_are_explained() -> None:
    elsewhere = '<section class="lesson-part lesson-part--practice"><p>An urge.</p></section>'
    example = '<section class="lesson-part lesson-part--example"><p>An urge.</p></section>'
    html = explained(f"{elsewhere}<p>An urge.</p>{example}", WORDS)
    assert html.startswith(f"{elsewhere}<p>An urge.</p>")
    assert buttons(html) == ["urge"]


def test_without_words_and_around_them_a_text_is_letter_for_letter_the_same() -> None:
    odd = teaching("<p class=\"a\">1 &lt; 2 &amp; 3 > 2 <br/> <img src='x' alt=''> \u2028 ok</p>")
    odd += "<!--crisis note--><svg><path d='M1 1'/></svg>"
    assert explained(odd, Glossary((), "none")) == odd
    assert explained(odd, WORDS, names=SKILLS) == odd


def test_the_explanation_is_reached_by_the_button_and_says_only_words() -> None:
    html = explained(teaching("<p>An urge, then.</p>"), WORDS)
    assert 'popovertarget="word-1">urge</button><span' in html
    assert "A strong pull &lt;now&gt;." in html
    assert re.findall(r' id="([^"]+)" popover role="dialog"', html) == ["word-1"]
    assert 'aria-labelledby="word-1-word" aria-describedby="word-1-text"' in html
    assert "</span>, then.</p>" in html


@pytest.fixture
def urge(db: None) -> GlossaryWord:
    return GlossaryWord.objects.create(word="Secret", forms="secrets", explanation="Kept quiet.")


def test_a_lesson_explains_its_words(urge: GlossaryWord, tide: LessonPage) -> None:
    html = lesson_html(tide.pk, tide.live_revision_id)
    assert buttons(html) == ["Secret"]
    assert "Kept quiet." in html


@pytest.mark.parametrize(("live", "found"), [(False, ["Secret"]), (True, [])])
def test_the_name_of_a_draft_keeps_no_word_from_being_explained(
    urge: GlossaryWord, tide: LessonPage, live: bool, found: list[str]
) -> None:
    Skill.objects.create(slug="secret", name="Secret teaching", module="M", summary="…", live=live)
    assert buttons(lesson_html(tide.pk, tide.live_revision_id)) == found


def test_a_skill_that_is_published_or_taken_back_is_known_on_the_next_page(
    urge: GlossaryWord, tide: LessonPage
) -> None:
    """A body is kept for a week, and made anew for this."""

    def read() -> list[str]:
        with known_version(version()):
            return buttons(lesson_html(tide.pk, tide.live_revision_id))

    assert read() == ["Secret"]
    Skill.objects.create(slug="secret", name="Secret teaching", module="M", summary="…")
    assert read() == []
    Skill.objects.filter(slug="secret").update(live=False)
    assert read() == ["Secret"]
    Skill.objects.filter(slug="secret").update(name="Teaching", live=True)
    assert read() == ["Secret"]
    Skill.objects.filter(slug="secret").update(name="Secret teaching")
    assert read() == []


def test_a_changed_word_is_there_on_the_next_page_and_costs_nothing_after(
    urge: GlossaryWord, tide: LessonPage
) -> None:
    def read() -> tuple[str, int]:
        """As a page does, which is told the version with its reader's account."""
        with known_version(version()), CaptureQueriesContext(connection) as asked:
            html = str(lesson_html(tide.pk, tide.live_revision_id))
        return html, len(asked)

    assert "Kept quiet." in read()[0]
    urge.explanation = "Told to nobody."
    urge.save()
    assert "Told to nobody." in read()[0]
    assert read()[1] == 0
    GlossaryWord.objects.update(in_lessons=False)
    assert buttons(read()[0]) == []
    # Something else that visitors see: words and names are looked at again, not the lesson.
    tide.save()
    assert read()[1] == 2
    assert read()[1] == 0


def test_a_revision_that_groups_keep_is_explained_and_not_changed(
    urge: GlossaryWord, tide: LessonPage
) -> None:
    lesson_html(tide.pk, tide.live_revision_id)
    assert "popover" not in str(tide.get_latest_revision().content)


def test_glossary_page_shows_every_word_to_everybody(client: Client, urge: GlossaryWord) -> None:
    GlossaryWord.objects.create(word="anchor <b>", explanation="A & B.", in_lessons=False)
    page = client.get("/glossary/").content.decode()
    assert page.index("anchor &lt;b&gt;") < page.index("Secret")
    assert "A &amp; B." in page
    assert f'id="word-{urge.pk}"' in page
    GlossaryWord.objects.all().delete()
    assert "No words are explained here yet" in client.get("/glossary/").content.decode()


def test_two_words_do_not_share_a_form(urge: GlossaryWord) -> None:
    for fields in ({"word": "secrets"}, {"word": "Riddle", "forms": "riddles, Secret"}):
        with pytest.raises(ValidationError, match="stands with “Secret” already"):
            GlossaryWord(explanation="x", **fields).full_clean()
    with pytest.raises(ValidationError):
        GlossaryWord(word="SECRET", explanation="x").full_clean()
    urge.full_clean()


Folder = Any


@pytest.fixture
def ship(tmp_path: Folder) -> Any:
    """Ships these words."""

    def load(**explanations: str) -> list[str]:
        words = [
            {"slug": slug, "word": slug.title(), "forms": [f"{slug}s"], "explanation": text}
            for slug, text in explanations.items()
        ]
        path = tmp_path / "glossary.yaml"
        path.write_text(yaml.safe_dump({"words": words}))
        shipped._parse.cache_clear()
        return [word.word for word in load_glossary(tmp_path)]

    return load


def test_words_follow_our_text_until_somebody_edits_them(db: None, ship: Any) -> None:
    assert ship(tide="It comes.", wave="It rolls.", rope="It holds.") == ["Tide", "Wave", "Rope"]
    assert ship(tide="It comes.", wave="It rolls.", rope="It holds.") == []
    GlossaryWord.objects.filter(word="Wave").update(explanation="Theirs.")
    GlossaryWord.objects.filter(word="Rope").delete()
    assert ship(tide="It goes.", wave="It breaks.", rope="It tears.") == ["Tide"]
    kept = dict(GlossaryWord.objects.values_list("word", "explanation"))
    assert kept == {"Tide": "It goes.", "Wave": "Theirs."}


def test_a_word_of_the_clinics_own_is_not_ours(db: None, ship: Any) -> None:
    GlossaryWord.objects.create(word="TIDE", explanation="Theirs.")
    assert ship(tide="It comes.") == []
    assert not ShippedWord.objects.exists()


def test_what_ships_can_be_saved_and_is_said_in_our_lessons(
    shelf: LessonIndexPage, write: Write
) -> None:
    words = load_glossary()
    assert 25 <= len(words) <= 40
    for word in words:
        word.full_clean()
    text = "<p>The urges of a crisis meet mindfulness.</p>"
    entry = lesson("tide", skills=["TIDE"], body=[{"teaching": {"heading": "Why", "html": text}}])
    [tide] = publish_shipped_lessons(shelf, write(entry))
    assert buttons(lesson_html(tide.pk, tide.live_revision_id)) == [
        "urges",
        "crisis",
        "mindfulness",
    ]
