"""Letters that are made together say, each to its own reader, what each says made alone."""

from datetime import timedelta
from typing import Any

import pytest

import clock
from groups.links.actions import request_link
from groups.links.due import post_due_letters
from groups.models import Enrollment, GroupSession
from groups.sessions.actions import cancel_session, move_session
from outbox.models import Letter
from outbox.sending import Made, make
from tests.factories import make_account, make_cohort, make_enrollment, make_member, make_session
from tests.groups.rows import LONG_BEFORE, STARTS, fresh

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
READERS: list[dict[str, Any]] = [
    {"name": "Ada"},
    {"name": "Bo"},
    {"name": 'O’Hara & <b>Co</b> "x"'},
    {"name": "\ue000link\ue001 {{ link }} %(link)s \\1"},
    {"name": "Cy", "discreet": True},
    {"name": "Di", "discreet": True},
    {"name": "Ed", "time_zone": "America/New_York"},
    {"name": "Flo", "time_zone": "America/New_York", "country": "US"},
    {"name": "Gil", "country": "DE"},
]


def _groups() -> list[GroupSession]:
    """Two groups of the same people, so that nothing of one may stand in the other's letters."""
    accounts = [make_account() for _reader in READERS]
    meetings = []
    for name in ("Tuesdays", "Skills & more <Tuesdays>"):
        cohort = make_cohort(name=name, capacity=len(READERS))
        meetings.append(make_session(cohort))
        for account, reader in zip(accounts, READERS, strict=True):
            make_enrollment(cohort, make_member(account, **reader), activated_at=LONG_BEFORE)
    return meetings


def _post(kind: str) -> list[Letter]:
    """The letters of one kind to everybody in both groups."""
    meetings = _groups()
    before = {"session-tomorrow": DAY, "session-in-an-hour": HOUR, "room-open": 15 * MINUTE}
    now = STARTS - before.get(kind, 2 * HOUR)
    clock.move_to(now)
    by = make_account("coordinator@example.org").pk
    for meeting in meetings:
        if kind == "session-moved":
            move_session(fresh(meeting), starts_at=STARTS + DAY, note="", by=by, now=now)
        elif kind == "session-cancelled":
            cancel_session(fresh(meeting), note="", by=by, now=now)
        elif kind == "link-again":
            for seat in Enrollment.objects.filter(cohort=meeting.cohort_id):
                request_link(seat, meeting, now=now)
    clock.move_to(now + timedelta(seconds=1))
    post_due_letters(now + timedelta(seconds=1))
    return list(Letter.objects.filter(kind=kind).order_by("key"))


def _said(made: object) -> list[object]:
    assert isinstance(made, Made), made
    message = made.message
    return [
        message.subject,
        message.body,
        message.from_email,
        message.to,
        message.reply_to,
        message.alternatives,  # type: ignore[attr-defined]
        message.attachments,
        message.extra_headers,
    ]


@pytest.mark.parametrize(
    "kind",
    [
        "session-tomorrow",
        "session-in-an-hour",
        "room-open",
        "session-moved",
        "session-cancelled",
        "link-again",
    ],
)
def test_made_together_and_made_alone(kind: str) -> None:
    letters = _post(kind)
    assert len(letters) == 2 * len(READERS)
    now = clock.now().replace(microsecond=0)
    clock.move_to(now)
    together = [_said(made) for made in make(letters, now=now)]
    alone = [_said(next(make([letter], now=now))) for letter in letters]
    for one, other in zip(together, alone, strict=True):
        assert _without_seconds(one) == _without_seconds(other)
    whole = [str(each) for each in together]
    assert all("\ue000" not in text for text in whole if "{{ link }}" not in text)
    assert len(set(whole)) == len(whole)


def _without_seconds(said: list[object]) -> str:
    """The moment at which a calendar entry was made goes on while the letters are made."""
    lines = "\n".join(str(each) for each in said).split("\\r\\n")
    return "\n".join(line for line in lines if not line.startswith("DTSTAMP"))
