"""The rows of every area, gathered for Django."""

from courses.curriculum.models import Course, Week, WeekLesson, WeekSkill
from courses.glossary.models import GlossaryWord, ShippedWord
from courses.lessons.models import LessonIndexPage, LessonPage, ShippedLesson
from courses.paper.models import Paper
from courses.resources.models import Worksheet
from courses.skills.models import Module, Skill

__all__ = [
    "Course",
    "GlossaryWord",
    "LessonIndexPage",
    "LessonPage",
    "Module",
    "Paper",
    "ShippedLesson",
    "ShippedWord",
    "Skill",
    "Week",
    "WeekLesson",
    "WeekSkill",
    "Worksheet",
]
