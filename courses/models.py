"""The rows of every area, gathered for Django."""

from courses.curriculum.models import Course, RunSheet, Week, WeekLesson, WeekSkill
from courses.edited.models import TakenAway
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
    "RunSheet",
    "ShippedLesson",
    "ShippedWord",
    "Skill",
    "TakenAway",
    "Week",
    "WeekLesson",
    "WeekSkill",
    "Worksheet",
]
