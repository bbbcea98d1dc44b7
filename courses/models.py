"""The rows of every area, gathered for Django."""

from courses.curriculum.models import Course, Week, WeekLesson, WeekSkill
from courses.lessons.models import LessonFile, LessonIndexPage, LessonPage, ShippedLesson
from courses.media.models import Recording
from courses.resources.models import Worksheet
from courses.skills.models import Module, Skill

__all__ = [
    "Course",
    "LessonFile",
    "LessonIndexPage",
    "LessonPage",
    "Module",
    "Recording",
    "ShippedLesson",
    "Skill",
    "Week",
    "WeekLesson",
    "WeekSkill",
    "Worksheet",
]
