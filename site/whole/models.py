"""That something visitors are shown has changed: a row for each time, and one more where it stands
around every page."""

from django.db import models


class Change(models.Model):
    """Added by the database itself, in the transaction of what changed (`triggers.py`)."""

    id = models.BigAutoField(primary_key=True)

    class Meta:
        verbose_name = "change of what visitors are shown"
        verbose_name_plural = "changes of what visitors are shown"

    def __str__(self) -> str:
        return str(self.pk)


class ChangeAround(models.Model):
    """The same for what stands around every page: name and look, menus, the clinic's own lines."""

    id = models.BigAutoField(primary_key=True)

    class Meta:
        verbose_name = "change of what stands around every page"
        verbose_name_plural = "changes of what stands around every page"

    def __str__(self) -> str:
        return str(self.pk)
