"""The door from a coordinator to a member."""

from uuid import UUID

from django.http import Http404

from accounts.models import Member


def any_member(member_id: UUID) -> Member:
    """A member, with their account, for a coordinator. Raises Http404."""
    found = Member.objects.select_related("account").filter(pk=member_id).first()
    if found is None:
        raise Http404
    return found
