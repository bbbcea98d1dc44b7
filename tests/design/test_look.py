"""A digest of a look: whatever changes in it makes another one."""

import shutil
from pathlib import Path

import pytest
from django.template import TemplateDoesNotExist

from design.look import HERE, components, look_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the design system's code."""
    return Path(shutil.copytree(HERE, tmp_path / "design"))


def test_every_component_is_among_the_templates() -> None:
    assert {"design/steps.html", "design/lesson_part.html", "design/notice.html"} <= set(
        components()
    )


def test_the_same_look_has_the_same_digest(folder: Path) -> None:
    first = look_of(components(), folders=[folder])
    assert look_of(components(), folders=[folder]) == first == look_of(components(), folders=[HERE])
    (folder / "static" / "design" / "more.css").write_text("a {}")  # linked, not rendered
    assert look_of(components(), folders=[folder]) == first


@pytest.mark.parametrize("file", ["tags/lesson.py", "tags/content.py", "icons.py", "shapes.py"])
def test_a_changed_line_of_code_makes_another_digest(folder: Path, file: str) -> None:
    first = look_of([], folders=[folder])
    with (folder / file).open("a") as code:
        code.write("# changed")
    assert look_of([], folders=[folder]) != first


def test_a_moved_file_and_a_template_more_make_another_digest(folder: Path) -> None:
    first = look_of(components()[1:], folders=[folder])
    assert look_of(components(), folders=[folder]) != first
    (folder / "icons.py").rename(folder / "tags" / "icons.py")
    assert look_of(components()[1:], folders=[folder]) != first


def test_a_template_that_is_not_there_is_said() -> None:
    with pytest.raises(TemplateDoesNotExist):
        look_of(["design/no_such.html"], folders=[])
