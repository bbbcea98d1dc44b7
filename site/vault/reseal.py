"""Moving sealed text from older keys to the newest one.

Each row is a transaction of its own: the walk may be stopped at any row and started again, and the
site runs on meanwhile, because every key on the ring still opens what it sealed.
"""

from collections.abc import Iterator
from typing import Protocol

from django.apps import apps
from django.db import models, transaction

from vault.fields import EncryptedTextField, Sealed
from vault.keys import key_id_of, newest_key_id

BATCH = 500


class Resealer(Protocol):
    """Moves what it knows to the newest key, `batch` rows at a time; returns how many it moved."""

    def __call__(self, *, batch: int) -> int: ...


_others: dict[str, Resealer] = {}


def also_reseals(name: str, resealer: Resealer) -> None:
    """Registers sealed text that lives outside an EncryptedTextField."""
    _others[name] = resealer


def reseal_everything(*, batch: int = BATCH) -> Iterator[tuple[str, int]]:
    """Walks every encrypted field and everything registered; yields (what, rows moved).

    Raises SealBroken at the first text that no key opens; what was moved before stays moved.
    """
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        fields = [f for f in model._meta.concrete_fields if isinstance(f, EncryptedTextField)]
        if fields:
            yield model._meta.label, _reseal_model(model, fields, batch=batch)
    for name, resealer in sorted(_others.items()):
        yield name, resealer(batch=batch)


def _reseal_model(
    model: type[models.Model], fields: list[EncryptedTextField], *, batch: int
) -> int:
    moved = 0
    rows = model._base_manager.order_by("pk")
    for pk in rows.values_list("pk", flat=True).iterator(chunk_size=batch):
        with transaction.atomic():
            row = rows.select_for_update().filter(pk=pk).first()
            moved += bool(row and _reseal_row(row, fields))
    return moved


def _reseal_row(row: models.Model, fields: list[EncryptedTextField]) -> bool:
    old = [field.attname for field in fields if _is_old(row.__dict__.get(field.attname))]
    for name in old:
        # Reading opens the text, so that saving seals it anew, with the newest key.
        setattr(row, name, getattr(row, name))
    if old:
        row.save(update_fields=old)
    return bool(old)


def _is_old(held: object) -> bool:
    return isinstance(held, Sealed) and key_id_of(held) != newest_key_id()
