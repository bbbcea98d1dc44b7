"""The way back from a card to the exercise that it was written in."""

from urllib.parse import urlencode

from courses.kept.models import KeptCard
from courses.skills.exercises import exercise_of, exercise_url


def way_on(card: KeptCard) -> str:
    """The exercise's address with this card in it; empty where it is not offered now: the skill was
    taken back or deleted, or has no such exercise any more."""
    skill = card.skill
    if skill is None or not skill.is_shown or exercise_of(skill, card.exercise) is None:
        return ""
    return f"{exercise_url(skill, card.exercise)}?{urlencode({'card': card.pk})}"


def place_of(card: KeptCard) -> str:
    """Where a device keeps what is written in its exercise; empty where the skill is gone."""
    return f"{card.skill.slug}/{card.exercise}" if card.skill else ""
