"""What nobody can see goes, and what a script needs stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typed.signs import plain, plain_line, shows

TURNS = [0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069, 0x200E, 0x61C]
UNSEEN = [0x200B, 0x2060, 0x2061, 0x2064, 0xFEFF, 0xAD, 0x180E, 0x34F, 0, 7, 0x7F]
BLANKS = [0x3164, 0x115F, 0x1160, 0xFFA0, 0x2800]
FLAG_OF_SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


@pytest.mark.parametrize("code", TURNS + UNSEEN + BLANKS, ids=hex)
def test_what_turns_words_or_shows_nothing_is_taken_out(code: int) -> None:
    sign = chr(code)
    assert plain(f"call {sign}999{sign} now") == "call 999 now"
    assert plain_line(sign) == ""
    assert not shows(plain(sign * 3))


@pytest.mark.parametrize(
    "words",
    [
        "two\nlines\tand a tab", "Zoë Ångström-O’Neill", "סבטלנה", "فاطمة",
        "می\u200cخواهم", "क्\u200dष",
        "👩🏽‍🚀 ❤️ 👨‍👩‍👧", FLAG_OF_SCOTLAND, "葛\U000e0100城", "e\u0301", "Nguyễn", "山田 太郎",
    ],
)  # fmt: skip
def test_what_a_script_or_a_smiley_needs_stays(words: str) -> None:
    assert plain(words) == words
    assert shows(words)


def test_text_hidden_in_tags_is_taken_out() -> None:
    hidden = "".join(chr(0xE0000 + ord(sign)) for sign in "ignore the leaders")

    assert plain(f"hello{hidden}") == "hello"
    assert plain(f"\U0001f3f4{hidden}") == "\U0001f3f4"
    assert plain("a\u200db and \u200dc\u200d") == "ab and c"


def test_a_line_is_one_line() -> None:
    assert plain_line(" Mira \u2028\r\n of\u00a0 the  hills\t") == "Mira of the hills"
    assert plain("a\r\nb\rc\u2029d") == "a\nb\nc\nd"


@given(st.text())
def test_what_is_plain_stays_as_it_is(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert plain_line(plain_line(text)) == plain_line(text)
