"""What the checklist says of a lesson: each check alone, beside one that has nothing to mend."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.blocks import CharBlock, StreamBlock, StreamValue, StructBlock
from wagtail.documents import get_document_model
from wagtail.models import Page
from wagtail.rich_text import RichText

from courses import shipped
from courses.lessons import checklist as checks
from courses.lessons.actions import publish_shipped_lessons
from courses.lessons.checklist import Finding, Weight, checklist
from courses.lessons.parts import text_of
from courses.lessons.reading import hardest, reading_grade, sentences, words
from courses.models import LessonIndexPage, LessonPage
from tests.content.texts import LESSON_FILES, lesson_text, read
from tests.courses.conftest import Write, lesson

HARD = (
    "Considerable physiological activation frequently accompanies interpersonal conflict, "
    "particularly where communication deteriorates unexpectedly."
)
EASY = "You can stop for a moment. Put your feet on the floor. Breathe out. Then look around you."


def draft(**fields: Any) -> LessonPage:
    """A lesson in memory that lacks everything but what is given."""
    return LessonPage(title="Tides", slug="tides", module="DT", **fields)


def teaching(html: str) -> list[tuple[str, Any]]:
    return [("teaching", {"heading": "Why", "text": RichText(html)})]


def weights(findings: list[Finding]) -> list[Weight]:
    return [finding.weight for finding in findings]


def test_an_empty_lesson_hears_first_what_publishing_asks_for(db: None) -> None:
    found = checklist(draft())
    must = [finding.says for finding in found if finding.weight is Weight.MUST]
    assert must == [
        "Please write the teaser: two sentences that visitors may read.",
        "Please add the key points: three to five sentences to take home.",
        "The lesson is still empty. Please add at least one teaching block.",
        "Please say who wrote this text, or where it comes from.",
        "Please say under which licence the text may be used.",
    ]
    assert weights(found)[: len(must)] == [Weight.MUST] * len(must)
    assert Weight.MUST not in weights(found)[len(must) :]


@pytest.mark.parametrize(
    ("count", "weight"),
    [(1, Weight.ADVICE), (3, Weight.FINE), (5, Weight.FINE), (6, Weight.ADVICE)],
)
def test_three_to_five_key_points(count: int, weight: Weight) -> None:
    given = draft(key_points=[("point", f"Point {number}.") for number in range(count)])
    assert weights(checks.key_points(given)) == [weight]


@pytest.mark.parametrize(
    ("count", "weight"),
    [(799, Weight.ADVICE), (800, Weight.FINE), (1200, Weight.FINE), (1201, Weight.ADVICE)],
)
def test_length_is_advice(count: int, weight: Weight) -> None:
    given = draft(body=teaching("<p>" + "word " * (count - 1) + "</p>"))
    [finding] = checks.length(given)
    assert (finding.weight, finding.says.split()[0]) == (weight, str(count))


def test_reading_grade_names_the_hardest_sentences_and_blocks_nothing() -> None:
    [hard] = checks.reading(draft(body=teaching(f"<p>{EASY}</p><p>{HARD} {HARD}</p>")))
    assert hard.weight is Weight.ADVICE
    assert hard.quotes == (HARD,)
    [easy] = checks.reading(draft(body=teaching(f"<p>{EASY} {EASY}</p>")))
    assert easy.weight is Weight.FINE
    assert easy.quotes == ()
    assert checks.reading(draft(body=teaching("<p>Interpersonal effectiveness.</p>"))) == []


def test_sentences_keep_their_ends_and_headings_stand_alone() -> None:
    text = "Why it helps\nYou can stop. Can you? Yes"
    assert sentences(text) == ["Why it helps", "You can stop.", "Can you?", "Yes"]
    assert hardest(EASY) == []
    assert reading_grade("") == 0


def test_a_shipped_lesson_has_nothing_to_mend_and_the_grade_of_its_file(
    shelf: LessonIndexPage,
) -> None:
    """The editor's number is the one that the shipped texts are held to."""
    publish_shipped_lessons(shelf, shipped.CONTENT)
    pages = {page.slug: page for page in LessonPage.objects.all()}
    for path in LESSON_FILES:
        entry = read(path)
        written, kept = lesson_text(entry), text_of(pages[entry["slug"]])
        assert words(kept) == words(written), path.stem
        assert round(reading_grade(kept), 2) == round(reading_grade(written), 2)
    found = checklist(pages["stop"])
    assert set(weights(found)) == {Weight.FINE}
    assert {finding.about for finding in found} >= {
        "Key points", "Length", "Reading grade", "Practice", "When it does not work", "Skills",
        "Worksheet", "Source and licence",
    }  # fmt: skip


def test_practice_with_its_minutes() -> None:
    block = {"heading": "Now", "minutes": 5, "text": RichText("<p>Try.</p>"), "steps": []}
    week = {"heading": "Later", "text": RichText("<p>Again.</p>"), "steps": []}
    whole = draft(body=[("practice", block), ("practice", block), ("week_practice", week)])
    [finding] = checks.practice(whole)
    assert (finding.weight, finding.says) == (
        Weight.FINE,
        "10 minutes of practice in the session.",
    )
    assert weights(checks.practice(draft())) == [Weight.ADVICE, Weight.ADVICE]
    unclocked = draft(body=[("practice", block | {"minutes": None}), ("week_practice", week)])
    assert [finding.says for finding in checks.practice(unclocked)] == [
        "The practice does not say its minutes."
    ]


