"""Things stand where their names say, files stay short, libraries are used by the front door."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.security.imports import ROOT, all_imports, imports_of_tests, source_files

LONGEST = 400
SOURCES = {".py", ".html", ".css", ".js", ".sh"}
FOLDERS = ("site", "courses", "groups", "payments", "templates", "tests", ".ci")
# Written by a program, and never read as a whole.
MADE = {"migrations", "node_modules", "__pycache__"}

# Files named for what answers: views, middleware around them, and hooks where Wagtail looks.
ANSWERING = {"views", "middleware", "wagtail_hooks"}


def test_no_file_is_longer_than_one_reads_at_once() -> None:
    files = [
        path
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not MADE & set(path.parts)
        and (path.suffix in SOURCES or path.parent.name == ".ci")
    ]  # fmt: skip
    assert len(files) > 500
    assert [str(path.relative_to(ROOT)) for path in files if _lines(path) > LONGEST] == []


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_views_stand_in_files_named_for_them() -> None:
    found = {(name, view) for name, path in source_files() for view in _views(path)}
    assert ("today.views", "today") in found
    assert ("groups.desk.views.cohorts", "new_cohort") in found
    elsewhere = {
        f"{name}.{view}" for name, view in found if not set(name.split(".")[1:]) & ANSWERING
    }
    assert elsewhere == set()


def _views(path: Path) -> Iterator[str]:
    """Functions of the module that take a request and return a response.

    Methods are not among them: pages of Wagtail serve themselves, and middleware stands around
    views.
    """
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns is not None:
            taken = [ast.unparse(one.annotation) for one in node.args.args if one.annotation]
            if "HttpRequest" in taken and re.search(r"Response\b", ast.unparse(node.returns)):
                yield node.name


def test_a_desk_keeps_pages_only() -> None:
    """What a page does belongs to the area that owns it, where others find it too."""
    kept = {
        (area, name.removeprefix(f"{area}.").split(".")[0])
        for name, _ in source_files()
        for area in ("groups.desk", "payments.desk")
        if name.startswith(f"{area}.")
    }
    assert {name for _, name in kept} == {"forms", "trail", "urls", "views"}
    assert {area for area, _ in kept} == {"groups.desk", "payments.desk"}


def test_allauth_is_used_by_its_front_door() -> None:
    """What it calls internal, or hides behind an underscore, may go with any release."""
    asked = [one for one in (*all_imports(), *imports_of_tests()) if one.package == "allauth"]
    assert len(asked) > 10
    assert [str(one) for one in asked if _is_inside(one.imported)] == []


def _is_inside(name: str) -> bool:
    return any(part == "internal" or part.startswith("_") for part in name.split("."))
