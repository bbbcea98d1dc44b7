"""Who did what to whose record: rows that are only ever added."""

from typing import Any

from django.db import models


class AppendOnly(models.QuerySet["Entry"]):
    """Rows that are read and added, nothing else."""

    def update(self, **_: Any) -> int:
        """Refuses with TypeError: an audit entry is never changed."""
        raise TypeError("An audit entry is never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuses with TypeError: an audit entry is never deleted."""
        raise TypeError("An audit entry is never deleted.")


class Entry(models.Model):
    """One act. Ids only, so that it stands below every app and outlives what it speaks of."""

    at = models.DateTimeField(db_index=True)
    actor_id = models.BigIntegerField(null=True, help_text="account; null: the system itself")
    actor_role = models.CharField(max_length=20, blank=True)
    act = models.CharField(max_length=60, help_text="dotted verb: seat.taken, lesson.read")
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    member_id = models.UUIDField(null=True, db_index=True, help_text="whose record it concerns")
    facts = models.JSONField(default=dict, help_text="ids, states, dates; never clinical words")
    sealed_in = models.ForeignKey(
        "Seal", null=True, on_delete=models.PROTECT, related_name="entries"
    )

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.act} {self.object_type} {self.object_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Adds the row. Raises TypeError for a row that already stands."""
        if self.pk is not None:
            raise TypeError("An audit entry is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuses with TypeError: an audit entry is never deleted."""
        raise TypeError("An audit entry is never deleted.")


class Seal(models.Model):
    """A link of the hash chain over a batch of entries, made by the worker."""

    made_at = models.DateTimeField()
    first_entry = models.BigIntegerField()
    last_entry = models.BigIntegerField(unique=True)
    # Unique: two workers that seal at the same moment cannot fork the chain.
    previous = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256, hex")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.digest[:12]
