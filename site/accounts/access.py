"""The doors from a reader to an account, a role or a member."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.models import Account, Member
from accounts.pins import PinNeeded, needs_pin
from accounts.roles import Role, is_staff, roles_of
from accounts.second_factor import has_second_factor, session_showed_it

P = ParamSpec("P")
CHOOSE = "choose"  # in place of a person: asks which one of the account
PASSED = "second_factor_of"  # on a request: whose second factor let it through


class SecondFactorMissing(PermissionDenied):
    """A member of staff has no second factor yet."""


class SecondFactorNotShown(PermissionDenied):
    """A member of staff has a second factor, and this session has not shown it."""


def signed_in(request: HttpRequest) -> Account:
    """The reader's account. Raises PermissionDenied (403) for a visitor."""
    if not isinstance(request.user, Account) and request.user.is_anonymous:
        raise PermissionDenied(_("Please sign in first."))
    return request.user  # type: ignore[return-value]  # a lazy Account


def has_role(account: Account, *roles: Role) -> bool:
    """Whether the account has one of `roles`; none named means any. Superusers have them all."""
    if account.is_superuser and account.is_active:
        return True
    held = roles_of(account)
    return bool(held & set(roles)) if roles else is_staff(account)


def check_second_factor(request: HttpRequest) -> None:
    """Passes members by; raises SecondFactorMissing or SecondFactorNotShown for staff. What a
    request was let through with stands for the rest of it: a view asks no second time."""
    if request.user.is_anonymous or not is_staff(request.user):
        return
    account = signed_in(request)
    if getattr(request, PASSED, None) == account.pk:
        return
    if session_showed_it(request.session, account):
        if has_second_factor(account):
            setattr(request, PASSED, account.pk)
            return
    elif has_second_factor(account):
        raise SecondFactorNotShown(_("Please confirm it is you with your second factor."))
    raise SecondFactorMissing(_("Please set up your second factor first."))


def staff_may(session: Any, account: Account, *roles: Role) -> bool:
    """The same question for a socket: role held, second factor set up and shown by the session."""
    return (
        account.is_active
        and has_role(account, *roles)
        and session_showed_it(session, account)
        and has_second_factor(account)
    )


def require_role(request: HttpRequest, *roles: Role) -> Account:
    """The reader's account, if it has one of `roles` and the session showed its second factor.

    Raises PermissionDenied (403) for the wrong role or a visitor, SecondFactorMissing and
    SecondFactorNotShown (which lead to the page that mends it) for staff.
    """
    account = signed_in(request)
    if not has_role(account, *roles):
        raise PermissionDenied(_("This page belongs to another part of the team."))
    check_second_factor(request)
    return account


def staff_required(
    *roles: Role,
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], HttpResponse]],
    Callable[Concatenate[HttpRequest, P], HttpResponse],
]:
    """A view for staff with one of `roles` (any role if none is named).

    Visitors are led to sign in, the wrong role gets 403, a missing second factor its set-up page.
    """

    def decorate(
        view: Callable[Concatenate[HttpRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.user.is_anonymous:
                return redirect_to_login(request.get_full_path())
            require_role(request, *roles)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def my_members(request: HttpRequest) -> list[Member]:
    """The members of the reader's account, the first to join first; none for a visitor."""
    if request.user.is_anonymous:
        return []
    return list(Member.objects.filter(account_id=request.user.pk))


def own_member(request: HttpRequest, member_id: UUID | str, *, clinical: bool = False) -> Member:
    """A member of the reader's own account; 404 for anybody else's, as for one that never was.

    `clinical` pages of an account with several members also ask for that member's PIN, once per
    session: PinNeeded leads to the page that asks.
    """
    mine = {str(member.pk): member for member in my_members(request)}
    member = mine.get(str(member_id))
    if member is None:
        raise Http404
    if clinical and len(mine) > 1 and needs_pin(request, member):
        raise PinNeeded(member)
    return member


def member_meant(request: HttpRequest, *, people: list[Member], person: str) -> Member | None:
    """The one of the account's `people` who is meant: `person` by id, else the only one there is,
    or whose PIN alone this session showed. None where nobody can tell, or for CHOOSE.

    Raises Http404 for a person who is not one of them. The PIN is not asked for here.
    """
    if person == CHOOSE:
        return None
    if person:
        return own_member(request, person)
    if len(people) > 1:
        people = [one for one in people if not needs_pin(request, one)]
    return people[0] if len(people) == 1 else None


def clinical_member(request: HttpRequest, *, people: list[Member], person: str) -> Member | None:
    """The same for what is theirs alone: raises PinNeeded where several people share the account
    and this session has not shown the PIN."""
    member = member_meant(request, people=people, person=person)
    if member is not None and len(people) > 1 and needs_pin(request, member):
        raise PinNeeded(member)
    return member


def any_member(member_id: UUID) -> Member:
    """A member, with their account, for a coordinator. Raises Http404."""
    found = Member.objects.select_related("account").filter(pk=member_id).first()
    if found is None:
        raise Http404
    return found


def keep_ones_own_first(request: HttpRequest, *, back: str = "") -> None:
    """Before a second person joins an account, the first one needs a PIN: raises PinNeeded, which
    leads `back` afterwards, else to the page that was asked for.

    Afterwards whoever comes first could choose it, and read the other's pages.
    """
    mine = my_members(request)
    if len(mine) == 1 and not mine[0].pin_hash:
        raise PinNeeded(mine[0], back=back or request.get_full_path())
