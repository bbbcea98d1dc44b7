"""A file that spreadsheet programs open rightly, and in which nothing runs."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from spreadsheet.writing import Cell, harmless, written


def read(titles: list[str], *rows: list[Cell]) -> list[list[str]]:
    """What a program finds in the file."""
    text = written(titles, rows).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_file_says_that_it_is_utf_8_and_keeps_every_letter() -> None:
    assert written(["Name"], [["Zoë 山田"]]).startswith(b"\xef\xbb\xbf")
    assert read(["Name"], ["Zoë 山田"]) == [["Name"], ["Zoë 山田"]]


def test_commas_quotes_and_lines_stay_within_their_cell() -> None:
    cells: list[Cell] = ['Ada, "the first"', "two\r\nlines"]
    assert read(["A", "B"], cells)[1] == cells
    assert written(["A"], [["x"]]).endswith(b"\r\n")


@pytest.mark.parametrize("sign", list("=+-@\t\r\n＝＋－＠"))
def test_what_a_program_would_calculate_is_marked_as_text(sign: str) -> None:
    formula = f'{sign}HYPERLINK("http://evil.example","Click")'
    assert harmless(formula) == f"'{formula}"
    assert harmless(f"  {formula}") == f"'  {formula}"
    assert read([formula], [formula]) == [[f"'{formula}"], [f"'{formula}"]]


@pytest.mark.parametrize("text", ["", " ", "Ada", "Anne-Marie", "a=b", "ada@example.org", "’@"])
def test_ordinary_words_are_left_as_they_are(text: str) -> None:
    assert harmless(text) == text


def test_numbers_stay_numbers_and_moments_stand_on_their_own_clock() -> None:
    at = datetime(2026, 9, 8, 18, 5, 59, tzinfo=ZoneInfo("Europe/London"))
    cells: list[Cell] = [-3, Decimal("480.00"), at, date(2026, 9, 8), None, True, False]
    assert read(["x"] * 7, cells)[1] == [
        "-3", "480.00", "2026-09-08 18:05", "2026-09-08", "", "yes", "no",
    ]  # fmt: skip
