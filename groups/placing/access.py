"""The door from a coordinator to a do-not-place."""

from uuid import UUID

from django.http import Http404

from groups.apart.models import DoNotPlace


def any_pair(pair_id: UUID) -> DoNotPlace:
    """One, whether it stands or was ended, for a coordinator. Raises Http404."""
    found = DoNotPlace.objects.filter(pk=pair_id).first()
    if found is None:
        raise Http404
    return found
