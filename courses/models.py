"""The rows of every area, gathered for Django."""

from courses.curriculum.models import Course, RunSheet, Week, WeekLesson, WeekSkill
from courses.edited.models import TakenAway
from courses.lessons.models import LessonIndexPage, LessonPage, ShippedLesson
from courses.resources.models import Worksheet
from courses.skills.models import Module, Skill

__all__ = [
    "Course",
    "LessonIndexPage",
    "LessonPage",
    "Module",
    "RunSheet",
    "ShippedLesson",
    "Skill",
    "TakenAway",
    "Week",
    "WeekLesson",
    "WeekSkill",
    "Worksheet",
]
