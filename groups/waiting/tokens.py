"""Links to an offered seat: derived, never stored, as links into sessions are.

A token names one enrolment and carries a keyed hash over it. Opening what it leads to changes
nothing, however often and by whom: mail programs look at every link.
"""

import base64
import binascii
from uuid import UUID

from django.urls import reverse

from groups.seats.models import Enrollment
from groups.waiting.models import WaitingEntry
from vault.keys import tag, tag_is_valid

PURPOSE = "seat-offer"
NAME = 22  # letters that sixteen bytes take


def offer_token(seat: Enrollment) -> str:
    """The token of the letter about an offered seat."""
    return _encoded(seat.pk) + tag(_message(seat.pk), purpose=PURPOSE)


def offer_path(seat: Enrollment) -> str:
    """The path of the page with both answers, below the site's address."""
    return reverse("seat-offer", args=[offer_token(seat)])


def entry_behind(token: str) -> WaitingEntry | None:
    """Whose offer a token is about, however that stands; None for one that is not ours."""
    seat_id = _read(token)
    if seat_id is None or not tag_is_valid(token[NAME:], _message(seat_id), purpose=PURPOSE):
        return None
    entries = WaitingEntry.objects.select_related("cohort__course", "member__account", "seat")
    return entries.filter(seat=seat_id).first()


def _read(token: str) -> UUID | None:
    encoded = token[:NAME]
    try:
        named = base64.b64decode(encoded + "==", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(named) != 16 or not token[NAME:] or _encoded(UUID(bytes=named)) != encoded:
        return None  # the last letter has bits to spare: only one spelling is ours
    return UUID(bytes=named)


def _encoded(seat_id: UUID) -> str:
    return base64.urlsafe_b64encode(seat_id.bytes).decode().rstrip("=")


def _message(seat_id: UUID) -> str:
    return str(seat_id)
