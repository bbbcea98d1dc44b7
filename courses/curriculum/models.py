"""Courses: ordered weeks, each an ordered list of lessons."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.edited.models import Edited
from courses.lessons.models import LessonPage
from courses.skills.models import Module, Skill


class Course(Edited):
    """What a group works through. `gates` are the weeks at which newcomers may join."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=80)
    gates = models.JSONField(default=list)

    class Meta:
        ordering = ["name"]
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def __str__(self) -> str:
        return self.name


class RunSheet(models.Model):
    """How the minutes of a session are shared, as a coordinator wrote it; a row for each change.

    The newest one that reaches a session by its start (`sessions_from`) is that session's, so that
    no agenda changes under people who are in the room. A course without any has ours.
    """

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="run_sheets")
    sessions_from = models.DateTimeField()
    stages = models.JSONField(help_text="[{stage, title, minutes}] in order")

    class Meta:
        ordering = ["course", "sessions_from", "pk"]

    def __str__(self) -> str:
        return f"{self.course_id} from {self.sessions_from}"


class Week(Edited):
    """One week of a course."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="weeks")
    number = models.PositiveSmallIntegerField()
    module = models.CharField(_("module"), max_length=2, choices=Module.choices)
    topics = models.JSONField(
        _("topics"), default=list, help_text="what is covered and is not a skill"
    )
    skills = models.ManyToManyField(Skill, through="WeekSkill", related_name="weeks")

    class Meta:
        ordering = ["course", "number"]
        verbose_name = _("week")
        verbose_name_plural = _("weeks")
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="one_week_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.course}, week {self.number}"


class WeekSkill(models.Model):
    """A skill taught in a week, in order."""

    week = models.ForeignKey(Week, on_delete=models.CASCADE, related_name="week_skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["week", "order"]
        constraints = [
            models.UniqueConstraint(fields=["week", "skill"], name="a_skill_once_per_week")
        ]

    def __str__(self) -> str:
        return f"{self.week}: {self.skill}"


class WeekLesson(models.Model):
    """A lesson of a week, in order.

    `named` says that the course itself names it; the others came by a skill of the week.
    """

    week = models.ForeignKey(Week, on_delete=models.CASCADE, related_name="week_lessons")
    lesson = models.ForeignKey(LessonPage, on_delete=models.PROTECT, related_name="week_lessons")
    order = models.PositiveSmallIntegerField()
    named = models.BooleanField(default=False)

    class Meta:
        ordering = ["week", "order"]
        constraints = [
            models.UniqueConstraint(fields=["week", "lesson"], name="a_lesson_once_per_week")
        ]

    def __str__(self) -> str:
        return f"{self.week}: {self.lesson_id}"
