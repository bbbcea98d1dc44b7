"""What stands around every page of what somebody was given."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from accounts.access import my_members
from design.shapes import Link
from groups.giving.access import PERSON, Reads, own_reader

P = ParamSpec("P")


def of_own(
    view: Callable[Concatenate[HttpRequest, Reads, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page of the reader's own. Visitors are led to sign in; people who share an account choose
    who they are, and show their PIN."""

    @wraps(view)
    @cache_control(no_store=True)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_anonymous:
            return redirect_to_login(request.get_full_path())
        reads = own_reader(request)
        if reads is None:
            return _whose(request, asked=bool(kwargs))
        return view(request, reads, *args, **kwargs)

    return guarded


def _whose(request: HttpRequest, *, asked: bool) -> HttpResponse:
    """Asks whose page it is; Http404 for one thing of an account on which nobody is."""
    people = my_members(request)
    if asked and (request.method == "POST" or not people):
        raise Http404
    links = [Link(one.name, f"{request.path}?{PERSON}={one.pk}") for one in people]
    return render(request, "groups/giving/whose.html", {"people": links})


def page_of(reads: Reads, here: str, **context: Any) -> dict[str, Any]:
    """The context of a page: whose it is, and the ways to the others."""
    ways = [(_("Given to me"), "resources"), (_("What my leaders see"), "resources-seen")]
    tabs = [Link(title, reads.address(name), current=name == here) for title, name in ways]
    return {"reads": reads, "member": reads.member, "tabs": tabs} | context
