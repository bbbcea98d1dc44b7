"""The table of cases names every case, and each test that it names is there and runs as it says."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from tests.budget import Edition

HERE = Path(__file__).parent
LAST = 75
ROW = re.compile(
    r"^\| (?P<first>\d+)(?:–(?P<last>\d+))? \| (?P<what>[^|]+) \| (?P<by>[^|]+) "
    r"\| (?P<on>both|one|–) \|$"
)
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


@dataclass(frozen=True)
class Row:
    """One line of the table: some cases, and the tests that prove them."""

    cases: range
    by: str
    on: str

    @property
    def tests(self) -> list[tuple[str, str]]:
        """The file below `tests`, and the test in it."""
        return [
            (file if "/" in file else f"payments/{file}", test)
            for file, test in NAMED.findall(self.by)
        ]


def rows() -> list[Row]:
    lines = (HERE / "CASES.md").read_text().splitlines()
    found = [ROW.match(line) for line in lines if re.match(r"\| \d", line)]
    assert None not in found, "a line of the table that reads otherwise"
    return [
        Row(range(int(one["first"]), int(one["last"] or one["first"]) + 1), one["by"], one["on"])
        for one in found
        if one is not None
    ]


def names_in(file: str) -> set[str]:
    tree = ast.parse((HERE.parent / file).read_text())
    return {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}


def test_every_case_has_a_test_or_says_what_it_waits_for() -> None:
    told = {case for row in rows() for case in row.cases}
    assert told == set(range(1, LAST + 1))
    for row in rows():
        assert bool(row.tests) is not row.by.startswith("later: "), row
        assert (row.on == "–") is row.by.startswith("later: "), row


def test_every_test_that_is_named_is_there_and_carries_its_number() -> None:
    named = [(row, file, test) for row in rows() for file, test in row.tests]
    assert len(named) > LAST
    missing = [test for _row, file, test in named if test not in names_in(file)]
    assert missing == []
    for row, _file, test in named:
        number = re.match(r"test_case_(\d+)", test)
        assert number is not None, test
        assert int(number[1]) in row.cases, test


def test_what_runs_on_both_databases_has_its_line_in_the_services_edition() -> None:
    services = Edition("services")
    assert not services.runs("payments/test_cases.py")
    for row in rows():
        once = [file for file, _test in row.tests if not services.runs(file)]
        assert bool(once) is (row.on == "one"), (row, once)


def test_what_is_said_to_come_later_has_no_test_yet() -> None:
    later = {case for row in rows() for case in row.cases if not row.tests}
    proved = {
        int(number[1])
        for path in HERE.parent.rglob("test_*.py")
        for test in names_in(path.relative_to(HERE.parent).as_posix())
        if (number := re.match(r"test_case_(\d+)", test))
    }
    assert len(proved) > LAST / 2
    assert later & proved == set()
