"""The rows of every area, gathered for Django."""

from courses.answers.models import Answer
from courses.catalogue.models import ResourceTag
from courses.curriculum.models import Course, RunSheet, Week, WeekLesson, WeekSkill
from courses.diary.models import DiaryCard, Urge
from courses.edited.models import TakenAway
from courses.glossary.models import GlossaryWord, ShippedWord
from courses.kept.models import KeptCard
from courses.lessons.models import LessonFile, LessonIndexPage, LessonPage, ShippedLesson
from courses.measures.models import Response
from courses.media.models import Recording
from courses.paper.models import Paper
from courses.practice.models import SkillUse
from courses.resources.models import Worksheet
from courses.skills.models import Module, Skill

__all__ = [
    "Answer",
    "Course",
    "DiaryCard",
    "GlossaryWord",
    "KeptCard",
    "LessonFile",
    "LessonIndexPage",
    "LessonPage",
    "Module",
    "Paper",
    "Recording",
    "ResourceTag",
    "Response",
    "RunSheet",
    "ShippedLesson",
    "ShippedWord",
    "Skill",
    "SkillUse",
    "TakenAway",
    "Urge",
    "Week",
    "WeekLesson",
    "WeekSkill",
    "Worksheet",
]
