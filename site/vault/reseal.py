"""Moving sealed text from older keys to the newest one.

Each row is a transaction of its own: the walk may be stopped at any row and started again, and the
site runs on meanwhile, because every key on the ring still opens what it sealed.
"""

from collections.abc import Iterator
from typing import Protocol

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models.functions import Left, StrIndex, Substr

from vault.fields import EncryptedTextField, Sealed
from vault.keys import KEY_ID, VERSION, key_id_of, newest_key_id

BATCH = 500


class Resealer(Protocol):
    """Moves what it knows to the newest key, `batch` rows at a time; returns how many it moved."""

    def __call__(self, *, batch: int) -> int: ...


class KeyReader(Protocol):
    """Says the ids of the keys that sealed what it knows."""

    def __call__(self) -> set[str]: ...


_others: dict[str, tuple[Resealer, type[models.Model], KeyReader]] = {}


def also_reseals(
    name: str, resealer: Resealer, *, model: type[models.Model], keys: KeyReader
) -> None:
    """Registers sealed text that lives outside an EncryptedTextField, in rows of `model`."""
    _others[name] = (resealer, model, keys)


def reseal_everything(*, batch: int = BATCH) -> Iterator[tuple[str, int]]:
    """Walks every encrypted field and everything registered; yields (what, rows moved).

    Raises SealBroken at the first text that no key opens; what was moved before stays moved.
    """
    for model, fields in _sealed_models():
        yield model._meta.label, _reseal_model(model, fields, batch=batch)
    for name, (resealer, _, _) in sorted(_others.items()):
        yield name, resealer(batch=batch)


def keys_in_use() -> set[str]:
    """The ids of all keys that sealed something in this database, on the ring or not.

    Tables and columns that are not there yet (migrations are waiting) hold nothing.
    """
    tables = set(connection.introspection.table_names())
    found: set[str] = set()
    for model, fields in _sealed_models():
        if model._meta.db_table in tables:
            columns = _columns(model._meta.db_table)
            for field in fields:
                found |= _key_ids(model, field) if field.column in columns else set()
    for _, model, keys in _others.values():
        found |= keys() if model._meta.db_table in tables else set()
    return found


def _sealed_models() -> Iterator[tuple[type[models.Model], list[EncryptedTextField]]]:
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        fields = [f for f in model._meta.concrete_fields if isinstance(f, EncryptedTextField)]
        if fields:
            yield model, fields


def _columns(table: str) -> set[str]:
    with connection.cursor() as cursor:
        return {each.name for each in connection.introspection.get_table_description(cursor, table)}


def _key_ids(model: type[models.Model], field: EncryptedTextField) -> set[str]:
    """What stands between the two dots, as `key_id_of` reads it, asked of the database."""
    after = Substr(field.attname, len(f"{VERSION}.") + 1, output_field=models.TextField())
    key_id = Left(after, StrIndex(after, models.Value(".")) - 1, output_field=models.TextField())
    rows = model._base_manager.order_by().annotate(sealed_with=key_id)
    ids = rows.values_list("sealed_with", flat=True).distinct()
    return {each for each in ids if each and KEY_ID.fullmatch(each)}


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
