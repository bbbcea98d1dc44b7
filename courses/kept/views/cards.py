"""A member's cards: the list of them, one to read, and the question before it is deleted."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

import clock
from accounts.access import CHOOSE, clinical_member, my_members
from accounts.models import Member
from courses.kept.access import own_card
from courses.kept.actions import call_card, delete_card
from courses.kept.forms import TitleForm
from courses.kept.going_on import place_of, way_on
from courses.kept.models import KeptCard
from courses.kept.queries import answers_of, cards_of
from design.shapes import Link

PER_PAGE = 30


@login_required
@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """The cards of the account's one member; of several, those of the one who is chosen."""
    people = my_members(request)
    person = request.GET.get("person", "")
    member = clinical_member(request, people=people, person=person)
    if member is None:
        return _choose(request, people)
    page = {
        "member": member,
        "is_shared": len(people) > 1,
        "choose": CHOOSE,
        "kept_query": f"person={member.pk}&" if len(people) > 1 else "",
        "page": Paginator(cards_of(member), PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "courses/kept/cards.html", page)


def _choose(request: HttpRequest, people: list[Member]) -> HttpResponse:
    address = reverse("my-cards")
    links = [Link(one.name, f"{address}?person={one.pk}") for one in people]
    return render(request, "courses/kept/whose.html", {"people": links})


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """One card to read; a new title is sent to the same address."""
    mine = own_card(request, card_id)
    form = TitleForm(request.POST if request.method == "POST" else None, title=mine.title)
    if request.method == "POST" and form.is_valid():
        if form.is_another:
            call_card(mine, title=form.cleaned_data["title"], now=clock.now())
        messages.success(request, _("The card has its new title."))
        return redirect("my-card", mine.pk)
    page = _on_device(mine) | {"card": mine, "form": form, "go_on": way_on(mine)}
    return render(request, "courses/kept/card.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """Asks first; afterwards the card is gone for good."""
    mine = own_card(request, card_id)
    if request.method == "POST":
        delete_card(mine, now=clock.now())
        messages.success(request, _deleted(request.POST.get("device", "")))
        return redirect("my-cards")
    return render(request, "courses/kept/delete.html", _on_device(mine) | {"card": mine})


def _on_device(card: KeptCard) -> dict[str, Any]:
    """What the page's script needs to see whether the same words stand on the device."""
    return {"place": place_of(card), "answers": answers_of(card)}


def _deleted(device: str) -> str:
    """`device` is what the page's script did there, before it sent the form."""
    if device == "wiped":
        return _("The card is deleted, and its words are wiped from this device.")
    if device == "stays":
        return _(
            "The card is deleted. Its words still stand in the exercise on this device: this "
            "browser did not let us wipe them. Please delete the data of this site in its settings."
        )
    return _("The card is deleted.")
