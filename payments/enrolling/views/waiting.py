"""Waiting for a seat in a full group, and answering when one is offered."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

import clock
from accounts.access import own_member, signed_in
from accounts.actions import register_member
from accounts.forms import MemberForm
from accounts.models import Member
from accounts.reader import clock_of, name_language, reader_country, reader_zone, told_zone
from clock.words import written_for
from groups.seats.errors import EnrolmentClosed, KeptApart
from groups.sessions.queries import CohortCard, card_of
from groups.waiting.actions import join_list
from groups.waiting.ending import decline, leave_list
from groups.waiting.errors import EntryMoved, PlacedAlready, SeatFree, TooManyLists
from groups.waiting.models import WaitingEntry, Why
from groups.waiting.queries import open_entries_of
from groups.waiting.rule import hours_kept
from groups.waiting.tokens import entry_behind
from payments.checkout.actions import MINUTES_HELD
from payments.enrolling.actions import TooYoung, refuse_minors
from payments.enrolling.steps import Progress, Step, choose_member, intake_of, progress_of
from payments.enrolling.views.pages import closed_page, not_online_page
from payments.enrolling.views.steps import take
from payments.prices.queries import terms_of


@require_http_methods(["GET", "POST"])
def wait(request: HttpRequest, slug: str) -> HttpResponse:
    """What waiting means, and one button; whoever stands in line reads how to leave.

    While there is a seat it leads on to that.
    """
    now = clock.now()
    progress = progress_of(request, slug, now=now)
    if not progress.card.is_open or progress.price is None:
        return closed_page(request, progress.card)
    if request.method == "POST":
        if request.user.is_anonymous:
            return redirect_to_login(request.path)
        return _join(request, progress, now=now)
    if not progress.card.full:
        return redirect("enrol", slug)
    return _wait_page(request, progress)


def _join(request: HttpRequest, progress: Progress, *, now: datetime) -> HttpResponse:
    if progress.members:
        member = own_member(request, request.POST.get("who", ""))
    else:
        newcomer = _newcomer_form(request)
        if not newcomer.is_valid():
            return _wait_page(request, progress, newcomer=newcomer, status=400)
        member = _registered(request, newcomer, now=now)
    try:
        refuse_minors(progress.card.cohort, intake_of(_known(progress, member)), now=now)
        entry, fresh = join_list(
            progress.card.cohort, member=member, by=signed_in(request), now=now
        )
    except TooYoung:
        return _wait_page(request, progress, trouble="young", status=409)
    except PlacedAlready:
        return _wait_page(request, progress, trouble="placed", status=409)
    except TooManyLists:
        return _wait_page(request, progress, trouble="many", status=409)
    except KeptApart:
        return not_online_page(request, progress.card, status=409)
    except EnrolmentClosed:
        return closed_page(request, progress.card, status=409)
    except SeatFree:
        choose_member(request, progress.card, member)
        messages.info(request, _("A seat is free just now: you can have it without waiting."))
        return redirect("enrol", progress.card.cohort.slug)
    if fresh:
        messages.success(
            request,
            _("%(name)s is on the waiting list. A letter says what happens next.")
            % {"name": entry.member.name},
        )
    return redirect("today")


def _known(progress: Progress, member: Member) -> Member:
    """The same person, as read with what they answered before."""
    return next((one for one in progress.members if one.pk == member.pk), member)


def _newcomer_form(request: HttpRequest) -> MemberForm:
    """Somebody new here; how letters look is asked at once, for the first one leaves at once."""
    typed = request.POST if request.method == "POST" else None
    zone, country = told_zone(request), reader_country(request)
    return MemberForm(typed, zone=zone, country=country)


def _registered(request: HttpRequest, newcomer: MemberForm, *, now: datetime) -> Member:
    return register_member(
        signed_in(request),
        name=newcomer.cleaned_data["name"],
        country=newcomer.cleaned_data["country"],
        time_zone=newcomer.cleaned_data["time_zone"],
        discreet=newcomer.cleaned_data["discreet"],
        now=now,
        language=newcomer.cleaned_data.get("language", ""),
    )


def _wait_page(
    request: HttpRequest,
    progress: Progress,
    *,
    newcomer: MemberForm | None = None,
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    cohort = progress.card.cohort
    people: list[tuple[Member, WaitingEntry | None]] = []
    if not request.user.is_anonymous:
        entries = open_entries_of(signed_in(request), cohort)
        seated = {one.pk for one in progress.members if hasattr(one, "here")}
        people = [
            (one, entries.get(one.pk))
            for one in progress.members
            if one.pk in entries or one.pk not in seated
        ]
        if newcomer is None and not progress.members:
            newcomer = _newcomer_form(request)
    here = urlencode({"next": request.path})
    return render(
        request,
        "payments/wait.html",
        {
            "card": progress.card,
            "cohort": cohort,
            "price": progress.price,
            "people": people,
            "known": bool(progress.members),
            "newcomer": newcomer,
            "trouble": trouble,
            "hours": hours_kept(),
            "zone": reader_zone(request),
            "signup_url": f"{reverse('account_signup')}?{here}",
            "login_url": f"{reverse('account_request_login_code')}?{here}",
        },
        status=status,
    )


@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """One of the account's people no longer waits there."""
    if request.user.is_anonymous:
        return redirect_to_login(reverse("enrol-wait", args=[slug]))
    account = signed_in(request)
    member = own_member(request, request.POST.get("who", ""))
    card = _card(slug)
    entry = open_entries_of(account, card.cohort).get(member.pk)
    try:
        if entry is not None:
            leave_list(entry, by=account, now=clock.now())
    except EntryMoved:
        messages.info(request, _("That changed a moment ago. Please look again."))
    else:
        messages.info(
            request, _("%(name)s is no longer on the waiting list.") % {"name": member.name}
        )
    return redirect("today")


