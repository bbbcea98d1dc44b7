"""Crisis lines: every record says what it is, and promises no more than its sources do."""

import re
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from help.dialling import NUMBER, tel
from help.hours import Hours, read_hours
from help.languages import NAMES
from help.reading import first_day, read_country
from help.shapes import ELSEWHERE, Audience, Confidence, Cost, CrisisHelp, Kind, Line, Reaches

from .texts import LINES_FILES, read

PROMISED = {
    "US", "CA", "GB", "IE", "AU", "NZ", "DE", "AT", "CH", "FR", "BE", "NL", "ES", "PT", "IT",
    "SE", "NO", "DK", "FI", "PL", "CZ", "JP", "KR", "IN", "ZA", "BR", "MX", "AR", "SG", "IL",
    # with a line since November 2026:
    "LV", "LT", "SK", "RO", "MT", "EE", "BG", "CY", "CL", "CO", "PE", "UY", "EC", "NG", "GH",
    "KE", "UG", "PK", "BD", "LK", "NP", "ID", "MY", "TH", "VN", "PH", "HK", "SA", "AE", "EG", "TN",
}  # fmt: skip
NONE_EXISTS = {"TR", "HR", "MA"}

COUNTRY_KEYS = {"code", "name", "looked", "emergency", "lines"}
MAY_SAY = {"zone", "none_exists", "day_and_night", "note"}
NUMBER_KEYS = {"number", "reaches", "source", "checked", "confidence"}
LINE_KEYS = {
    "name", "ways", "hours", "languages", "cost", "audience", "source", "checked", "confidence",
}  # fmt: skip
LINE_MAY_SAY = {"never_first", "zone", "ages", "region", "note"}
WAY_MAY_SAY = {"then", "keyword", "region", "hours"}
CHECKED = re.compile(r"(?:20\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?)?")

HELD: dict[str, dict[str, Any]] = {path.stem: read(path) for path in LINES_FILES}
COUNTRIES = {name: held for name, held in HELD.items() if name != ELSEWHERE}
every_file = pytest.mark.parametrize("path", LINES_FILES, ids=lambda path: path.stem)
every_country = pytest.mark.parametrize("name", sorted(COUNTRIES))


def entry_of(name: str) -> CrisisHelp:
    return read_country(HELD[name])


def first_callable(entry: CrisisHelp) -> Line | None:
    return next((line for line in entry.lines if line.call), None)


@every_file
def test_record_says_everything_about_its_lines_in_known_words(path: Path) -> None:
    held = HELD[path.stem]
    wanted = COUNTRY_KEYS if path.stem != ELSEWHERE else COUNTRY_KEYS - {"looked"}
    assert wanted <= set(held) <= wanted | MAY_SAY
    # Norway's code is a word for "false" in YAML; it must stay a text.
    assert isinstance(held["code"], str)
    assert held["code"].lower() == path.stem
    assert first_day(held.get("looked", "2026")) <= date(2026, 11, 29)
    if "zone" in held:
        assert ZoneInfo(held["zone"])
    assert held["emergency"]
    for number in held["emergency"]:
        assert NUMBER_KEYS <= set(number) <= NUMBER_KEYS | {"note"}
        assert re.fullmatch(r"\d{2,5}", number["number"])
        assert Reaches(number["reaches"])
        evidence_is_whole(number)
    for line in held["lines"]:
        line_is_whole(line, needs_ways=path.stem != ELSEWHERE)
    read_country(held)  # and the product reads it


def line_is_whole(line: dict[str, Any], *, needs_ways: bool) -> None:
    assert LINE_KEYS <= set(line) <= LINE_KEYS | LINE_MAY_SAY, line["name"]
    assert bool(line["ways"]) or not needs_ways
    for way in line["ways"]:
        kinds = {kind.value for kind in Kind} & set(way)
        assert len(kinds) == 1, way
        assert set(way) <= kinds | WAY_MAY_SAY, way
        address = way[kinds.pop()]
        if "chat" in way or "website" in way:
            assert address.startswith("https://")
        else:
            assert NUMBER.fullmatch(address), address
        if "whatsapp" in way:
            assert address.startswith("+")
        assert re.fullmatch(r"[0-9]?", way.get("then", ""))
    assert set(line["languages"]) <= set(NAMES)
    assert line["cost"] in Cost.values
    assert line["audience"] in Audience.values
    for words in line.get("note", {}).values():
        assert words.endswith((".", "!")), words
    assert "en" in line.get("note", {"en": ""})
    evidence_is_whole(line)


def evidence_is_whole(held: dict[str, Any]) -> None:
    assert held["source"]
    assert CHECKED.fullmatch(held["checked"]), held["checked"]
    assert Confidence(held["confidence"])
    if held["checked"]:
        assert first_day(held["checked"]) <= date(2026, 11, 29)


