"""Whoever paid for a seat that was gone goes before the others who wait."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0007_waiting_lists'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='waitingentry',
            options={'ordering': ['-goes_first', 'joined_at', 'pk']},
        ),
        migrations.AddField(
            model_name='waitingentry',
            name='goes_first',
            field=models.BooleanField(default=False),
        ),
    ]
