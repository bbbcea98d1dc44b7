"""Papers: every word of a lesson in a tagged PDF, set by the worker, once for each revision."""

import shutil
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.images import ImageFile
from PIL import Image as Picture
from wagtail.images.models import Image

import clock
from courses import shipped
from courses.lessons.actions import publish_shipped_lessons
from courses.models import LessonIndexPage, LessonPage, Recording, Worksheet
from courses.paper.frame import frame_for
from courses.paper.printing import PressFailed, print_sheet
from courses.paper.queries import (
    Wanted,
    lesson_paper,
    worksheet_paper,
)
from courses.paper.richtext import plain_text, read_rich_text
from courses.paper.sheets import (
    Sheet,
    cards_sheet,
    lesson_sheet,
    part_of,
    worksheet_sheet,
)
from courses.skills.actions import load_skills
from tests.content.texts import lesson_text
from tests.courses.conftest import Write, lesson
from tests.courses.papers import Read, made, plain
from tests.factories import NOW

pytestmark = pytest.mark.django_db

HOSTILE = '#panic("out") *b* _i_ $x$ @ref <label> \\u{41} `code` "q" // c /* d */ [e] {f} ~ = h'


@pytest.fixture(autouse=True)
def now() -> None:
    """A day on which nothing else happens."""
    clock.move_to(NOW)


def of(page: LessonPage, country: str = "GB") -> Wanted:
    return lesson_paper(page.pk, page.live_revision_id, country=country)


def printed(sheet: Sheet) -> Read:
    """A sheet of the tests' own, set in type."""
    return Read(print_sheet(sheet))


def published(shelf: LessonIndexPage, write: Write, **fields: Any) -> LessonPage:
    [page] = publish_shipped_lessons(shelf, write(lesson("tide", skills=["TIDE"], **fields)))
    return page


# --- what stands on it ----------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["please", "what-emotions-do"])
def test_every_word_of_a_lesson_stands_on_its_paper_in_order(
    shelf: LessonIndexPage, tmp_path: Path, slug: str
) -> None:
    (tmp_path / "lessons").mkdir()
    shutil.copytree(shipped.CONTENT / "skills", tmp_path / "skills")
    name = f"lessons/{slug}.yaml"
    (tmp_path / name).write_bytes((shipped.CONTENT / name).read_bytes())
    [page] = publish_shipped_lessons(shelf, tmp_path)
    [entry] = shipped.lessons(tmp_path)
    told = made(of(page)).text
    rest = told
    # The foot of a page may stand between two words of a sentence, never between two letters.
    for word in plain(lesson_text(entry)).split():
        assert word in rest, word
        rest = rest[rest.index(word) + len(word) :]
    assert plain(entry["title"]) in told


def test_a_lesson_is_tagged_for_those_who_listen(tide: LessonPage) -> None:
    paper = made(of(tide))
    assert paper.root["/MarkInfo"]["/Marked"].value
    assert paper.root["/Lang"] == "en-GB"
    assert paper.root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert paper.pdf.metadata is not None
    assert paper.pdf.metadata.title == "Tide"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in paper.root["/Metadata"].get_object().get_data()
    headings = [tag for tag in paper.tags if tag.startswith("/H")]
    # the title, the key points, and the six parts
    assert headings == ["/H1", *["/H2"] * 7]
    assert {"/P", "/L", "/LI", "/LBody"} <= set(paper.tags)
    assert all("/FontFile3" in font or "/FontFile2" in font for font in paper.fonts)
    assert {font["/FontName"].partition("+")[2] for font in paper.fonts} == {"Figtree-Light"}


def test_a_worksheet_has_room_for_a_hand(tide: LessonPage) -> None:
    assert tide.worksheet is not None
    sheet: Worksheet = tide.worksheet
    sheet.questions = [
        *sheet.questions,
        {
            "key": "week",
            "kind": "daily",
            "label": "My days",
            "columns": [{"label": "Did it"}, {"label": "How", "kind": "number", "max": 5}],
        },
    ]
    sheet.save()
    paper = made(worksheet_paper(sheet, country="GB"))
    for words in (
        "Name", "Date", "tide sheet", "How strong?", "0 1 2 3 4 5 6 7 8 9 10", "This", "That",
        "What happened?", "How (0 to 5)", "Monday", "Sunday",
    ):  # fmt: skip
        assert words in paper.text
    heads = paper.tagged("/TH")
    assert len(heads) == 3
    assert {head["/A"][0]["/Scope"] for head in heads} == {"/Column"}
    assert paper.tags.count("/TR") == 8
    assert "999" in paper.text
    assert "Samaritans" in paper.text


