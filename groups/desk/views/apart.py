"""Do-not-place: who must not share a group, recorded, read and ended by coordinators alone."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import clock
from accounts.access import any_member, signed_in, staff_required
from accounts.finding import find_people
from accounts.models import Member
from accounts.reader import reader_zone
from accounts.roles import Role
from design.shapes import Link
from groups.apart.models import DoNotPlace
from groups.desk.forms import ApartForm
from groups.desk.views.sheets import apart_columns
from groups.placing.access import any_pair
from groups.placing.actions import keep_apart, let_share
from groups.placing.errors import EndedAlready, KeptApartAlready, SamePerson
from groups.placing.queries import listed_pairs, pair_lines
from searching.words import shown
from spreadsheet.views import MOST_ROWS, download, wants

PER_PAGE = 50
MOST_FOUND = 20
coordinators = staff_required(Role.COORDINATOR)


@coordinators
@require_safe
def pairs(request: HttpRequest) -> HttpResponse:
    """Every pair, those that stand first; their reasons stand on the people's own pages."""
    zone = reader_zone(request)
    if wants(request, "apart"):
        return download(
            request, "apart", apart_columns(zone), pair_lines(listed_pairs()[:MOST_ROWS])
        )
    page = Paginator(listed_pairs(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": pair_lines(page.object_list),
        "zone": zone,
        "trail": [Link(_("Today"), reverse("today")), Link(_("Do-not-place"))],
    }
    return render(request, "groups/desk/apart.html", context)


@coordinators
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Looks for the other person, then asks why and how far it goes."""
    member = any_member(member_id)
    if request.method == "POST":
        return _record(request, member)
    typed, chosen = shown(request.GET.get("q", "")), request.GET.get("with", "")
    form = ApartForm({"other": chosen}) if chosen else None
    if form is not None and "other" not in form.errors:
        other = any_member(form.cleaned_data["other"])
        return _page(request, member, other=other, form=ApartForm(initial={"other": other.pk}))
    return _page(request, member, typed=typed)


def _record(request: HttpRequest, member: Member) -> HttpResponse:
    form = ApartForm(request.POST)
    form.is_valid()
    if "other" in form.errors:
        return _page(request, member, status=400)
    other = any_member(form.cleaned_data["other"])
    if form.errors:
        return _page(request, member, other=other, form=form, status=400)
    try:
        line = keep_apart(
            member,
            other,
            reach=form.cleaned_data["reach"],
            reason=form.cleaned_data["reason"],
            by=signed_in(request),
            now=clock.now(),
        )
    except SamePerson:
        form.add_error(None, _("This is one and the same person. Please choose another one."))
    except KeptApartAlready:
        form.add_error(
            None, _("This stands already: see the page of either. To change it, end it first.")
        )
    else:
        if line.shared:
            messages.warning(
                request,
                _("Noted. Both have a seat in: %(groups)s. Nothing happens there by itself.")
                % {"groups": line.shared_names},
            )
        else:
            messages.success(request, _("Noted. From now on no group gets both of them."))
        return redirect(_section_of(member))
    return _page(request, member, other=other, form=form, status=409)


def _page(
    request: HttpRequest,
    member: Member,
    *,
    typed: str = "",
    other: Member | None = None,
    form: ApartForm | None = None,
    status: int = 200,
) -> HttpResponse:
    found = _found(typed, besides=member)
    context = {
        "member": member,
        "typed_name": typed,
        "found": found[:MOST_FOUND],
        "more": len(found) > MOST_FOUND,
        "other": other,
        "form": form,
        "trail": [
            Link(_("Today"), reverse("today")),
            Link(member.name, reverse("desk-person", args=[member.pk])),
            Link(_("Do-not-place")),
        ],
    }
    return render(request, "groups/desk/keep_apart.html", context, status=status)


def _found(typed: str, *, besides: Member) -> list[Member]:
    """Members who fit what was typed, best first. What was typed is kept nowhere."""
    ids = [one.member_id for one in find_people(typed) if one.member_id] if typed else []
    ids = [pk for pk in ids if pk != besides.pk][: MOST_FOUND + 1]
    members = Member.objects.select_related("account").in_bulk(ids)
    return [members[pk] for pk in ids if pk in members]


@coordinators
@require_POST
def end(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """It holds no longer."""
    pair: DoNotPlace = any_pair(pair_id)
    try:
        let_share(pair, by=signed_in(request), now=clock.now())
    except EndedAlready:
        messages.info(request, _("Somebody ended this before you."))
    else:
        messages.success(
            request, _("Ended. Both may be in one group again, and it stays on record.")
        )
    return redirect("desk-apart")


def _section_of(member: Member) -> str:
    return f"{reverse('desk-person', args=[member.pk])}#apart"
