"""Who a session belongs to, read with everything each page asks about its reader."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.models import Account, Member
from accounts.roles import Role, keep_roles
from whole.asked import Asked, Given
from whole.version import version_column


class SignInBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Reads the account with its roles, its discreetness and the version of what everybody is shown
    in one query.

    Middleware and the page's frame need them on every signed-in page; asked one by one they would
    cost each page three queries more.
    """

    def get_user(self, user_id: Any) -> Account | None:
        """The active account, or None."""
        rows = _reader(pk=user_id)  # one for each role, and one without any
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        names = {row.works_as for row in rows}  # type: ignore[attr-defined]
        keep_roles(rows[0], frozenset(role for role in Role if role.value in names))
        return rows[0]


def _readers() -> QuerySet[Account]:
    discreet = Exists(Member.objects.filter(account=OuterRef("pk"), discreet=True))
    found = Account.objects.filter(pk=Given("pk", Account._meta.get_field("id")))
    # No page tells when somebody joined or came last: two dates less to read.
    return found.defer("date_joined", "last_login").annotate(
        discreet_reader=discreet, works_as=F("groups__name"), shown_version=version_column()
    )


_reader = Asked(_readers)