def test_the_numbers_are_those_of_the_reader_s_country(tide: LessonPage) -> None:
    british, nowhere = made(of(tide, "GB")), made(of(tide, ""))
    assert "United Kingdom: emergency number 999" in british.text
    assert "999" not in nowhere.text
    assert "112" in nowhere.text
    american = made(of(tide, "US"))
    assert american.pdf.pages[0].mediabox.width == 612  # letter paper
    assert round(float(british.pdf.pages[0].mediabox.width)) == 595  # A4


def test_each_skill_has_a_card_of_one_page() -> None:
    skills = [skill for skill in load_skills().values() if skill is not None]
    paper = printed(cards_sheet(skills, "Cards", frame_for("GB")))
    assert len(skills) > 30
    assert len(paper.pdf.pages) == len(skills)
    for page, skill in zip(paper.pdf.pages, skills, strict=True):
        told = plain(page.extract_text())
        assert told.index(skill.name) < told.index(plain(skill.summary))
        assert plain(skill.when_not) in told
        assert all(plain(step["text"]) in told for step in skill.steps)


def paragraphs(count: int) -> list[dict[str, Any]]:
    return plain_text("\n\n".join(f"Paragraph {number} of many." for number in range(count)))


@pytest.mark.parametrize("kind", ["teaching", "example", "care"])
@pytest.mark.parametrize("count", [25, 27, 60])
def test_no_page_of_a_lesson_holds_the_numbers_alone(
    tide: LessonPage, kind: str, count: int
) -> None:
    sheet = lesson_sheet(tide, frame_for("GB"))
    part = {"kind": kind, "heading": "Long", "body": paragraphs(count)}
    sheet.words |= {"points": [], "parts": [part], "source": "The harbour team"}
    pages = [plain(page.extract_text()) for page in printed(sheet).pdf.pages]
    assert "Paragraph" in pages[-1]
    assert "The harbour team" in pages[-1]
    assert all("Samaritans" in page for page in pages)


@pytest.mark.parametrize("lines", [16, 18, 20])
def test_no_page_of_a_worksheet_holds_the_numbers_alone(tide: LessonPage, lines: int) -> None:
    assert tide.worksheet is not None
    asked = [("Long?", lines), ("Last?", 2)]
    tide.worksheet.questions = [
        {"key": label, "kind": "text", "label": label, "lines": count} for label, count in asked
    ]
    pages = printed(worksheet_sheet(tide.worksheet, frame_for("GB"))).pdf.pages
    last = plain(pages[-1].extract_text())
    assert last.index("Last?") < last.index("stop here")


# --- words are words ------------------------------------------------------------------------------


def test_words_of_people_are_never_code(shelf: LessonIndexPage, write: Write) -> None:
    entry = lesson("tide", skills=["TIDE"])
    page = published(
        shelf,
        write,
        title=HOSTILE[:60],
        key_points=[HOSTILE],
        body=[
            {"teaching": {"heading": HOSTILE, "html": f"<p>{HOSTILE.replace('<', '&lt;')}</p>"}},
            {"steps": {"heading": HOSTILE, "acronym": False,
                       "items": [{"name": HOSTILE[:80], "text": HOSTILE}]}},
            *entry["body"][2:],
        ],
    )  # fmt: skip
    told = made(of(page)).text
    assert told.count(plain(HOSTILE)) >= 5


def test_other_scripts_and_signs_are_printed_or_named(tide: LessonPage) -> None:
    sheet = lesson_sheet(tide, frame_for("GB"))
    sheet.words["lead"] = "שלום and Привет and Łódź → ½"
    sheet.words["points"] = ["Well done 😀 and 👩‍👧"]
    told = printed(sheet).text
    for words in ("שלום", "Привет", "Łódź → ½", "[grinning face]", "[woman][girl]"):
        assert words in told


