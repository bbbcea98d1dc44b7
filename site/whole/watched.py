"""Which tables are listened to, and where it is noted that they changed.

Each app names when it is ready which of its rows visitors are shown. Whoever needs a version of
something else adds an `Ear` of its own.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.apps import apps


@dataclass(frozen=True)
class Watched:
    """A table; `columns` are those of it that count, none named means all.

    `about` is a column whose value is noted with each row that changed. Where `comes` is false a
    row that is new changes nothing.
    """

    table: str
    columns: tuple[str, ...] = ()
    about: str = ""
    comes: bool = True


@dataclass(frozen=True)
class Ear:
    """A table of changes and what adds a row to it. `prefix` begins the names of its triggers.

    `notes_in` is the column of the changes that takes what `Watched.about` names.
    """

    name: str
    prefix: str
    changes: str
    watched: Callable[[], list[Watched]]
    notes_in: str = ""


_ears: list[Ear] = []
_watched: dict[str, Sequence[str]] = {}
_around: set[str] = set()


def shown_to_visitors(model: str, *, fields: Sequence[str] = (), around: bool = False) -> None:
    """Whatever changes in the rows of `model` ("groups.Cohort") changes pages of visitors.

    With `fields`, only rows that come, go, or change in one of these. What stands `around` every
    page, of members too, has a version of its own besides: a seat that is sold does not move it.
    """
    _watched[model] = fields
    if around:
        _around.add(model)


def watched() -> list[Watched]:
    """Every table by name."""
    return _tables(_watched)


def watched_around() -> list[Watched]:
    """Those of them that stand around every page."""
    return _tables(_around)


def _tables(labels: Iterable[str]) -> list[Watched]:
    found = []
    for label in labels:
        fields = _watched[label]
        meta = apps.get_model(label)._meta
        columns = tuple(sorted(meta.get_field(name).column for name in fields))
        found.append(Watched(meta.db_table, columns))
    return sorted(found, key=lambda one: one.table)


def add_ear(ear: Ear) -> None:
    """From the next `migrate` on the database hears this too."""
    _ears.append(ear)


def ears() -> list[Ear]:
    """Whatever is listened to."""
    visitors = Ear(
        name="shown_to_visitors", prefix="shown_", changes="whole_change", watched=watched
    )
    around = Ear(
        name="stands_around",
        prefix="around_",
        changes="whole_changearound",
        watched=watched_around,
    )
    return [visitors, around, *_ears]
