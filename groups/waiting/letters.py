"""The letters about waiting: joined, a seat is offered, a reminder, and the end of it."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from clock.words import day_and_hour
from design.tags.times import place
from groups.waiting.models import EntryState, OfferTakenBack, WaitingEntry, Why
from groups.waiting.rule import hours_kept
from groups.waiting.tokens import offer_path
from outbox.actions import post_letter
from outbox.addresses import site_address
from outbox.compose import compose
from outbox.models import Letter
from outbox.register import letter_kind
from outbox.rendered import Rendered

JOINED = "waiting-joined"
OFFERED = "seat-offered"
REMINDER = "seat-offered-reminder"
OVER = "waiting-over"
TAKEN_BACK = "offer-taken-back"


def post_joined(entry: WaitingEntry, *, now: datetime) -> None:
    """They stand in line: what happens next, and how to leave."""
    _post(JOINED, entry, now=now)


def post_offer(entry: WaitingEntry, *, now: datetime) -> None:
    """A seat is kept for them, and until when."""
    _post(OFFERED, entry, now=now, useless_after=_kept_until(entry))


def post_reminder(entry: WaitingEntry, *, now: datetime) -> None:
    """The same once more, half-way through its time."""
    _post(REMINDER, entry, now=now, useless_after=_kept_until(entry))


def post_over(entry: WaitingEntry, *, now: datetime) -> None:
    """They wait no longer, by no doing of theirs."""
    _post(OVER, entry, now=now)


def post_taken_back(taken: OfferTakenBack, *, now: datetime) -> None:
    """The seat they were offered is not kept for them any more, and whether they go on waiting."""
    entry = taken.entry
    post_letter(
        TAKEN_BACK,
        key=f"{TAKEN_BACK}:{taken.pk}",
        to=entry.member.account.email,
        reader=entry.member.reader,
        about={"entry": entry.pk, "stays": taken.stays},
        now=now,
    )


def _kept_until(entry: WaitingEntry) -> datetime | None:
    return entry.seat.hold_until if entry.seat else None


def _post(
    kind: str, entry: WaitingEntry, *, now: datetime, useless_after: datetime | None = None
) -> None:
    post_letter(
        kind,
        key=f"{kind}:{entry.pk}",
        to=entry.member.account.email,
        reader=entry.member.reader,
        about={"entry": entry.pk},
        now=now,
        useless_after=useless_after,
    )


@letter_kind(JOINED)
def render_joined(letter: Letter) -> Rendered | None:
    """Nothing is said to whom a seat was offered, or who left, before it was sent."""
    entry = _entry_of(letter)
    if entry is None or not entry.is_waiting:
        return None
    discreet = entry.member.discreet
    return _compose(
        entry,
        "waiting_joined",
        subject=_("We have noted it") if discreet else _("You are on the waiting list"),
        hours=hours_kept(),
    )


@letter_kind(OFFERED)
def render_offer(letter: Letter) -> Rendered | None:
    """Both answers stand behind one link, which changes nothing by being opened."""
    return _offer(letter, reminder=False)


@letter_kind(REMINDER)
def render_reminder(letter: Letter) -> Rendered | None:
    """Says how much time is left."""
    return _offer(letter, reminder=True)


def _offer(letter: Letter, *, reminder: bool) -> Rendered | None:
    entry = _entry_of(letter)
    until = _kept_until(entry) if entry is not None and entry.is_offered else None
    if entry is None or entry.seat is None or until is None:
        return None
    discreet = entry.member.discreet
    if reminder:
        subject = _("Your answer is awaited") if discreet else _("Your seat is still kept for you")
    else:
        subject = _("Something has come free") if discreet else _("A seat has come free for you")
    return _compose(
        entry,
        "seat_offered",
        subject=subject,
        reminder=reminder,
        until=day_and_hour(until.astimezone(entry.clock)),
        zone=place(entry.clock),
        link=site_address(offer_path(entry.seat), discreet=discreet),
    )


@letter_kind(OVER)
def render_over(letter: Letter) -> Rendered | None:
    """Says why, without blame."""
    entry = _entry_of(letter)
    if entry is None or entry.is_open:
        return None
    discreet = entry.member.discreet
    return _compose(
        entry,
        "waiting_over",
        subject=_("You no longer wait") if discreet else _("Your place on the waiting list"),
        lapsed=entry.state == EntryState.LAPSED,
        placed=entry.why == Why.PLACED,
        young=entry.why == Why.YOUNG,
        contact_url=site_address(reverse("contact"), discreet=discreet),
    )


@letter_kind(TAKEN_BACK)
def render_taken_back(letter: Letter) -> Rendered | None:
    """Says that it is our doing, and never why."""
    entry = _entry_of(letter)
    if entry is None:
        return None
    discreet = entry.member.discreet
    return _compose(
        entry,
        "offer_taken_back",
        subject=_("What we had kept for you") if discreet else _("The seat we offered you"),
        stays=letter.about["stays"],
        contact_url=site_address(reverse("contact"), discreet=discreet),
    )


def _entry_of(letter: Letter) -> WaitingEntry | None:
    entries = WaitingEntry.objects.select_related("cohort__course", "member__account", "seat")
    return entries.filter(pk=letter.about["entry"]).first()


def _compose(entry: WaitingEntry, template: str, *, subject: str, **more: Any) -> Rendered:
    discreet = entry.member.discreet
    return compose(
        template,
        {
            "member": entry.member,
            "cohort": entry.cohort,
            "today_url": site_address(reverse("today"), discreet=discreet),
            "groups_url": site_address(reverse("groups"), discreet=discreet),
            **more,
        },
        subject=subject,
        discreet=discreet,
        country=entry.member.country,
        to=entry.member.account.email,
    )
