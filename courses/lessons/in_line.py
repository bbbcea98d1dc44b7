"""Which lessons wait for an approval."""

from django.db.models import QuerySet
from wagtail.models import TaskState, WorkflowState


def in_line() -> QuerySet[TaskState]:
    """What waits for an approval, the longest first. Only lessons are ever sent for one."""
    states: QuerySet[TaskState] = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS,
        workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
    ).order_by("started_at", "pk")
    return states
