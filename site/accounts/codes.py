"""allauth's two pages for a code, with a word for somebody whose code ran out meanwhile."""

from allauth.account import views as allauth_views
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _


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
