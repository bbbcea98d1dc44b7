"""The coordinator's page of the team: invite, take a role away, help with a lost second factor."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import clock
from accounts.access import signed_in, staff_required
from accounts.forms import InviteForm
from accounts.models import Account
from accounts.queries import StaffMember, staff, staff_member
from accounts.roles import Role
from accounts.staffing import LastCoordinator, invite_staff, reset_second_factor, take_role_away
from spreadsheet.views import Column, download, wants


@staff_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest) -> HttpResponse:
    """Everybody who works here; a form that invites the next one."""
    if wants(request, "team"):
        return download(request, "team", _columns(), staff())
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        invited = invite_staff(
            form.cleaned_data["email"],
            form.cleaned_data["role"],
            by=signed_in(request),
            now=clock.now(),
        )
        messages.success(request, _("A letter is on its way to %(who)s.") % {"who": invited.email})
        return redirect("account-staff")
    return render(request, "accounts/team.html", {"form": form, "team": staff()})


def _columns() -> list[Column[StaffMember]]:
    return [
        Column(_("Person"), lambda person: person.name),
        Column(_("E-mail address"), lambda person: person.account.email),
        Column(_("Role"), lambda person: ", ".join(str(role.label) for role in person.roles)),
        Column(_("Superuser"), lambda person: person.account.is_superuser),
        Column(_("Second factor"), lambda person: person.second_factor),
        Column(_("Closed"), lambda person: not person.account.is_active),
    ]


@staff_required(Role.COORDINATOR)
@require_safe
def person(request: HttpRequest, account_id: int) -> HttpResponse:
    """One of the team: roles, second factor, and what a coordinator may do about them."""
    found = staff_member(account_id)
    return render(request, "accounts/team_person.html", {"person": found})


@staff_required(Role.COORDINATOR)
@require_POST
def take_role(request: HttpRequest, account_id: int) -> HttpResponse:
    """Takes one role away."""
    account = get_object_or_404(Account, pk=account_id)
    role = next((r for r in Role if r.value == request.POST.get("role")), None)
    if role is None:
        messages.error(request, _("Please choose which role to take away."))
        return redirect("account-staff")
    try:
        take_role_away(account, role, by=signed_in(request), now=clock.now())
    except LastCoordinator:
        messages.error(request, _("This is the only coordinator. Please invite another one first."))
        return redirect("account-staff-person", account_id)
    messages.success(request, _("The role is taken away."))
    return redirect("account-staff")


@staff_required(Role.COORDINATOR)
@require_POST
def reset_factor(request: HttpRequest, account_id: int) -> HttpResponse:
    """Forgets a lost second factor; the person signs in by code and sets up a new one."""
    account = staff_member(account_id).account
    reset_second_factor(account, by=signed_in(request), now=clock.now())
    messages.success(
        request,
        _("The second factor is reset. %(who)s will set up a new one when signing in.")
        % {"who": account},
    )
    return redirect("account-staff-person", account_id)
