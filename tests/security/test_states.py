"""States move by their tables, in the area that owns them: read from the models and the source."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

from audit.states import stateful, steps_of
from tests.security.imports import ROOT, all_imports, source_files

DOOR = "audit.states"
# Whether somebody was let into a room is the room's own, in rows that live as long as it does.
ROOM = "groups.rooms"
# What waits in line to be worked off: no person's doing, so its moves leave no entry.
IN_LINE = {"outbox.Letter", "payments.StripeEvent"}

OWNED = [
    model
    for model in stateful(apps.get_models())
    if not model.__module__.startswith(ROOM) and not model.__module__.startswith("wagtail")
]
AREAS = {model.__module__.rpartition(".")[0] for model in OWNED}


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_every_state_has_its_steps(model: type[Model]) -> None:
    states = {value for value, _words in model._meta.get_field("state").choices or ()}
    table = steps_of(model).table
    assert set(table) == states
    assert set().union(*table.values()) <= states


def test_the_rows_that_tell_of_people_and_money_have_states() -> None:
    assert {model._meta.label for model in OWNED} == {
        "groups.Cohort",
        "groups.Enrollment",
        "groups.GroupSession",
        "outbox.Letter",
        "payments.CheckoutAttempt",
        "payments.ExceptionCase",
        "payments.Order",
        "payments.Payment",
        "payments.Refund",
        "payments.StripeEvent",
    }


def test_nothing_sets_a_state_but_a_step() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for name, path in source_files()
        if name != DOOR and not name.startswith(ROOM)
        for node in ast.walk(_tree(path))
        if _sets_a_state(node)
    ]
    assert wrong == []


def test_only_the_area_that_owns_a_state_moves_it() -> None:
    users = {one.importer for one in all_imports() if one.imported.startswith(DOOR)}
    assert {user.rpartition(".")[0] for user in users if user != DOOR} - AREAS == set()
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
