"""What is printed: one PDF of a lesson, a worksheet, cards or a skill, as somebody asked for it."""

import hashlib

from django.db import models

from clock.claiming import Work


class Kind(models.TextChoices):
    """What is printed. The first three are asked for by the lesson they belong to, the others by
    the skill."""

    LESSON = "lesson"
    WORKSHEET = "worksheet"
    CARDS = "cards"
    SKILL = "skill"
    SKILL_SHEET = "skill-sheet"
    SKILL_CARDS = "skill-cards"


OF_SKILLS = (Kind.SKILL, Kind.SKILL_SHEET, Kind.SKILL_CARDS)


class Paper(Work):
    """A PDF that is made, or waits for the worker to make it. It tells of nobody.

    Its words are those of `subject` (a lesson, worksheet or skill) in `version` (a revision, or a
    digest of what has none), in a language, with the crisis numbers of a country, and in a `frame`
    (our typesetting, the clinic's name and colour, those numbers). Another of any is another PDF.
    """

    kind = models.CharField(max_length=12, choices=Kind.choices)
    subject = models.PositiveBigIntegerField()
    version = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    country = models.CharField(max_length=10, blank=True)
    frame = models.CharField(max_length=16)
    asked_at = models.DateTimeField(help_text="last, to a day")
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject", "version", "language", "country", "frame"],
                name="a_paper_once",
            )
        ]
        indexes = [models.Index(fields=["made_at", "next_try_at"], name="papers_to_make")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

    @property
    def file_name(self) -> str:
        """Where its bytes lie, by what they are: a number could be given anew after a restore."""
        named = (self.kind, self.subject, self.version, self.language, self.country, self.frame)
        return f"{hashlib.sha256(repr(named).encode()).hexdigest()[:40]}.pdf"
