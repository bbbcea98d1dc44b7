from django.db import migrations, models


class Migration(migrations.Migration):
    """Apart from what fills them: PostgreSQL changes no table in whose rows it has just written."""

    dependencies = [("groups", "0002_wall_times")]

    operations = [
        migrations.AlterField(
            model_name="groupsession",
            name="on",
            field=models.DateField(help_text="the day on the group's wall"),
        ),
        migrations.AlterField(
            model_name="groupsession",
            name="starts",
            field=models.TimeField(help_text="the hour on the group's wall"),
        ),
    ]
