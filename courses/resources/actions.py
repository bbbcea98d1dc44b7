"""Loading worksheets."""

from typing import Any

from courses.resources.models import Worksheet


def load_worksheet(entry: dict[str, Any], *, source: str, licence: str) -> Worksheet:
    """Makes or renews one worksheet by its slug. `entry` is {slug, title, intro, questions}."""
    return Worksheet.objects.update_or_create(
        slug=entry["slug"],
        defaults={
            "title": entry["title"],
            "intro": (entry.get("intro") or "").strip(),
            "questions": entry["questions"],
            "source": source,
            "licence": licence,
        },
    )[0]
