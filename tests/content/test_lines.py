"""Crisis lines: every reader gets a number that can be dialled, in whichever country they are."""

import re
from typing import Any

import pytest

from .texts import LINES_FILE, read

HELP = read(LINES_FILE)
COUNTRIES: list[dict[str, Any]] = HELP["countries"]
PROMISED = {
    "US", "CA", "GB", "IE", "AU", "NZ", "DE", "AT", "CH", "FR", "BE", "NL", "ES", "PT", "IT",
    "SE", "NO", "DK", "FI", "PL", "CZ", "JP", "KR", "IN", "ZA", "BR", "MX", "AR", "SG", "IL",
}  # fmt: skip
DIALLABLE = re.compile(r"\d[\d -]*\d")

every_country = pytest.mark.parametrize("country", COUNTRIES, ids=lambda country: country["code"])


def test_promised_countries_have_a_line_of_their_own() -> None:
    assert {country["code"] for country in COUNTRIES if country["lines"]} >= PROMISED


def test_countries_stand_once_and_in_order() -> None:
    codes = [country["code"] for country in COUNTRIES]
    # Norway's code is a word for "false" in YAML; it must stay a text.
    assert all(isinstance(code, str) and re.fullmatch(r"[A-Z]{2}", code) for code in codes)
    assert codes == sorted(set(codes))
    assert len({country["name"] for country in COUNTRIES}) == len(codes)


@every_country
def test_country_offers_numbers_that_can_be_dialled(country: dict[str, Any]) -> None:
    assert set(country) == {"code", "name", "emergency", "emergency_note", "lines"}
    assert re.fullmatch(r"\d{3,5}", country["emergency"])
    assert isinstance(country["emergency_note"], str)
    for line in country["lines"]:
        assert set(line) == {"name", "phone", "sms", "hours", "note"}
        assert all(isinstance(value, str) for value in line.values())
        assert line["phone"] or line["sms"]
        assert all(DIALLABLE.fullmatch(number) for number in (line["phone"], line["sms"]) if number)
        assert line["hours"] in {"", "Day and night"}
        assert line["note"].endswith(".")


def test_first_line_of_a_country_can_be_called() -> None:
    # The footer and the letters show the first line only, and it has to work from any phone.
    assert all(country["lines"][0]["phone"] for country in COUNTRIES if country["lines"])


def test_default_names_emergency_department_and_directories() -> None:
    default = HELP["default"]
    assert set(default) == {"code", "name", "emergency", "emergency_note", "lines"}
    assert re.fullmatch(r"\d{3}", default["emergency"])
    text = " ".join(line["name"] + " " + line["note"] for line in default["lines"])
    assert "emergency department" in text
    assert "findahelpline.com" in text
    assert "IASP" in text


def test_date_of_the_last_check_is_kept() -> None:
    assert re.fullmatch(r"20\d{2}-(?:0[1-9]|1[0-2])", HELP["checked"])
    assert "must check" in LINES_FILE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("US", "988"), ("CA", "988"), ("GB", "116 123"), ("IE", "116 123"), ("AU", "13 11 14"),
        ("NZ", "1737"), ("DE", "0800 111 0 111"), ("AT", "142"), ("CH", "143"), ("FR", "3114"),
        ("ES", "024"), ("PT", "1411"), ("KR", "109"), ("IN", "14416"), ("BR", "188"),
    ],
)  # fmt: skip
def test_national_line_comes_first(code: str, number: str) -> None:
    country = next(country for country in COUNTRIES if country["code"] == code)
    assert country["lines"][0]["phone"] == number
