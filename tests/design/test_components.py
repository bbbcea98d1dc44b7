"""Every component renders, and stands on /design/ in every state."""

import re
from pathlib import Path

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client
from django.utils.safestring import SafeString

from design import samples
from design.icons import ICONS
from design.tags.actions import KINDS
from design.tags.content import BADGES, NOTICES
from design.templatetags.design import register

FRAME = {"design_styles", "design_scripts", "design_head", "asset", "reader_locale", "specimen"}
# Shown by every page around the gallery: their own place is the page, not a box on it.
AROUND = {"flash_messages", "toast_region", "crisis_bar"}
GALLERY = Path(__file__).resolve().parents[2] / "site/design/templates/design"


def render(source: str, **values: object) -> SafeString:
    return Template("{% load design %}" + source).render(Context(values))


def table(cells: str) -> str:
    """Two rows of these cells in a table with two columns."""
    row = "{% row %}" + cells + "{% endrow %}"
    head = "{% data_table 'Groups' %}{% columns 'Group' 'Price' %}"
    return head + row + row + "{% enddata_table %}"


def gallery_source() -> str:
    pages = [GALLERY / "gallery.html", *sorted((GALLERY / "gallery").glob("*.html"))]
    return "\n".join(page.read_text() for page in pages)


@pytest.mark.parametrize("name", sorted(set(register.tags) - FRAME - AROUND))
def test_component_stands_on_the_gallery(name: str) -> None:
    assert re.search(r"\{% " + name + r"[ %]", gallery_source())


@pytest.mark.parametrize("name", sorted(AROUND))
def test_component_around_the_page_is_named_on_the_gallery(name: str) -> None:
    assert name in gallery_source()


def test_gallery_opens_without_signing_in(client: Client, db: None) -> None:
    page = client.get("/design/")

    assert page.status_code == 200
    assert page.content.count(b'class="specimen"') == gallery_source().count("{% specimen ")


@pytest.mark.parametrize(
    ("source", "unknown"),
    [
        ('{% button "primari" %}x{% endbutton %}', "primari"),
        ('{% notice "danger" %}x{% endnotice %}', "danger"),
        ('{% badge "x" "red" %}', "red"),
        ('{% icon "smile" %}', "smile"),
        ('{% card kind="loud" %}x{% endcard %}', "loud"),
        ('{% avatar "x" size="huge" %}', "huge"),
        ('{% video_tile "x" presence="gone" %}', "gone"),
    ],
)
def test_misspelt_variant_is_refused(source: str, unknown: str) -> None:
    with pytest.raises(TemplateSyntaxError, match=unknown):
        render(source)


@pytest.mark.parametrize(
    "source",
    [
        "{% button %}{{ evil }}{% endbutton %}",
        "{% link_button evil %}{{ evil }}{% endlink_button %}",
        "{% card evil %}{{ evil }}{% endcard %}",
        "{% notice 'info' evil %}{{ evil }}{% endnotice %}",
        "{% badge evil %}",
        "{% avatar evil %}",
        "{% copy_field evil evil 'id' %}",
        "{% data_table evil %}{% columns evil evil %}"
        "{% row %}{% cell %}{{ evil }}{% endcell %}{% cell %}{{ evil }}{% endcell %}{% endrow %}"
        "{% enddata_table %}",
        "{% table evil %}{% endtable %}",
        "{% video_tile evil %}",
        "{% lobby_row evil evil %}",
        "{% raised_hand evil 1 %}",
        "{% chat_bubble evil now %}{{ evil }}{% endchat_bubble %}",
        "{% key_points rows.0 %}",
        "{% price 100 evil %}",
        "{% progress 1 2 evil %}",
        "{% button data_x=evil %}x{% endbutton %}",
    ],
)
def test_text_from_people_is_escaped(source: str) -> None:
    evil = '<script>"x"</script>'

    shown = render(source, evil=evil, now=samples.NOW)

    assert "<script" not in shown.lower()


def test_busy_button_keeps_its_focus_and_says_so() -> None:
    busy = render("{% button busy=True %}Pay{% endbutton %}")

    assert 'aria-disabled="true"' in busy
    assert " disabled" not in busy.replace("aria-disabled", "")


def test_button_asleep_is_woken_by_its_script() -> None:
    shown = render("{% button asleep=True %}Camera{% endbutton %}")

    assert '<button class="button button--primary" type="button" data-when-ready disabled>' in shown


def test_button_attributes_are_dashed_and_empty_ones_left_out() -> None:
    shown = render('{% button type="button" data_dialog="leave" id="" %}Leave{% endbutton %}')

    assert 'data-dialog="leave"' in shown
    assert "id=" not in shown


@pytest.mark.parametrize(
    ("taken", "words"), [(0, "12 seats left"), (11, "1 seat left"), (12, "Full"), (13, "Full")]
)
def test_seat_meter_says_what_is_left(taken: int, words: str) -> None:
    assert words in render("{% seat_meter taken 12 %}", taken=taken)


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (48000, "eur", "€480"),
        (1999, "GBP", "£19.99"),
        (6000, "jpy", "¥6,000"),
        (12345, "kwd", "KWD 12.345"),
        (-500, "usd", "−$5"),
        (1000, "cad", "CAD 10"),
    ],
)
def test_money_keeps_each_currency_s_own_exponent(amount: int, currency: str, shown: str) -> None:
    assert render("{% money amount currency %}", amount=amount, currency=currency) == shown


