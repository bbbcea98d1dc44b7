"""The door from a member to what was written to them."""

from uuid import UUID

from django.http import Http404, HttpRequest

from accounts.access import own_member, signed_in
from groups.messages.models import MessageCopy


def own_copy(request: HttpRequest, message_id: UUID) -> MessageCopy:
    """The copy of one of the reader's own people. Anybody else's is as unknown as none.

    In an account that several share it asks for that member's PIN (PinNeeded).
    """
    mine = MessageCopy.objects.select_related("message", "enrollment__cohort").filter(
        message=message_id, enrollment__member__account=signed_in(request)
    )
    copies = list(mine)
    named = request.GET.get("as", "")
    found = next((copy for copy in copies if str(copy.enrollment_id) == named), None)
    found = found or next(iter(copies), None)
    if found is None:
        raise Http404
    found.enrollment.member = own_member(request, found.enrollment.member_id, clinical=True)
    return found
