"""Loading worksheets."""

from typing import Any

from courses.edited.actions import taken_away
from courses.resources.models import Worksheet


def load_worksheet(entry: dict[str, Any], *, source: str, licence: str) -> Worksheet | None:
    """Makes or renews one worksheet by its slug. `entry` is {slug, title, intro, questions}.

    One that somebody has edited stays as it is; None for one that the clinic deleted.
    """
    found = Worksheet.objects.filter(slug=entry["slug"]).first()
    if found is not None and found.edits:
        return found
    if found is None and entry["slug"] in taken_away(Worksheet):
        return None
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
