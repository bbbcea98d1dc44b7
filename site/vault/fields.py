"""A model field for words that nobody but the people concerned may read."""

from typing import TYPE_CHECKING, Any, cast

from django.core import checks
from django.core.exceptions import FieldError
from django.db import models

from vault.keys import seal, unseal


class Sealed(str):
    """A value as it stands in the database: sealed, not yet opened."""

    __slots__ = ()


class _OpensOnRead:
    """Opens the sealed value when the attribute is first read, bound to the row's own id."""

    def __init__(self, field: "EncryptedTextField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])  # deferred by .only() or .defer()
        value = instance.__dict__[name]
        if isinstance(value, Sealed):
            value = unseal(value, bound_to=self.field.bound_to(instance))
            instance.__dict__[name] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


if TYPE_CHECKING:
    TextField = models.TextField[str, str]
else:
    TextField = models.TextField


class EncryptedTextField(TextField):
    """Text sealed at rest, bound to its table, column and row.

    The row's primary key must be set before the insert (a UUID default). A value that cannot be
    opened raises `vault.keys.SealBroken`. Nothing can be looked up by it, and `QuerySet.update`
    with plain text is refused, because both would need the plain text in the database.
    """

    description = "Sealed text"

    def bound_to(self, instance: models.Model) -> str:
        """What the sealed value is tied to: table, column and primary key."""
        return self._bound_to(instance._meta.db_table, instance.pk)

    def open(self, value: str, *, pk: Any) -> str:
        """The words of a sealed value that was read without its row, whose key is `pk`."""
        return unseal(value, bound_to=self._bound_to(self.model._meta.db_table, pk))

    def seal(self, words: str, *, pk: Any) -> str:
        """Words as they are to be kept by a statement that makes the row with that key."""
        return seal(words, bound_to=self._bound_to(self.model._meta.db_table, pk))

    def _bound_to(self, table: str, pk: Any) -> str:
        return f"{table}.{self.attname}:{pk}"

    def contribute_to_class(
        self, cls: type[models.Model], name: str, *args: Any, **kw: Any
    ) -> None:
        super().contribute_to_class(cls, name, *args, **kw)
        setattr(cls, self.attname, _OpensOnRead(self))

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        return Sealed(value) if value else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        held = model_instance.__dict__.get(self.attname)
        if isinstance(held, Sealed) or not held:
            return held
        if model_instance.pk is None:
            raise ValueError("An encrypted field needs the row's id before it is saved.")
        return Sealed(seal(cast("str", held), bound_to=self.bound_to(model_instance)))

    def get_prep_value(self, value: Any) -> Any:
        if value and not isinstance(value, Sealed):
            raise FieldError(f"{self.name} is encrypted: save the object instead of update().")
        return value if value is None else str(value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted and cannot be searched.")
        return super().get_lookup(lookup_name)

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = list(super().check(**kwargs))
        if not isinstance(self.model._meta.pk, models.UUIDField):
            found.append(
                checks.Error(
                    "EncryptedTextField needs a UUID primary key", obj=self, id="vault.E001"
                )
            )
        return found
