"""Who came to the door when, and from when a room was led: attendance follows from both."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def led_since_it_opened(apps, schema_editor):
    """Rooms that are open while this runs and have a leader: nobody there is to be late for it."""
    Room = apps.get_model("groups", "Room")
    led = Room.objects.filter(ended_at__isnull=True, room_seats__leads=True).values("pk")
    Room.objects.filter(pk__in=list(led.values_list("pk", flat=True))).update(
        led_at=models.F("opened_at")
    )


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0004_all_words_of_a_lesson_kept'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='room',
            name='led_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='roomseat',
            name='door_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='roomseat',
            name='like_leader',
            field=models.BooleanField(default=False, help_text="a member's name that could be taken for a leader's"),
        ),
        migrations.AddField(
            model_name='visit',
            name='door_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='attendance',
            name='verdict',
            field=models.CharField(choices=[('present', 'Present'), ('late', 'Late'), ('left_early', 'Left early'), ('absent', 'Absent'), ('excused', 'Excused'), ('unmarked', 'Not marked')], max_length=10),
        ),
        migrations.CreateModel(
            name='AttendanceRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('percent', models.PositiveSmallIntegerField(verbose_name='percent of the session')),
                ('set_at', models.DateTimeField()),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('percent__gte', 1), ('percent__lte', 100)), name='attendance_asks_for_a_part_of_a_session')],
            },
        ),
        migrations.RunPython(led_since_it_opened, migrations.RunPython.noop),
    ]
