"""What a cohort is taught in which of its sessions, pinned to revisions."""

from django.db import models
from wagtail.models import Revision

from accounts.models import Member
from courses.curriculum.models import Week
from courses.lessons.models import LessonPage
from courses.resources.models import Worksheet
from groups.cohorts.models import Cohort
from groups.sessions.models import GroupSession


class CohortWeek(models.Model):
    """A week of the course, taught in one session; moves with the session."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="weeks")
    week = models.ForeignKey(Week, on_delete=models.PROTECT, related_name="+")
    session = models.OneToOneField(GroupSession, on_delete=models.PROTECT, related_name="week")

    class Meta:
        ordering = ["cohort", "week__number"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "week"], name="a_week_once_per_cohort")
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id}: {self.week}"


class CohortLesson(models.Model):
    """A lesson of that week, pinned to the words that the group reads (`following.py`).

    The revision holds key points, text and slides; what stands around them on the lesson's page is
    kept here beside it (`as_published`), so that no page has to be made of a revision to show it.
    `kept` says that a leader keeps them though others are published; `correction` is what members
    are told of words that were changed after they were given.
    """

    cohort_week = models.ForeignKey(CohortWeek, on_delete=models.CASCADE, related_name="lessons")
    lesson = models.ForeignKey(LessonPage, on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=255)
    teaser = models.TextField()
    reading_minutes = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)
    licence = models.CharField(max_length=200)
    worksheet = models.ForeignKey(
        Worksheet, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    order = models.PositiveSmallIntegerField()
    kept = models.BooleanField(default=False)
    correction = models.CharField(max_length=200, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["cohort_week", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort_week", "lesson"], name="a_lesson_once_per_cohort_week"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cohort_week_id}: {self.lesson_id}"


class LessonRead(models.Model):
    """A member came to the end of a lesson, or said so. Written once; it is the member's and stays
    when they leave the group or join another."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="lessons_read")
    lesson = models.ForeignKey(LessonPage, on_delete=models.CASCADE, related_name="+")
    on = models.DateField(help_text="the day on the wall where they read")
    first_read_at = models.DateTimeField()

    class Meta:
        ordering = ["first_read_at"]
        constraints = [
            models.UniqueConstraint(fields=["member", "lesson"], name="a_lesson_is_read_once")
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id} read by {self.member_id}"
