"""The doors to cards: a member's own, and nobody else's."""

from uuid import UUID

from django.http import Http404, HttpRequest

from accounts.access import own_member
from courses.kept.models import KeptCard


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
