"""The doors to measures: a member's own, and for leaders what is shared with them."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.http import Http404, HttpRequest

from accounts.access import own_member
from accounts.models import Member
from courses.measures.models import Response
from courses.measures.shapes import Measure
from courses.measures.shelf import measures
from groups.cohorts.models import Cohort
from groups.measuring.models import MeasureShare, SafetyNote
from groups.measuring.queries import notes_of, shown_to_leaders


class AnsweredForm(NamedTuple):
    """What somebody answered, and the measure that asked it."""

    response: Response
    measure: Measure


def measure_named(slug: str) -> Measure:
    """The measure of that name. Raises Http404."""
    found = measures().get(slug)
    if found is None:
        raise Http404
    return found


def own_measure(request: HttpRequest, member_id: UUID, slug: str) -> tuple[Member, Measure]:
    """A member of the reader's account and a measure; 404 for anybody else's.

    Where several people share the account it takes their PIN (PinNeeded).
    """
    member = own_member(request, member_id)
    measure = measure_named(slug)
    return own_member(request, member.pk, clinical=True), measure


def own_response(request: HttpRequest, response_id: UUID) -> AnsweredForm:
    """A response of somebody on the reader's own account; as unknown as none for anybody else."""
    mine = Response.objects.select_related("member")
    found = mine.filter(pk=response_id, member__account=request.user.pk or 0).first()
    if found is None:
        raise Http404
    own_member(request, found.member_id, clinical=True)
    return AnsweredForm(found, measure_named(found.measure))


def shared_measure(
    cohort: Cohort, enrollment_id: UUID, slug: str, *, now: datetime
) -> tuple[MeasureShare, Measure]:
    """What a member shares with the leaders of this group now, for whoever was let in to it.

    Raises Http404 for what is not shared, as for what never was.
    """
    found = (
        shown_to_leaders(now=now)
        .filter(enrollment=enrollment_id, enrollment__cohort=cohort, measure=slug)
        .select_related("enrollment__member")
        .first()
    )
    if found is None:
        raise Http404
    return found, measure_named(slug)


def note_of(cohort: Cohort, note_id: UUID) -> SafetyNote:
    """What its leaders were told about a member of this group. Raises Http404."""
    found = notes_of(cohort).filter(pk=note_id).first()
    if found is None:
        raise Http404
    return found
