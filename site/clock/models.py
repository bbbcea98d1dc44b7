"""When each of the worker's jobs last ran."""

from django.db import models


class JobRun(models.Model):
    """The heartbeat of one job: one row per job, overwritten at each run."""

    name = models.CharField(max_length=80, primary_key=True)
    started_at = models.DateTimeField()
    ended_well_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0, help_text="runs since the last good one")
    last_error = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name
