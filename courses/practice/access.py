"""The door to one use of a skill: its member's own, and nobody else's."""

from uuid import UUID

from django.http import Http404, HttpRequest

from accounts.access import own_member
from courses.practice.models import SkillUse


def own_use(request: HttpRequest, use_id: UUID) -> SkillUse:
    """A use noted by somebody on the reader's own account; a foreign one is as unknown as a
    missing one. Raises Http404, and PinNeeded where several people share the account."""
    uses = SkillUse.objects.select_related("member__account", "skill")
    use = uses.filter(pk=use_id, member__account=request.user.pk or 0).first()
    if use is None:
        raise Http404
    own_member(request, use.member_id, clinical=True)
    return use
