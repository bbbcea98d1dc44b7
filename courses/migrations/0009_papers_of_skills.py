from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0008_exercises'),
    ]

    operations = [
        migrations.AlterField(
            model_name='paper',
            name='kind',
            field=models.CharField(choices=[('lesson', 'Lesson'), ('worksheet', 'Worksheet'), ('cards', 'Cards'), ('skill', 'Skill'), ('skill-sheet', 'Skill Sheet'), ('skill-cards', 'Skill Cards')], max_length=12),
        ),
    ]
