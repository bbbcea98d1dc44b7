"""The doors to cards: a member's own, and nobody else's."""

from uuid import UUID

from django.http import Http404, HttpRequest

from accounts.access import own_member
from accounts.models import Member
from accounts.pins import PinNeeded, needs_pin
from courses.kept.models import KeptCard

CHOOSE = "choose"  # in place of a person: asks whose


def own_card(request: HttpRequest, card_id: UUID | str) -> KeptCard:
    """A card of somebody on the reader's own account; 404 for anybody else's, for visitors, and
    for one that never was.

    Where several people share the account it takes their PIN: PinNeeded leads to the page that
    asks for it.
    """
    try:
        wanted = UUID(str(card_id))
    except ValueError as error:
        raise Http404 from error
    cards = KeptCard.objects.select_related("skill", "member")
    card = cards.filter(pk=wanted, member__account=request.user.pk or 0).first()
    if card is None:
        raise Http404
    own_member(request, card.member_id, clinical=True)
    return card


def whose_cards(request: HttpRequest, *, people: list[Member], person: str) -> Member | None:
    """The one of the account's `people` whose cards are meant: `person` by id, else the only one
    there is, or whose PIN alone this session showed. None where nobody can tell, or for CHOOSE.

    Raises Http404 for a person who is not one of them. The PIN is not asked for here.
    """
    if person == CHOOSE:
        return None
    if person:
        return own_member(request, person)
    if len(people) > 1:
        people = [one for one in people if not needs_pin(request, one)]
    return people[0] if len(people) == 1 else None


def member_of_cards(request: HttpRequest, *, people: list[Member], person: str) -> Member | None:
    """The same for reading them: raises PinNeeded where several people share the account."""
    member = whose_cards(request, people=people, person=person)
    if member is not None and len(people) > 1 and needs_pin(request, member):
        raise PinNeeded(member)
    return member
