"""What is ours in Wagtail's editor: two lists on its first page, and its buttons in plain words."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.action_menu import (
    CancelWorkflowMenuItem,
    PublishMenuItem,
    RestartWorkflowMenuItem,
    SubmitForModerationMenuItem,
    WorkflowMenuItem,
)
from wagtail.admin.ui.components import Component

from accounts.models import Account
from courses.lessons.models import LessonPage
from pages.editor.queries import sent_by, unreached_for, waiting_for


class LessonsInLine(Component):  # type: ignore[misc]  # Wagtail has no types
    """On the first page: what waits for this account's approval, what it sent itself, and which
    published lessons no group gets."""

    name = "lessons_in_line"
    template_name = "pages/editor/in_line.html"
    order = 100

    def __init__(self, account: Account) -> None:
        self.account = account

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        """`waiting`, `sent` and `unreached`, one query each."""
        return {
            "waiting": waiting_for(self.account),
            "sent": sent_by(self.account),
            "unreached": unreached_for(self.account),
        }


class SendForApproval(SubmitForModerationMenuItem):  # type: ignore[misc]
    """Wagtail names its workflow here, which tells nobody what happens."""

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        """The button in our words, the first time and after a lesson came back."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        context["label"] = _("Send to a coordinator")
        return context


class TakeItBack(CancelWorkflowMenuItem):  # type: ignore[misc]
    """Until somebody has decided, whoever sent a lesson may go on writing."""

    label = _("Take it back")


def say_it_plainly(items: list[Any], page: object) -> None:
    """Puts our words on the buttons of a lesson, and leaves out one that says the same again."""
    if page is not None and not isinstance(page, LessonPage):
        return
    for at, item in enumerate(items):
        if type(item) is SubmitForModerationMenuItem:
            items[at] = SendForApproval(order=item.order)
        elif type(item) is CancelWorkflowMenuItem:
            items[at] = TakeItBack(order=item.order)
    # Whoever decides about a lesson approves it or sends it back: both tell its writer.
    decides = any(isinstance(item, WorkflowMenuItem) for item in items)
    beside = (PublishMenuItem, TakeItBack) if decides else ()
    items[:] = [item for item in items if not isinstance(item, (RestartWorkflowMenuItem, *beside))]
    # The first one is the large button. The editor saves by itself, so it is the next step: to
    # approve what waits, or to send what one may not publish.
    items.sort(key=lambda item: not _is_next_step(item, items))


def _is_next_step(item: Any, items: list[Any]) -> bool:
    if isinstance(item, WorkflowMenuItem):
        return item.name == "approve" and not item.launch_modal
    publishes = any(isinstance(other, PublishMenuItem) for other in items)
    return isinstance(item, SendForApproval) and not publishes


def panels_of(request: HttpRequest) -> list[Any]:
    """Our part of the editor's first page, for those who have an account of their own."""
    return [LessonsInLine(request.user)] if isinstance(request.user, Account) else []
