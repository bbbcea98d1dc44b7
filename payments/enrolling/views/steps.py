"""From a group's page to Stripe's: one page per step, resumed wherever somebody left off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

import clock
from accounts.access import keep_ones_own_first, own_member, signed_in
from accounts.actions import accept_policies, change_member, register_member, save_intake
from accounts.forms import IntakeForm
from accounts.pins import PinNeeded
from accounts.reader import reader_country, told_zone
from groups.seats.errors import AlreadyEnrolled, CohortFull, EnrolmentClosed, KeptApart
from payments.enrolling.actions import (
    NotOnOffer,
    TooManyHeld,
    TooYoung,
    hear_younger,
    hold_seat,
)
from payments.enrolling.forms import SOMEBODY_ELSE, AgreementForm, NewcomerForm, WhoForm
from payments.enrolling.steps import (
    Progress,
    Step,
    choose_member,
    forget_choice,
    progress_of,
)
from payments.enrolling.typed import keep_typed, take_typed, typed_now
from payments.enrolling.views.pages import closed_page, full_page, not_online_page, step_page

PAGES = {
    Step.WHO: "enrol-who",
    Step.ABOUT: "enrol-about",
    Step.AGREEMENT: "enrol-agreement",
    Step.PAY: "enrol-pay",
}


@require_GET
def enrol(request: HttpRequest, slug: str) -> HttpResponse:
    """Leads to the step that comes next; a visitor gets the first one."""
    progress = progress_of(request, slug, now=clock.now())
    if progress.enrolled:
        return redirect("today")
    if not progress.held:
        if not progress.card.is_open or progress.price is None:
            return closed_page(request, progress.card)
        if progress.full:
            return full_page(request, progress.card)
    if progress.step == Step.ACCOUNT:
        return step_page(request, progress, Step.ACCOUNT)
    return redirect(PAGES[progress.step], slug)


def _posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None while it is only shown."""
    return request.POST if request.method == "POST" else None


def _elsewhere(progress: Progress, step: Step, slug: str) -> HttpResponse | None:
    """Where to go instead of a step that is not due; None if it is."""
    if progress.enrolled or progress.held or progress.step < step:
        return redirect("enrol", slug)
    return None


@login_required
@require_http_methods(["GET", "POST"])
def who(request: HttpRequest, slug: str) -> HttpResponse:
    """Step 2: one of the account's people, or somebody new."""
    progress = progress_of(request, slug, now=clock.now())
    if progress.held:
        return redirect("enrol", slug)
    chosen = (request.POST if request.method == "POST" else request.GET).get("who", "")
    anew = chosen == SOMEBODY_ELSE or not progress.members
    if request.method == "POST" and anew:
        return _somebody_new(request, progress, slug)
    form = WhoForm(_posted(request), members=progress.members, initial={"who": chosen})
    if request.method == "POST" and form.is_valid():
        choose_member(request, progress.card, own_member(request, chosen))
        return redirect("enrol", slug)
    newcomer = _newcomer_form(request, before=take_typed(request)) if anew else None
    return _who_page(request, progress, form=form, newcomer=newcomer)


def _somebody_new(request: HttpRequest, progress: Progress, slug: str) -> HttpResponse:
    try:
        keep_ones_own_first(request, back=f"{request.path}?who={SOMEBODY_ELSE}")
    except PinNeeded:
        keep_typed(request)  # the page for the PIN leads back to it
        raise
    newcomer = _newcomer_form(request, typed_now(request))
    if not newcomer.is_valid():
        form = WhoForm(members=progress.members, initial={"who": SOMEBODY_ELSE})
        return _who_page(request, progress, form=form, newcomer=newcomer)
    member = register_member(
        signed_in(request),
        name=newcomer.cleaned_data["name"],
        country=newcomer.cleaned_data["country"],
        time_zone=newcomer.cleaned_data["time_zone"],
        discreet=False,
        now=clock.now(),
        language=newcomer.cleaned_data.get("language", ""),
    )
    choose_member(request, progress.card, member)
    return redirect("enrol", slug)


def _newcomer_form(
    request: HttpRequest, typed: QueryDict | None = None, *, before: dict[str, str] | None = None
) -> NewcomerForm:
    zone, country = told_zone(request), reader_country(request)
    return NewcomerForm(typed, initial=before, zone=zone, country=country)