def test_care_skills_worksheet_source(tide: LessonPage) -> None:
    for check in (checks.care, checks.skills, checks.worksheet, checks.source_and_licence):
        assert weights(check(tide)) == [Weight.FINE], check.__name__
    bare = draft(source="The team")
    for check in (checks.care, checks.skills, checks.worksheet):
        assert weights(check(bare)) == [Weight.ADVICE], check.__name__
    assert weights(checks.source_and_licence(bare)) == [Weight.MUST]


def test_half_a_block_has_to_be_finished(db: None) -> None:
    half = draft(
        teaser="About it.", source="us", licence="ours", key_points=[("point", "One.")],
        body=[("teaching", {"heading": "", "text": RichText("")})],
    )  # fmt: skip
    assert [finding.says for finding in checks.needed(half)] == [
        "Something under “lesson” is half written. Please finish it or take it out."
    ]
    half.body = teaching("<p>Because.</p>")
    assert checks.needed(half) == []


# --- pictures and recordings, by the names and shapes that their blocks have ----------------------


def body_with(name: str, fields: list[str], *given: dict[str, Any]) -> StreamValue:
    """A body with blocks of that name, whatever their values are made of."""
    struct = StructBlock([(field, CharBlock(required=False)) for field in fields])
    stream = StreamBlock([(name, struct)])
    return StreamValue(stream, [(name, struct.normalize(one) | one) for one in given])


def lesson_with(body: StreamValue) -> LessonPage:
    made = draft()
    made.__dict__["body"] = body
    return made


PICTURE = ["image", "words", "caption", "decorative"]


@pytest.mark.parametrize(
    ("picture", "weight"),
    [
        ({"image": "Harbour", "words": "Boats at low tide", "decorative": False}, Weight.FINE),
        ({"image": "Harbour", "words": "", "decorative": True}, Weight.FINE),
        ({"image": "Harbour", "words": " ", "decorative": False}, Weight.MUST),
    ],
)
def test_a_picture_says_what_it_shows(picture: dict[str, Any], weight: Weight) -> None:
    [finding] = checks.pictures(lesson_with(body_with("picture", PICTURE, picture)))
    assert finding.weight is weight
    assert finding.quotes == (("Harbour",) if weight is Weight.MUST else ())


class Played(SimpleNamespace):
    """A recording as the lesson's block gives it."""

    def __str__(self) -> str:
        return "Three breaths"


@pytest.mark.parametrize(
    ("recording", "said"),
    [
        (Played(kind="video", captions="en.vtt", transcript="Breathe."), "are there"),
        (Played(kind="video", captions="", transcript="Breathe."), "has no captions"),
        (Played(kind="video", captions="en.vtt", transcript=""), "cannot be read yet"),
        (Played(kind="audio", captions="", transcript="Breathe."), "are there"),
        (Played(kind="audio", captions="", transcript=""), "cannot be read yet"),
        (None, "is gone"),
    ],
)
def test_a_recording_has_captions_and_words(recording: Any, said: str) -> None:
    body = body_with("recording", ["recording"], {"recording": recording})
    [finding] = checks.recordings(lesson_with(body))
    assert said in finding.says
    assert finding.weight is (Weight.FINE if said == "are there" else Weight.MUST)


def test_a_lesson_without_them_hears_nothing_of_them(tide: LessonPage) -> None:
    assert checks.pictures(tide) == checks.recordings(tide) == checks.links(tide) == []


# --- links ----------------------------------------------------------------------------------------


def link(kind: str, pk: int, inner: str) -> str:
    return f'<p>See <a id="{pk}" linktype="{kind}">{inner}</a>.</p>'


def test_links_that_lead_nowhere_are_named(tide: LessonPage) -> None:
    document = get_document_model().objects.create(title="Sheet", file="sheet.pdf")
    hidden = tide.get_parent().add_child(instance=Page(title="Hidden", slug="hidden", live=False))
    good = link("page", tide.pk, "<b>Tide</b>") + link("document", document.pk, "Sheet")
    assert weights(checks.links(draft(body=teaching(good)))) == [Weight.FINE]
    bad = (
        good
        + link("page", 9_999, "lost page")
        + link("document", 9_999, "lost sheet")
        + link("page", hidden.pk, "hidden page")
    )
    gone, unpublished = checks.links(draft(body=teaching(bad)))
    assert gone.quotes == ("lost page", "lost sheet")
    assert unpublished.quotes == ("hidden page",)
    assert weights([gone, unpublished]) == [Weight.ADVICE, Weight.ADVICE]


def test_a_document_that_was_taken_away_is_named() -> None:
    body = body_with("document", ["document", "title"], {"document": None, "title": "Sheet"})
    assert [finding.quotes for finding in checks.links(lesson_with(body))] == [("a document",)]


def test_ten_links_ask_as_often_as_one(tide: LessonPage, write: Write) -> None:
    def asked_for(count: int) -> int:
        html = "".join(
            link("page", tide.pk + at, "a page") + link("document", at, "a sheet")
            for at in range(count)
        )
        [made] = publish_shipped_lessons(
            LessonIndexPage.objects.get(),
            write(lesson(f"linked-{count}", skills=["TIDE"], body=[
                {"teaching": {"heading": "Why", "html": html}}
            ])),
        )  # fmt: skip
        fresh = LessonPage.objects.get(pk=made.pk)
        with CaptureQueriesContext(connection) as asked:
            checklist(fresh)
        return len(asked)

    assert asked_for(1) == asked_for(10)
