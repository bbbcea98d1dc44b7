"""The import ladder holds, read from the source."""

import re

from tests.security.circles import circles, neighbours
from tests.security.imports import (
    ROOT,
    Import,
    all_imports,
    imports_of_tests,
    modules_of_tests,
    source_files,
)
from tests.security.ladder import ABOVE, ALONE, APART, APPS, AREAS

APP_FLOOR = {app: floor for floor, apps in enumerate(reversed(APPS)) for app in apps}
AREA_FLOOR = {
    (package, area): floor
    for package, floors in AREAS.items()
    for floor, areas in enumerate(reversed(floors))
    for area in areas
}
MODULES = {name for name, _ in source_files()}


# Who imports what when it is first needed.
RARELY_NEEDED = {("outbox.calendar", "outbox.entries")}


def test_every_app_has_a_floor() -> None:
    apps = {name.split(".")[0] for name in MODULES}
    assert apps - set(APP_FLOOR) - ALONE == set(), "give these apps a floor in ladder.py"


def test_every_area_has_a_floor() -> None:
    """In apps at the top, in those of `site/`, and in areas that have areas themselves."""
    areas = {
        tuple(name.rpartition(".")[::2])
        for name, path in source_files()
        if path.name == "__init__.py" and "." in name
    }
    wanted = {
        (package, area)
        for package, area in areas
        if package not in APART and not _apart(f"{package}.{area}")
    }
    assert wanted - set(AREA_FLOOR) == set(), "give these areas a floor in ladder.py"
    gone = {(package, name) for package, name in AREA_FLOOR if f"{package}.{name}" not in MODULES}
    assert gone == set(), "these are no more: take them out of ladder.py"


def test_nobody_imports_in_a_circle() -> None:
    """Whoever imports an app, an area or a module is not imported back by it; nor in the tests."""
    names = MODULES | {name for name, _ in modules_of_tests()}
    pairs = [(one.importer, one.imported) for one in (*all_imports(), *imports_of_tests())]
    found = {package: circles(graph) for package, graph in neighbours(names, pairs).items()}
    assert {package: groups for package, groups in found.items() if groups} == {}


def test_a_circle_is_found_wherever_it_closes() -> None:
    names = {"a", "a.low", "a.low.x", "a.low.y", "a.high", "a.high.x", "b"}
    ladder = [("a.high.x", "a.low.x"), ("a.low.x", "a.low.y.Row"), ("b", "a.high")]
    found = neighbours(names, ladder)
    assert [circles(graph) for graph in found.values()] == [[], [], []]
    between_areas = neighbours(names, [*ladder, ("a.low.y", "a.high.x.Row")])
    assert circles(between_areas["a"]) == [["high", "low"]]
    inside_one = neighbours(names, [*ladder, ("a.low.y", "a.low.x")])
    assert circles(inside_one["a.low"]) == [["x", "y"]]
    between_apps = neighbours(names, [*ladder, ("a.low.y", "b")])
    assert circles(between_apps[""]) == [["a", "b"]]


def test_no_app_imports_upwards_or_sideways() -> None:
    wrong = [str(one) for one in all_imports() if _breaks_app_order(one)]
    assert wrong == []


def test_no_area_imports_upwards_or_sideways() -> None:
    wrong = [str(one) for one in all_imports() if _breaks_area_order(one)]
    assert wrong == []


def test_the_readme_of_courses_tells_the_same_ladder() -> None:
    told = (ROOT / "courses" / "README.md").read_text()
    may_import = told.partition("May import: ")[2].partition("Nothing here")[0]
    below = APPS[APPS.index({"courses"}) + 1 :]
    assert set(re.findall(r"`(\w+)`", may_import)) == set.union(*below)
    order = told.partition("One direction: `")[2].partition("`")[0].split(" → ")
    assert [set(floor.split(" | ")) for floor in order] == AREAS["courses"]


def test_what_stands_apart_does_not_know_each_other() -> None:
    known = [(_room_mate(one.importer), _room_mate(one.imported), one) for one in all_imports()]
    assert any(mine and mine == theirs for mine, theirs, _ in known)
    wrong = [str(one) for mine, theirs, one in known if mine and theirs and mine != theirs]
    assert wrong == []


def test_the_sandbox_stands_alone() -> None:
    assert [str(one) for one in all_imports() if _touches_the_sandbox(one)] == []


def test_imports_stand_at_the_top_of_the_file() -> None:
    """Only `AppConfig.ready` may import later (Django's models must be loaded first), and what
    would be memory of every web process that few of its requests need."""
    late = [
        str(one)
        for one in all_imports()
        if not one.at_top and one.path.name != "apps.py" and _ours(one.imported)
        if (one.importer, one.imported) not in RARELY_NEEDED
    ]
    assert late == []


def test_site_is_a_source_root_and_no_package() -> None:
    """A `site/__init__.py` would shadow Python's own module `site`."""
    assert not (ROOT / "site" / "__init__.py").exists()
    assert list((ROOT / "site").glob("*.py")) == []


def test_no_drawer_for_everything() -> None:
    named = [path for _, path in source_files() if path.stem in {"utils", "common", "helpers"}]
    assert named == []


def _breaks_app_order(one: Import) -> bool:
    mine, theirs = one.importer.split(".")[0], one.imported.split(".")[0]
    if mine == theirs or theirs not in APP_FLOOR:
        return False
    return APP_FLOOR[theirs] >= APP_FLOOR[mine]


def _breaks_area_order(one: Import) -> bool:
    return any(_breaks_order_in(package, one) for package in AREAS)


def _breaks_order_in(package: str, one: Import) -> bool:
    mine, theirs = _child(package, one.importer), _child(package, one.imported)
    if not mine or not theirs or mine == theirs or (package, mine) not in AREA_FLOOR:
        return False
    if (package, theirs) not in AREA_FLOOR:  # a module that stands above the areas
        return f"{package}.{theirs}" in MODULES
    return AREA_FLOOR[package, theirs] >= AREA_FLOOR[package, mine]


def _child(package: str, name: str) -> str:
    """The area or module of `package` in which `name` stands; empty for one outside."""
    return name[len(package) + 1 :].split(".")[0] if name.startswith(f"{package}.") else ""


def _apart(package: str) -> bool:
    """Whether a package needs no floor: Django's folders with what is in them, and the sandbox."""
    return _is_alone(package) or bool(ABOVE & set(package.split(".")))


def _room_mate(name: str) -> str:
    """The one of several that stand apart that the module belongs to, empty for all others."""
    folder, mate = ".".join(name.split(".")[:3]), ".".join(name.split(".")[:4])
    return mate if folder in APART and mate != folder else ""


def _touches_the_sandbox(one: Import) -> bool:
    inside = {_is_alone(one.importer), _is_alone(one.imported)}
    return inside == {True, False} and (_ours(one.imported) or _is_alone(one.imported))


def _is_alone(name: str) -> bool:
    return any(name == one or name.startswith(one + ".") for one in ALONE)


def _ours(name: str) -> bool:
    return name.split(".")[0] in APP_FLOOR
