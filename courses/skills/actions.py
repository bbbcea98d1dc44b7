"""Loading the named skills."""

from pathlib import Path

from django.db import transaction

from courses import shipped
from courses.edited.actions import taken_away
from courses.skills.models import Skill

Named = dict[str, Skill | None]


@transaction.atomic
def load_skills(folder: Path = shipped.CONTENT) -> Named:
    """Makes or renews the shipped skills that nobody has edited. Safe to run again.

    Returns every skill by its name, ours by the name that we ship it under, whatever the clinic
    calls it now; None for one of ours that the clinic deleted, or whose name another one has.
    """
    found: Named = {skill.name: skill for skill in Skill.objects.all()}
    by_slug = {skill.slug: skill for skill in found.values() if skill}
    gone = taken_away(Skill)
    for entry in shipped.skills(folder):
        slug, name = entry["slug"], entry["name"]
        skill = by_slug.get(slug)
        namesake = found.get(name)
        # A name is there once: a skill that the clinic calls so stands for ours.
        is_taken = namesake is not None and namesake.slug != slug
        if skill is not None and (skill.edits or skill.latest_revision_id):
            # Edited, or being edited: a draft is the clinic's already.
            found[name] = skill
        elif is_taken:
            found[name] = skill or namesake
        elif skill is None and slug in gone:
            found[name] = None
        else:
            found[name] = Skill.objects.update_or_create(
                slug=slug,
                defaults={
                    "name": name,
                    "module": entry["module"],
                    "acronym": entry.get("acronym", False),
                    "companion": entry.get("companion", False),
                    "summary": entry["summary"].strip(),
                    "steps": entry.get("steps", []),
                    "when_not": (entry.get("when_not") or "").strip(),
                    "needs": entry.get("needs", []),
                    "when": entry.get("when", "").strip(),
                    "example": entry.get("example", "").strip(),
                    "practice": entry.get("practice", "").strip(),
                    "doing": entry.get("doing", {}),
                    "further": entry.get("further", []),
                },
            )[0]
    return found


def of_names(names: list[str], skills: Named) -> list[Skill]:
    """The skills of these names that are there. Raises KeyError for a name nobody knows."""
    return [skill for name in names if (skill := skills[name]) is not None]
