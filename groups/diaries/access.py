"""The doors to diaries: a member's own; for leaders, members of the group they lead."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse

from accounts.access import clinical_member, my_members, own_member
from accounts.devices import device_key
from accounts.models import Member
from courses.diary.models import DiaryCard, Urge
from groups.cohorts.models import Cohort
from groups.seats.models import Enrollment

PERSON = "person"


@dataclass(frozen=True)
class Diary:
    """Whose diary a page shows. `query` keeps the person in addresses of an account that several
    people share."""

    member: Member
    is_shared: bool

    @property
    def query(self) -> str:
        """What follows an address, from its question mark on; empty for the only person."""
        return f"?{PERSON}={self.member.pk}" if self.is_shared else ""

    @property
    def key(self) -> str:
        """By which a device knows whose cards wait on it."""
        return device_key(self.member)

    def address(self, name: str, *args: object, **asked: str) -> str:
        """A page of this diary."""
        wanted = ({PERSON: str(self.member.pk)} if self.is_shared else {}) | asked
        return reverse(name, args=args) + (f"?{urlencode(wanted)}" if wanted else "")


def own_diary(request: HttpRequest) -> Diary | None:
    """The diary of the account's only member, or of the one that `?person=` names.

    None where several people share the account and nobody was named, or where nobody is there yet.
    Raises PinNeeded where they share it and this session has not shown the PIN, Http404 for a
    person who is not one of them.
    """
    people = my_members(request)
    member = clinical_member(request, people=people, person=request.GET.get(PERSON, ""))
    return Diary(member, is_shared=len(people) > 1) if member else None


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
