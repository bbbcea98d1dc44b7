"""The door from a coordinator to somebody who waits."""

from django.http import Http404

from groups.cohorts.models import Cohort
from groups.waiting.models import WaitingEntry


def entry_in(cohort: Cohort, entry_id: int) -> WaitingEntry:
    """One entry of that group's list, open or ended. Raises Http404, for those of others too."""
    found = cohort.waiting.select_related("member__account", "seat").filter(pk=entry_id).first()
    if found is None:
        raise Http404
    return found
