"""The footer shows what editors choose. Until now it knew its pages by their addresses."""

from typing import Any

from django.db import migrations, models

KNOWN_BY_ADDRESS = ("about", "not-crisis-care", "trademark")


def choose(apps: Any, _editor: Any) -> None:
    """What stood in the footer goes on to do so, also when an earlier draft is published."""
    page = apps.get_model("pages", "StandardPage")
    revision = apps.get_model("wagtailcore", "Revision")
    kind = apps.get_model("contenttypes", "ContentType").objects.filter(
        app_label="pages", model="standardpage"
    )
    chosen = page.objects.filter(slug__in=KNOWN_BY_ADDRESS, depth=3)
    ids = [str(pk) for pk in chosen.values_list("pk", flat=True)]
    chosen.update(in_footer=True)
    for draft in revision.objects.filter(content_type__in=kind, object_id__in=ids):
        draft.content["in_footer"] = True
        draft.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("pages", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.AddField(
            model_name="standardpage",
            name="in_footer",
            field=models.BooleanField(
                default=False,
                help_text="For what people look for and do not stumble over: about you, notices.",
                verbose_name="show in the footer",
            ),
        ),
        migrations.RunPython(choose, migrations.RunPython.noop),
    ]
