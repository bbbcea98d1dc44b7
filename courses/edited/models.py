"""Texts that ship with Evenkeel and belong to the clinic from the first edit on."""

from django.db import models


class Edited(models.Model):
    """A row that we ship or that people write.

    `edits` counts how often people saved it. At 0 it is as we ship it and follows our text; from 1
    on we leave it alone. It is also what two editors at once are told apart by.
    """

    edits = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True


class TakenAway(models.Model):
    """Something that the clinic deleted: where we ship it, it does not come back."""

    what = models.CharField(max_length=40, help_text="label of the model: courses.skill")
    slug = models.SlugField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["what", "slug"], name="taken_away_only_once")
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.slug}"
