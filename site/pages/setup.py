"""A clinic's first day: the site, its texts, its first coordinator."""

from datetime import datetime

from django.db import transaction
from wagtail.models import Site

from accounts.models import Account
from accounts.policies import load_policies
from accounts.roles import Role, roles_of
from accounts.staffing import invite_staff
from help.models import SiteSettings
from pages.actions import build_site
from pages.editor.actions import ask_for_approval
from pages.models import HomePage

LONGEST_NAME = SiteSettings._meta.get_field("name").max_length or 0


def stands_already() -> bool:
    """Whether the site was set up before: then its name is known."""
    return bool(HomePage.objects.exists())


@transaction.atomic
def set_up_site(
    *, name: str, now: datetime, contact_email: str = "", country: str = ""
) -> HomePage:
    """Makes whatever is missing: policies, pages, lessons, courses, the staff roles' rights.

    Safe to run again, after every upgrade: what editors have changed stays as it is. What is said
    here (the clinic's `name`, where questions go, its `country` as two letters) is changed; what is
    empty stays. `name` may be empty when the site stands already.
    """
    load_policies(now=now)
    first_time = not stands_already()
    home = build_site(name=name, now=now)
    if first_time:
        # A site that exists already keeps its ways; its coordinators have the switch at the desk.
        ask_for_approval(by=None, now=now)
    site = Site.objects.get(is_default_site=True)
    settings = SiteSettings.for_site(site)
    if name and site.site_name != name:
        site.site_name = name
        site.save()
    settings.name = name or settings.name
    settings.contact_email = contact_email or settings.contact_email
    settings.default_country = country or settings.default_country
    settings.save()
    return home


def first_coordinator(email: str, *, now: datetime) -> bool:
    """Invites the first coordinator, who invites everybody else.

    Returns False, and writes no letter, where they are one already: `setup` is run again and again.
    """
    account = Account.objects.filter(email=email.strip().lower()).first()
    if account is not None and Role.COORDINATOR in roles_of(account):
        return False
    invite_staff(email, Role.COORDINATOR, by=None, now=now)
    return True
