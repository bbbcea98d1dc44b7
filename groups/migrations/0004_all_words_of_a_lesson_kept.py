"""What stands around a lesson's text is kept with the group too, as its revision says it."""

import django.db.models.deletion
from django.db import migrations, models

FIELDS = ("title", "teaser", "reading_minutes", "source", "licence")


def keep_words(apps, schema_editor):
    CohortLesson = apps.get_model("groups", "CohortLesson")
    Revision = apps.get_model("wagtailcore", "Revision")
    sheets = set(apps.get_model("courses", "Worksheet").objects.values_list("pk", flat=True))
    pinned = CohortLesson.objects.order_by().values_list("revision_id", flat=True).distinct()
    for revision in Revision.objects.filter(pk__in=pinned).iterator():
        words = {name: revision.content[name] for name in FIELDS}
        worksheet = revision.content.get("worksheet")
        CohortLesson.objects.filter(revision_id=revision.pk).update(
            worksheet_id=worksheet if worksheet in sheets else None, **words
        )


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0002_lessons_named_by_a_week'),
        ('groups', '0003_which_words_a_group_reads'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.AddField(
            model_name='cohortlesson',
            name='title',
            field=models.CharField(default='', max_length=255),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='cohortlesson',
            name='teaser',
            field=models.TextField(default=''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='cohortlesson',
            name='reading_minutes',
            field=models.PositiveSmallIntegerField(default=8),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='cohortlesson',
            name='source',
            field=models.CharField(default='', max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='cohortlesson',
            name='licence',
            field=models.CharField(default='', max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='cohortlesson',
            name='worksheet',
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT,
                related_name='+', to='courses.worksheet',
            ),
        ),
        migrations.RunPython(keep_words, migrations.RunPython.noop),
    ]
