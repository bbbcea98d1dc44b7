"""Which tables hold what visitors are shown. Each app names its own when it is ready."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.apps import apps


@dataclass(frozen=True)
class Watched:
    """A table; `columns` are those of it that show, none named means all."""

    table: str
    columns: tuple[str, ...] = ()


_watched: dict[str, Sequence[str]] = {}


def shown_to_visitors(model: str, *, fields: Sequence[str] = ()) -> None:
    """Whatever changes in the rows of `model` ("groups.Cohort") changes pages of visitors.

    With `fields`, only rows that come, go, or change in one of these.
    """
    _watched[model] = fields


def watched() -> list[Watched]:
    """Every table by name."""
    found = []
    for label, fields in _watched.items():
        meta = apps.get_model(label)._meta
        columns = tuple(sorted(meta.get_field(name).column for name in fields))
        found.append(Watched(meta.db_table, columns))
    return sorted(found, key=lambda one: one.table)
