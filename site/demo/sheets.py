"""Worksheets of the demo: Ana handed one in and was answered, and has one open; Ben keeps his."""

import uuid
from datetime import datetime, timedelta

from django.http import QueryDict

from accounts.models import Account, Member
from courses.answers.actions import begin_answer, finish_answer, save_answer
from courses.answers.given import field, read_given
from courses.answers.models import Answer
from courses.answers.words import YES
from courses.resources.models import Worksheet
from courses.resources.questions import Column, Kind, Mark, Question
from demo.people import ANA, BEN, LEADER, DemoMember
from groups.handing.actions import hand_in, say, see
from groups.handing.queries import open_sheets
from groups.models import Cohort, Enrollment

WORDS = (
    "On Tuesday, on the way home from work.",
    "I noticed it in my shoulders first.",
    "A walk around the block, and ringing my sister.",
    "Smaller steps, and not after ten in the evening.",
    "It was hard, and I would do it again.",
)
SAID = "Thank you for this. You noticed it in your body before the thought came: keep that."
REPLY = "I will. It is still hard at work."


def fill_sheets(cohort: Cohort, *, now: datetime) -> None:
    """One of Ana's with her leaders, one of hers begun; one of Ben's done, for himself."""
    ana, ben = _member(ANA), _member(BEN)
    sheets = [one.worksheet_id for one in open_sheets(ana, now=now)]
    if len(sheets) < 2:
        return
    latest, before = (Worksheet.objects.get(pk=pk) for pk in sheets[:2])
    handed = _filled(ana, before, turn=0, at=now - timedelta(days=3))
    part = Enrollment.objects.enrolled().select_related("member__account")
    row = hand_in(handed, part.get(cohort=cohort, member=ana), now=now - timedelta(days=3))
    leader = Account.objects.get(email=LEADER.email)
    see(row, by=leader, now=now - timedelta(days=2))
    said = now - timedelta(days=2)
    say(row, words=SAID, filling=uuid.uuid4(), by=leader, by_member=False, now=said)
    say(row, words=REPLY, filling=uuid.uuid4(), by=ana.account, by_member=True, now=said)
    _filled(ana, latest, turn=1, at=now - timedelta(hours=20), only=2)
    done = _filled(ben, before, turn=2, at=now - timedelta(days=4))
    finish_answer(done, now=now - timedelta(days=4))


def _member(who: DemoMember) -> Member:
    return Member.objects.select_related("account").get(account__email=who.email)


def _filled(
    member: Member, worksheet: Worksheet, *, turn: int, at: datetime, only: int = 99
) -> Answer:
    answer = begin_answer(member, worksheet, now=at)
    form = QueryDict(mutable=True)
    for place, question in enumerate(answer.asked[:only]):
        for name, value in _answered(question, place, turn + place).items():
            form[name] = value
    given = read_given(answer.asked, form)
    saved = save_answer(
        answer,
        words=given.words,
        pen=str(uuid.uuid4()),
        stroke=1,
        goes_on=answer.mark,
        now=at,
    )
    return saved.answer


def _answered(question: Question, place: int, turn: int) -> dict[str, str]:
    """Something believable of the question's kind; `turn` makes it another one than the last."""
    words, name = WORDS[turn % len(WORDS)], field(place)
    if question.kind is Kind.SCALE:
        length = question.high - question.low + 1
        return {name: str(question.low + turn * 3 % length)}
    if question.kind is Kind.CHOICE:
        return {name: question.choices[turn % len(question.choices)]}
    if question.kind is Kind.TICK:
        return {name: YES}
    if question.kind is Kind.STEPS:
        return {field(place, at): words for at in range(len(question.steps))}
    if question.kind is Kind.DAILY:
        return {
            field(place, day, at): _marked(column, day)
            for day in range(1, 5)
            for at, column in enumerate(question.columns)
        }
    return {} if question.kind in (Kind.DATE, Kind.TABLE) else {name: words}


def _marked(column: Column, day: int) -> str:
    if column.kind is Mark.NUMBER:
        return str(column.low + day % (column.high - column.low + 1))
    return YES if column.kind is Mark.TICK else "calmer"
