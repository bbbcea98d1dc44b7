"""The doors from a facilitator or coordinator to a cohort."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import Account
from accounts.roles import Role, roles_of
from groups.cohorts.models import Cohort, CohortLeader


def led_cohort(account: Account, slug: str) -> Cohort:
    """A cohort the account leads. 403 for somebody without the role, 404 for other leaders."""
    if Role.FACILITATOR not in roles_of(account):
        raise PermissionDenied
    found = (
        Cohort.objects.select_related("course").filter(slug=slug, leaders__account=account).first()
    )
    if found is None:
        raise Http404
    return found


def run_cohort(account: Account, slug: str) -> Cohort:
    """Any cohort, for coordinators. 403 without the role, 404 for a slug that is not there."""
    if Role.COORDINATOR not in roles_of(account) and not account.is_superuser:
        raise PermissionDenied
    found = Cohort.objects.select_related("course").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def leads(account: Account, cohort_id: int) -> bool:
    """Whether the account leads the cohort and still has the role."""
    return Role.FACILITATOR in roles_of(account) and (
        CohortLeader.objects.filter(cohort_id=cohort_id, account=account).exists()
    )
