"""Who a session belongs to, read with everything each page asks about its reader."""

from functools import cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.models import Account, Member
from accounts.roles import Role, keep_roles


class SignInBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Reads the account with its roles and its discreetness in one query.

    Middleware and the page's frame need all three on every signed-in page; asked one by one they
    would cost each page two queries more.
    """

    def get_user(self, user_id: Any) -> Account | None:
        """The active account, or None."""
        rows = list(_readers().filter(pk=user_id))  # one for each role, and one without any
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        names = {row.works_as for row in rows}  # type: ignore[attr-defined]
        keep_roles(rows[0], frozenset(role for role in Role if role.value in names))
        return rows[0]


@cache
def _readers() -> QuerySet[Account]:
    """Built once: putting this query together takes longer than answering it."""
    discreet = Exists(Member.objects.filter(account=OuterRef("pk"), discreet=True))
    return Account.objects.annotate(discreet_reader=discreet, works_as=F("groups__name"))