def _card(slug: str) -> CohortCard:
    card = card_of(slug, now=clock.now())
    if card is None:
        raise Http404
    return card


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the letter. Opening it changes nothing, however often and by whom; a no needs
    no signing in, a yes is given by the person themselves."""
    entry = entry_behind(token)
    if entry is None:
        raise Http404
    with written_for(entry.member.reader):  # as the letter was that led here
        response = _offer(request, entry)
        name_language(response)
    return response


def _offer(request: HttpRequest, entry: WaitingEntry) -> HttpResponse:
    now = clock.now()
    mine = request.user.pk == entry.member.account_id
    if request.user.is_authenticated and not mine:
        return render(request, "groups/links/personal.html", status=403)
    until = entry.seat.hold_until if entry.seat else None
    stands = entry.is_offered and until is not None and until > now
    if request.method == "POST" and stands:
        if request.POST.get("answer") == "no":
            return _no(request, entry, now=now)
        if request.POST.get("answer") == "yes":
            return _yes(request, entry, now=now)
    return _offer_page(request, entry, stands=stands)


def _no(request: HttpRequest, entry: WaitingEntry, *, now: datetime) -> HttpResponse:
    by = request.user.pk if request.user.is_authenticated else None
    try:
        decline(entry, by=by, now=now)
    except EntryMoved:
        messages.info(request, _("That changed a moment ago. Please look again."))
    return redirect(request.path)


def _yes(request: HttpRequest, entry: WaitingEntry, *, now: datetime) -> HttpResponse:
    """Whoever has answered everything holds the seat at once; others are asked first, and the seat
    stays offered to them meanwhile."""
    if request.user.is_anonymous:
        query = urlencode({"next": request.path})
        return redirect(f"{reverse('account_request_login_code')}?{query}")
    slug = entry.cohort.slug
    card = card_of(slug, now=now)
    if card is None:
        raise Http404
    choose_member(request, card, entry.member)
    progress = progress_of(request, slug, now=now)
    if progress.offered and progress.step == Step.PAY and progress.price is not None:
        return take(request, progress, slug)
    return redirect("enrol", slug)


def _offer_page(request: HttpRequest, entry: WaitingEntry, *, stands: bool) -> HttpResponse:
    owner = request.user.is_authenticated
    held = entry.seat is not None and entry.seat.is_held
    taken_back = entry.is_waiting or entry.why == Why.TAKEN_BACK
    status = 200 if stands or entry.was_answered else 410
    return render(
        request,
        "payments/seat_offer.html",
        {
            "entry": entry,
            "cohort": entry.cohort,
            "card": card_of(entry.cohort.slug, now=clock.now()),
            "member": entry.member if owner else None,
            "offer": terms_of(entry.cohort) if owner and stands else None,
            "discreet": entry.member.discreet,
            "until": entry.seat.hold_until if entry.seat else None,
            "clock": clock_of(request, entry.clock),
            "zone": reader_zone(request),
            "stands": stands,
            "held": held and owner,
            "taken_back": taken_back,
            "minutes_held": MINUTES_HELD,
        },
        status=status,
    )
