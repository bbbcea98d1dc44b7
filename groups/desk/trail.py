"""Where a page of the desk stands: the crumbs above its title."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import has_role
from accounts.models import Account
from accounts.roles import Role
from design.shapes import Link
from groups.cohorts.models import Cohort


def desk_trail(*here: str, cohort: Cohort | None = None) -> list[Link]:
    """Today, the groups, one group if given, and the page itself if it is named."""
    trail = [Link(_("Today"), reverse("today")), Link(_("Groups"), reverse("desk-cohorts"))]
    if cohort is not None:
        trail.append(Link(cohort.name, reverse("desk-cohort", args=[cohort.slug])))
    return [*trail, *(Link(title) for title in here)]


def team_trail(cohort: Cohort, *here: str, reader: Account) -> list[Link]:
    """For a page of leaders and coordinators: each comes from their own page of the group."""
    if has_role(reader, Role.COORDINATOR):
        return desk_trail(*here, cohort=cohort)
    return leader_trail(cohort, *here)


def leader_trail(cohort: Cohort, *here: str) -> list[Link]:
    """Today, the group, and the page itself if it is named."""
    group = Link(cohort.name, reverse("lead-group", args=[cohort.slug]))
    return [Link(_("Today"), reverse("today")), group, *(Link(title) for title in here)]
