"""The questions of a worksheet: every way they are stored is read, and what is wrong is said."""

from typing import Any

import pytest
from django.template.loader import render_to_string

from courses.models import Worksheet
from courses.resources.questions import Kind, Mark, Question, problems, read_questions


def one(**stored: Any) -> Question:
    [question] = read_questions([{"key": "a", "label": "Why?", **stored}])
    return question


@pytest.mark.parametrize(
    ("old", "kind", "lines", "each"),
    [
        ("short", Kind.TEXT, 2, False),
        ("long", Kind.LINES, 5, False),
        ("list", Kind.LINES, 5, True),
        ("text", Kind.TEXT, 2, False),
        ("lines", Kind.LINES, 5, False),
    ],
)
def test_old_kinds_are_read_as_the_new_ones(
    old: str, kind: Kind, lines: int, *, each: bool
) -> None:
    question = one(kind=old)
    assert (question.kind, question.lines, question.each) == (kind, lines, each)


def test_a_scale_has_circles_unless_they_fill_more_than_a_row() -> None:
    assert list(one(kind="scale", min=0, max=5).circles) == [0, 1, 2, 3, 4, 5]
    assert list(one(kind="scale", min=0, max=100).circles) == []
    assert list(one(kind="text").circles) == []


def test_several_may_be_chosen_and_steps_tables_and_days_have_their_room() -> None:
    assert one(kind="choice", choices=["A", "B"], several=True, help="Now.").advice == (
        "Now. Tick all that fit."
    )
    assert one(kind="choice", choices=["A", "B"], help="Now.").advice == "Now."
    table = one(kind="table", headings=["When", "What"], rows=3)
    assert (table.headings, len(table.ruled_rows)) == (("When", "What"), 3)
    assert len(one(kind="table", headings=["When"], rows=10_000).ruled_rows) == 20
    assert one(kind="steps", steps=["Stop", "Look"]).steps == ("Stop", "Look")
    assert one(kind="date").kind is Kind.DATE


def test_a_daily_table_has_seven_days_and_its_columns() -> None:
    columns = [{"label": "Did it"}, {"label": "Calm", "kind": "number", "min": 1, "max": 5}]
    question = one(kind="daily", columns=columns)
    assert question.days[0] == "Monday"
    assert len(question.days) == 7
    assert [(column.kind, column.high) for column in question.columns] == [
        (Mark.TICK, 10),
        (Mark.NUMBER, 5),
    ]


@pytest.mark.parametrize(
    "stored",
    [
        None,
        "text",
        [3, None],
        [{}],
        [{"kind": "dance", "label": 3, "lines": -4}],
        [{"kind": "scale", "min": "low", "max": True}],
        [{"kind": "choice", "choices": "ab"}],
        [{"kind": "daily", "columns": [1, {"kind": []}]}],
        [{"kind": "lines", "lines": 10_000}],
        [{"kind": "table"}, {"kind": "table", "headings": 3, "rows": "many"}],
        [{"kind": "steps"}, {"kind": "steps", "steps": {"a": 1}}],
    ],
)
def test_whatever_is_stored_can_be_printed(stored: Any) -> None:
    sheet = Worksheet(slug="s", title="Sheet", questions=stored)
    assert all(len(question.ruled) <= 30 for question in sheet.asked)
    assert "Sheet" in render_to_string("courses/worksheet.html", {"worksheet": sheet})


def test_what_is_wrong_with_a_question_is_said_by_its_number() -> None:
    good = {"key": "a", "kind": "text", "label": "Why?"}
    assert problems([good]) == []
    assert problems([]) == ["Please add at least one question."]
    wrong = [
        good,
        {"key": "a", "kind": "text", "label": "Again?"},
        {"key": "b", "kind": "dance", "label": "What?"},
        {"key": "c", "kind": "scale", "label": "How much?", "min": 5, "max": 5},
        {"key": "d", "kind": "choice", "label": "Which?", "choices": ["One"]},
        {"key": "e", "kind": "daily", "label": "When?", "columns": []},
        {"key": "f", "kind": "text", "label": " "},
        {"key": "g", "kind": "table", "label": "What?", "headings": ["x"] * 6},
        {"key": "h", "kind": "steps", "label": "How?", "steps": []},
    ]
    assert problems(wrong) == [
        "Question 2 has the key of another.",
        "Question 3 is of a kind that worksheets do not have.",
        "The scale of question 4 ends before it begins.",
        "Question 5 needs at least two boxes to choose from.",
        "The table of question 6 needs one to five columns beside the day.",
        "Question 7 has no words yet.",
        "The table of question 8 needs one to five columns.",
        "Question 9 needs at least one step.",
    ]


def test_a_sheet_shows_its_room_and_tells_screen_readers_only_the_words() -> None:
    sheet = Worksheet(
        slug="s",
        title="Sheet",
        questions=[
            {"key": "a", "kind": "lines", "label": "What?", "lines": 3, "each": True},
            {"key": "b", "kind": "scale", "label": "How?", "min": 0, "max": 3, "min_label": "calm"},
            {"key": "c", "kind": "choice", "label": "Which?", "choices": ["<b>One</b>", "Two"]},
            {"key": "d", "kind": "daily", "label": "When?", "columns": [{"label": "Done"}]},
            {"key": "e", "kind": "table", "label": "Plan", "headings": ["At", "Do"], "rows": 2},
            {"key": "f", "kind": "steps", "label": "How?", "steps": ["First", "Then"]},
            {"key": "g", "kind": "date", "label": "By when?"},
        ],
    )
    shown = render_to_string("courses/worksheet.html", {"worksheet": sheet})
    # Three lines, two below each of two steps, one for the day.
    assert shown.count('<div class="worksheet__rule">') == 3 + 2 * 2 + 1
    assert shown.count("<td></td>") == 2 * 2
    assert shown.index("First") < shown.index("Then")
    assert "A number from 0 to 3" in " ".join(shown.split())
    assert [f"<li>{number}</li>" in shown for number in range(5)] == [True] * 4 + [False]
    assert "&lt;b&gt;One" in shown
    assert shown.count('<th scope="row">') == 7
    assert shown.count('<th scope="col">') == 2 + 2
