"""DiaryCard: a day as one member rated it. Urge: what a member keeps an eye on, in their words."""

import uuid
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q

from accounts.models import Member
from courses.diary.days import was_late
from courses.diary.shape import (
    EMOTIONS,
    HALF_HOURS_OF_DAY,
    MOST_SKILL_USE,
    PLAIN,
    STRONGEST,
    Answers,
    Food,
    Medication,
    Movement,
    urges_of,
)
from vault.fields import EncryptedTextField


class Urge(models.Model):
    """An urge that a member defined. Put away, it is asked no more and stays on earlier cards."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="urges")
    name = EncryptedTextField()
    made_at = models.DateTimeField()
    put_away_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at", "id"]
        indexes = [models.Index(fields=["member", "made_at"], name="urges_of_a_member")]

    def __str__(self) -> str:
        return f"urge of {self.member_id}"


def _rating() -> "models.PositiveSmallIntegerField[int | None, int | None]":
    return models.PositiveSmallIntegerField(null=True)


class DiaryCard(models.Model):
    """One day of one member. Ratings stand plainly, because trends need them; words are sealed.

    A day has one card that `stands`. What another device filled meanwhile is kept beside it until
    the member chooses. `filling` is the id that a page or device made for what it sent, `earlier`
    those of what stood here before: sent again, however often, nothing is stored twice.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="diary_cards")
    day = models.DateField()
    zone_name = models.CharField(max_length=64, help_text="where the member was, by their clock")
    stands = models.BooleanField(default=True)
    filling = models.UUIDField()
    earlier = models.JSONField(default=list, help_text="ids of the fillings before, as text")
    sadness = _rating()
    fear = _rating()
    anger = _rating()
    shame = _rating()
    joy = _rating()
    overall = _rating()
    slept_half_hours = _rating()
    food = models.CharField(max_length=10, blank=True, choices=Food.choices)
    movement = models.CharField(max_length=10, blank=True, choices=Movement.choices)
    medication = models.CharField(max_length=10, blank=True, choices=Medication.choices)
    halt = models.CharField(max_length=4, blank=True, help_text="the letters of what was there")
    skills = models.JSONField(default=list, help_text="ids of the skills that were used")
    urges = models.JSONField(default=dict, help_text="[0 to 5, acted on it] by the urge's id")
    note = EncryptedTextField(blank=True, default="")
    edits = models.PositiveIntegerField(default=0)
    filled_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["day", "filled_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "day"], condition=Q(stands=True), name="one_standing_card_a_day"
            ),
            models.UniqueConstraint(fields=["member", "filling"], name="a_filling_is_stored_once"),
            models.CheckConstraint(
                condition=Q(
                    *(Q(**{f"{name}__lte": STRONGEST}) | Q(**{name: None}) for name in EMOTIONS)
                ),
                name="emotions_end_at_five",
            ),
            models.CheckConstraint(
                condition=Q(overall__lte=MOST_SKILL_USE) | Q(overall=None),
                name="skill_use_ends_at_seven",
            ),
            models.CheckConstraint(
                condition=Q(slept_half_hours__lte=HALF_HOURS_OF_DAY) | Q(slept_half_hours=None),
                name="a_day_has_24_hours_to_sleep",
            ),
        ]
        indexes = [models.Index(fields=["member", "day"], name="diary_by_day")]

    def __str__(self) -> str:
        return f"diary of {self.member_id} on {self.day}"

    @property
    def zone(self) -> ZoneInfo:
        """Where the member was when they filled it."""
        return ZoneInfo(self.zone_name)

    @property
    def is_late(self) -> bool:
        """Whether it was filled when its day was over."""
        return was_late(self.day, filled_at=self.filled_at, zone=self.zone)

    @property
    def mark(self) -> str:
        """The card as it is now: a form that goes on with it sends this as `goes_on`."""
        return f"{self.pk}.{self.edits}"

    @property
    def answers(self) -> Answers:
        """What was answered."""
        plain = {name: getattr(self, name) for name in PLAIN}
        return Answers(**plain, skills=tuple(self.skills), urges=urges_of(self))

    def put(self, answers: Answers) -> None:
        """Takes the answers in place of those it has; the caller saves it."""
        for name in PLAIN:
            setattr(self, name, getattr(answers, name))
        self.skills = list(answers.skills)
        self.urges = {key: [one.level, one.acted] for key, one in answers.urges.items()}
