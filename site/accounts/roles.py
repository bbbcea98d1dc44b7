"""The staff roles, kept as Django groups so that Wagtail's permissions hang on them."""

from django.contrib.auth.models import AnonymousUser, Group
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Account


class Role(models.TextChoices):
    """What a member of staff may do. The value is the Django group's name."""

    FACILITATOR = "Facilitators", _("Facilitator")
    MARKETER = "Marketers", _("Marketer")
    COORDINATOR = "Coordinators", _("Coordinator")


def roles_of(account: Account | AnonymousUser) -> frozenset[Role]:
    """The roles of an account, one query per request at most (kept on the object)."""
    if not account.is_authenticated or not account.is_active:
        return frozenset()
    kept: frozenset[Role] | None = getattr(account, "_roles", None)
    if kept is None:
        names = set(account.groups.values_list("name", flat=True))
        kept = frozenset(role for role in Role if role.value in names)
        account._roles = kept  # type: ignore[attr-defined]
    return kept


def keep_roles(account: Account, roles: frozenset[Role]) -> None:
    """Keeps roles that were read together with the account, so that nobody asks again."""
    account._roles = roles  # type: ignore[attr-defined]


def is_staff(account: Account | AnonymousUser) -> bool:
    """Whether the account works here: any role, or the superuser."""
    return bool(roles_of(account)) or (
        account.is_authenticated and account.is_active and account.is_superuser
    )


def give_role(account: Account, role: Role) -> None:
    """Adds a role; the account then needs a second factor before it can use it."""
    account.groups.add(Group.objects.get_or_create(name=role.value)[0])
    account._roles = None  # type: ignore[attr-defined]


def take_role(account: Account, role: Role) -> None:
    """Takes a role away at once."""
    account.groups.remove(*Group.objects.filter(name=role.value))
    account._roles = None  # type: ignore[attr-defined]
