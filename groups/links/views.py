"""Opening and confirming a join link; asking for it again."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import clock
from accounts.reader import name_language, reader_zone
from clock.limits import within_limit
from clock.words import written_for
from groups.links.access import LinkNoLongerValid, OpenLink, open_link, still_of_use
from groups.links.actions import NotYours, confirm_link, request_links
from groups.links.forms import LinkAgainForm
from groups.links.queries import is_confirmed
from groups.sessions.queries import next_session

REQUESTS_PER_HOUR = 10


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Opening consumes nothing and admits nobody, however often and by whom; confirming does."""
    try:
        link = open_link(token)
    except LinkNoLongerValid:
        return render(request, "groups/links/ended.html", status=410)
    with written_for(link.enrollment.member.reader):  # as the letter was that led here
        response = _join(request, link)
        name_language(response)
    return response


def _join(request: HttpRequest, link: OpenLink) -> HttpResponse:
    if not still_of_use(link.session, now=clock.now()):
        coming = next_session(link.session.cohort, now=clock.now())
        context = _context(request, link) | {"more_to_come": coming is not None}
        return render(request, "groups/links/over.html", context, status=410)
    if request.method == "POST":
        return _confirm(request, link)
    mine = request.user.pk == link.enrollment.member.account_id
    if request.user.is_authenticated and not mine:
        return render(request, "groups/links/personal.html", status=403)
    if mine and is_confirmed(link.enrollment, link.session):
        return redirect("room", link.session.pk)
    return render(request, "groups/links/join.html", _context(request, link))


def _confirm(request: HttpRequest, link: OpenLink) -> HttpResponse:
    if not request.user.is_authenticated:
        query = urlencode({"next": request.path})
        return redirect(f"{reverse('account_request_login_code')}?{query}")
    try:
        confirm_link(link.enrollment, link.session, account=request.user, now=clock.now())
    except NotYours:
        return render(request, "groups/links/personal.html", status=403)
    if not link.session.room_is_open(clock.now()):
        messages.success(request, _("Thank you. You are expected."))
    return redirect("room", link.session.pk)


def _context(request: HttpRequest, link: OpenLink) -> dict[str, object]:
    """What a link shows before its owner is known: a time, no names."""
    return {
        "session": link.session,
        "zone": link.session.cohort.zone,
        "reader_zone": reader_zone(request),
        "signed_in": request.user.is_authenticated,
        "member": link.enrollment.member if request.user.is_authenticated else None,
        "discreet": link.enrollment.member.discreet,
    }


@require_http_methods(["GET", "POST"])
def link_again(request: HttpRequest) -> HttpResponse:
    """Sends coming links again to an address. The answer is the same whether it is known or not."""
    form = LinkAgainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not _within_limit(request):
            form.add_error(None, form.too_often)
            return render(request, "groups/links/again.html", {"form": form}, status=429)
        request_links(form.cleaned_data["email"], now=clock.now())
        return render(
            request, "groups/links/again_sent.html", {"email": form.cleaned_data["email"]}
        )
    status = 400 if request.method == "POST" else 200
    return render(request, "groups/links/again.html", {"form": form}, status=status)


def _within_limit(request: HttpRequest) -> bool:
    """At most ten requests an hour from one address of the network."""
    # Behind a proxy the sender is the one that the proxy names, not the proxy itself.
    key = f"link-again:{get_adapter().get_client_ip(request)}"
    return within_limit(key, limit=REQUESTS_PER_HOUR, seconds=3600)
