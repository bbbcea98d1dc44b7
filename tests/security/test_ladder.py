"""The import ladder holds, read from the source."""

from tests.security.imports import ROOT, Import, all_imports, source_files
from tests.security.ladder import ALONE, APART, APPS, AREAS, LAYERS, LOW

APP_FLOOR = {app: floor for floor, apps in enumerate(reversed(APPS)) for app in apps}
AREA_FLOOR = {
    (app, area): floor
    for app, floors in AREAS.items()
    for floor, areas in enumerate(reversed(floors))
    for area in areas
}

LAYER_FLOOR = {
    f"{area}.{layer}": floor
    for area, floors in LAYERS.items()
    for floor, layers in enumerate(reversed(floors))
    for layer in layers
}


def test_every_app_and_area_has_a_floor() -> None:
    apps = {name.split(".")[0] for name, _ in source_files()}
    assert apps - set(APP_FLOOR) == set(), "give these apps a floor in ladder.py"
    areas = {
        (name.split(".")[0], path.parent.name)
        for name, path in source_files()
        if name.split(".")[0] in AREAS and path.parent.parent == ROOT / name.split(".")[0]
    } - {(app, "management") for app in AREAS}
    known = set(AREA_FLOOR) | {(one.split(".")[0], one.split(".")[1]) for one in ALONE}
    assert areas - known == set(), "give these areas a floor in ladder.py"


def test_no_app_imports_upwards_or_sideways() -> None:
    wrong = [str(one) for one in all_imports() if _breaks_app_order(one)]
    assert wrong == []


def test_no_area_imports_upwards_or_sideways() -> None:
    wrong = [str(one) for one in all_imports() if _breaks_area_order(one)]
    assert wrong == []


def test_no_layer_of_an_area_imports_upwards_or_sideways() -> None:
    inside = [one for one in all_imports() if _layer(one.importer) and _layer(one.imported)]
    assert {_layer(name) for one in inside for name in (one.importer, one.imported)} == set(
        LAYER_FLOOR
    )
    wrong = [str(one) for one in inside if _breaks_layer_order(one)]
    assert wrong == []


def test_what_stands_apart_does_not_know_each_other() -> None:
    known = [(_room_mate(one.importer), _room_mate(one.imported), one) for one in all_imports()]
    assert any(mine and mine == theirs for mine, theirs, _ in known)
    wrong = [str(one) for mine, theirs, one in known if mine and theirs and mine != theirs]
    assert wrong == []


def test_shared_modules_know_no_area() -> None:
    wrong = [
        str(one)
        for one in all_imports()
        if one.importer in LOW and tuple(one.imported.split(".")[:2]) in AREA_FLOOR
    ]
    assert wrong == []


def test_the_sandbox_stands_alone() -> None:
    assert [str(one) for one in all_imports() if _touches_the_sandbox(one)] == []


def test_imports_stand_at_the_top_of_the_file() -> None:
    """Only `AppConfig.ready` may import later: Django's models must be loaded first."""
    late = [
        str(one)
        for one in all_imports()
        if not one.at_top and one.path.name != "apps.py" and _ours(one.imported)
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
    mine, theirs = tuple(one.importer.split(".")[:2]), tuple(one.imported.split(".")[:2])
    if mine[0] != theirs[0] or mine == theirs or mine not in AREA_FLOOR:
        return False
    if theirs not in AREA_FLOOR:  # a module of the app itself, above its areas
        return ".".join(theirs) not in LOW and len(theirs) == 2
    return AREA_FLOOR[theirs] >= AREA_FLOOR[mine]


def _layer(name: str) -> str:
    """The layer of an area that the module belongs to, empty for all others."""
    found = ".".join(name.split(".")[:3])
    return found if found.rpartition(".")[0] in LAYERS and found in LAYER_FLOOR else ""


def _breaks_layer_order(one: Import) -> bool:
    mine, theirs = _layer(one.importer), _layer(one.imported)
    return mine != theirs and LAYER_FLOOR[theirs] >= LAYER_FLOOR[mine]


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
