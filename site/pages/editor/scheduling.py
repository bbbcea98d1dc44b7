"""Pages and lessons that are published, or go, at a moment that somebody chose."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from wagtail.models import Page, Revision

import clock
from courses.lessons.finished import BY_SCHEDULE

logger = logging.getLogger(__name__)


def publish_and_withdraw(now: datetime) -> None:
    """Withdraws and publishes the pages whose moment has come. Two queries where nothing is due.

    Wagtail's own command goes by the machine's time, which the demo's clock is ahead of, and ends
    at the first page that fails. Here each page is a transaction of its own, and one that fails
    holds up no other. Raises what failed last, so that the job is known to have failed.
    """
    failed: Exception | None = None
    for due, carry_out in ((_expired(now), _withdraw), (_scheduled(now), _publish)):
        for pk in due:
            try:
                carry_out(pk, now)
            except Exception as error:
                logger.exception("page not published or withdrawn", extra={"id": pk})
                failed = error
    if failed is not None:
        raise failed


def _expired(now: datetime) -> Iterable[int]:
    gone = Page.objects.live().filter(expire_at__lte=now).order_by("expire_at", "pk")
    return list(gone.values_list("pk", flat=True))


def _scheduled(now: datetime) -> Iterable[int]:
    due = Revision.objects.page_revisions().filter(approved_go_live_at__lte=now)
    return list(due.order_by("approved_go_live_at", "pk").values_list("pk", flat=True))


@transaction.atomic
def _withdraw(page_id: int, now: datetime) -> None:
    page = Page.objects.select_for_update().get(pk=page_id)
    if page.live and page.expire_at and page.expire_at <= now:
        page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


@transaction.atomic
def _publish(revision_id: int, now: datetime) -> None:
    revision = Revision.objects.select_for_update().get(pk=revision_id)
    if revision.approved_go_live_at is None or revision.approved_go_live_at > now:
        return  # an editor took it back, or chose another moment, since we asked
    machine = clock.real_now()
    page = revision.as_object()
    if page.go_live_at and page.go_live_at > machine:
        # Wagtail looks at the machine's time once more, which is ours but in the demo.
        revision.content["go_live_at"] = machine.isoformat()
    page.publish(revision, log_action=BY_SCHEDULE)
