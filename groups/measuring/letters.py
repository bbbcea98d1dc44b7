"""Letters about measures: one asks a member, one asks a leader to look. Neither says a score, a
measure's name or a person's."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

import clock
from accounts.models import Account
from accounts.reader import reads_discreetly
from groups.cohorts.access import leads
from groups.leading.queries import facilitators
from groups.measuring.models import SafetyNote, SafetyNoteSeen
from groups.measuring.queries import asked_now
from groups.seats.models import Enrollment
from outbox.actions import post_letter
from outbox.addresses import site_address
from outbox.compose import compose
from outbox.models import Letter
from outbox.register import letter_kind
from outbox.rendered import Rendered

MEASURES_DUE = "measures-due"
PLEASE_LOOK = "please-look"


def due_key(part: Enrollment, occasion: str) -> str:
    """Names the letter of one occasion."""
    return f"{MEASURES_DUE}:{part.pk.hex}:{part.epoch}:{occasion}"


def post_due(part: Enrollment, *, occasion: str, closes_at: datetime, now: datetime) -> None:
    """How are things now? Once for each occasion."""
    post_letter(
        MEASURES_DUE,
        key=due_key(part, occasion),
        to=part.member.account.email,
        reader=part.member.reader,
        about={"enrollment": str(part.pk), "occasion": occasion},
        now=now,
        useless_after=closes_at,
    )


@letter_kind(MEASURES_DUE)
def render_due(letter: Letter) -> Rendered | None:
    """None where all is answered by now, or nothing is asked any more."""
    part = (
        Enrollment.objects.select_related("member__account", "cohort")
        .filter(pk=letter.about["enrollment"])
        .first()
    )
    asked = asked_now([part], now=clock.now()).get(part.pk) if part else None
    if part is None or asked is None or asked.occasion.key != letter.about["occasion"]:
        return None
    if not asked.open_measures:
        return None
    member, discreet = part.member, part.member.discreet
    return compose(
        "measures_due",
        {
            "member": member,
            "cohort": part.cohort,
            "how_many": len(asked.open_measures),
            "link": site_address(reverse("measures"), discreet=discreet),
        },
        subject=_("Something short to fill in") if discreet else _("How are things now?"),
        discreet=discreet,
        country=member.country,
        to=member.account.email,
    )


def post_note(note: SafetyNote, *, now: datetime) -> None:
    """Whoever leads the group then is asked to look, at once."""
    for leader in facilitators().filter(leads__cohort=note.enrollment.cohort_id):
        post_letter(
            PLEASE_LOOK,
            key=f"{PLEASE_LOOK}:{note.pk.hex}:{leader.pk}",
            to=leader.email,
            reader=leader.reader,
            about={"note": str(note.pk), "account": leader.pk},
            now=now,
            urgent=True,
        )


@letter_kind(PLEASE_LOOK)
def render_please_look(letter: Letter) -> Rendered | None:
    """Names nobody and nothing: mail is read over shoulders. None where they have seen it already,
    or lead the group no more."""
    leader = Account.objects.filter(pk=letter.about["account"], is_active=True).first()
    note = (
        SafetyNote.objects.select_related("enrollment__cohort")
        .filter(pk=letter.about["note"])
        .first()
    )
    if leader is None or note is None or not note.enrollment.belongs:
        return None
    cohort = note.enrollment.cohort
    seen = SafetyNoteSeen.objects.filter(note=note, account=leader).exists()
    if seen or not leads(leader, cohort.pk):
        return None
    discreet = reads_discreetly(leader)
    page = reverse("today") if discreet else reverse("lead-measures", args=[cohort.slug])
    return compose(
        "please_look",
        {"name": leader.first_name, "link": site_address(page, discreet=discreet)},
        subject=_("Please look at something today"),
        discreet=discreet,
        country=leader.country,
        to=leader.email,
    )
