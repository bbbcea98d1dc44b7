"""Where other sign-in pages would be: ours."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


def to_the_one_login(request: HttpRequest) -> HttpResponse:
    """Wagtail's own sign-in and reset pages lead to ours: there is exactly one login.

    Somebody signed in who comes here lacks a permission, and signing in again would not help: 403.
    """
    if request.user.is_authenticated:
        raise PermissionDenied
    target = redirect("account_login")
    if request.GET.get("next"):
        target["Location"] += "?" + request.GET.urlencode()
    return target
