"""The measures that this clinic uses: ours, and its own files beside or instead of them."""

import logging
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings

from courses.measures.reading import UnfitMeasure, read_measure
from courses.measures.shapes import Measure
from courses.shipped import CONTENT, read

logger = logging.getLogger(__name__)
FOLDER = "measures"


@dataclass(frozen=True)
class Refused:
    """A definition file that did not load, and why."""

    file: Path
    why: str


def measures() -> dict[str, Measure]:
    """Every measure by its slug, in the order of the slugs. Files are read once per change."""
    return dict(_measures(tuple(_stamped())))


def scheduled_measures() -> list[Measure]:
    """Those that members are asked at the times of their course."""
    return [measure for measure in measures().values() if measure.scheduled]


def own_folder() -> Path:
    """Where a clinic lays its own definition files."""
    return Path(settings.DATA_DIR) / FOLDER


def look_at(file: Path) -> Measure | Refused:
    """The measure of one file, or why it does not load."""
    try:
        measure = read_measure(read(file))
    except UnfitMeasure as error:
        return Refused(file, str(error))
    except (OSError, ValueError, yaml.YAMLError) as error:
        return Refused(file, f"cannot be read: {type(error).__name__}")
    if measure.slug != file.stem:
        return Refused(file, f"is called {file.stem} and its slug is {measure.slug}")
    return measure


def files() -> list[Path]:
    """Every definition file: ours, then the clinic's, of which one of the same name counts."""
    return [*sorted((CONTENT / FOLDER).glob("*.yaml")), *sorted(own_folder().glob("*.y*ml"))]


def _stamped() -> list[tuple[Path, int]]:
    found = []
    for file in files():
        try:
            found.append((file, file.stat().st_mtime_ns))
        except OSError:  # taken away meanwhile
            continue
    return found


@lru_cache(maxsize=4)
def _measures(stamped: tuple[tuple[Path, int], ...]) -> tuple[tuple[str, Measure], ...]:
    found: dict[str, Measure] = {}
    for file, _changed in stamped:
        looked = look_at(file)
        if isinstance(looked, Refused):
            logger.error("measure not loaded: %s %s", file.name, looked.why)
        else:
            found[looked.slug] = looked
    return tuple(sorted(found.items()))
