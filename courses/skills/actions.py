"""Loading the named skills."""

from pathlib import Path

from django.db import transaction

from courses import shipped
from courses.skills.models import Skill


@transaction.atomic
def load_skills(folder: Path = shipped.CONTENT) -> dict[str, Skill]:
    """Makes or renews every shipped skill; returns all by name. Safe to run again."""
    for entry in shipped.skills(folder):
        Skill.objects.update_or_create(
            slug=entry["slug"],
            defaults={
                "name": entry["name"],
                "module": entry["module"],
                "acronym": entry.get("acronym", False),
                "companion": entry.get("companion", False),
                "summary": entry["summary"].strip(),
                "steps": entry.get("steps", []),
                "when_not": (entry.get("when_not") or "").strip(),
                "needs": entry.get("needs", []),
            },
        )
    return {skill.name: skill for skill in Skill.objects.all()}
