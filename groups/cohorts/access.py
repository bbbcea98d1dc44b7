"""The doors from a facilitator or coordinator to a cohort."""

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from accounts.access import has_role
from accounts.models import Account
from accounts.roles import Role, roles_of
from accounts.second_factor import KINDS
from groups.cohorts.models import Cohort, CohortLeader


def led_cohort(account: Account, slug: str) -> Cohort:
    """A cohort the account leads. 403 for somebody without the role, 404 for other leaders."""
    if Role.FACILITATOR not in roles_of(account):
        raise PermissionDenied
    found = (
        Cohort.objects.select_related("course")
        .filter(slug=slug, leaders__in=leading().filter(account=account))
        .first()
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


def team_cohort(account: Account, slug: str) -> Cohort:
    """A cohort the account leads; any, for coordinators. 403 and 404 as above."""
    runs = has_role(account, Role.COORDINATOR)
    return run_cohort(account, slug) if runs else led_cohort(account, slug)


def leading(*, second_factor: bool = False) -> QuerySet[CohortLeader]:
    """Who leads which cohort with what it takes: the role and an active account, and for the room
    a second factor, too. Everything that asks who leads asks here."""
    able = CohortLeader.objects.filter(
        account__is_active=True, account__groups__name=Role.FACILITATOR.value
    )
    if second_factor:
        shown = Authenticator.objects.filter(user=OuterRef("account"), type__in=KINDS)
        able = able.filter(Exists(shown))
    return able


def leads(account: Account, cohort_id: int) -> bool:
    """Whether the account leads the cohort and still has the role."""
    return leading().filter(cohort_id=cohort_id, account=account).exists()
