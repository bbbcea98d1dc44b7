"""The coordinator's box that finds anybody, and a member's page at the desk."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

import clock
from accounts.access import any_member, signed_in, staff_required
from accounts.models import Member
from accounts.reader import reader_zone
from accounts.roles import Role
from clock.words import long_date
from design.shapes import Link
from design.tags.content import badge
from design.tags.times import place
from help.countries import country_names
from payments.desk.views.sheets import order_columns
from searching.words import shown
from spreadsheet.views import MOST_ROWS, download, wants
from today.desk.finding import Found, Kind, find, person_lines, straight_to
from today.desk.listing import PeopleForm, listed_people, people_lines
from today.desk.people import open_person
from today.desk.sheets import case_columns, people_columns, seat_columns

coordinators = staff_required(Role.COORDINATOR)
# Of each kind at first; whoever wants more of one gets it alone, by pages.
FIRST = 10
PER_PAGE = 50


@dataclass(frozen=True)
class Part:
    """What was found of one kind: `lines` of `total`, and where there is more of it."""

    kind: Kind
    lines: list[Any]
    total: int
    more: str = ""


@coordinators
@require_safe
def finds(request: HttpRequest) -> HttpResponse:
    """What fits, by kind; straight to it where only one thing can be meant. What was typed is
    kept nowhere and logged nowhere."""
    typed = shown(request.GET.get("q", ""))
    context: dict[str, object] = {"typed": typed, "trail": _trail()}
    if typed:
        found = find(typed)
        if there := straight_to(found):
            return redirect(there)
        kind = request.GET.get("kind", "")
        one = kind in Kind.values
        context |= _of_one(request, found, typed, Kind(kind)) if one else _of_all(found, typed)
        context |= {"total": found.total, "zone": reader_zone(request)}
    return render(request, "today/desk/find.html", context)


def _of_all(found: Found, typed: str) -> dict[str, object]:
    here = reverse("desk-find")
    parts = []
    for kind in Kind:
        hits = found.of(kind)
        more = f"{here}?{urlencode({'q': typed, 'kind': kind.value})}" if len(hits) > FIRST else ""
        if hits:
            parts.append(Part(kind, _lines(kind, hits[:FIRST]), len(hits), more))
    return {"parts": parts}


def _of_one(request: HttpRequest, found: Found, typed: str, kind: Kind) -> dict[str, object]:
    hits = found.of(kind)
    page = Paginator(hits, PER_PAGE).get_page(request.GET.get("page"))
    lines = _lines(kind, list(page.object_list))
    query = urlencode({"q": typed, "kind": kind.value})
    return {"parts": [Part(kind, lines, len(hits))], "page": page, "query": f"{query}&"}


def _lines(kind: Kind, hits: Any) -> list[Any]:
    return person_lines(hits) if kind == Kind.PEOPLE else list(hits)


@coordinators
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who takes part, took part or waits, with their groups; nothing they wrote."""
    form = PeopleForm(request.GET)
    found = form.sorted(listed_people(**form.asked))
    zone = reader_zone(request)
    if wants(request, "people"):
        lines = people_lines(list(found[:MOST_ROWS]))
        return download(request, "people", people_columns(zone), lines)
    page = form.page(found)
    context = {"form": form, "page": page, "lines": people_lines(list(page)), "zone": zone}
    return render(request, "today/desk/people.html", context)


@coordinators
@require_safe
def person(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """One member: seats, orders, cases and letters, each leading there and back. Whoever opens it
    leaves a line that the member can read."""
    member = any_member(member_id)
    zone = reader_zone(request)
    opened = open_person(member, by=signed_in(request), now=clock.now())
    if wants(request, "seats"):
        return download(request, "seats", seat_columns(zone), opened.seats)
    if wants(request, "orders"):
        return download(request, "orders", order_columns(zone), opened.orders)
    if wants(request, "cases"):
        return download(request, "cases", case_columns(zone), opened.cases)
    context = {
        "opened": opened,
        "member": member,
        "facts": _facts(member),
        "letters_query": urlencode({"to": member.account.email}) + "&",
        "trail": _trail(member.name),
        "zone": zone,
    }
    return render(request, "today/desk/person.html", context)


def _facts(member: Member) -> list[tuple[str, str]]:
    account = member.account
    closed = badge(_("closed"), "warning") if not account.is_active else ""
    discreet = badge(_("Discreet"), "info") if member.discreet else _("Ordinary")
    last = account.last_login
    facts = [
        (_("E-mail address"), account.email),
        (_("Name of the account"), account.get_full_name()),
        (_("Account"), closed),
        (_("Letters"), discreet),
        (_("Country"), country_names().get(member.country, member.country)),
        (_("Their clock"), place(account.time_zone) if account.time_zone else ""),
        (_("Joined"), long_date(member.joined_at.astimezone(account.zone))),
        (_("Last signed in"), long_date(last.astimezone(account.zone)) if last else _("never")),
    ]
    return [(term, text) for term, text in facts if text]


def _trail(*here: str) -> list[Link]:
    find_page = Link(_("Find anybody"), reverse("desk-find") if here else "")
    return [Link(_("Today"), reverse("today")), find_page, *(Link(title) for title in here)]
