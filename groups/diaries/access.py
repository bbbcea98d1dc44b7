"""The doors to diaries: a member's own; for leaders, members of the group they lead."""

from uuid import UUID

from django.http import Http404, HttpRequest

from accounts.access import my_members, own_member
from accounts.models import Member
from courses.diary.models import DiaryCard, Urge
from courses.kept.access import member_of_cards
from groups.cohorts.models import Cohort
from groups.seats.models import Enrollment

PERSON = "person"


def diary_member(request: HttpRequest) -> Member | None:
    """Whose diary is meant: the account's only member, or the one that `?person=` names.

    None where several people share the account and nobody was named. Raises PinNeeded where they
    share it and this session has not shown the PIN, Http404 for a person who is not one of them.
    """
    person = request.GET.get(PERSON, "")
    return member_of_cards(request, people=my_members(request), person=person)


def own_diary_card(request: HttpRequest, card_id: UUID) -> DiaryCard:
    """A card of somebody on the reader's own account; a foreign one is as unknown as a missing
    one. Raises Http404 and PinNeeded."""
    cards = DiaryCard.objects.select_related("member")
    card = cards.filter(pk=card_id, member__account=request.user.pk or 0).first()
    if card is None:
        raise Http404
    own_member(request, card.member_id, clinical=True)
    return card


def own_urge(request: HttpRequest, urge_id: UUID) -> Urge:
    """The same for an urge."""
    urge = Urge.objects.filter(pk=urge_id, member__account=request.user.pk or 0).first()
    if urge is None:
        raise Http404
    own_member(request, urge.member_id, clinical=True)
    return urge


def part_in(member: Member, enrollment_id: UUID) -> Enrollment:
    """A group that the member takes part in, by their enrolment. Raises Http404."""
    found = Enrollment.objects.enrolled().filter(member=member, pk=enrollment_id)
    enrollment = found.select_related("cohort").first()
    if enrollment is None:
        raise Http404
    return enrollment


def member_who_takes_part(cohort: Cohort, enrollment_id: UUID) -> Enrollment:
    """Somebody who takes part in a group that the reader was let in to. Raises Http404: for
    somebody who left, too, as for one who never was."""
    found = cohort.enrollments.enrolled().filter(pk=enrollment_id).select_related("member").first()
    if found is None:
        raise Http404
    return found
