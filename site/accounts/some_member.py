"""A member who is nobody, so that those who write for members see what members see."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.roles import Role


class SomeMember:
    """As much of a signed-in reader as a page's frame asks for; has no row and no role."""

    is_authenticated = is_active = True
    is_anonymous = is_superuser = False
    pk = None
    _roles: frozenset[Role] = frozenset()

    def __str__(self) -> str:
        return _("A member")


@contextmanager
def read_by_some_member(request: HttpRequest, *, at: str) -> Iterator[None]:
    """Within it pages of this request are made as a member's who reads them at the address `at`;
    afterwards all is as it was."""
    before = request.user, request.path
    request.user, request.path = SomeMember(), at  # type: ignore[assignment]
    try:
        yield
    finally:
        request.user, request.path = before