def test_pagination_appears_only_where_there_are_pages() -> None:
    one = Paginator(range(5), 10).page(1)
    two = Paginator(range(15), 10).page(2)

    assert render("{% pagination page %}", page=one).strip() == ""
    shown = render("{% pagination page query=kept %}", page=two, kept="module=2&")
    assert "?module=2&amp;page=1" in shown


def test_data_table_names_the_column_in_every_cell() -> None:
    shown = render(table("{% cell %}Tuesday{% endcell %}{% cell %}€480{% endcell %}"))

    row = (
        '<tr role="row"><th scope="row" role="rowheader">Tuesday</th>'
        '<td role="cell" data-label="Price"><div class="table__value">€480</div></td></tr>'
    )
    assert shown.count(row) == 2
    assert shown.count('<th scope="col" role="columnheader">') == 2
    assert "<caption>Groups</caption>" in shown


def test_data_table_names_no_empty_cell_and_none_that_takes_the_whole_width() -> None:
    empty = render(table("{% cell %}Tuesday{% endcell %}{% cell %} {% endcell %}"))
    whole = render(table("{% cell %}Tuesday{% endcell %}{% cell whole=True %}x{% endcell %}"))

    assert "data-label" not in empty + whole
    # On a phone what stands in it is not laid out side by side.
    assert "table__whole" in whole
    assert "table__whole" not in empty


def test_data_table_keeps_a_hidden_caption_for_screen_readers() -> None:
    source = "{% data_table 'Groups' caption_hidden=True %}{% columns 'x' %}{% enddata_table %}"

    shown = render(source)

    assert '<caption class="visually-hidden">Groups</caption>' in shown


@pytest.mark.parametrize("number", [0, 1, 3])
def test_data_table_with_a_missing_cell_or_one_too_many_is_refused(number: int) -> None:
    with pytest.raises(TemplateSyntaxError, match=f"{number} cells in a row of Group, Price"):
        render(table("{% cell %}x{% endcell %}" * number))


def test_data_table_without_columns_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="columns"):
        render("{% data_table 'Groups' %}{% enddata_table %}")


def test_progress_steps_mark_one_current_step() -> None:
    shown = render("{% progress_steps titles 2 %}", titles=["Group", "About you", "Payment"])

    assert shown.count('aria-current="step"') == 1
    assert "Step 2 of 3" in shown


def test_two_people_of_one_name_have_one_tint() -> None:
    assert render("{% avatar 'Robin Hale' %}") == render("{% avatar 'Robin Hale' %}")
    assert ">RH<" in render("{% avatar 'Robin Hale' %}")
    assert ">–<" in render("{% avatar '' %}")


FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("robin hale", "RH"),
        ("E\u0301lodie Ange\u0301 O\u0308zil", "E\u0301O\u0308"),
        ("\U0001d49cda", "\U0001d49c"),
        ("\u0928\u0940\u0930\u091c \u0915\u0941\u092e\u093e\u0930", "\u0928\u0940\u0915\u0941"),
        (f"{FAMILY} Family", f"{FAMILY}F"),
        ("\U0001f1ee\U0001f1ea", "\U0001f1ee\U0001f1ea"),
        ("\u5c71\u7530 \u592a\u90ce", "\u5c71\u592a"),
        ("  ", "–"),
    ],
)  # fmt: skip
def test_an_avatar_shows_whole_characters(name: str, shown: str) -> None:
    assert f">{shown}<" in render("{% avatar name %}", name=name)


ROOT = GALLERY.parents[3]
WRITTEN = sorted(
    path
    for pattern in (
        "templates/**/*.html",
        "site/*/templates/**/*.html",
        "*/*/templates/**/*.html",
        "*/templates/**/*.html",
    )
    for path in ROOT.glob(pattern)
    if ".venv" not in path.parts
)
# What a template may write between quotes, and where: a page nobody opened in a test must not
# fail in front of a reader because of a misspelt kind.
WORD = r'"([\w-]+)"'
SAID = r'(?:"[^"]*"|[^\s"%]+)'
KINDS_WRITTEN = [
    (r"\{% icon " + WORD, tuple(ICONS)),
    (r"symbol=" + WORD, tuple(ICONS)),
    (r"\{% empty_state " + SAID + " " + WORD, tuple(ICONS)),
    (r"\{% button " + WORD, KINDS),
    (r"\{% link_button " + SAID + " " + WORD, KINDS),
    (r"\{% notice " + WORD, tuple(NOTICES)),
    (r"\{% badge " + SAID + " " + WORD, BADGES),
]


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_written_kinds_exist(path: Path) -> None:
    text = path.read_text()

    for pattern, known in KINDS_WRITTEN:
        assert set(re.findall(pattern, text)) <= set(known)
