"""The letters about a lesson on its way: it waits, is approved, came back, missed its hour.

Written to members of staff about their own work. With discreet letters they name no lesson and
carry no note.
"""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Revision, TaskState, WorkflowState

from accounts.letters import Words, letter_of
from accounts.models import Account
from accounts.reader import reads_discreetly
from clock.words import day_and_hour
from courses.lessons.finished import missing
from courses.lessons.models import LessonPage
from outbox.actions import post_letter
from outbox.addresses import site_address
from outbox.models import Letter
from outbox.register import letter_kind
from outbox.rendered import Rendered
from pages.editor.queries import coordinators, lesson_link

WAITS, APPROVED, RETURNED = "lessons.waits", "lessons.approved", "lessons.returned"
THEIRS, HELD_BACK = "lessons.theirs", "lessons.held_back"


def tell_coordinators(step: TaskState, *, but: Account | None, now: datetime) -> None:
    """A lesson waits: a letter to every coordinator, but to whoever sent it, if they are one, and
    to those who chose in the editor to get none."""
    for account in coordinators().exclude(wagtail_userprofile__submitted_notifications=False):
        if account != but:
            _post(WAITS, account, {"step": step.pk}, now=now)


def tell_it_is_approved(state: WorkflowState, *, by: Account | None, now: datetime) -> None:
    """A letter to whoever sent it, unless they approved it themselves."""
    if state.requested_by is not None and state.requested_by != by:
        _post(APPROVED, state.requested_by, {"sending": state.pk}, now=now)


def tell_it_came_back(state: WorkflowState, *, by: Account | None, now: datetime) -> None:
    """A letter with the note to whoever sent it, unless they took it back themselves."""
    step = state.current_task_state
    if state.requested_by is not None and state.requested_by != by and step is not None:
        _post(RETURNED, state.requested_by, {"step": step.pk}, now=now)


def tell_it_is_theirs(state: WorkflowState, *, now: datetime) -> None:
    """Nobody has to approve it any more: a letter to whoever waits for that."""
    if state.requested_by is not None:
        _post(THEIRS, state.requested_by, {"sending": state.pk}, now=now)


def tell_it_was_held_back(revision: Revision, *, now: datetime) -> None:
    """Its hour came and it was not finished: a letter to whoever saved it last."""
    if revision.user is not None:
        _post(HELD_BACK, revision.user, {"revision": revision.pk}, now=now)


def _post(kind: str, to: Account, about: dict[str, int], *, now: datetime) -> None:
    [row] = about.values()
    post_letter(
        kind,
        key=f"{kind}:{row}:{to.pk}",
        to=to.email,
        reader=to.reader,
        about={"account": to.pk, **about},
        now=now,
    )


def _reader(letter: Letter) -> Account | None:
    return Account.objects.filter(pk=letter.about["account"], is_active=True).first()


@letter_kind(WAITS)
def waits(letter: Letter) -> Rendered | None:
    """A lesson waits for an approval; None once somebody has decided."""
    step = TaskState.objects.filter(
        pk=letter.about["step"], status=TaskState.STATUS_IN_PROGRESS
    ).select_related("workflow_state__requested_by", "revision").first()  # fmt: skip
    reader = _reader(letter)
    if step is None or reader is None:
        return None
    who = step.workflow_state.requested_by
    facts = {"who": str(who) if who else _("Somebody"), "title": step.revision.object_str}
    if reads_discreetly(reader):
        subject, says = _("A text waits for you"), _("A text is ready and waits for your answer.")
    else:
        subject = _("A lesson waits for your approval")
        says = _("%(who)s has written “%(title)s” and asks you to read it.") % facts
    return _letter(
        reader,
        subject,
        [says, _("You can publish it, correct it first, or send it back with a note.")],
        link=lesson_link(step.workflow_state),
        after=[_("Every coordinator gets this letter; whoever comes first decides.")],
    )


@letter_kind(APPROVED)
def approved(letter: Letter) -> Rendered | None:
    """A lesson was approved: it is published, or will be at its hour."""
    state = WorkflowState.objects.filter(
        Q(status=WorkflowState.STATUS_APPROVED) | Q(status=WorkflowState.STATUS_CANCELLED),
        pk=letter.about["sending"],
    ).select_related("current_task_state__revision").first()  # fmt: skip
    reader = _reader(letter)
    if state is None or state.current_task_state is None or reader is None:
        return None
    discreet = reads_discreetly(reader)
    step = state.current_task_state
    opens_at = _opens_at(state)
    what = _("Your text") if discreet else f"“{step.revision.object_str}”"
    if opens_at is not None:
        facts = {"what": what, "when": day_and_hour(opens_at.astimezone(reader.zone))}
        says = [_("%(what)s was approved. It is published on %(when)s.") % facts]
    else:
        says = [_("%(what)s was approved and is published.") % {"what": what}]
    if not discreet and step.comment:
        says += [_("With this note:"), step.comment]
    subject = _("Your text was approved") if discreet else _("Your lesson was approved")
    return _letter(reader, subject, says, link=lesson_link(state))


