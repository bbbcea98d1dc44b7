"""What follows when a lesson is sent, approved or sent back: our letters instead of Wagtail's."""

from collections.abc import Callable
from typing import Any

from django.dispatch import Signal
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import (
    task_submitted,
    workflow_approved,
    workflow_cancelled,
    workflow_rejected,
    workflow_submitted,
)

import clock
from accounts.models import Account
from courses.lessons.finished import held_back
from courses.lessons.models import LessonPage
from pages.editor.letters import (
    tell_coordinators,
    tell_it_came_back,
    tell_it_is_approved,
    tell_it_was_held_back,
)


def sent(instance: TaskState, user: Account | None = None, **_: Any) -> None:
    tell_coordinators(instance, but=user, now=clock.now())


def begun(**_: Any) -> None:
    """Nobody is told here: `sent` follows at once."""


def approved(instance: WorkflowState, user: Account | None = None, **_: Any) -> None:
    tell_it_is_approved(instance, by=user, now=clock.now())


def came_back(instance: WorkflowState, user: Account | None = None, **_: Any) -> None:
    tell_it_came_back(instance, by=user, now=clock.now())


def ended(instance: WorkflowState, user: Account | None = None, **_: Any) -> None:
    """Publishing past the approval ends it: whoever waits for it hears that it is published."""
    lesson: Any = instance.content_object
    if lesson is not None and lesson.live and lesson.live_revision_id == lesson.latest_revision_id:
        tell_it_is_approved(instance, by=user, now=clock.now())


def missed_its_hour(revision: Any, **_: Any) -> None:
    tell_it_was_held_back(revision, now=clock.now())


def take_the_place_of_wagtails_mails() -> None:
    """Wagtail connects its mails under these names, and a name that is taken stays as it is.

    So this has to run before the editor's own app is ready; it stands below ours in the settings.
    """
    places: list[tuple[Signal, type[Any], str, Callable[..., None]]] = [
        (task_submitted, TaskState, "group_approval_task_submitted_email_notification", sent),
        (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification", begun),
        (workflow_approved, WorkflowState, "workflow_state_approved_email_notification", approved),
        (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification", came_back),
    ]
    for signal, sender, name, ours in places:
        signal.connect(ours, sender=sender, dispatch_uid=name)
    workflow_cancelled.connect(ended, sender=WorkflowState)
    held_back.connect(missed_its_hour, sender=LessonPage)
