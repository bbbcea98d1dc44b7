"""Who works here: invitations, roles, and a second factor that was lost."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.actions import account_at
from accounts.models import Account
from accounts.roles import Role, give_role, take_role
from audit.actions import record
from outbox.actions import post_letter


class LastCoordinator(Exception):
    """Without a coordinator nobody could invite the next one."""


@transaction.atomic
def invite_staff(email: str, role: Role, *, by: Account | None, now: datetime) -> Account:
    """Gives a role to the person behind an address and writes them a letter.

    The account is made if there is none. Nothing opens until they sign in with an e-mailed code and
    set up a second factor. `by` is None when a command does it.
    """
    account = account_at(email)
    give_role(account, role)
    entry = record(
        "staff.invited", on=account, by=by.pk if by else None, now=now, role_given=role.value
    )
    post_letter(
        "accounts.invitation",
        key=f"accounts.invitation:{entry.pk}",
        to=account.email,
        reader=account.reader,
        about={"account": account.pk, "role": role.value, "by": by.pk if by else None},
        now=now,
    )
    return account


@transaction.atomic
def take_role_away(account: Account, role: Role, *, by: Account, now: datetime) -> None:
    """Takes a role away at once. Raises LastCoordinator for the only one there is."""
    if role is Role.COORDINATOR:
        coordinators = Account.objects.select_for_update().filter(
            groups__name=role.value, is_active=True
        )
        if not any(other.pk != account.pk for other in coordinators):
            raise LastCoordinator
    take_role(account, role)
    record("staff.role_taken", on=account, by=by.pk, now=now, role_taken=role.value)


@transaction.atomic
def reset_second_factor(account: Account, *, by: Account | None, now: datetime) -> None:
    """Forgets every authenticator of somebody who lost theirs, and ends all their sessions.

    They sign in with an e-mailed code and set up a new one. A letter tells them, so that a reset
    nobody asked for is noticed.
    """
    Authenticator.objects.filter(user_id=account.pk).delete()
    end_sessions(account)
    entry = record("staff.second_factor_reset", on=account, by=by.pk if by else None, now=now)
    post_letter(
        "accounts.second_factor_reset",
        key=f"accounts.second_factor_reset:{entry.pk}",
        to=account.email,
        reader=account.reader,
        about={"account": account.pk},
        now=now,
    )


def end_sessions(account: Account) -> None:
    """Ends every session of the account everywhere: a session is bound to the password's hash."""
    account.set_unusable_password()
    account.save(update_fields=["password"])
