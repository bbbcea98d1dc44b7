"""Confirming a link, asking for it again, and new calendar entries after a change of letters."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Account, Member
from audit.actions import record
from groups.links.models import LinkConfirmation, LinkRequest
from groups.seats.models import Enrollment
from groups.sessions.models import GroupSession
from groups.sessions.queries import all_coming
from outbox.actions import post_letter

PAUSE_BETWEEN_REQUESTS = timedelta(minutes=2)


class NotYours(Exception):
    """The link belongs to somebody else's account."""


@transaction.atomic
def confirm_link(
    enrollment: Enrollment, group_session: GroupSession, *, account: Account, now: datetime
) -> None:
    """The signed-in owner confirms that the link is theirs; doing it again changes nothing.

    Raises NotYours for any other account.
    """
    if enrollment.member.account_id != account.pk:
        raise NotYours
    _, fresh = LinkConfirmation.objects.get_or_create(
        enrollment=enrollment,
        session=group_session,
        epoch=enrollment.epoch,
        defaults={"confirmed_at": now},
    )
    if fresh:
        record(
            "link.confirmed",
            on=group_session,
            by=account.pk,
            member_id=enrollment.member_id,
            now=now,
        )


@transaction.atomic
def give_entries_anew(member: Member, *, now: datetime) -> None:
    """The member changed between ordinary and discreet letters: one letter for each group brings
    every session ahead as a new entry.

    The entries that stand in their calendar have another organizer, from whom we no longer write.
    """
    seats = list(member.enrollments.enrolled().select_for_update())
    coming = all_coming([seat.cohort_id for seat in seats], now=now)
    for seat in seats:
        seat.entries += 1
        seat.save(update_fields=["entries"])
        if ahead := seat.theirs(coming.get(seat.cohort_id, [])):
            post_letter(
                "calendar-anew",
                key=f"calendar-anew:{seat.pk.hex}:{seat.entries}",
                to=member.account.email,
                reader=member.reader,
                about={"enrollment": str(seat.pk), "entries": seat.entries},
                now=now,
                useless_after=ahead[-1].ends_at,
            )


def request_links(email: str, *, now: datetime) -> None:
    """Sends the next link of each enrolment behind `email` again.

    Says nothing about whether anybody is known: the page answers the same in every case. Asking
    again within two minutes sends nothing new.
    """
    enrollments = list(
        Enrollment.objects.enrolled()
        .filter(
            member__account__email__iexact=email.strip(),
            member__account__is_active=True,
        )
        .select_related("member__account")
    )
    coming = all_coming([enrollment.cohort_id for enrollment in enrollments], now=now)
    for enrollment in enrollments:
        if theirs := enrollment.theirs(coming.get(enrollment.cohort_id, [])):
            request_link(enrollment, theirs[0], now=now)


@transaction.atomic
def request_link(enrollment: Enrollment, group_session: GroupSession, *, now: datetime) -> None:
    """Posts the link of one session once more, unless it was asked for a moment ago."""
    # Two requests at the same moment take turns, so that only one letter leaves.
    Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    recent = LinkRequest.objects.filter(
        enrollment=enrollment,
        session=group_session,
        requested_at__gt=now - PAUSE_BETWEEN_REQUESTS,
    )
    if recent.exists():
        return
    asked = LinkRequest.objects.create(
        enrollment=enrollment, session=group_session, requested_at=now
    )
    post_letter(
        "link-again",
        key=f"link-again:{asked.pk}",
        to=enrollment.member.account.email,
        reader=enrollment.member.reader,
        about={"enrollment": str(enrollment.pk), "session": str(group_session.pk)},
        now=now,
        useless_after=group_session.room_closes_at,
        urgent=True,
    )
