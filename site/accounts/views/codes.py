"""allauth's pages around a code, for somebody whose code never comes or ran out meanwhile."""

from allauth.account import views as allauth_views
from allauth.account.stages import (
    EmailVerificationStage,
    LoginByCodeStage,
    LoginStageController,
)
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.wanted import begin_anew


def sign_in(request: HttpRequest) -> HttpResponse:
    """The page to sign in, also for who began with an address that has an account already."""
    _stop_waiting(request, EmailVerificationStage.key)
    answer: HttpResponse = allauth_views.login(request)
    return answer


@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    """Where signing out leads: what may still stand on the device, and a way to wipe it."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "account/signed_out.html")


def ask_for_code(request: HttpRequest) -> HttpResponse:
    """The page to sign in with a code, as `sign_in`."""
    _stop_waiting(request, EmailVerificationStage.key)
    answer: HttpResponse = allauth_views.request_login_code(request)
    return answer


def begin(request: HttpRequest) -> HttpResponse:
    """The page for newcomers, also for who tried to sign in with an address we do not know."""
    _stop_waiting(request, LoginByCodeStage.key)
    answer: HttpResponse = allauth_views.signup(request)
    return answer


def _stop_waiting(request: HttpRequest, stage_key: str) -> None:
    """Leaves a code of the other way, known address or not.

    Our letters lead from one way to the other; without this allauth would lead back to a page that
    waits for a code which was never sent.
    """
    if request.user.is_anonymous and LoginStageController.enter(request, stage_key) is not None:
        begin_anew(request)


def confirm_sign_in(request: HttpRequest) -> HttpResponse:
    """Takes the code that signs in."""
    return _explained(request, allauth_views.confirm_login_code(request))


def confirm_address(request: HttpRequest) -> HttpResponse:
    """Takes the code that proves a new address."""
    return _explained(request, allauth_views.email_verification_sent(request))


def _explained(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Leads somebody who typed a code back to the beginning with a reason, never in silence."""
    typed = request.method == "POST" and "code" in request.POST
    begins_again = answer.headers.get("Location", "").startswith(reverse("account_login"))
    told_why = getattr(messages.get_messages(request), "added_new", False)
    if typed and begins_again and not told_why:
        messages.info(request, _("That code has run out. We can send you a new one right away."))
    return answer
