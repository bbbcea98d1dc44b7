"""Saving what people edited, without losing what somebody else saved meanwhile."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.text import slugify

from accounts.models import Account
from audit.actions import record
from courses.edited.models import Edited, TakenAway


class EditedMeanwhile(Exception):
    """Somebody else saved the row after the editor had opened it."""


@transaction.atomic
def keep_edit(
    row: Edited, *, seen: int, by: Account, now: datetime, act: str, **facts: Any
) -> None:
    """Counts an edit of a row that was opened at its edit number `seen`, with its entry.

    From now on it is the clinic's. Raises EditedMeanwhile where somebody else was faster; the rows
    that belong to it are locked by this until the transaction ends.
    """
    if not type(row)._default_manager.filter(pk=row.pk, edits=seen).update(edits=seen + 1):
        raise EditedMeanwhile
    row.edits = seen + 1
    record(act, on=row, by=by.pk, now=now, **facts)


@transaction.atomic
def take_away(row: Model, *, slug: str, by: Account, now: datetime, act: str) -> None:
    """Deletes a row for good: what we ship under its name does not come back.

    Raises ProtectedError where something else needs it.
    """
    record(act, on=row, by=by.pk, now=now, slug=slug)
    row.delete()
    TakenAway.objects.get_or_create(what=row._meta.label_lower, slug=slug)


def taken_away(kind: type[Model]) -> set[str]:
    """The slugs of that kind that the clinic deleted."""
    gone = TakenAway.objects.filter(what=kind._meta.label_lower)
    return set(gone.values_list("slug", flat=True))


def free_slug(kind: type[Model], name: str, *, longest: int = 50) -> str:
    """A slug after the name that no row of that kind has, nor had one that was deleted, and that
    its kind keeps for nothing else (`reserved_slugs`)."""
    base = slugify(name)[: longest - 4].strip("-") or kind._meta.model_name or "new"
    taken = taken_away(kind) | getattr(kind, "reserved_slugs", frozenset())
    taken |= set(kind._default_manager.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug
