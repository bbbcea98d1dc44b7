"""Who publishes lessons: the switch, and sending one for approval."""

from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from wagtail.models import (
    GroupApprovalTask,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)

from accounts.models import Account
from accounts.roles import Role
from audit.actions import record
from courses.lessons.in_line import approval_asked
from courses.lessons.models import LessonIndexPage, LessonPage
from pages.editor.letters import tell_it_is_theirs
from pages.editor.permissions import grant_permissions

# How Wagtail's own lists call them; everything people read elsewhere is said in our sentences.
NAME = "Approval of lessons"
STEP = "A coordinator reads and approves"


@transaction.atomic
def ask_for_approval(*, by: Account | None, now: datetime) -> bool:
    """From now on facilitators send their lessons and a coordinator publishes them. False where it
    is so already. Rights change with the commit: whoever has a lesson open loses the button's power
    at once. `by` is None when setup does it.
    """
    shelf = _locked_shelf()
    if approval_asked():
        return False
    WorkflowPage.objects.update_or_create(page_id=shelf.pk, defaults={"workflow": _workflow()})
    grant_permissions()
    record("lessons.approval_asked", on=shelf, by=by.pk if by else None, now=now)
    return True


@transaction.atomic
def trust_facilitators(*, by: Account, now: datetime) -> bool:
    """From now on facilitators publish by themselves. False where it is so already.

    What waits, or came back, is its writer's again; whoever waits for an answer gets a letter.
    """
    shelf = _locked_shelf()
    if not approval_asked():
        return False
    workflow = WorkflowPage.objects.get(page_id=shelf.pk).workflow
    waiting = WorkflowState.objects.filter(workflow=workflow).filter(
        Q(status=WorkflowState.STATUS_IN_PROGRESS) | Q(status=WorkflowState.STATUS_NEEDS_CHANGES)
    )
    for state in waiting.select_related("requested_by"):
        waits = state.status == WorkflowState.STATUS_IN_PROGRESS
        state.cancel(user=by)
        if waits:
            tell_it_is_theirs(state, now=now)
    workflow.deactivate(user=by)
    grant_permissions()
    record("lessons.approval_waived", on=shelf, by=by.pk, now=now)
    return True


def send_for_approval(lesson: LessonPage, *, by: Account) -> WorkflowState:
    """Sends a lesson that is saved, as the editor's button does."""
    state: WorkflowState = lesson.get_workflow().start(lesson, by)
    return state


def _locked_shelf() -> Page:
    """Two coordinators who press at once come one after the other."""
    return Page.objects.select_for_update().get(pk=LessonIndexPage.objects.get().pk)


def _workflow() -> Workflow:
    """One step: any coordinator. The one that was used before, where there was one."""
    found = Workflow.objects.filter(name=NAME).first()
    workflow = found or Workflow.objects.create(name=NAME)
    workflow.active = True
    workflow.save()
    if not workflow.workflow_tasks.exists():
        step = GroupApprovalTask.objects.create(name=STEP)
        WorkflowTask.objects.create(workflow=workflow, task=step, sort_order=0)
    for step in GroupApprovalTask.objects.filter(workflow_tasks__workflow=workflow):
        step.groups.set([Group.objects.get_or_create(name=Role.COORDINATOR.value)[0]])
    return workflow
