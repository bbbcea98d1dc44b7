"""Who publishes lessons here, and which of them wait for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState, WorkflowState

from accounts.access import has_role
from accounts.models import Account
from accounts.roles import Role
from courses.lessons.finished import missing
from courses.lessons.in_line import in_line, on_its_way
from courses.lessons.models import LessonPage
from groups.weeks.reaching import unreached_lessons

# A page of them is enough: whoever has more waiting has other troubles.
MOST_SHOWN = 30


@dataclass(frozen=True)
class Waiting:
    """A lesson on its way to being published, as its newest reader or its writer sees it."""

    title: str
    link: str
    who: str
    since: datetime
    sent_back: bool = False
    note: str = ""


def coordinators() -> QuerySet[Account]:
    """Whoever may approve lessons."""
    return Account.objects.filter(groups__name=Role.COORDINATOR.value, is_active=True)


def waiting_for(account: Account) -> list[Waiting]:
    """Lessons that this account may approve, the longest wait first. One query."""
    if not has_role(account, Role.COORDINATOR):
        return []
    states = in_line().select_related("revision", "workflow_state__requested_by")
    return [_waiting(state) for state in states.defer("revision__content")[:MOST_SHOWN]]


def sent_by(account: Account) -> list[Waiting]:
    """What this account sent and nobody has published, what came back first. One query."""
    states = on_its_way(account)
    return [_sent(state) for state in states[:MOST_SHOWN]]


def unreached_for(account: Account) -> list[LessonPage]:
    """Published lessons that no group gets, for those who write them or put them into weeks. One
    query."""
    if not has_role(account, Role.FACILITATOR, Role.COORDINATOR):
        return []
    return list(unreached_lessons().only("title")[:MOST_SHOWN])


def unfinished_among(pages: Iterable[Page], *, below: bool) -> list[str]:
    """Titles of the lessons among `pages` whose newest draft could not be published; with `below`
    also of the drafts below them."""
    chosen = [page for page in pages if isinstance(page, Page)]
    lessons = Q(pk__in=[page.pk for page in chosen])
    for page in chosen if below else []:
        lessons |= Q(path__startswith=page.path, live=False)
    found = LessonPage.objects.filter(lessons).order_by("title")
    return [page.title for page in found if missing(page.get_latest_revision_as_object())]


def lesson_link(state: WorkflowState) -> str:
    """The page of the editor on which a lesson in line is read and decided."""
    return reverse("wagtailadmin_pages:edit", args=[int(state.object_id)])


def _waiting(state: TaskState) -> Waiting:
    asked_by = state.workflow_state.requested_by
    return Waiting(
        title=state.revision.object_str,
        link=lesson_link(state.workflow_state),
        who=str(asked_by) if asked_by else _("somebody"),
        since=state.started_at,
    )


def _sent(state: WorkflowState) -> Waiting:
    step = state.current_task_state
    back = state.status == WorkflowState.STATUS_NEEDS_CHANGES
    return Waiting(
        title=step.revision.object_str,
        link=lesson_link(state),
        who=str(step.finished_by) if step.finished_by else _("a coordinator"),
        since=step.finished_at if back else step.started_at,
        sent_back=back,
        note=step.comment if back else "",
    )
