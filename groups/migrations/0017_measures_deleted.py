import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0013_diary"),
        ("groups", "0016_coverage"),
    ]

    operations = [
        migrations.AlterField(
            model_name="occasionresponse",
            name="response",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="occasions",
                to="courses.response",
            ),
        ),
        migrations.AddField(
            model_name="occasionresponse",
            name="deleted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="safetynote",
            name="response",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="safety_notes",
                to="courses.response",
            ),
        ),
    ]