def test_a_script_that_no_font_has_is_refused_and_said(tide: LessonPage) -> None:
    sheet = lesson_sheet(tide, frame_for("GB"))
    sheet.words["lead"] = "\U00012000"  # a letter of cuneiform
    with pytest.raises(PressFailed, match="CUNEIFORM"):
        printed(sheet)


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("<p>One <b>two <i>three</i></b>.</p>", [("p", "One two three.")]),
        ("<h3>Head</h3><p>A<br/>b</p>", [("h", "Head"), ("p", "A\nb")]),
        ("loose <p>then</p> more", [("p", "loose"), ("p", "then"), ("p", "more")]),
        ("<p>never <b>closed", [("p", "never closed")]),
        ("<p></p><hr/>", []),
        ("<script>alert(1)</script><p>x</p><!-- y -->", [("p", "x")]),
    ],
)
def test_rich_text_is_read_as_html(html: str, told: list[tuple[str, str]]) -> None:
    blocks = read_rich_text(html)
    assert [(one["kind"], "".join(run["text"] for run in one["runs"])) for one in blocks] == told


def test_lists_and_links_of_rich_text(tide: LessonPage) -> None:
    [of_list] = read_rich_text("<ul><li>one <ol><li>two</li></ol></li><li></li></ul>")
    [[first, inner]] = of_list["items"]
    assert first["runs"][0]["text"] == "one"
    assert inner["kind"] == "ol"
    html = (
        '<p><a href="/x/">a</a> <a href="javascript:b">b</a> <a href="https://c.example">c</a></p>'
    )
    [paragraph] = read_rich_text(html)
    addresses = [run["href"] for run in paragraph["runs"] if run["text"].strip()]
    assert addresses == ["http://localhost:8000/x/", "", "https://c.example"]
    sheet = lesson_sheet(tide, frame_for("GB"))
    sheet.words["parts"][0]["body"] = [paragraph]
    paper = printed(sheet)
    assert "c (c.example)" in paper.text
    assert paper.tags.count("/Link") == 3  # the numbers of the care note, too


# --- pictures, and what paper cannot hold ---------------------------------------------------------


@pytest.fixture
def picture(tmp_path: Path) -> Image:
    content = BytesIO()
    Picture.new("RGBA", (300, 200), (40, 120, 110, 128)).save(content, "PNG")
    image: Image = Image.objects.create(
        title="A harbour", file=ImageFile(BytesIO(content.getvalue()), name="harbour.png")
    )
    return image


def test_a_picture_is_printed_with_the_words_for_those_who_do_not_see_it(
    tide: LessonPage, picture: Image
) -> None:
    sheet = lesson_sheet(tide, frame_for("GB"))
    shown = {"image": picture, "words": "Two boats", "caption": "At low tide", "decorative": False}
    ornament = {"image": picture, "words": "", "caption": "", "decorative": True}
    sheet.words["parts"] += [
        part_of("picture", shown, sheet.files),
        part_of("picture", ornament, sheet.files),
    ]
    paper = printed(sheet)
    [figure] = paper.tagged("/Figure")
    assert figure["/Alt"] == "Two boats"
    assert "At low tide" in paper.text


def test_a_picture_that_says_nothing_or_is_gone_is_named_instead(picture: Image) -> None:
    silent = {"image": picture, "words": "", "caption": "", "decorative": False}
    gone = {"image": None, "words": "Two boats", "caption": "", "decorative": False}
    files: dict[str, bytes] = {}
    told = [part_of("picture", value, files) for value in (silent, gone)]
    assert [one["kind"] for one in told] == ["elsewhere", "elsewhere"]
    assert [one["title"] for one in told] == ["A harbour", "Two boats"]
    assert files == {}


def test_of_a_recording_paper_has_the_transcript(tide: LessonPage) -> None:
    recording = Recording(title="Low water", transcript="The sea draws back.\n\nIt comes again.")
    sheet = lesson_sheet(tide, frame_for("GB"))
    sheet.words["parts"].append(part_of("recording", {"recording": recording}, {}))
    told = printed(sheet).text
    assert '"Low water", in words' in told
    assert told.index("The sea draws back.") < told.index("It comes again.")


def test_what_paper_cannot_hold_is_named_with_where_it_is(tide: LessonPage) -> None:
    sheet = lesson_sheet(tide, frame_for("GB"))
    sheet.words["parts"].append(part_of("document", {"document": None, "title": "Sea chart"}, {}))
    assert "Sea chart This stands on the lesson's page." in printed(sheet).text
