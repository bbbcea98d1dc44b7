"""States move by their tables, in the area that owns them: read from the models and the source."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

from audit.states import steps_of
from tests.security.imports import ROOT, all_imports, source_files

DOOR = "audit.states"
# What waits in line to be worked off: no person's doing, so its moves leave no entry.
IN_LINE = {"outbox.Letter", "payments.StripeEvent"}

OWNED = [
    model
    for model in apps.get_models()
    if any(field.name == "state" and field.choices for field in model._meta.fields)
]
AREAS = {model.__module__.rpartition(".")[0] for model in OWNED}
INSIDE = {f"{area}." for area in AREAS}


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_every_state_has_its_steps(model: type[Model]) -> None:
    (field,) = [field for field in model._meta.fields if field.name == "state"]
    states = {value for value, _words in field.flatchoices}
    table = steps_of(model).table
    assert set(table) == states
    assert set().union(*table.values()) <= states


def test_the_rows_that_tell_of_people_and_money_have_states() -> None:
    assert {model._meta.label for model in OWNED} == {
        "groups.Cohort",
        "groups.Enrollment",
        "groups.GroupSession",
        "groups.RoomSeat",
        "groups.WaitingEntry",
        "outbox.Letter",
        "payments.CheckoutAttempt",
        "payments.Due",
        "payments.ExceptionCase",
        "payments.HandPayment",
        "payments.Order",
        "payments.Payment",
        "payments.Refund",
        "payments.StripeEvent",
    }


def test_nothing_sets_a_state_but_a_step() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {ast.unparse(node)}"
        for name, path in source_files()
        if name != DOOR
        for node in ast.walk(_tree(path))
        if _sets_a_state(node)
    ]
    assert wrong == []


def test_only_the_area_that_owns_a_state_moves_it() -> None:
    users = {one.importer for one in all_imports() if one.imported.startswith(DOOR)}
    strangers = {user for user in users - {DOOR} if not any(map(f"{user}.".startswith, INSIDE))}
    assert strangers == set()
    foreign = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for _name, path in source_files()
        for call in _moves(path)
        if (chosen := _root_of(call)) is not None
        and chosen not in _names_in(path.parent / "models.py")
    ]
    assert foreign == []


def test_every_move_leaves_an_entry_but_those_in_line() -> None:
    unrecorded = {
        one.importer
        for one in all_imports()
        if one.imported.startswith(f"{DOOR}.") and one.imported.endswith("_unrecorded")
    }
    areas = {model.__module__.rpartition(".")[0] for model in OWNED if model._meta.label in IN_LINE}
    assert {user.rpartition(".")[0] for user in unrecorded} == areas


def test_states_are_listed_only_where_they_are_owned() -> None:
    """Others ask by name (`enrolled()`, `seat.occupies`): a state that is added later then reads
    as nothing it is not."""
    wrong = [
        f"{path.relative_to(ROOT)}:{line}"
        for name, path in source_files()
        if name != DOOR
        for line in _lists_of_states(name.rpartition(".")[0], path)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("area", "wrong"),
    [
        ("groups.desk", [3, 4, 5, 6]),
        ("groups.seats", []),
        ("payments.settling", [3, 4, 5, 6]),
    ],
)
def test_the_reader_of_the_source_sees_lists_of_states(
    tmp_path: Path, area: str, wrong: list[int]
) -> None:
    source = tmp_path / "models.py"
    source.write_text(
        "from groups.seats.models import ENROLLED, Enrollment, SeatState\n"
        "one = seat.state == SeatState.HELD\n"
        "two = {SeatState.HELD, SeatState.ACTIVE}\n"
        "rows = Enrollment.objects.filter(state__in=wanted)\n"
        "more = Cohort.objects.exclude(enrollments__state__in=wanted)\n"
        "among = seat.state in ENROLLED\n"
    )
    assert sorted(_lists_of_states(area, source)) == wrong


@pytest.mark.parametrize(
    "line",
    [
        "row.state = State.ENDED",
        "row.state, row.at = State.ENDED, now",
        "rows.update(state=State.ENDED)",
        "rows.filter(pk=1).update(at=now, state=State.ENDED)",
        "row.save(update_fields=['at', 'state'])",
        "Row.objects.bulk_update(rows, ['state'])",
    ],
)
def test_the_reader_of_the_source_sees_what_sets_a_state(line: str) -> None:
    assert any(_sets_a_state(node) for node in ast.walk(ast.parse(line)))


@pytest.mark.parametrize("line", ["row.stated = 1", "Row(state=State.OPEN)", "rows.update(at=now)"])
def test_the_reader_of_the_source_leaves_the_rest_alone(line: str) -> None:
    assert not any(_sets_a_state(node) for node in ast.walk(ast.parse(line)))


def _sets_a_state(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == "state" and isinstance(node.ctx, ast.Store)
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    if node.func.attr == "update":
        return any(keyword.arg == "state" for keyword in node.keywords)
    if node.func.attr in {"save", "bulk_update"}:
        return any(
            isinstance(inner, ast.Constant) and inner.value == "state" for inner in ast.walk(node)
        )
    return False


def _lists_of_states(area: str, path: Path) -> Iterator[int]:
    """The lines that choose by several states of another area's rows at once."""
    tree = _tree(path)
    homes = {
        alias.asname or alias.name: (node.module or "").rpartition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(".models")
        for alias in node.names
    }
    foreign = {name for name, home in homes.items() if home != area}
    owns = area in AREAS and path.stem in {"models", "queries"}
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword):
            named = node.arg or ""
            if not owns and (named == "state__in" or named.endswith("__state__in")):
                yield node.value.lineno
        elif isinstance(node, ast.List | ast.Set | ast.Tuple):
            roots = [root for one in node.elts if (root := _state_root(one))]
            if len(roots) > 1 and not foreign.isdisjoint(roots):
                yield node.lineno
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            among = node.comparators[0]
            if isinstance(among, ast.Name) and among.id.isupper() and among.id in foreign:
                yield node.lineno


def _state_root(node: ast.expr) -> str | None:
    """`Order` of `Order.State.PAID`, `SeatState` of `SeatState.HELD`; None for anything else."""
    if not isinstance(node, ast.Attribute) or not node.attr.isupper():
        return None
    of = node.value
    if isinstance(of, ast.Attribute) and of.attr == "State" and isinstance(of.value, ast.Name):
        return of.value.id
    return of.id if isinstance(of, ast.Name) and of.id.endswith("State") else None


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _moves(path: Path) -> Iterator[ast.Call]:
    """Calls of `move`, `move_all` and their like in a module that has them from `audit.states`."""
    tree = _tree(path)
    doors = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == DOOR
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in doors:
            yield node


def _root_of(call: ast.Call) -> str | None:
    """`Order` of `to=Order.State.PAID`; None for a variable of the caller."""
    for keyword in call.keywords:
        if keyword.arg == "to" and isinstance(keyword.value, ast.Attribute):
            node: ast.expr = keyword.value
            while isinstance(node, ast.Attribute):
                node = node.value
            return node.id if isinstance(node, ast.Name) else None
    return None


def _names_in(models: Path) -> set[str]:
    if not models.exists():
        return set()
    return {node.name for node in _tree(models).body if isinstance(node, ast.ClassDef)}
