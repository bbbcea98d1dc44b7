"""Who imports whom, read from the source: nothing is run."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TOP_APPS = ("courses", "groups", "payments")


@dataclass(frozen=True)
class Import:
    """One import: the module that imports, the one it names, and where."""

    importer: str
    imported: str
    path: Path
    line: int
    at_top: bool

    @property
    def package(self) -> str:
        """The program or library that is imported."""
        return self.imported.split(".")[0]

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}: {self.importer} imports {self.imported}"


def source_files() -> Iterator[tuple[str, Path]]:
    """Every module of ours by its dotted name, migrations left out."""
    for folder in sorted((ROOT / "site").iterdir()):
        if folder.is_dir():
            yield from _modules(folder, ROOT / "site")
    for name in TOP_APPS:
        yield from _modules(ROOT / name, ROOT)


def modules_of_tests() -> Iterator[tuple[str, Path]]:
    """Every module of the tests by its dotted name."""
    yield from _modules(ROOT / "tests", ROOT)


def _modules(folder: Path, root: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        if not {"migrations", "node_modules"} & set(parts):
            yield ".".join(part for part in parts if part != "__init__"), path


@lru_cache(maxsize=1)
def all_imports() -> tuple[Import, ...]:
    """Every import of every module, those inside functions too."""
    return tuple(found for name, path in source_files() for found in _imports(name, path))


def imports_of_tests() -> Iterator[Import]:
    """The same for the tests."""
    for name, path in modules_of_tests():
        yield from _imports(name, path)


def _imports(name: str, path: Path) -> Iterator[Import]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = set(map(id, _top_level(tree)))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(name, path, node)
            names = [f"{base}.{alias.name}" for alias in node.names]
        else:
            continue
        for imported in names:
            yield Import(name, imported, path, node.lineno, id(node) in top)


def _absolute(name: str, path: Path, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    base = package[: len(package) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


def _top_level(tree: ast.Module) -> Iterator[ast.stmt]:
    """Statements of the module itself, those under a top-level `if` or `try` included."""
    for statement in tree.body:
        yield statement
        if isinstance(statement, ast.If | ast.Try):
            yield from (child for child in ast.walk(statement) if isinstance(child, ast.stmt))
