"""Whoever paid for a seat that was gone goes before the others who wait; who is too young, ends."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0010_seats_above_the_number'),
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
        migrations.AlterField(
            model_name='waitingentry',
            name='why',
            field=models.CharField(blank=True, choices=[('closed', 'enrolment in this group is over'), ('placed', 'they have a seat in this course'), ('taken-back', 'a coordinator took the offer back'), ('young', 'they are too young to enrol by themselves')], max_length=10),
        ),
    ]
