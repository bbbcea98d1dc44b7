"""Handing an answer in, taking it back, having seen it, saying something of it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Account
from accounts.roles import Role
from audit.actions import record
from courses.answers.actions import finish_answer
from courses.answers.models import Answer
from groups.handing.letters import post_commented
from groups.handing.models import HandedIn, HandedInComment, HandedInSeen
from groups.seats.models import Enrollment

MOST_COMMENTS = 200  # of one sheet that was handed in


class NothingToHandIn(Exception):
    """Nothing was answered yet."""


class CommentsFull(Exception):
    """As much was said as anybody may say of one sheet."""


@transaction.atomic
def hand_in(answer: Answer, enrollment: Enrollment, *, now: datetime) -> HandedIn:
    """Gives the leaders of that group a copy of what is answered now.

    Handed in before, it is theirs anew, as another version; the very same answers are not. Raises
    NothingToHandIn for an empty answer.
    """
    here = Answer.objects.select_for_update().get(pk=answer.pk)
    if here.is_empty:
        raise NothingToHandIn
    row = HandedIn.objects.filter(answer=here, enrollment=enrollment).first()
    if row is not None and row.taken_back_at is None and row.words == here.words:
        return row
    if row is None:
        row = HandedIn(answer=here, enrollment=enrollment, version=0)
    row.words, row.edits = here.words, here.edits
    row.version += 1
    row.handed_at, row.taken_back_at = now, None
    row.save()
    finish_answer(here, now=now)
    _note("sheet.handed_in", row, by=enrollment.member.account_id, now=now, version=row.version)
    return row


@transaction.atomic
def take_back(row: HandedIn, *, now: datetime) -> None:
    """With the commit it is gone from every page of the leaders; the member keeps the answer and
    what was said of it."""
    here = HandedIn.objects.select_for_update().select_related("enrollment__member").get(pk=row.pk)
    if here.taken_back_at is not None:
        return
    here.words, here.taken_back_at = "", now
    here.save(update_fields=["words", "taken_back_at"])
    _note("sheet.taken_back", here, by=here.enrollment.member.account_id, now=now)


@transaction.atomic
def see(row: HandedIn, *, by: Account, now: datetime) -> None:
    """Notes that a leader opened it: for the member, the other leaders, and the trail."""
    HandedInSeen.objects.get_or_create(
        handed_in=row, account=by, version=row.version, defaults={"seen_at": now}
    )
    row.comments.filter(by_member=True, read_at=None).update(read_at=now)
    _note("sheet.read", row, by=by.pk, role=Role.FACILITATOR, now=now, version=row.version)


def read_comments(rows: list[HandedIn], *, now: datetime) -> None:
    """The member has what their leaders said before their eyes."""
    unread = HandedInComment.objects.filter(handed_in__in=rows, by_member=False, read_at=None)
    unread.update(read_at=now)


@transaction.atomic
def say(
    row: HandedIn, *, words: str, filling: UUID, by: Account, by_member: bool, now: datetime
) -> HandedInComment:
    """Adds a comment, once however often its form is sent. Raises CommentsFull."""
    HandedIn.objects.select_for_update().get(pk=row.pk)  # one after the other
    there = row.comments.filter(filling=filling).first()
    if there is not None:
        return there
    if row.comments.count() >= MOST_COMMENTS:
        raise CommentsFull
    unread = row.comments.filter(by_member=False, read_at=None).exists()
    said = HandedInComment.objects.create(
        handed_in=row, account=by, by_member=by_member, words=words, filling=filling, said_at=now
    )
    role = "" if by_member else Role.FACILITATOR.value
    _note("sheet.commented", row, by=by.pk, role=role, now=now)
    if not by_member and not unread:
        post_commented(said, now=now)
    return said


def _note(act: str, row: HandedIn, *, by: int, now: datetime, role: str = "", **facts: int) -> None:
    record(act, on=row, by=by, role=role, member_id=row.enrollment.member_id, now=now, **facts)
