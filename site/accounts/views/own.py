"""A person's own pages: details, members of the account, PIN, who opened the record, policies."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

import clock
from accounts.access import keep_ones_own_first, my_members, own_member, signed_in
from accounts.actions import change_member, change_reader, register_member
from accounts.forms import MemberForm, ReaderForm
from accounts.models import Account, Policy
from accounts.pin_asking import pin_form, takes_pin
from accounts.queries import current_policies, versions_of
from accounts.reader import reader_country, told_zone
from accounts.roles import is_staff
from audit.queries import openings_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest) -> HttpResponse:
    """The account's members, and the zone and country its pages go by."""
    account = signed_in(request)
    form = ReaderForm(request.POST or None, account=account, zone=told_zone(request))
    if request.method == "POST" and form.is_valid():
        change_reader(account, **form.cleaned_data)
        messages.success(request, _("Your details are saved."))
        return redirect("account-details")
    page = {
        "form": form,
        "members": my_members(request),
        "account": account,
        "works_here": is_staff(account),
    }
    return render(request, "accounts/details.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_member(request: HttpRequest) -> HttpResponse:
    """Adds another person to the account; the first one joins on the way to a seat."""
    account = signed_in(request)
    keep_ones_own_first(request)
    form = MemberForm(
        request.POST or None, zone=told_zone(request), country=reader_country(request)
    )
    if request.method == "POST" and form.is_valid():
        member = register_member(account, **form.cleaned_data, now=clock.now())
        messages.success(request, _("%(name)s is added.") % {"name": member.name})
        return redirect("account-details")
    page = {"form": form, "member": None, "back": reverse("account-details")}
    return render(request, "accounts/member.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_member(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Changes one member's name, country, zone and discreet letters; leads on to `next`."""
    member = own_member(request, member_id, clinical=True)
    form = MemberForm(
        request.POST or None, instance=member, zone=told_zone(request), country=member.country
    )
    if request.method == "POST" and form.is_valid():
        fresh = own_member(request, member_id)
        change_member(fresh, **form.cleaned_data, by=signed_in(request), now=clock.now())
        messages.success(request, _("Your details are saved."))
        return redirect(_safe_next(request))
    page = {"form": form, "member": member, "back": _safe_next(request)}
    return render(request, "accounts/member.html", page)


@login_required
@sensitive_post_parameters("pin", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def pin(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Asks for the member's PIN, or has them choose one if they have none yet."""
    member = own_member(request, member_id)
    form = pin_form(member, request.POST or None)
    if request.method == "POST" and takes_pin(
        request, member, form, by=signed_in(request), now=clock.now()
    ):
        return redirect(_safe_next(request))
    page = {
        "form": form,
        "member": member,
        "alone": len(my_members(request)) == 1,
        "next": _safe_next(request),
    }
    return render(request, "accounts/pin.html", page)


@login_required
@require_safe
def record_openings(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Who opened or changed this member's record, and when."""
    member = own_member(request, member_id, clinical=True)
    openings = openings_of(member.pk, except_by=member.account_id)
    actors = Account.objects.in_bulk({entry.actor_id for entry in openings if entry.actor_id})
    rows = [(entry, actors.get(entry.actor_id or 0)) for entry in openings]
    return render(request, "accounts/record.html", {"member": member, "rows": rows})


@require_safe
def policy(request: HttpRequest, kind: str, version: str = "") -> HttpResponse:
    """A policy as visitors read it: the current version, or the one that is named."""
    versions = versions_of(kind)
    shown = next((row for row in versions if version in ("", row.version)), None)
    if shown is None:
        raise Http404
    page = {
        "policy": shown,
        "versions": versions,
        "is_current": shown == versions[0],
        "others": [row for row in current_policies().values() if row.kind != kind],
        "kind_name": Policy.Kind(kind).label,
    }
    return render(request, "accounts/policy.html", page)


def _safe_next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else reverse("account-details")
