"""A member answers, deletes, shares, takes back; a leader has seen what was told."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.models import Account, Member
from audit.actions import record
from courses.measures.actions import delete_response, keep_response
from courses.measures.models import Response
from courses.measures.scoring import alarming
from courses.measures.shapes import Answers, Measure
from groups.measuring.letters import post_note
from groups.measuring.models import MeasureShare, OccasionResponse, SafetyNote, SafetyNoteSeen
from groups.measuring.queries import asked_now, listened_to, parts_of
from groups.seats.models import Enrollment

# What a form asks about: an answer from longer ago says nothing of today.
STILL_NEWS = timedelta(days=14)


class NobodyListens(Exception):
    """The member takes part in no group, so that nobody would hear what they answer."""


@transaction.atomic
def answer_measure(
    member: Member,
    *,
    measure: Measure,
    answers: Answers,
    token: UUID,
    now: datetime,
    answered_at: datetime | None = None,
) -> Response:
    """Keeps the answers, for the occasion of each group that asks now, and tells its leaders of a
    safety answer: note and letter stand or fall with the response.

    `answered_at` is for a form that was brought along. Raises NobodyListens, and what
    `keep_response` raises.
    """
    parts = parts_of(member)
    asked = asked_now(parts, now=now)
    listening = listened_to(parts, asked.keys())
    if not listening:
        raise NobodyListens
    at = answered_at or now
    way = Response.Way.HERE if answered_at is None else Response.Way.BROUGHT
    response = keep_response(
        member,
        measure=measure,
        answers=answers,
        token=token,
        answered_at=at,
        way=way,
        now=now,
    )
    for part in listening:
        found = asked.get(part.pk)
        if found and measure in found.open_measures and found.occasion.is_open(at):
            place, new = OccasionResponse.objects.get_or_create(
                enrollment=part,
                measure=measure.slug,
                occasion=found.occasion.key,
                defaults={"response": response},
            )
            if not new:  # the answer before was deleted; one that is there stays
                empty = OccasionResponse.objects.filter(pk=place.pk, response=None)
                empty.update(response=response, deleted_at=None)
    if alarming(measure, answers) and at > now - STILL_NEWS:
        for part in listening:
            _tell_leaders(part, response, now=now)
    return response


def _tell_leaders(part: Enrollment, response: Response, *, now: datetime) -> None:
    note = SafetyNote.objects.create(enrollment=part, response=response, noted_at=now)
    record("measure.told", on=note, by=None, member_id=part.member_id, now=now)
    post_note(note, now=now)


@transaction.atomic
def take_back_response(response: Response, *, now: datetime) -> None:
    """Deletes a response everywhere: from the series, from what leaders read, from outcomes.

    What was told of a safety answer stays with the leaders: who, and when.
    """
    places = OccasionResponse.objects.filter(response=response)
    if response.total is None:  # it counted nowhere, so that its going shows nowhere
        places.delete()
    else:
        places.update(response=None, deleted_at=now)
    delete_response(response, now=now)


@transaction.atomic
def share_measure(
    part: Enrollment, *, measure: Measure, until: datetime | None, now: datetime
) -> None:
    """Shows the leaders of this group the scores of one measure from now on."""
    MeasureShare.objects.update_or_create(
        enrollment=part,
        measure=measure.slug,
        defaults={"shared_at": now, "until": until},
    )
    _note("measure.shared", part, measure, now=now)


@transaction.atomic
def stop_sharing(part: Enrollment, *, measure: Measure, now: datetime) -> None:
    """The leaders see nothing of it from now on, not even that there was something."""
    gone, _each = MeasureShare.objects.filter(enrollment=part, measure=measure.slug).delete()
    if gone:
        _note("measure.unshared", part, measure, now=now)


@transaction.atomic
def see_note(note: SafetyNote, *, by: Account, now: datetime) -> bool:
    """A leader has seen it; False where they had said so before."""
    _seen, new = SafetyNoteSeen.objects.get_or_create(
        note=note, account=by, defaults={"seen_at": now}
    )
    if new:
        record("measure.seen", on=note, by=by.pk, member_id=note.enrollment.member_id, now=now)
    return new


@transaction.atomic
def open_shared(share: MeasureShare, *, by: Account, role: str, now: datetime) -> None:
    """Leaves the line that a leader looked at what a member shares."""
    record(
        "measure.read",
        on=share.enrollment,
        by=by.pk,
        role=role,
        member_id=share.enrollment.member_id,
        now=now,
        measure=share.measure,
    )


def _note(act: str, part: Enrollment, measure: Measure, *, now: datetime) -> None:
    record(
        act,
        on=part,
        by=part.member.account_id,
        member_id=part.member_id,
        now=now,
        measure=measure.slug,
    )
