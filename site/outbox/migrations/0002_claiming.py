from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def _let_go(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """A letter that was being sent waits, with its lease."""
    apps.get_model("outbox", "Letter").objects.filter(state="sending").update(state="waiting")


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]

    operations = [
        migrations.RunPython(_let_go, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="letter", name="outbox_due"),
        migrations.AlterField(
            model_name="letter",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("sent", "Sent"),
                    ("skipped", "Skipped"),
                    ("dead", "Dead"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="letter",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0, help_text="how often it was taken"),
        ),
        migrations.AlterField(
            model_name="letter",
            name="lease",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="letter",
            name="lease_until",
            field=models.DateTimeField(help_text="in real seconds", null=True),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["-urgent", "next_try_at"],
                name="outbox_due",
            ),
        ),
    ]