def test_countries_that_were_looked_at_have_a_record() -> None:
    with_lines = {held["code"] for held in COUNTRIES.values() if held["lines"]}
    assert with_lines >= PROMISED
    assert {h["code"] for h in COUNTRIES.values() if h.get("none_exists")} == NONE_EXISTS
    assert len({held["name"] for held in HELD.values()}) == len(HELD)


@every_country
def test_first_line_to_call_is_for_adults_day_and_night_or_the_record_says_there_is_none(
    name: str,
) -> None:
    held, entry = COUNTRIES[name], entry_of(name)
    first = first_callable(entry)
    if held.get("none_exists"):
        assert not any(line.for_adults for line in entry.lines)
    elif "day_and_night" in held:
        assert held["day_and_night"] in {"none", "unknown"}
        adults = [line for line in entry.lines if line.call and line.for_adults]
        assert adults
        assert not any(line.call_hours.is_always for line in adults)
    else:
        assert first is not None
        assert first.for_adults
        assert first.call_hours.is_always
        assert not first.region or "no single line" in str(first.note)


@every_country
def test_nothing_is_day_and_night_that_only_one_source_says(name: str) -> None:
    for line in entry_of(name).lines:
        said = [line.hours, *(way.hours for way in line.ways if way.hours)]
        if any(isinstance(hours, Hours) and hours.is_always for hours in said):
            assert line.evidence.confidence not in {Confidence.ONE_SOURCE, Confidence.GUESS}, (
                line.name
            )


@every_country
def test_no_note_says_hours_that_the_record_does_not(name: str) -> None:
    for line in entry_of(name).lines:
        if "day and night" in str(line.note).lower():
            assert line.hours.is_always, line.name


def test_what_holds_everywhere_names_the_emergency_department_and_directories() -> None:
    everywhere = entry_of(ELSEWHERE)
    assert everywhere.emergency_is_guess
    assert "emergency department" in everywhere.lines[0].name
    links = [way.address for line in everywhere.lines for way in line.ways]
    assert links == ["https://findahelpline.com/", "https://www.iasp.info/"]


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("US", "988"), ("CA", "988"), ("GB", "116 123"), ("IE", "116 123"), ("AU", "13 11 14"),
        ("NZ", "1737"), ("DE", "0800 111 0 111"), ("AT", "142"), ("CH", "143"), ("FR", "3114"),
        ("ES", "024"), ("PT", "1411"), ("KR", "109"), ("IN", "14416"), ("BR", "188"),
        # Poland's programme behind 800 70 2222 has ended; these five were empty.
        ("PL", "116 123"), ("LV", "116 123"), ("LT", "116 123"), ("SK", "0800 500 333"),
        ("RO", "0374 456 420"), ("MT", "179"), ("CL", "*4141"), ("PE", "113"),
    ],
)  # fmt: skip
def test_national_line_comes_first(code: str, number: str) -> None:
    first = first_callable(entry_of(code.lower()))
    assert first is not None
    assert first.phone == number


@pytest.mark.parametrize(
    ("code", "emergency"),
    [("CL", "131"), ("CO", "123"), ("PE", "106"), ("PK", "1122"), ("BD", "999"), ("LK", "110"),
     ("NP", "102"), ("MY", "999"), ("TH", "1669"), ("VN", "115"), ("HK", "999"), ("AE", "998"),
     ("EG", "123"), ("MA", "15"), ("TN", "190"), ("UY", "911"), ("EC", "911"), ("PH", "911"),
     ("SA", "911")],
)  # fmt: skip
def test_emergency_number_is_the_country_s_own_where_112_was_a_guess(
    code: str, emergency: str
) -> None:
    entry = entry_of(code.lower())
    assert (entry.emergency, entry.emergency_is_guess) == (emergency, False)


@pytest.mark.parametrize(
    ("code", "number"),
    [("JP", "0120-279-226"), ("AR", "011 5275-1135"), ("CZ", "222 580 697"), ("NZ", "0508 828 865"),
     ("GR", "10306"), ("NO", "22 40 00 40"), ("GB", "0808 808 8000"), ("ZA", "0800 456 789")],
)  # fmt: skip
def test_line_beside_the_first_is_there(code: str, number: str) -> None:
    addresses = {way.address for line in entry_of(code.lower()).lines for way in line.ways}
    assert number in addresses


@pytest.mark.parametrize(
    ("code", "wrong"),
    [("AR", "0800 345 1435"), ("TR", "182"), ("CY", "1401"), ("HR", "0800 655 222"),
     ("DE", "113"), ("MA", "0522 25 25 25"), ("GH", "024 447 1279")],
)  # fmt: skip
def test_number_of_another_service_or_time_is_not_there(code: str, wrong: str) -> None:
    held = [way.address for line in entry_of(code.lower()).lines for way in line.ways]
    assert tel(wrong) not in map(tel, held)


@pytest.mark.parametrize("text", ["", "sometimes", "Mon-Fri 9-5", "Mon 25:00-26:00", "Moon 09:00"])
def test_hours_that_say_nothing_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_hours(text, zone="Europe/Dublin")
