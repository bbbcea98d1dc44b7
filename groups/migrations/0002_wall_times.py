import os
import sysconfig
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import django.db.models.deletion
from django.db import migrations, models

import groups.cohorts.models

# A difference that rules of clocks can make; what lies further off was planned for another hour.
BY_CLOCKS = timedelta(hours=3)


def keep_wall_times(apps, schema_editor):
    """What was promised to the members of every session that exists: a day and an hour on a wall.

    Its moment alone does not tell. It was made by the rules of that day, and by those of this day
    it may read as another hour: the very harm that these columns mend. So a session that nobody
    moved was promised for the hour of its cohort, and one that was moved for what the machine's own
    zone files read, since it was they that made the moment.
    """
    GroupSession = apps.get_model("groups", "GroupSession")
    changed = []
    for one in GroupSession.objects.filter(on__isnull=True).select_related("cohort").iterator():
        one.on, one.starts = promised(
            one.starts_at,
            zone_name=one.cohort.zone_name,
            hour=None if one.version else one.cohort.starts,
        )
        changed.append(one)
    GroupSession.objects.bulk_update(changed, ["on", "starts"], batch_size=500)


def promised(starts_at, *, zone_name, hour):
    """The wall time of a moment; `hour` (if known) on the nearest day, where clocks explain it."""
    read = starts_at.astimezone(zone_of_the_machine(zone_name)).replace(tzinfo=None)
    if hour is not None:
        days = [read.date() + timedelta(days=step) for step in (-1, 0, 1)]
        nearest = min((datetime.combine(day, hour) for day in days), key=lambda at: abs(at - read))
        if abs(nearest - read) <= BY_CLOCKS:
            read = nearest
    return read.date(), read.time()


def zone_of_the_machine(name):
    """The zone by the files that Python read until now; by the pinned rules where there are none."""
    folders = os.environ.get("PYTHONTZPATH") or sysconfig.get_config_var("TZPATH") or ""
    for folder in filter(None, folders.split(os.pathsep)):
        file = Path(folder, name)
        if file.is_file():
            with file.open("rb") as content:
                return ZoneInfo.from_file(content, key=name)
    return ZoneInfo(name)


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="cohort",
            name="organizer",
            field=models.EmailField(
                default=groups.cohorts.models.organizer_today, editable=False, max_length=254
            ),
        ),
        migrations.AddField(
            model_name="cohort",
            name="discreet_organizer",
            field=models.EmailField(
                default=groups.cohorts.models.discreet_organizer_today,
                editable=False,
                max_length=254,
            ),
        ),
        migrations.AlterField(
            model_name="groupsession",
            name="changed_at",
            field=models.DateTimeField(
                help_text="when somebody last moved or cancelled it", null=True
            ),
        ),
        migrations.AddField(
            model_name="groupsession",
            name="replaces",
            field=models.ForeignKey(
                help_text="the cancelled session that it was added for",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="replacements",
                to="groups.groupsession",
            ),
        ),
        migrations.AddField(
            model_name="groupsession",
            name="on",
            field=models.DateField(help_text="the day on the group's wall", null=True),
        ),
        migrations.AddField(
            model_name="groupsession",
            name="starts",
            field=models.TimeField(help_text="the hour on the group's wall", null=True),
        ),
        migrations.CreateModel(
            name="RulesChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "release",
                    models.CharField(help_text="of the rules, as IANA names it", max_length=10),
                ),
                ("at", models.DateTimeField(db_index=True)),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rules_changes",
                        to="groups.cohort",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SessionMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("was_at", models.DateTimeField()),
                ("starts_at", models.DateTimeField()),
                ("moved_at", models.DateTimeField()),
                (
                    "rules",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moves",
                        to="groups.ruleschange",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moves",
                        to="groups.groupsession",
                    ),
                ),
            ],
            options={
                "ordering": ["session", "version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("session", "version"), name="one_move_per_version"
                    )
                ],
            },
        ),
        migrations.RunPython(keep_wall_times, migrations.RunPython.noop),
    ]
