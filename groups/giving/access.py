"""The door to what a member was given: their own, the PIN of a shared account included."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from accounts.access import clinical_member, my_members
from accounts.models import Member

PERSON = "person"


@dataclass(frozen=True)
class Reads:
    """Who reads. `query` keeps the person in addresses of an account that several people share."""

    member: Member
    is_shared: bool

    @property
    def query(self) -> str:
        """What follows an address, from its question mark on; empty for the only person."""
        return f"?{urlencode({PERSON: self.member.pk})}" if self.is_shared else ""

    @property
    def in_list(self) -> str:
        """The same before what else a list's address asks for: `person=…&`."""
        return f"{self.query[1:]}&" if self.query else ""

    def address(self, name: str, *args: object) -> str:
        """A page of this person's."""
        return reverse(name, args=args) + self.query


def own_reader(request: HttpRequest) -> Reads | None:
    """The account's only member, or the one that `?person=` names; None where nobody was named of
    several, or nobody is there yet. Raises PinNeeded and Http404."""
    people = my_members(request)
    member = clinical_member(request, people=people, person=request.GET.get(PERSON, ""))
    return Reads(member, is_shared=len(people) > 1) if member else None