@letter_kind(RETURNED)
def returned(letter: Letter) -> Rendered | None:
    """A lesson came back with a note; None once it was sent again."""
    step = TaskState.objects.filter(
        pk=letter.about["step"],
        status=TaskState.STATUS_REJECTED,
        workflow_state__status=WorkflowState.STATUS_NEEDS_CHANGES,
        workflow_state__current_task_state=letter.about["step"],
    ).select_related("workflow_state", "revision", "finished_by").first()  # fmt: skip
    reader = _reader(letter)
    if step is None or reader is None:
        return None
    if reads_discreetly(reader):
        subject = _("Your text came back")
        says = [_("Your text was read, and something in it should change first.")]
    else:
        who = str(step.finished_by) if step.finished_by else _("A coordinator")
        facts = {"who": who, "title": step.revision.object_str}
        subject = (
            _("Your lesson came back with a note") if step.comment else _("Your lesson came back")
        )
        says = [_("%(who)s has read “%(title)s” and asks for a change first.") % facts]
        if step.comment:
            says += [_("This is the note:"), step.comment]
        else:
            says += [_("There is no note. Please ask what should change.")]
    after = [_("Nothing of your text is lost. When it is ready, send it again.")]
    return _letter(reader, subject, says, link=lesson_link(step.workflow_state), after=after)


@letter_kind(THEIRS)
def theirs(letter: Letter) -> Rendered | None:
    """Lessons are published by those who write them: nobody has to approve this one any more."""
    state = WorkflowState.objects.filter(
        pk=letter.about["sending"], status=WorkflowState.STATUS_CANCELLED
    ).select_related("current_task_state__revision").first()  # fmt: skip
    reader = _reader(letter)
    if state is None or state.current_task_state is None or reader is None:
        return None
    discreet = reads_discreetly(reader)
    title = state.current_task_state.revision.object_str
    what = _("Your text") if discreet else f"“{title}”"
    subject = _("Yours to publish") if discreet else _("Your lesson is yours to publish")
    says = [
        _("From now on whoever writes publishes, too, without an approval."),
        _("%(what)s no longer waits for anybody. Please publish it when you like.")
        % {"what": what},
    ]
    return _letter(reader, subject, says, link=lesson_link(state))


@letter_kind(HELD_BACK)
def held_back(letter: Letter) -> Rendered | None:
    """The hour of a lesson came and it was not finished. None once it is published."""
    revision = Revision.objects.filter(pk=letter.about["revision"]).first()
    reader = _reader(letter)
    if revision is None or reader is None:
        return None
    lesson: LessonPage = revision.as_object()
    if lesson.live and lesson.latest_revision_id != revision.pk:
        return None
    discreet = reads_discreetly(reader)
    what = _("Your text") if discreet else f"“{lesson.title}”"
    asks = [] if discreet else missing(lesson)
    return _letter(
        reader,
        _("Your text was not published") if discreet else _("Your lesson was not published"),
        [
            _("%(what)s should have been published now, and it is not finished.") % {"what": what},
            *asks,
            _("Please finish it and choose a new hour, or publish it at once."),
        ],
        link=reverse("wagtailadmin_pages:edit", args=[lesson.pk]),
    )


def _opens_at(state: WorkflowState) -> datetime | None:
    """When a lesson with a schedule opens; None where it is published already."""
    lesson: Any = state.content_object
    scheduled = lesson.scheduled_revision if lesson is not None else None
    return scheduled.approved_go_live_at if scheduled is not None else None


def _letter(
    reader: Account,
    subject: str,
    paragraphs: list[str],
    *,
    link: str,
    after: list[str] | None = None,
) -> Rendered:
    words = Words(
        subject=subject,
        paragraphs=paragraphs,
        link=site_address(link, discreet=reads_discreetly(reader)),
        link_text=_("Open it in the editor"),
        after=after or [],
    )
    return letter_of(words, reader=reader)
