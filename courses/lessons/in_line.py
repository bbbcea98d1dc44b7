"""Which lessons wait for an approval, which came back, and whether anybody approves them here."""

from django.db.models import Q, QuerySet
from wagtail.models import TaskState, WorkflowPage, WorkflowState

from accounts.models import Account
from courses.lessons.models import LessonIndexPage


def approval_asked() -> bool:
    """Whether a coordinator approves what facilitators write. Kept by Wagtail: a workflow of the
    shelf."""
    shelf = LessonIndexPage.objects.values("pk")
    return bool(WorkflowPage.objects.filter(page_id__in=shelf, workflow__active=True).exists())


def in_line() -> QuerySet[TaskState]:
    """What waits for an approval, the longest first. Only lessons are ever sent for one."""
    states: QuerySet[TaskState] = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS,
        workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
    ).order_by("started_at", "pk")
    return states


def on_its_way(account: Account) -> QuerySet[WorkflowState]:
    """What this account sent and nobody has published, what came back first."""
    states: QuerySet[WorkflowState] = (
        WorkflowState.objects.filter(
            Q(status=WorkflowState.STATUS_IN_PROGRESS)
            | Q(status=WorkflowState.STATUS_NEEDS_CHANGES),
            requested_by=account,
            current_task_state__isnull=False,
        )
        .select_related("current_task_state__revision", "current_task_state__finished_by")
        .defer("current_task_state__revision__content")
        .order_by("-status", "current_task_state__started_at", "pk")
    )
    return states
