"""Beginning an answer, saving it as often as somebody writes, being done with it, deleting it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import Member
from audit.actions import record
from courses.answers.models import Answer
from courses.answers.words import Words, is_blank
from courses.resources.models import Worksheet

MOST_ANSWERS = 400  # of one member
UNCOUNTED = 0


class AnswersFull(Exception):
    """The member has as many filled worksheets as anybody may have."""


@dataclass(frozen=True)
class Saved:
    """An answer that was saved. `already`: it was stored before. `apart`: another page wrote in the
    meantime, and what was sent now is an answer of its own beside that one."""

    answer: Answer
    already: bool = False
    apart: bool = False


@transaction.atomic
def begin_answer(
    member: Member, worksheet: Worksheet, *, anew: bool = False, now: datetime
) -> Answer:
    """The member's open answer to the worksheet, else a new one with the sheet as it is now.

    `anew` begins another one beside those that are there, unless an empty one of this sheet waits
    already: pressing twice makes one. Raises AnswersFull for one too many.
    """
    Member.objects.select_for_update().get(pk=member.pk)  # two at once are counted one by one
    open_ones = list(Answer.objects.filter(member=member, worksheet=worksheet, done_at=None))
    if anew:
        open_ones = [one for one in open_ones if is_current(one, worksheet) and one.is_empty]
    if open_ones:
        return open_ones[0]
    return _make(member, worksheet, now=now)


def is_current(answer: Answer, worksheet: Worksheet) -> bool:
    """Whether the sheet still asks what it asked when the answer began."""
    return bool(answer.questions == worksheet.questions)


def _make(member: Member, worksheet: Worksheet, *, now: datetime) -> Answer:
    check_room(member)
    return Answer.objects.create(
        member=member,
        worksheet=worksheet,
        title=worksheet.title,
        intro=worksheet.intro,
        questions=worksheet.questions,
        source=worksheet.source,
        licence=worksheet.licence,
        started_at=now,
        changed_at=now,
    )


def check_room(member: Member) -> None:
    """Raises AnswersFull where the member can have no more."""
    if Answer.objects.filter(member=member).count() >= MOST_ANSWERS:
        raise AnswersFull


@transaction.atomic
def save_answer(
    answer: Answer,
    *,
    words: tuple[Words, ...],
    pen: str,
    stroke: int,
    goes_on: str,
    now: datetime,
) -> Saved:
    """Stores what a page sends, once however often it is sent.

    `pen` is the id that the page made for itself, `stroke` how often it saved, `goes_on` the mark
    of the answer that it began with. Where another page wrote meanwhile, what is sent is kept
    beside it and nothing of either is lost. An earlier stroke that comes late changes nothing.
    Raises AnswersFull where there is no room for one beside it, and Answer.DoesNotExist where it
    was deleted in this moment.
    """
    Member.objects.select_for_update().get(pk=answer.member_id)  # one saving after the other
    here = Answer.objects.select_related("member").get(pk=answer.pk)
    first = here.beside_id or here.pk
    others = Answer.objects.filter(Q(beside=first) | Q(pk=first)).exclude(pk=here.pk)
    family = [here, *others]
    for one in family:
        known = one.stroke_of(pen)
        if known is None:
            continue
        apart = one.pk != here.pk
        if stroke < known or _is_replay(one, words, pen, stroke, known):
            return Saved(one, already=True, apart=apart)
        if one.pen == pen:
            return Saved(_write(one, words, pen, stroke, now=now), apart=apart)
    if here.mark == goes_on:
        return Saved(_write(here, words, pen, stroke, now=now))
    same = next((one for one in family if one.answers == words), None)
    if same is not None:
        same.note_pen(pen, stroke)
        same.save(update_fields=["pen", "pens"])
        return Saved(same, already=True, apart=same.pk != here.pk)
    return Saved(_put_beside(here, words, pen, stroke, now=now), apart=True)


def _is_replay(answer: Answer, words: tuple[Words, ...], pen: str, stroke: int, known: int) -> bool:
    """Whether these words came before. A page without a script never counts its strokes: what it
    sends again may be new, by somebody who went back to it."""
    return answer.answers == words or (stroke == known and stroke > UNCOUNTED)


def _write(
    answer: Answer, words: tuple[Words, ...], pen: str, stroke: int, *, now: datetime
) -> Answer:
    answer.put(words, pen=pen, stroke=stroke)
    answer.changed_at = now
    answer.save(update_fields=["words", "edits", "pen", "pens", "changed_at"])
    return answer


def _put_beside(
    here: Answer, words: tuple[Words, ...], pen: str, stroke: int, *, now: datetime
) -> Answer:
    check_room(here.member)
    other = Answer(
        member=here.member,
        worksheet_id=here.worksheet_id,
        title=here.title,
        intro=here.intro,
        questions=here.questions,
        source=here.source,
        licence=here.licence,
        beside_id=here.beside_id or here.pk,
        started_at=now,
        changed_at=now,
    )
    other.put(words, pen=pen, stroke=stroke)
    other.save(force_insert=True)
    return other


@transaction.atomic
def keep_both(answer: Answer) -> None:
    """Two that stood beside each other are two sheets from now on."""
    first = answer.beside_id or answer.pk
    Answer.objects.filter(beside=first).update(beside=None)


@transaction.atomic
def finish_answer(answer: Answer, *, now: datetime) -> None:
    """The member is done with it. It can be changed as before."""
    if Answer.objects.filter(pk=answer.pk, done_at=None).update(done_at=now):
        answer.done_at = now


@transaction.atomic
def open_answer(answer: Answer) -> None:
    """The member goes on with it."""
    Answer.objects.filter(pk=answer.pk).update(done_at=None)
    answer.done_at = None


@transaction.atomic
def delete_answer(answer: Answer, *, now: datetime) -> None:
    """Deletes it for good; the trail says that there was one, and nothing of it."""
    record(
        "answer.deleted",
        on=answer,
        by=answer.member.account_id,
        member_id=answer.member_id,
        now=now,
    )
    answer.delete()


def has_words(words: tuple[Words, ...]) -> bool:
    """Whether anything was answered."""
    return not all(is_blank(one) for one in words)
