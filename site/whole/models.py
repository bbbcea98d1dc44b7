"""That something visitors are shown has changed: a row for each time."""

from django.db import models


class Change(models.Model):
    """Added by the database itself, in the transaction of what changed (`triggers.py`)."""

    id = models.BigAutoField(primary_key=True)

    class Meta:
        verbose_name = "change of what visitors are shown"
        verbose_name_plural = "changes of what visitors are shown"

    def __str__(self) -> str:
        return str(self.pk)