def _who_page(
    request: HttpRequest, progress: Progress, *, form: WhoForm, newcomer: NewcomerForm | None
) -> HttpResponse:
    refused = form.errors or (newcomer is not None and newcomer.errors)
    return step_page(
        request,
        progress,
        Step.WHO,
        form=form if progress.members else None,
        newcomer=newcomer,
        status=400 if refused else 200,
    )


@login_required
@require_http_methods(["GET", "POST"])
def about(request: HttpRequest, slug: str) -> HttpResponse:
    """Step 3: age, an emergency contact, and what the group is and is not."""
    now = clock.now()
    progress = progress_of(request, slug, now=now)
    away = _elsewhere(progress, Step.ABOUT, slug)
    # An answer from a tab left open is heard all the same: it may be that of a minor.
    if away and not (request.method == "POST" and progress.seat is not None):
        return away
    cohort = progress.card.cohort
    form = IntakeForm(
        _posted(request),
        minimum_age=cohort.enrols_alone_from,
        minors_from=cohort.minimum_age if cohort.takes_minors else None,
        now=now,
    )
    money = False
    if request.method == "POST" and progress.member is not None:
        if form.is_valid():
            if not progress.enrolled:
                save_intake(progress.member, **form.answers, now=now)
            return redirect("enrol", slug)
        if form.is_minor:
            money = hear_younger(
                progress.member, by=signed_in(request), now=now, year_told=form.year_is_a_minors
            )
            progress = progress_of(request, slug, now=now)
        elif away:
            return away
    status = 400 if form.errors else 200
    return step_page(request, progress, Step.ABOUT, form=form, money=money, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def agreement(request: HttpRequest, slug: str) -> HttpResponse:
    """Step 4: agreement, terms, privacy, discreet letters; then a seat is held at once."""
    now = clock.now()
    progress = progress_of(request, slug, now=now)
    if (away := _elsewhere(progress, Step.AGREEMENT, slug)) or progress.member is None:
        return away or redirect("enrol", slug)
    member = progress.member
    form = AgreementForm(
        _posted(request), policies=progress.policies, initial={"discreet": member.discreet}
    )
    if request.method == "POST" and form.is_valid():
        accept_policies(member, policies=progress.policies, now=now)
        change_member(
            member,
            name=member.name,
            country=member.country,
            time_zone=member.time_zone,
            discreet=form.cleaned_data["discreet"],
            by=signed_in(request),
            now=now,
        )
        return take(request, progress, slug)
    return step_page(
        request, progress, Step.AGREEMENT, form=form, status=400 if form.errors else 200
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest, slug: str) -> HttpResponse:
    """Holds a seat for somebody who has answered everything before; whoever comes by the address of
    the page that told them why not goes to where they stand."""
    if request.method != "POST":
        return redirect("enrol", slug)
    progress = progress_of(request, slug, now=clock.now())
    if progress.enrolled or progress.step < Step.PAY:
        return redirect("enrol", slug)
    return take(request, progress, slug)


def take(request: HttpRequest, progress: Progress, slug: str) -> HttpResponse:
    """Holds a seat for whoever has answered everything, or says why there is none."""
    if progress.member is None:
        return redirect("enrol", slug)
    card = progress.card
    if card.is_open and progress.full:
        # Of fifty who press at once most come too late: they wait for no lock to be told so.
        return full_page(request, card, status=409)
    try:
        hold_seat(
            progress.card.cohort,
            member=progress.member,
            payer=signed_in(request),
            now=clock.now(),
        )
    except AlreadyEnrolled:
        return redirect("today")
    except TooYoung:
        return step_page(request, progress, Step.PAY, trouble="young", status=409)
    except TooManyHeld:
        return step_page(request, progress, Step.PAY, trouble="held", status=409)
    except CohortFull:
        return full_page(request, progress.card, status=409)
    except KeptApart:
        return not_online_page(request, progress.card, status=409)
    except (EnrolmentClosed, NotOnOffer):
        return closed_page(request, progress.card, status=409)
    return redirect("enrol-pay", slug)


@login_required
@require_POST
def somebody_else(request: HttpRequest, slug: str) -> HttpResponse:
    """Back to the question who takes part, as long as no seat is held."""
    progress = progress_of(request, slug, now=clock.now())
    if not progress.held:
        forget_choice(request, progress.card)
        return redirect("enrol-who", slug)
    messages.info(request, _("A seat is held already. Give it back first to enrol somebody else."))
    return redirect("enrol-pay", slug)
