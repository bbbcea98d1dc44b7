"""What follows from publishing a lesson."""

from typing import Any

from django.dispatch import receiver
from wagtail.signals import page_published

from courses.curriculum.actions import attach_lesson
from courses.lessons.models import LessonPage


@receiver(page_published, sender=LessonPage)
def teach_in_its_weeks(instance: LessonPage, **_: Any) -> None:
    """Facilitators write lessons in the editor; nobody should have to run a command after them."""
    attach_lesson(instance)
