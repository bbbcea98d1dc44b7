"""People wait for seats in full groups; an offered seat is kept until a moment."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('groups', '0005_attendance_by_the_door'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='enrollment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'offered'), _negated=True), ('hold_until__isnull', False), _connector='OR'), name='an_offer_has_an_end'),
        ),
        migrations.CreateModel(
            name='OfferTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hours', models.PositiveSmallIntegerField(verbose_name='hours')),
                ('set_at', models.DateTimeField()),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('hours__gte', 6), ('hours__lte', 72)), name='an_offer_lasts_hours_not_weeks')],
            },
        ),
        migrations.CreateModel(
            name='WaitingEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('offered', 'A seat is offered'), ('accepted', 'Took the seat'), ('declined', 'Said no'), ('lapsed', 'Did not answer in time'), ('left', 'Left the list'), ('closed', 'Ended')], default='waiting', max_length=10)),
                ('joined_at', models.DateTimeField()),
                ('offered_at', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('why', models.CharField(blank=True, choices=[('closed', 'enrolment in this group is over'), ('placed', 'they have a seat in this course')], max_length=10)),
                ('end_told_at', models.DateTimeField(null=True)),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waiting', to='groups.cohort')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waiting', to='accounts.member')),
                ('seat', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='waited', to='groups.enrollment')),
            ],
            options={
                'ordering': ['joined_at', 'pk'],
                'indexes': [models.Index(fields=['state', 'cohort'], name='who_waits_where')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'offered'])), fields=('cohort', 'member'), name='waits_once_in_a_group'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'offered'), _negated=True), models.Q(('offered_at__isnull', False), ('seat__isnull', False)), _connector='OR'), name='an_offer_is_of_a_seat')],
            },
        ),
    ]
