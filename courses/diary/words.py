"""A card's answers in words, field by field: on pages, in files, and where a field is shared."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from courses.diary.shape import Answers, Food, Halt, Medication, Movement, UrgeAnswer, urge_key


def said(answers: Answers, *, skills: Mapping[int, str]) -> dict[str, str]:
    """What was answered, by the key of each field; what was not is not in it.

    `skills` are the names of skills by id.
    """
    words = {
        name: str(value)
        for name in ("sadness", "fear", "anger", "shame", "joy", "overall")
        if (value := getattr(answers, name)) is not None
    }
    if answers.skills:
        words["skills"] = ", ".join(skills[pk] for pk in answers.skills if pk in skills)
    if answers.slept_half_hours is not None:
        words["slept_half_hours"] = hours_slept(answers.slept_half_hours)
    if answers.food:
        words["food"] = str(Food(answers.food).label)
    if answers.movement:
        words["movement"] = str(Movement(answers.movement).label)
    if answers.medication:
        words["medication"] = str(Medication(answers.medication).label)
    if answers.halt:
        words["halt"] = ", ".join(str(Halt(letter).label) for letter in answers.halt)
    if answers.note:
        words["note"] = answers.note
    for urge_id, urge in answers.urges.items():
        words[urge_key(urge_id)] = urge_words(urge)
    return {key: text for key, text in words.items() if text}


def urge_words(urge: UrgeAnswer) -> str:
    """“4”, or “4, acted on it”."""
    return _("%(level)d, acted on it") % {"level": urge.level} if urge.acted else str(urge.level)


def hours_slept(half_hours: int) -> str:
    """“7½ h”"""
    hours, half = divmod(half_hours, 2)
    number = f"{hours or ''}½" if half else str(hours)
    return _("%(number)s h") % {"number": number}
