"""Keeping a response, and deleting it."""

import json
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.models import Member
from audit.actions import record
from courses.measures.models import Response
from courses.measures.scoring import score
from courses.measures.shapes import Answers, Item, Measure

MOST_RESPONSES = 400  # of one member and measure
# The very same answers in so short a time are one form: the way back, a second press, a second tab.
ONE_SITTING = timedelta(minutes=10)
# What is brought back from where it was exported to lost a part of its second on the way.
ONE_MOMENT = timedelta(seconds=1)


class ResponsesFull(Exception):
    """The member has answered this measure as often as anybody may."""


class NothingAnswered(Exception):
    """Every question was skipped: there is nothing to keep."""


class AnsweredBefore(Exception):
    """The very same form has come before; `response` is what was kept of it."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.pk)
        self.response = response


@transaction.atomic
def keep_response(
    member: Member,
    *,
    measure: Measure,
    answers: Answers,
    token: UUID,
    answered_at: datetime,
    way: Response.Way,
    now: datetime,
) -> Response:
    """Scores the answers by the measure's own rule and keeps both.

    `token` names the form: the same again keeps nothing and raises AnsweredBefore, and so do the
    same answers in one sitting, and a form that is brought and is here. Raises NothingAnswered,
    ResponsesFull, and KeyError for an answer that was not on offer.
    """
    Member.objects.select_for_update().get(pk=member.pk)  # two at once are kept one by one
    before = Response.objects.filter(pk=token, member=member).first()
    if before is not None:
        raise AnsweredBefore(before)
    told = {item.key: item.option(answers[item.key]).value for item in _answered(measure, answers)}
    if not any(item.key in told for item in measure.scored_items):
        raise NothingAnswered
    mine = Response.objects.filter(member=member, measure=measure.slug)
    apart = ONE_MOMENT if way == Response.Way.BROUGHT else ONE_SITTING
    near = mine.filter(answered_at__range=(answered_at - apart, answered_at + apart))
    for same in near.order_by("-answered_at"):
        if same.answers == told:
            raise AnsweredBefore(same)
    if mine.count() >= MOST_RESPONSES:
        raise ResponsesFull
    found = score(measure, told)
    response = Response.objects.create(
        id=token,
        member=member,
        measure=measure.slug,
        name=measure.name,
        version=measure.version,
        answers_sealed=json.dumps(told),
        total=found.total,
        filled=found.filled,
        way=way,
        answered_at=answered_at,
        given_at=now,
    )
    record("measure.answered", on=response, by=member.account_id, member_id=member.pk, now=now)
    return response


@transaction.atomic
def delete_response(response: Response, *, now: datetime) -> None:
    """Deletes it for good, with what it came to."""
    member = response.member
    record("measure.deleted", on=response, by=member.account_id, member_id=member.pk, now=now)
    response.delete()


def _answered(measure: Measure, answers: Answers) -> list[Item]:
    return [item for item in measure.items if item.key in answers]
