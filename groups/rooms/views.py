"""The room's page and the device check. What is live on them comes over the socket."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

import clock
from accounts.access import signed_in
from accounts.models import Account
from accounts.reader import clock_of, name_language, reader_zone, reads_discreetly
from clock.words import written_for
from groups.links.tokens import link_path
from groups.rooms.access import RoomPass, leads_room, named_by, open_room, own_part
from groups.rooms.closing import Reason, Refused
from groups.rooms.standing import Standing, standings
from groups.rooms.wire.part import SLOTS, parts
from groups.rooms.words import room_words
from groups.seats.models import Enrollment
from groups.sessions.dates import apart
from groups.sessions.models import GroupSession
from groups.sessions.queries import moved_by_somebody

UTC = ZoneInfo("UTC")


@login_required
@require_safe
def room(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The room, or a kind page that says why not yet, not now, or not any more."""
    account = signed_in(request)
    try:
        room_pass = open_room(
            account,
            session_id,
            signed_in_by=request.session,
            now=clock.now(),
            enrollment_id=named_by(request.GET.get("as", "")),
        )
    except Refused as refusal:
        return _refuse(request, account, session_id, refusal.reason)
    with written_for(room_pass.reader):
        return _enter(request, room_pass)


def _enter(request: HttpRequest, room_pass: RoomPass) -> HttpResponse:
    standing = _standing(room_pass)
    context = _about(request, room_pass.session) | {
        "room_pass": room_pass,
        "standing": standing.value,
        "socket": _socket(room_pass),
        "words": room_words(leads=room_pass.leads),
        "slots": _slots(),
        "scripts": [f"groups/rooms/parts/{part.name}.js" for part in parts()],
    }
    status = Reason.LOCKED.status if standing is Standing.LOCKED else 200
    response = render(request, "groups/rooms/room.html", context, status=status)
    name_language(response)
    return response


def _standing(room_pass: RoomPass) -> Standing:
    if room_pass.enrollment is None:
        return Standing.WELCOME
    found = standings([room_pass.enrollment], [room_pass.session])
    return found[room_pass.enrollment.pk, room_pass.session.pk]


@login_required
@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """Camera, microphone and sound, tried at any time before a session. Nothing is sent."""
    context = {
        "discreet": _discreet(request),
        "words": room_words(),
        "mesh_shows_addresses": not settings.ROOM_ICE.relay_only,
    }
    return render(request, "groups/rooms/devices.html", context)


def _refuse(
    request: HttpRequest, account: Account, session_id: UUID, reason: Reason
) -> HttpResponse:
    if reason is Reason.UNKNOWN:
        raise Http404
    group_session = GroupSession.objects.select_related("cohort").get(pk=session_id)
    enrollment = own_part(account, session_id, named_by(request.GET.get("as", "")))
    with written_for(enrollment.member.reader if enrollment else account.reader):
        response = _say_why(request, group_session, reason, enrollment)
    if reason is Reason.EARLY:
        wait = group_session.room_opens_at - clock.now()
        response.headers["Retry-After"] = str(max(1, int(wait.total_seconds())))
    return response


def _say_why(
    request: HttpRequest,
    group_session: GroupSession,
    reason: Reason,
    enrollment: Enrollment | None,
) -> HttpResponse:
    leads = leads_room(signed_in(request), group_session.pk)
    context = _about(request, group_session) | {
        "leads": leads,
        "reason": reason.name.lower(),
        "sentence": reason.sentence,
        "reopens": leads and group_session.may_reopen(clock.now()),
        "answers": enrollment.pk if reason is Reason.UNANSWERED and enrollment else None,
        "moved": reason is Reason.EARLY and moved_by_somebody(group_session),
        "link": link_path(enrollment, group_session)
        if reason is Reason.UNCONFIRMED and enrollment
        else "",
    }
    response = render(request, "groups/rooms/refused.html", context, status=reason.status)
    name_language(response)
    return response


def _about(request: HttpRequest, group_session: GroupSession) -> dict[str, object]:
    wall = clock_of(request, group_session.cohort.zone)
    return {
        "session": group_session,
        "cohort": group_session.cohort,
        "reader_zone": reader_zone(request),
        "wall": wall,
        "minutes_ahead": apart(group_session.starts_at, wall, ZoneInfo("UTC"))
        // timedelta(minutes=1),
        "discreet": _discreet(request),
    }


def _discreet(request: HttpRequest) -> bool:
    return reads_discreetly(signed_in(request))


def _slots() -> dict[str, list[str]]:
    """The templates of the parts, by the place of the page that they fill."""
    return {
        slot: [f"groups/rooms/parts/{one.name}/{slot}.html" for one in parts() if slot in one.slots]
        for slot in SLOTS
    }


def _socket(room_pass: RoomPass) -> str:
    path = f"/ws/room/{room_pass.session.pk}/"
    return f"{path}?as={room_pass.enrollment.pk}" if room_pass.enrollment else path
