"""A member reads times by the clock of the account; a column of their own said another thing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_one_time_zone")]
    operations = [
        # A default for the way back: every row is filled again right after.
        migrations.AlterField(
            "member",
            "time_zone",
            models.CharField("time zone", default="UTC", max_length=64),
        ),
        migrations.RemoveField("member", "time_zone"),
    ]
