"""The doors: a member's own answers; for leaders, what members of their group handed in."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse

from accounts.access import clinical_member, my_members, own_member
from accounts.models import Member
from accounts.pins import PinNeeded
from courses.answers.models import Answer
from courses.resources.models import Worksheet
from groups.cohorts.models import Cohort
from groups.handing.doors import given_to
from groups.handing.models import HandedIn
from groups.handing.queries import open_sheets
from groups.seats.models import Enrollment

PERSON = "person"


class TakenBack(Http404):
    """It was in the leaders' hands, and is not any more."""


@dataclass(frozen=True)
class Sheets:
    """Whose worksheets a page shows; `is_shared`: several people use the account."""

    member: Member
    is_shared: bool

    @property
    def address(self) -> str:
        """The list of them."""
        query = f"?{urlencode({PERSON: self.member.pk})}" if self.is_shared else ""
        return reverse("sheets") + query


def own_sheets(request: HttpRequest) -> Sheets | None:
    """Those of the account's only member, or of the one that `?person=` names.

    None where several people share the account and nobody was named, or where nobody is there yet.
    Raises PinNeeded where they share it and this session has not shown the PIN, Http404 for a
    person who is not one of them.
    """
    people = my_members(request)
    member = clinical_member(request, people=people, person=request.GET.get(PERSON, ""))
    return Sheets(member, is_shared=len(people) > 1) if member else None


def own_answer(request: HttpRequest, answer_id: UUID) -> Answer:
    """An answer of somebody on the reader's own account; a foreign one is as unknown as a missing
    one. Raises Http404 and PinNeeded."""
    answers = Answer.objects.select_related("member__account")
    answer = answers.filter(pk=answer_id, member__account=request.user.pk or 0).first()
    if answer is None:
        raise Http404
    own_member(request, answer.member_id, clinical=True)
    return answer


def own_handing(request: HttpRequest, handed_id: UUID) -> HandedIn:
    """What somebody on the reader's own account handed in, taken back or not. The same doors."""
    rows = HandedIn.objects.select_related("answer", "enrollment__member__account")
    row = rows.filter(pk=handed_id, enrollment__member__account=request.user.pk or 0).first()
    if row is None:
        raise Http404
    own_member(request, row.enrollment.member_id, clinical=True)
    return row


def open_worksheet_of(
    request: HttpRequest, enrollment_id: UUID, worksheet_id: int, *, now: datetime
) -> tuple[Enrollment, Worksheet]:
    """A worksheet that a member of the reader's account may fill in: of a lesson that this part
    may read by now, or given to them. Raises Http404 and PinNeeded."""
    parts = Enrollment.objects.belonging().select_related("member")
    part = parts.filter(pk=enrollment_id, member__account=request.user.pk or 0).first()
    if part is None:
        raise Http404
    known = {one.worksheet_id for one in open_sheets(part.member, now=now)} | given_to(part.member)
    worksheet = Worksheet.objects.filter(pk=worksheet_id).first() if worksheet_id in known else None
    if worksheet is None:
        raise Http404
    try:
        own_member(request, part.member_id, clinical=True)
    except PinNeeded as needed:
        # Whoever pressed the button comes back to the page that has it.
        raise PinNeeded(needed.member, back=request.get_full_path()) from needed
    return part, worksheet


def part_to_hand_to(member: Member, enrollment_id: str) -> Enrollment:
    """A group that the member takes part in, by their enrolment. Raises Http404."""
    try:
        wanted = UUID(enrollment_id)
    except ValueError as error:
        raise Http404 from error
    parts = Enrollment.objects.enrolled().select_related("member__account", "cohort")
    part = parts.filter(member=member, pk=wanted).first()
    if part is None:
        raise Http404
    return part


def handed_to_group(cohort: Cohort, handed_id: UUID) -> HandedIn:
    """What somebody who takes part in the group handed in, for a reader who was let in to it.

    Raises Http404 for what never was, and for what is not in their hands any more TakenBack, which
    is no other page to a reader.
    """
    rows = HandedIn.objects.filter(enrollment__cohort=cohort, pk=handed_id)
    there = rows.in_force().select_related("answer", "enrollment__member__account").first()
    if there is not None:
        return there
    raise TakenBack if rows.exists() else Http404
