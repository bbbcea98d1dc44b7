"""A clinic's first day: the site, its texts, its first coordinator."""

from datetime import datetime

from django.db import transaction
from wagtail.models import Site

from accounts.policies import load_policies
from accounts.roles import Role
from accounts.staffing import invite_staff
from help.models import SiteSettings
from pages.actions import build_site
from pages.models import HomePage


@transaction.atomic
def set_up_site(*, name: str, now: datetime, contact_email: str = "") -> HomePage:
    """Makes whatever is missing: policies, pages, lessons, courses, the staff roles' rights.

    Safe to run again, after every upgrade: what editors have changed stays as it is.
    """
    load_policies(now=now)
    home = build_site(name=name, now=now)
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    if settings.pk is None or settings.name == SiteSettings._meta.get_field("name").default:
        settings.name = name
    if contact_email:
        settings.contact_email = contact_email
    settings.save()
    return home


def first_coordinator(email: str, *, now: datetime) -> None:
    """Invites the first coordinator, who invites everybody else."""
    invite_staff(email, Role.COORDINATOR, by=None, now=now)
