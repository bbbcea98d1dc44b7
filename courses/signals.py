"""What follows from publishing a lesson, and from deleting a recording."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.models import Revision
from wagtail.signals import page_published

from courses.curriculum.actions import attach_lesson
from courses.lessons.files import keep_files, make_pictures
from courses.lessons.models import LessonPage
from courses.media.actions import forget_files
from courses.media.models import Recording


@receiver(page_published, sender=LessonPage)
def teach_in_its_weeks(instance: LessonPage, **_: Any) -> None:
    """Facilitators write lessons in the editor; nobody should have to run a command after them."""
    attach_lesson(instance)


@receiver(page_published, sender=LessonPage)
def keep_what_it_shows(instance: LessonPage, revision: Revision | None = None, **_: Any) -> None:
    """Its files stay as long as somebody may read these words, and its pictures are made ready."""
    if revision is not None and keep_files(instance, revision):
        transaction.on_commit(lambda: make_pictures(revision_id=revision.pk))


@receiver(post_delete, sender=Recording)
def recording_went(instance: Recording, **_: Any) -> None:
    """Its files go with it."""
    forget_files(instance)
