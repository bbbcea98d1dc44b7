from django.db import migrations, models


class Migration(migrations.Migration):
    """Nobody has changed between ordinary and discreet letters so far: their entries stay."""

    dependencies = [
        ('groups', '0003_wall_times_for_all'),
    ]

    operations = [
        migrations.AddField(
            model_name='enrollment',
            name='entries',
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
