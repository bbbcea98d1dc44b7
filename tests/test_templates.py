"""Every template compiles by itself: whatever tags it uses, it loads."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template import Engine, engines
from django.template.base import Template

from config import REPOSITORY

ROOTS = ("templates", "site", "courses", "groups", "payments")
TEMPLATES = sorted(
    path
    for root in ROOTS
    for pattern in ("*.html", "*.txt")
    for path in (REPOSITORY / root).rglob(pattern)
    if "templates" in path.parts and "sandbox" not in path.parts
)


@pytest.fixture(scope="session")
def engine() -> Engine:
    return engines["django"].engine  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_template_compiles(path: Path, engine: Engine) -> None:
    Template(path.read_text(), engine=engine)


def test_no_library_is_a_builtin() -> None:
    # A builtin would also reach into Wagtail's own templates and change what their tags mean.
    assert "builtins" not in settings.TEMPLATES[0]["OPTIONS"]
