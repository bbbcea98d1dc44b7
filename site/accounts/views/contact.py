"""A member's own emergency contact: to see, and to change."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import clock
from accounts.access import own_member, signed_in
from accounts.actions import change_contact
from accounts.forms import ContactForm
from accounts.models import Intake, Member


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Whom we may call; who has not told yet is asked when they enrol."""
    member = own_member(request, member_id, clinical=True)
    intake = Intake.objects.filter(member=member).first()
    if intake is None:
        return _page(request, member, form=None)
    form = ContactForm(request.POST or None, initial=_held(intake))
    if request.method == "POST" and form.is_valid():
        change_contact(intake, **form.contact, by=signed_in(request), now=clock.now())
        messages.success(request, _("Your emergency contact is saved."))
        return redirect("account-details")
    return _page(request, member, form=form)


def _held(intake: Intake) -> dict[str, str]:
    return {
        "emergency_name": intake.emergency_name,
        "emergency_phone": intake.emergency_phone,
        "emergency_relation": intake.emergency_relation,
    }


def _page(request: HttpRequest, member: Member, *, form: ContactForm | None) -> HttpResponse:
    return render(request, "accounts/contact.html", {"form": form, "member": member})
