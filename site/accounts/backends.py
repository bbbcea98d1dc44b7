"""Who a session belongs to, read with everything each page asks about its reader."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef

from accounts.models import Account, Member
from accounts.roles import Role, keep_roles


class SignInBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Reads the account with its roles and its discreetness in one query.

    Middleware and the page's frame need all three on every signed-in page; asked one by one they
    would cost each page two queries more.
    """

    def get_user(self, user_id: Any) -> Account | None:
        """The active account, or None."""
        works_as = Account.groups.through.objects.filter(account_id=OuterRef("pk"))
        asked = {
            f"works_as_{role.name.lower()}": Exists(works_as.filter(group__name=role.value))
            for role in Role
        }
        discreet = Exists(Member.objects.filter(account=OuterRef("pk"), discreet=True))
        account = (
            Account.objects.filter(pk=user_id).annotate(discreet_reader=discreet, **asked).first()
        )
        if account is None or not self.user_can_authenticate(account):
            return None
        keep_roles(
            account, frozenset(r for r in Role if getattr(account, f"works_as_{r.name.lower()}"))
        )
        return account
